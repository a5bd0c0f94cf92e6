"""The decisions and the counts, and how the reference tables of this folder speak to a reader."""

from __future__ import annotations

import csv
import io
import re

import pytest

from geo.model import Panel
from geo.reference.decisions import THEMES, Decision, load_counts, load_decisions
from geo.schema import DATA_DIR
from tests.conftest import DataCopy

DECISIONS = {decision.id: decision for decision in load_decisions()}
COUNTS = {count.id: count for count in load_counts()}
TABLES = ("calls", "counts", "decisions", "events", "glossary", "levers", "member_sectors")


def test_decisions_come_by_theme() -> None:
    themes = [decision.theme for decision in DECISIONS.values()]
    assert sorted(themes, key=list(THEMES).index) == themes
    assert set(themes) == set(THEMES)


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
def test_decision_holds_together(decision: Decision, panel: Panel) -> None:
    assert decision.versions
    assert decision.decision
    assert decision.reason.endswith(".")
    assert set(decision.pole_ids) <= set(panel.lines.index)
    # A suspicion is never stated as decided, nor the other way round.
    assert decision.is_suspicion == ("oupçon non vérifié, non appliqué" in decision.decision)


def test_suspicions_are_those_that_nothing_confirms() -> None:
    assert {decision.id for decision in DECISIONS.values() if decision.is_suspicion} == {
        "region-jeuness", "region-mobilites", "doublon-alpilles", "doublon-comite-05", "lieu-emc4",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "region"),
    [("region-auvergne", "84"), ("region-damier", "84"), ("region-laine", "84"), ("region-epicentre", "84"),
     ("region-organic-vallee", "76"), ("region-occitanie", "76"), ("region-nouvelle-aquitaine", "75"),
     ("region-hauts-de-france", "32"), ("lieu-bouquetot", "28"), ("lieu-ecotransfaire", "44")],
)  # fmt: skip
def test_data_follow_the_decision_on_the_region(decision: str, region: str, panel: Panel) -> None:
    for pole_id in DECISIONS[decision].pole_ids:
        assert panel.lines.loc[pole_id, "code_region"] == region, pole_id


def test_provisional_regions_name_every_line_that_has_them(panel: Panel) -> None:
    for decision, listed in (
        ("region-occitanie", "Languedoc-Roussillon"),
        ("region-nouvelle-aquitaine", "Aquitaine-"),
        ("region-hauts-de-france", "Hauts de France"),
    ):
        lines = panel.panel_lines[panel.panel_lines["region_liste"].str.startswith(listed)]
        corrected = set(DECISIONS["region-auvergne"].pole_ids)
        assert set(DECISIONS[decision].pole_ids) == set(lines.index) - corrected, decision


def test_data_follow_the_decision_on_doubles(panel: Panel) -> None:
    doubles = {double: panel.doubles[double] for double in panel.panel_lines.index if double in panel.doubles}
    assert set(DECISIONS["doublon-pays-de-bray"].pole_ids) == {*doubles, *doubles.values()}
    assert not set(DECISIONS["doublon-alpilles"].pole_ids) & set(panel.doubles)


def test_counts_are_in_order_and_say_what_they_count(panel: Panel) -> None:
    years = [count.year for count in COUNTS.values()]
    assert years == sorted(years)
    assert COUNTS["panel-lignes"].value == len(panel.panel_lines)
    assert COUNTS["panel-poles"].value == panel.in_panel.sum()
    assert (COUNTS["etat-2023"].value, COUNTS["etat-2023"].date) == (140, "2023-05")
    assert (COUNTS["recensement-2021"].value, COUNTS["recensement-2021"].precision) == (56, "pres-de")
    assert (COUNTS["communaute-2016"].value, COUNTS["communaute-2016"].precision) == (100, "plus-de")
    assert "alculé" in COUNTS["laureats-2013"].note
    assert len({count.what for count in COUNTS.values()}) == len(COUNTS)


def test_decisions_and_counts_are_read_from_the_folder_given(data_copy: DataCopy) -> None:
    data_copy.rewrite("decisions.csv", lambda rows: [rows[0], *rows[:0:-1]])
    themes = [decision.theme for decision in load_decisions(data_copy.path)]
    assert themes == [decision.theme for decision in DECISIONS.values()]
    data_copy.rewrite("decisions.csv", lambda rows: [rows[0], rows[-1]])
    data_copy.rewrite("counts.csv", lambda rows: [rows[0], *rows[:0:-1]])
    assert [decision.id for decision in load_decisions(data_copy.path)] == ["region-auvergne"]
    assert [count.year for count in load_counts(data_copy.path)] == sorted(count.year for count in COUNTS.values())


#: What must not reach a reader → why.
UNFIT = {
    r"’|‘": "curved apostrophe",
    r"\s{2}|\u00a0|\u202f": "odd space",
    r"[<>]": "markup",
    r"\b00[0-4]\s?[:l]": "line of a transcription",
    r"\bl\.\s?\d": "line of a transcription",
    r"(?i)\bseed\b|\bgraine\b|panel_no|list_no|\bfacts?\b": "word of the fact-gatherers",
    r"(?i)présent dossier|hors documents?\b": "word of the fact-gatherers",
    # A first name and a name: persons are never named.
    r"\b(Anne|Benoît|Carole|Claude|Jean|Laurent|Marie|Marlène|Maurice|Olivia|Pierre|Régis)\s[A-ZÀ-Ý]": "person",
    r"«\S|\S»": "quotation marks without their spaces",
    r"[^\s(][:;!?](?=\s|$)": "punctuation without its space",
    r"\s[,.](?!\.)": "space before a comma or a full stop",
    r"[^.…»)]\.\.(?!\.)": "two full stops",
}


@pytest.mark.parametrize("table", TABLES)
def test_table_is_written_as_the_others_are(table: str) -> None:
    content = (DATA_DIR / "source" / f"{table}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") > 1
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(cell == cell.strip() for row in rows for cell in row)


@pytest.mark.parametrize("table", TABLES)
def test_cells_speak_to_a_reader(table: str) -> None:
    text = (DATA_DIR / "source" / f"{table}.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    unfit = [
        f"{row.get('id')}, {column} : {why} ({match.group()!r})"
        for row in rows
        for column, cell in row.items()
        # Lines of the documents are kept, and never shown; addresses have a punctuation of their own.
        if column != "lignes"
        for pattern, why in UNFIT.items()
        if (match := re.search(pattern, re.sub(r"https?://\S+", "adresse", cell)))
    ]
    assert unfit == []
