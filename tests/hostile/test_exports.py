"""Hostile texts in the files of the poles: each comes back as it was, and no spreadsheet runs any."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastkml.validator import validate
from lxml import etree

from geo.export import FORMATS, file_name
from geo.export.table import runs_as_formula
from geo.export.xlsx import MAX_CELL
from geo.model import Panel
from geo.selection import Selection, clean_text
from tests.hostile.corpus import CANARY, PAYLOADS, Payload
from tests.hostile.hostile_data import pole_id

LINK = "https://atlas.example/"
KML = "{http://www.opengis.net/kml/2.2}"
PLACES = [pytest.param(rank, payload, id=payload.id) for rank, payload in enumerate(PAYLOADS)]


@pytest.fixture(scope="module")
def files(hostile_panel: Panel) -> dict[str, bytes]:
    return {extension: choice.export(hostile_panel, Selection(), LINK) for extension, choice in FORMATS.items()}


@pytest.fixture(scope="module")
def csv_rows(files: dict[str, bytes]) -> dict[str, dict[str, str]]:
    # The standard limit of a cell of the reader is above the largest payload.
    reader = csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"), newline=""), delimiter=";")
    return {row["id"]: row for row in reader}


@pytest.fixture(scope="module")
def sheet(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    cells = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))["PTCE"]
    titles = [cell.value for cell in cells[1]]
    return {row[0].value: dict(zip(titles, row, strict=True)) for row in cells.iter_rows(min_row=2)}


@pytest.fixture(scope="module")
def features(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON.")

    document = json.loads(files["geojson"].decode("utf-8"), parse_constant=refuse)
    return {feature["id"]: feature["properties"] for feature in document["features"]}


@pytest.fixture(scope="module")
def layer(files: dict[str, bytes]) -> dict[str, sqlite3.Row]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(files["gpkg"])
        database.row_factory = sqlite3.Row
        return {row["id"]: row for row in database.execute("SELECT * FROM ptce")}


@pytest.fixture(scope="module")
def placemarks(files: dict[str, bytes]) -> dict[str, Any]:
    parser = etree.XMLParser(resolve_entities=False, huge_tree=False)
    found = etree.fromstring(files["kml"], parser).iter(f"{KML}Placemark")
    return {mark.get("id"): mark for mark in found}


def bare(cell: str) -> str:
    """Take away the apostrophe that goes before what a spreadsheet would run."""
    return cell[1:] if cell.startswith("'") and runs_as_formula(cell[1:]) else cell


@pytest.mark.parametrize(("rank", "payload"), PLACES)
def test_csv_neutralises_and_can_be_read_back(csv_rows: dict[str, dict[str, str]], rank: int, payload: Payload) -> None:
    row = csv_rows[pole_id(rank)]
    assert bare(row["nom"]) == payload.shown
    assert bare(row["faits"]) == payload.shown
    for cell in row.values():
        assert not cell.startswith(tuple("=+@＝＋＠\t\r\n"))
        assert not cell.startswith("-") or re.fullmatch(r"-\d+,\d+", cell)


@pytest.mark.parametrize(("rank", "payload"), PLACES)
def test_xlsx_holds_texts_only(sheet: dict[str, dict[str, Any]], rank: int, payload: Payload) -> None:
    row = sheet[pole_id(rank)]
    cell = row["Nom"]
    assert cell.data_type == "s"
    # As a spreadsheet reads it: « _x005F_ » is an underscore.
    read = re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), cell.value)
    assert read == payload.shown if len(payload.shown) <= MAX_CELL else read.endswith("…")
    assert cell.quotePrefix == runs_as_formula(payload.shown)
    for other in row.values():
        assert other.data_type in ("s", "n")
        if other.hyperlink:
            assert other.hyperlink.target.startswith(("https://", "http://"))
            assert CANARY not in other.hyperlink.target


def test_xlsx_has_no_formula_and_no_part_that_runs(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, part in parts.items() if re.search(rb"<f[ >/]|t=\"str\"|<ddeLink|<externalBook", part)]
    assert not [name for name in parts if re.search("vba|externalLinks|connections|embeddings|\\.\\.|^/", name)]


@pytest.mark.parametrize(("rank", "payload"), PLACES)
def test_geojson_is_json_and_holds_the_text(features: dict[str, Any], rank: int, payload: Payload) -> None:
    found = features[pole_id(rank)]
    assert found["nom"] == payload.shown
    assert found["faits"] == [payload.shown]
    if not payload.is_huge:
        assert found["sources"]["commune"]["note"] == payload.shown


@pytest.mark.parametrize(("rank", "payload"), PLACES)
def test_geopackage_holds_the_text(layer: dict[str, sqlite3.Row], rank: int, payload: Payload) -> None:
    row = layer[pole_id(rank)]
    assert row["nom"] == payload.shown
    assert row["faits"] == payload.shown


@pytest.mark.parametrize(("rank", "payload"), PLACES)
def test_kml_holds_the_text_and_its_balloon_shows_it(placemarks: dict[str, Any], rank: int, payload: Payload) -> None:
    mark = placemarks[pole_id(rank)]
    assert mark.findtext(f"{KML}name") == payload.shown
    cells = {cell.get("name"): cell.text for cell in mark.iter(f"{KML}SimpleData")}
    assert (cells["nom"], cells["faits"]) == (payload.shown, payload.shown)
    described = mark.findtext(f"{KML}description")
    assert not re.search(r"<(?!br>)|\$", described)
    assert html.unescape(described).startswith(payload.shown)


def test_kml_validates_whatever_the_texts_are(files: dict[str, bytes], tmp_path: Path) -> None:
    file = tmp_path / "hostile.kml"
    file.write_bytes(files["kml"])
    assert validate(file_to_validate=file)


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.id)
def test_the_name_of_a_file_is_plain(payload: Payload) -> None:
    for extension in FORMATS:
        name = file_name(Selection(q=clean_text(payload.text)), extension)
        assert re.fullmatch(r"ptce[a-z0-9-]{0,76}\.[a-z]+", name)
