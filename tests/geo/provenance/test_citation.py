"""The line and the BibTeX entry by which the data is cited."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from geo.load import load_dataset
from geo.provenance.citation import bibtex, citation, describe_day

DATASET = load_dataset()
ADDRESS = "https://atlas.exemple.fr/ptce_a/"


def test_line_says_what_was_read() -> None:
    line = citation(DATASET, "abc123", ADDRESS)
    for part in (DATASET.later.whole_title, f"version {DATASET.version} ", "empreinte abc123", DATASET.licence_title):
        assert part in line
    assert line.endswith(f" {ADDRESS}")
    assert citation(DATASET, "abc123").endswith(f"{DATASET.licence_title}.")


def test_day_is_written_in_words() -> None:
    dated = replace(DATASET, date="2027-02-01")
    assert "du 1er février 2027," in citation(dated, "x")
    assert "month        = feb," in bibtex(dated, "x")
    assert "year         = {2027}," in bibtex(dated, "x")


@pytest.mark.parametrize(
    ("day", "text"), [(date(2013, 12, 31), "31 décembre 2013"), (date(2016, 8, 1), "1er août 2016")]
)
def test_describe_day(day: date, text: str) -> None:
    assert describe_day(day) == text


def test_entry_is_well_formed() -> None:
    entry = bibtex(DATASET, "abc123", ADDRESS)
    lines = entry.splitlines()
    assert re.fullmatch(r"@misc\{[a-z0-9-]+,", lines[0])
    assert lines[-1] == "}"
    assert all(re.fullmatch(r"  [a-z]+ *= (\{.+\}|[a-z]{3}),", line) for line in lines[1:-1])
    assert entry.count("{") == entry.count("}")
    # An institution, which BibTeX would otherwise take for a first name and a name.
    assert "{{Atlas des PTCE}}" in entry
    assert f"{{{ADDRESS}}}" in entry
    assert "url" not in bibtex(DATASET, "abc123")


def test_a_title_cannot_break_out_of_its_field() -> None:
    later = replace(DATASET.later, whole_title=r"100 % {vrai} & #1 _x_ \evil")
    entry = bibtex(replace(DATASET, later=later), "x")
    assert r"{{100 \% (vrai) \& \#1 \_x\_ /evil}}" in entry
