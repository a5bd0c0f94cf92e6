"""Rows, columns, and what is done to hostile text."""

from __future__ import annotations

import pytest

from geo.export.table import clean, columns, rows, runs_as_formula
from geo.filters import Selection
from geo.model import Panel


def test_columns_are_those_of_the_schema_then_those_of_the_export(panel: Panel) -> None:
    names = [column.name for column in columns(panel.schema)]
    own = [name for name in panel.schema.names if name != "sources"]
    assert names == [
        *own,
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
    assert found == list(panel.poles.index)
    assert found == ["ptce-001", "ptce-003", "ptce-070", "ptce-045"]


def test_rows_follow_the_selection(panel: Panel) -> None:
    assert [row["id"] for row in rows(panel, Selection(laureat=("2015",)))] == ["ptce-001", "ptce-070"]


def test_a_double_is_named_on_the_row_of_its_pole(panel: Panel, everything: Selection) -> None:
    doubles = {row["id"]: row["doublons"] for row in rows(panel, everything)}
    assert doubles == {
        "ptce-001": None,
        "ptce-003": None,
        "ptce-070": None,
        "ptce-045": "ptce-051 : Pays de Bray (PTCE – Maison d'Economie Solidaire)",
    }


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
        "code_departement", "precision", "longitude", "latitude",
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
