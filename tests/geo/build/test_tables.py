"""Reading the curated tables: rows numbered as a spreadsheet does, and read as far as they can be."""

from __future__ import annotations

import pytest

from geo.build.tables import COLLECTIONS, POLE_COLUMNS, SOURCED_FIELDS, Tables, read_tables
from geo.schema import load_schema
from tests.conftest import DataCopy


def _read(data: DataCopy) -> Tables:
    return read_tables(data.path / "source", load_schema(data.path))


def test_published_tables_have_no_problem(data_copy: DataCopy) -> None:
    tables = _read(data_copy)
    assert tables.problems == []
    assert [number for number, _ in tables.rows["ptce.csv"]] == list(range(2, 76))
    assert [number for number, _ in tables.rows["laureats.csv"]] == list(range(2, 34))
    for file in COLLECTIONS:
        assert set(tables.rows[file][0][1]) == set(POLE_COLUMNS)


def test_columns_and_sourced_fields_are_fields_of_the_schema() -> None:
    names = load_schema().names
    assert set(POLE_COLUMNS) <= set(names)
    assert set(SOURCED_FIELDS) <= set(names)
    # What is left is computed by the build.
    assert set(names) - set(POLE_COLUMNS) == {"region", "departement", "precision", "sources"}


def test_empty_rows_are_skipped_and_counted(data_copy: DataCopy) -> None:
    data_copy.rewrite("ptce.csv", lambda rows: [*rows[:3], [""] * len(rows[0]), [], *rows[3:]])
    numbers = [number for number, _ in _read(data_copy).rows["ptce.csv"]]
    assert numbers == [2, 3, *range(6, 78)]


def test_cells_are_trimmed(data_copy: DataCopy) -> None:
    data_copy.set_cell("ptce.csv", 2, "commune", "  Limoux\u00a0")
    assert _read(data_copy).rows["ptce.csv"][0][1]["commune"] == "Limoux"


@pytest.mark.parametrize(("cells", "nom"), [(18, "3.EVA"), (20, "3.EVA")], ids=["short", "long"])
def test_row_of_another_length_is_kept_for_the_other_checks(data_copy: DataCopy, cells: int, nom: str) -> None:
    data_copy.rewrite("ptce.csv", lambda rows: [rows[0], [*rows[1], "", ""][:cells], *rows[2:]])
    data_copy.set_cell("ptce.csv", 3, "site", "x")
    tables = _read(data_copy)
    assert [(problem.row, problem.column) for problem in tables.problems] == [(2, None), (3, "site")]
    assert len(tables.rows["ptce.csv"]) == 74
    row = tables.rows["ptce.csv"][0][1]
    assert (row["nom"], set(row)) == (nom, set(POLE_COLUMNS))


def test_problem_names_the_file_from_the_project(data_copy: DataCopy) -> None:
    data_copy.source("sectors.csv").unlink()
    assert [problem.file for problem in _read(data_copy).problems] == ["data/source/sectors.csv"]


def test_missing_column_is_reported_once_and_read_as_empty(data_copy: DataCopy) -> None:
    data_copy.rewrite("ptce.csv", lambda rows: [cells[:4] + cells[5:] for cells in rows])
    tables = _read(data_copy)
    assert [(problem.row, problem.column) for problem in tables.problems] == [(1, "nom")]
    assert {row["nom"] for _, row in tables.rows["ptce.csv"]} == {""}
    assert tables.lacks("ptce.csv", "alias", "nom")
    assert not tables.lacks("sources.csv", "nom")
    assert tables.values("ptce.csv", "nom") == []
    assert len(tables.values("ptce.csv", "id")) == 74


@pytest.mark.parametrize(
    "site",
    ["https://ecossolies.fr", "http://www.x.fr/a?b=1&c=é#d", "https://sub.domaine.example:8080/"],
)
def test_ordinary_site_is_accepted(data_copy: DataCopy, site: str) -> None:
    data_copy.set_cell("ptce.csv", 4, "site", site)
    assert _read(data_copy).problems == []


@pytest.mark.parametrize(
    "site",
    [
        "www.x.fr", "ftp://x.fr", "javascript:alert(1)", "https://", "https:///x", "http://[x", "https://x y.fr",
        'https://x.fr/"onclick="', "https://x.fr/<script>", "HTTPS//x.fr", "mailto:a@x.fr", "//x.fr", "https://localhost",
    ],
)  # fmt: skip
def test_odd_site_is_refused(data_copy: DataCopy, site: str) -> None:
    data_copy.set_cell("ptce.csv", 4, "site", site)
    (problem,) = _read(data_copy).problems
    assert (problem.row, problem.column, problem.value) == (4, "site", site)


@pytest.mark.parametrize(
    ("file", "keys"),
    [
        ("sectors.csv", ["code", "abrege", "couleur"]),
        ("legal_forms.csv", ["code"]),
        ("region_names.csv", ["region_liste"]),
        ("documents.csv", ["id"]),
        ("sources.csv", ["champ"]),
        ("ptce.csv", ["id", "ligne"]),
        ("laureats.csv", ["id"]),
    ],
)
def test_repeated_row_is_reported_with_the_first_one(data_copy: DataCopy, file: str, keys: list[str]) -> None:
    data_copy.rewrite(file, lambda rows: [*rows, rows[1]])
    last = len(data_copy.source(file).read_text(encoding="utf-8-sig").splitlines())
    problems = _read(data_copy).problems
    assert [problem.column for problem in problems] == keys
    assert {(problem.row, problem.message) for problem in problems} == {(last, "valeur en double, déjà à la ligne 2")}
