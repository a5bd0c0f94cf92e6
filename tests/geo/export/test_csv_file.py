"""CSV, read back by pandas, by frictionless and as a spreadsheet would."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from geo.export.csv_file import ABOUT, export
from geo.export.metadata import describe
from geo.export.table import columns
from geo.model import Panel
from geo.schema import DATA_DIR
from geo.selection import Selection
from tests.geo.export.small_panel import CLEANED_FACT, HOSTILE_NAME, LINK


def _read(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8")


def _cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.fixture
def content(panel: Panel, everything: Selection) -> bytes:
    return export(panel, everything, LINK)


def test_a_french_spreadsheet_recognises_the_file(content: bytes) -> None:
    assert content.startswith(b"\xef\xbb\xbfid;ligne;nom;")
    assert content.endswith(b"\r\n")
    assert b"\r\r\n" not in content


def test_headers_are_the_names_of_the_fields(panel: Panel, content: bytes) -> None:
    names = [column.name for column in columns(panel.schema)]
    assert _cells(content)[0] == [*names, ABOUT]


def test_every_row_has_the_same_number_of_cells(content: bytes) -> None:
    assert len({len(row) for row in _cells(content)}) == 1


def test_pandas_reads_one_row_per_pole(panel: Panel, content: bytes) -> None:
    table = _read(content)
    assert list(table["id"]) == list(panel.poles.index[panel.in_panel])
    assert list(table.dropna(subset="id")["id"]) == list(panel.poles.index[panel.in_panel])


def test_numbers_are_numbers_with_a_decimal_comma(content: bytes) -> None:
    table = _read(content).set_index("id")
    assert table["longitude"].dtype == float
    assert table.loc["ptce-003", "longitude"] == -53.23917
    assert table.loc["ptce-001", "latitude"] == 43.05551
    assert table["ligne"].dtype == int
    assert ";-53,23917;3,85694;" in content.decode()
    assert ";2004;2013;" in content.decode()


def test_both_collections_are_rows_of_one_table(panel: Panel) -> None:
    table = _read(export(panel, Selection(appels=True), LINK)).set_index("id")
    assert list(table.index) == list(panel.poles.index)
    assert table.loc["appel-2021-01", "collection"] == "appels 2021-2025"
    assert table.loc["ptce-045", "appels"] == "2013 | 2023"
    assert pd.isna(table.loc["appel-2021-01", "region_liste"])


def test_unknown_is_an_empty_cell(content: bytes) -> None:
    row = _read(content).set_index("id").loc["ptce-003"]
    assert row[["commune", "secteurs", "annee_laureat", "site", "confiance_lieu", "a_confirmer"]].isna().all()


def test_hostile_text_is_neutralised_and_otherwise_whole(content: bytes) -> None:
    row = _read(content).set_index("id").loc["ptce-070"]
    assert row["nom"] == f"'{HOSTILE_NAME}"
    assert row["alias"] == "'\t@SUM(A1) | #N/A"
    assert row["adresse"] == "'＝1+1"
    assert row["remarques"] == "'-2+3 | +1"
    assert row["faits"] == CLEANED_FACT


def test_no_cell_but_our_own_numbers_starts_as_a_formula(content: bytes) -> None:
    for row in _cells(content)[1:]:
        for cell in row:
            if not cell.replace(",", "").removeprefix("-").isdigit():
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_metadata_is_on_the_first_row_only(panel: Panel, content: bytes, everything: Selection) -> None:
    first, *others = _read(content)[ABOUT]
    for label, value in describe(panel, everything, LINK).items():
        assert (f"{label} : {value}" if label else str(value)) in first
    assert pd.isna(others).all()


def test_an_empty_selection_gives_headers_and_metadata(panel: Panel, content: bytes, nothing: Selection) -> None:
    empty = export(panel, nothing, LINK)
    table = _read(empty)
    assert list(table.columns) == list(_read(content).columns)
    assert table.dropna(subset="id").empty
    assert len(table) == 1
    assert "Aucun PTCE en Bretagne, lauréats 2013" in table[ABOUT][0]
    assert LINK in table[ABOUT][0]
    assert table.drop(columns=ABOUT).isna().all(axis=None)


@pytest.mark.parametrize("appels", [False, True], ids=["panel", "both"])
def test_frictionless_finds_the_file_valid_against_the_published_schema(
    panel: Panel, appels: bool, tmp_path: Path
) -> None:
    content = export(panel, Selection(appels=appels), LINK)
    path = tmp_path / "ptce.csv"
    path.write_bytes(content)
    fields = {field["name"]: field for field in json.loads((DATA_DIR / "ptce.schema.json").read_bytes())["fields"]}
    # What the format does to the types: arrays are joined, numbers have a comma.
    described = [
        {"name": name, "type": "number", "decimalChar": ","}
        if name in ("longitude", "latitude")
        else {**fields[name], "type": {"array": "string"}.get(fields[name]["type"], fields[name]["type"])}
        if name in fields
        else {"name": name, "type": "string"}
        for name in _cells(content)[0]
    ]
    for field in described:
        field.pop("example", None)
    # The hostile address is no URI, which is the schema's own good news.
    next(field for field in described if field["name"] == "site").pop("format")
    report = frictionless.Resource(
        path=path.name,
        basepath=str(tmp_path),
        encoding="utf-8-sig",
        dialect=frictionless.Dialect.from_descriptor({"csv": {"delimiter": ";"}}),
        schema=frictionless.Schema.from_descriptor({"fields": described}),
    ).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
