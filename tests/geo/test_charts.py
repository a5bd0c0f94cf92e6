from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from geo.charts import ACCENT, QUIET, Numbers, Row, bar_chart
from geo.distributions import by_sector, by_year, funding, study_legal_forms
from geo.model import Panel
from geo.reference.load import load_reference

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
PAIR = Numbers(
    "Titre", "Phrase.", "Niveau", ("2012", "2015"), (Row("Région", (840, 1239)), Row("Europe", (None, 776))), "k€"
)
ONE = Numbers(
    "T", "P.", "N", ("Pôles",), (Row("Oui", (12,)), Row("Zéro", (0,)), Row("Non renseigné", (3,), apart=True))
)


def drawn(numbers: Numbers) -> dict[str, Any]:
    return bar_chart(numbers).to_dict()


def records(numbers: Numbers) -> list[dict[str, Any]]:
    return drawn(numbers)["layer"][0]["data"]["values"]


def test_every_number_is_drawn_as_it_is_said() -> None:
    assert [(r["n"], r["s"], r.get("v"), r["t"]) for r in records(PAIR)] == [
        ("Région", 0, 840, "840\u00a0k€"),
        ("Région", 1, 1239, "1\u00a0239\u00a0k€"),
        ("Europe", 0, None, "absent"),
        ("Europe", 1, 776, "776\u00a0k€"),
    ]


def test_what_is_missing_has_no_value_and_zero_has_one() -> None:
    assert "v" not in records(PAIR)[2]
    assert [r for r in records(ONE) if r["n"] == "Zéro"] == [{"n": "Zéro", "v": 0, "p": 0, "t": "0"}]


def test_the_unknown_stands_apart_behind_an_empty_row() -> None:
    names = [r["n"] for r in records(ONE)]
    assert names == ["Oui", "Zéro", " ", "Non renseigné"]
    assert [r.get("a") for r in records(ONE)] == [None, None, None, 1]
    assert records(ONE)[2]["t"] == ""


def test_bars_only_and_no_words_of_vega() -> None:
    for numbers in (PAIR, ONE):
        chart = drawn(numbers)
        assert [layer["mark"]["type"] for layer in chart["layer"]] == ["bar", "text"]
        assert [layer["encoding"]["x"]["axis"] for layer in chart["layer"]] == [None, None]
        assert chart["encoding"]["y"]["title"] is None
        assert chart["config"]["aria"] is False
        assert "tooltip" not in json.dumps(chart)
        assert chart["encoding"]["y"]["axis"]["labelLimit"] == 0


def test_two_samples_are_side_by_side_and_told_apart_without_colour() -> None:
    chart = drawn(PAIR)
    assert chart["encoding"]["yOffset"]["field"] == "s"
    pale, full = chart["layer"][0]["encoding"]["fill"]["scale"]["range"]
    assert (full, pale[:7]) == (ACCENT, ACCENT)
    assert pale != full
    assert "yOffset" not in drawn(ONE)["encoding"]


def test_both_layers_read_one_copy_of_the_data_and_the_chart_stays_small(panel: Panel) -> None:
    reference = load_reference()
    for numbers in (
        by_sector(panel),
        by_year(panel, reference.calls),
        study_legal_forms(reference.figures),
        funding(reference.figures, "total"),
    ):
        chart = drawn(numbers)
        assert chart["layer"][1]["data"] == {"name": chart["layer"][0]["data"]["name"]}
        assert "data" not in chart
        assert "datasets" not in chart
        assert len(json.dumps(chart)) < 2600, numbers.title


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", [ACCENT, QUIET], ids=["bar", "apart"])
def test_bars_can_be_seen_on_both_themes(theme: str, colour: str) -> None:
    background = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme]["backgroundColor"]
    low, high = sorted((luminance(colour), luminance(background)))
    assert (high + 0.05) / (low + 0.05) >= 3
