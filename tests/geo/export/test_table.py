"""Rows, columns, and what is done to hostile text."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.export.table import clean, columns, rows, runs_as_formula
from geo.model import Panel
from geo.selection import Selection
from tests.geo.export.small_panel import LATER, build_panel

WEAK = {"source": "une page", "confiance": "faible", "note": None}


def test_columns_are_those_of_the_schema_then_those_of_the_export(panel: Panel) -> None:
    names = [column.name for column in columns(panel.schema)]
    own = [name for name in panel.schema.names if name != "sources"]
    assert names == [
        *own,
        "collection",
        "appels",
        "doublons",
        "longitude",
        "latitude",
        "confiance_lieu",
        "confiance_secteurs",
        "confiance_forme_juridique",
        "confiance_annee_laureat",
        "a_confirmer",
    ]


def test_columns_have_distinct_titles_and_a_description(panel: Panel) -> None:
    table = columns(panel.schema)
    assert len({column.title for column in table}) == len(table)
    assert all(column.description for column in table)


def test_rows_are_the_distinct_poles_in_the_order_of_the_panel(panel: Panel, everything: Selection) -> None:
    found = [row["id"] for row in rows(panel, everything)]
    assert found == list(panel.poles.index[panel.in_panel])
    assert found == ["ptce-001", "ptce-003", "ptce-070", "ptce-045"]


def test_rows_follow_the_selection(panel: Panel) -> None:
    assert [row["id"] for row in rows(panel, Selection(laureat=("2015",)))] == ["ptce-001", "ptce-070"]


def test_a_double_is_named_on_the_row_of_its_pole(panel: Panel, everything: Selection) -> None:
    doubles = {row["id"]: row["doublons"] for row in rows(panel, everything)}
    assert doubles == {
        "ptce-001": None,
        "ptce-003": None,
        "ptce-070": None,
        "ptce-045": "ptce-051 : Pays de Bray (PTCE – Maison d'Economie Solidaire) | "
        "appel-2023-01 : Pays de Bray solidaire (appel de 2023)",
    }


def test_a_row_names_its_collection_and_all_the_calls_won(panel: Panel) -> None:
    found = {row["id"]: (row["collection"], row["appels"]) for row in rows(panel, Selection(appels=True))}
    assert found == {
        "ptce-001": ("panel 2016", "2015"),
        "ptce-003": ("panel 2016", None),
        "ptce-070": ("panel 2016", "2015"),
        "ptce-045": ("panel 2016", "2013 | 2023"),
        "appel-2021-01": ("appels 2021-2025", "2021"),
    }
    assert [row["id"] for row in rows(panel, Selection(laureat=("2023",), appels=True))] == ["ptce-045"]


def test_confidence_in_the_calls_is_the_weakest_of_those_of_its_lines(panel: Panel) -> None:
    found = {row["id"]: row["confiance_annee_laureat"] for row in rows(panel, Selection(appels=True))}
    assert (found["ptce-001"], found["ptce-045"], found["appel-2021-01"]) == ("haute", "moyenne", "haute")
    assert found["ptce-003"] is None


def test_a_doubtful_later_call_is_to_be_confirmed(tmp_path: Path) -> None:
    later = [*LATER[:1], {**LATER[1], "properties": {**LATER[1]["properties"], "sources": {"annee_laureat": WEAK}}}]
    found = {row["id"]: row["a_confirmer"] for row in rows(build_panel(tmp_path / "data", later=later), Selection())}
    assert (found["ptce-045"], found["ptce-003"]) == ("Année de lauréat", None)


def test_a_doubtful_value_stays_clean_and_other_columns_tell_the_doubt(panel: Panel) -> None:
    (row,) = rows(panel, Selection(region=("occitanie",)))
    assert row["commune"] == "Limoux"
    assert row["forme_juridique"] == "Association"
    assert row["confiance_lieu"] == "faible"
    assert row["confiance_secteurs"] == "moyenne"
    assert row["confiance_forme_juridique"] == "faible"
    assert row["confiance_annee_laureat"] == "haute"
    assert row["a_confirmer"] == "Commune | Forme juridique"


def test_what_is_unknown_is_empty(panel: Panel) -> None:
    (row,) = rows(panel, Selection(region=("guyane",)))
    known = {name for name, value in row.items() if value is not None}
    assert known == {
        "id", "ligne", "nom", "nom_liste", "region", "code_region", "region_liste", "departement",
        "code_departement", "precision", "collection", "longitude", "latitude",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "\n1",
        " =1", "\u00a0=1", "\u3000=1", "\u200b=1", "\ufeff=1", "\u202e=1", "\x00=1", "\x0b=1",
        '"=1', "'=1", '" =1', "’=1",
        "＝1", "＋1", "－1", "＠SUM",
    ],
)  # fmt: skip
def test_runs_as_formula(text: str) -> None:
    assert runs_as_formula(text)


@pytest.mark.parametrize("text", ["", " ", '"', "3.EVA", "L'Aude", "a=b", "1-2", "« - »", "https://a.example/?b=-1"])
def test_does_not_run_as_formula(text: str) -> None:
    assert not runs_as_formula(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x0bc\x1fd\x7fe\x85f", "abcdef"),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ("a\ud800b\udfffc", "abc"),
        ("a\ufffeb\uffffc\U0001ffffd\ufdd0e", "abcde"),
        ("é\u00a0\u200f\u202e œ \U0001f33b", "é\u00a0\u200f\u202e œ \U0001f33b"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected
