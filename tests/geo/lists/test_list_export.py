"""Exports of a list, read back with other libraries and looked at as the bytes that they are."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pyogrio
import pytest

from geo.errors import UnknownValueError
from geo.export import FORMATS as POLE_FORMATS
from geo.gazetteer import Gazetteer
from geo.lists.export import FORMATS, file_name
from geo.lists.export.table import ABOUT, ADDED, DISTANCE, as_numbers, hold_numbers, neutral
from geo.lists.located import LocatedList
from geo.model import Panel
from geo.near import Near
from geo.selection import Selection
from tests.geo.lists.list_samples import (
    HOSTILE,
    LINK,
    MARKUP,
    NUMBERS,
    ROLES,
    place,
    sample_table,
    shared_gazetteer,
    table_of,
)

PROJECT = Path(__file__).resolve().parents[3]
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OWN = list(sample_table().rows.columns)
_WITHOUT_DISTANCE = [name for name in ADDED if name != DISTANCE]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return shared_gazetteer()


@pytest.fixture(scope="module")
def located(panel: Panel, gazetteer: Gazetteer) -> LocatedList:
    return place(sample_table(), ROLES, panel, gazetteer)


@pytest.fixture(scope="module")
def near(gazetteer: Gazetteer) -> Selection:
    nantes = gazetteer.place("44109")
    assert nantes is not None
    return Selection(autour=Near(nantes, 150))


def _export(extension: str, located: LocatedList, panel: Panel, selection: Selection | None = None) -> bytes:
    return b"".join(FORMATS[extension].export(located, selection or Selection(), panel, LINK))


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _features(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(content)["features"]
    return found


def _sheet(content: bytes, name: str = "Liste") -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def _records(content: bytes) -> list[dict[str, Any]]:
    header, *rows = _sheet(content).iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _xml(content: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read(name))


def test_formats_are_among_those_of_the_poles() -> None:
    assert list(FORMATS) == ["xlsx", "csv", "geojson"]
    for extension, own in FORMATS.items():
        poles = POLE_FORMATS[extension]
        assert (own.extension, own.media_type, own.label) == (poles.extension, poles.media_type, poles.label)


@pytest.mark.parametrize("extension", list(FORMATS))
def test_same_bytes_for_the_same_arguments(extension: str, located: LocatedList, panel: Panel) -> None:
    again = place(sample_table(), ROLES, panel, shared_gazetteer())
    assert _export(extension, located, panel) == _export(extension, again, panel)


def test_columns_are_those_of_the_file_then_those_of_the_atlas(
    located: LocatedList, panel: Panel, near: Selection
) -> None:
    assert list(_csv(_export("csv", located, panel))[0]) == [*_OWN, *_WITHOUT_DISTANCE, ABOUT]
    assert list(_csv(_export("csv", located, panel, near))[0]) == [*_OWN, *ADDED, ABOUT]
    assert list(_features(_export("geojson", located, panel))[0]["properties"]) == [*_OWN, *_WITHOUT_DISTANCE]
    assert [cell.value for cell in _sheet(_export("xlsx", located, panel))[1]] == [*_OWN, *_WITHOUT_DISTANCE]


def test_rows_that_are_not_placed_stay(located: LocatedList, panel: Panel) -> None:
    rows = _csv(_export("csv", located, panel))
    assert [row["atlas_statut"] for row in rows] == [
        "exact", "ambigu", "introuvable", "exact", "corrigé", "corrigé", "exact", "exact",
    ]  # fmt: skip
    assert rows[2]["atlas_latitude"] == rows[2]["atlas_commune"] == ""
    assert rows[1]["atlas_candidats"].startswith("Saint-Denis (974) 97411 | Saint-Denis (93) 93066 | ")
    features = _features(_export("geojson", located, panel))
    assert [feature["id"] for feature in features] == list(NUMBERS)
    assert [feature["geometry"] is None for feature in features] == [False, True, True, *[False] * 5]
    assert len(_records(_export("xlsx", located, panel))) == len(NUMBERS)


def test_csv_is_what_a_french_spreadsheet_opens(located: LocatedList, panel: Panel) -> None:
    content = _export("csv", located, panel)
    assert content.startswith(b"\xef\xbb\xbfNom;Commune;INSEE;")
    assert content.endswith(b"\r\n")
    assert b"\r\r\n" not in content
    table = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig", dtype={"INSEE": str})
    assert table["atlas_latitude"].tolist()[3] == 47.21725
    assert table["atlas_longitude"].dtype == float
    assert table["INSEE"].tolist()[0] == "35238"


def test_csv_neutralises_formulas_and_nothing_else(located: LocatedList, panel: Panel) -> None:
    rows = _csv(_export("csv", located, panel))
    assert rows[7]["Nom"] == f"'{HOSTILE}"
    assert rows[7]["Adresse"] == "'- à voir"
    assert rows[7]["Téléphone"] == "'+33240000000"
    assert rows[3]["Effectif"] == "-4"
    assert rows[0]["Téléphone"] == "0299000000"
    assert rows[7]["Note"] == MARKUP
    assert rows[4]["Note"] == "deux\nlignes"


def test_csv_headers_are_neutralised(panel: Panel, gazetteer: Gazetteer) -> None:
    located = place(table_of({"=1+1": ["a"], "Ville": ["Rennes"]}), {"commune": "Ville"}, panel, gazetteer)
    assert "'=1+1" in _csv(_export("csv", located, panel))[0]


def test_an_export_can_be_imported_and_exported_again(located: LocatedList, panel: Panel, gazetteer: Gazetteer) -> None:
    rows = _csv(_export("csv", located, panel))
    table = table_of({name: [row[name] for row in rows] for name in rows[0]}, "Mes lieux (2026)-atlas.csv")
    again = place(table, ROLES, panel, gazetteer)
    twice = _csv(_export("csv", again, panel))
    header = _export("csv", again, panel).decode("utf-8-sig").partition("\r\n")[0].split(";")
    assert header == list(rows[0])
    assert [row | {ABOUT: ""} for row in twice] == [row | {ABOUT: ""} for row in rows]
    assert file_name(again, Selection(), "csv") == "mes-lieux-2026-atlas.csv"


def test_a_filter_applies_and_says_so(located: LocatedList, panel: Panel) -> None:
    selection = Selection(region=("bretagne",))
    rows = _csv(_export("csv", located, panel, selection))
    assert [row["Nom"] for row in rows] == ["La Halle", "Le Port"]
    about = rows[0][ABOUT]
    assert "Filtres : 2 lignes sur 8, en Bretagne" in about
    assert "Statuts : exact : 1 ; corrigé : 1" in about
    assert "Lignes sans point écartées : 2 (les filtres en vigueur les écartent)" in about
    assert rows[1][ABOUT] == ""


def test_rows_without_a_point_that_are_kept_are_not_told_as_left_out(located: LocatedList, panel: Panel) -> None:
    (row,) = _csv(_export("csv", located, panel, Selection(q="phare")))
    assert "Lignes sans point écartées : 1 (" in row[ABOUT]
    assert "Lignes sans point écartées : 0 |" in _csv(_export("csv", located, panel))[0][ABOUT]


def test_nothing_kept_still_says_what_was_asked(located: LocatedList, panel: Panel) -> None:
    nothing = Selection(region=("corse",))
    (row,) = _csv(_export("csv", located, panel, nothing))
    assert "Aucune ligne sur 8, en Corse" in row[ABOUT]
    assert {value for name, value in row.items() if name != ABOUT} == {""}
    assert _features(_export("geojson", located, panel, nothing)) == []
    assert _records(_export("xlsx", located, panel, nothing)) == []


def test_around_a_place_the_nearest_come_first(located: LocatedList, panel: Panel, near: Selection) -> None:
    for rows in (
        _csv(_export("csv", located, panel, near)),
        [feature["properties"] for feature in _features(_export("geojson", located, panel, near))],
        _records(_export("xlsx", located, panel, near)),
    ):
        km = [float(str(row[DISTANCE]).replace(",", ".")) for row in rows]
        assert km == [0.0, 0.2, 99.7]
        assert rows[2]["Nom"] == "La Halle"
    about = json.loads(_export("geojson", located, panel, near))["metadata"]
    assert "depuis Nantes (44), code INSEE 44109" in about["distances"]
    assert [feature["id"] for feature in _features(_export("geojson", located, panel, near))] == [11, 6, 2]


def test_geojson_read_by_gdal(located: LocatedList, panel: Panel, tmp_path: Path) -> None:
    path = tmp_path / "liste.geojson"
    path.write_bytes(_export("geojson", located, panel))
    frame = pyogrio.read_dataframe(path)
    assert len(frame) == len(NUMBERS)
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.isna().tolist() == [False, True, True, *[False] * 5]
    assert (frame.geometry.iloc[3].x, frame.geometry.iloc[3].y) == (-1.55336, 47.21725)
    assert frame["INSEE"].iloc[0] == "35238"
    assert frame["Note"].iloc[7] == MARKUP


def test_geojson_says_what_it_is(located: LocatedList, panel: Panel) -> None:
    about = json.loads(_export("geojson", located, panel))["metadata"]
    assert about["titre"] == "Liste « Mes lieux (2026).csv », située par l'Atlas des PTCE"
    assert (about["lignes_de_la_liste"], about["lignes_du_fichier"]) == (8, 8)
    assert any("communes au 1er janvier 2024" in source for source in about["sources"])
    assert panel.dataset.place_licence in about["sources"]
    assert about["confidentialite"] == "L'Atlas n'a ni enregistré ni transmis cette liste."
    assert about["lien"] == LINK
    assert "lien" not in json.loads(b"".join(FORMATS["geojson"].export(located, Selection(), panel, "")))["metadata"]


def test_what_was_sent_is_told(located: LocatedList, panel: Panel) -> None:
    online = located.with_addresses([])
    about = json.loads(_export("geojson", online, panel))["metadata"]
    assert "ont été envoyées au service de géocodage en ligne" in about["confidentialite"]
    assert any("Base Adresse Nationale" in source for source in about["sources"])


def test_xlsx_has_real_types_where_nothing_is_lost(located: LocatedList, panel: Panel) -> None:
    rows = _records(_export("xlsx", located, panel))
    assert rows[3]["atlas_latitude"] == 47.21725
    assert rows[3]["Lat"] == 47.21725
    assert [row["Effectif"] for row in rows] == [12, 3.5, None, -4, None, 100, 7, 0]
    # Codes, telephones, identifiers, and columns where one cell is no number.
    assert rows[0]["INSEE"] == "35238"
    assert rows[0]["Téléphone"] == "0299000000"
    assert rows[0]["SIREN"] == "123456789"
    assert rows[5]["Note"] == "000123"
    assert rows[0]["atlas_code_region"] == "53"


def test_xlsx_runs_nothing(located: LocatedList, panel: Panel) -> None:
    content = _export("xlsx", located, panel)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        sheets = [name for name in archive.namelist() if "sheet" in name and name.endswith(".xml")]
    for name in sheets:
        root = _xml(content, name)
        assert root.findall(f".//{_MAIN}f") == []
        assert {cell.get("t", "n") for cell in root.iter(f"{_MAIN}c")} <= {"inlineStr", "n"}
    rows = list(_sheet(content).iter_rows(min_row=2))
    name = rows[7][0]
    assert (name.value, name.data_type, name.quotePrefix) == (HOSTILE, "s", True)
    assert not rows[0][0].quotePrefix
    assert rows[2][_OWN.index("Note")].value == "#N/A"
    assert rows[2][_OWN.index("Note")].data_type == "s"
    assert rows[3][_OWN.index("Note")].value == " espaces "
    assert rows[4][_OWN.index("Note")].value == "deux\nlignes"


def test_xlsx_keeps_a_text_that_looks_like_an_escape(located: LocatedList, panel: Panel) -> None:
    texts = [text.text for text in _xml(_export("xlsx", located, panel), "xl/worksheets/sheet1.xml").iter(f"{_MAIN}t")]
    # A spreadsheet reads « _x005F_ » as « _ ».
    assert MARKUP.replace("_x0041_", "_x005F_x0041_") in texts


def test_xlsx_keeps_the_blanks_around_a_text(panel: Panel, gazetteer: Gazetteer) -> None:
    located = place(table_of({"Ville": ["Rennes"], "x": [" a "]}), {"commune": "Ville"}, panel, gazetteer)
    root = _xml(_export("xlsx", located, panel), "xl/worksheets/sheet1.xml")
    (found,) = [text for text in root.iter(f"{_MAIN}t") if text.text == " a "]
    assert found.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


def test_xlsx_header(located: LocatedList, panel: Panel) -> None:
    sheet = _sheet(_export("xlsx", located, panel))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions == f"A1:Z{len(NUMBERS) + 1}"
    assert sheet["A1"].font.bold
    widths = [size.width for size in sheet.column_dimensions.values()]
    assert len(widths) == sheet.max_column
    assert all(8 <= width <= 60 for width in widths)
    position = _OWN.index("Note")
    assert sheet.column_dimensions["ABCDEFGHIJKLMNOPQ"[position]].width > sheet.column_dimensions["D"].width


def test_xlsx_about(located: LocatedList, panel: Panel) -> None:
    content = _export("xlsx", located, panel)
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["Liste", "À propos"]
    assert workbook.active.title == "Liste"
    told = {row[0]: row[1] for row in workbook["À propos"].iter_rows(values_only=True) if row[0]}
    assert told["Statuts"] == "exact : 4 ; corrigé : 2 ; ambigu : 1 ; introuvable : 1"
    assert told["Confidentialité"].startswith("L'Atlas n'a ni enregistré")
    assert LINK in told["Retrouver ces filtres"]
    assert workbook.properties.title.startswith("Liste « Mes lieux")
    assert workbook.properties.created.date().isoformat() == panel.dataset.date


@pytest.mark.parametrize(
    ("text", "shown"),
    [("=1+1", "'=1+1"), ("  @a", "'  @a"), ("\tx", "'\tx"), ("-1,67", "-1,67"), ("-1,67 km", "'-1,67 km"),
     ("'=1", "'=1"), ("+33", "'+33"), ("-2+3", "'-2+3"), ("“=1", "'“=1"), ("a=1", "a=1"), ("", ""), ("é", "é")],
)  # fmt: skip
def test_neutral(text: str, shown: str) -> None:
    assert neutral(text) == shown
    assert neutral(shown) == shown


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1", "", "-2,5", "3.25"], [1, None, -2.5, 3.25]),
        (["007"], None),
        (["1", "n. c."], None),
        (["35238", "44109"], None),
        (["35238", "441"], [35238, 441]),
        (["2013", "2015"], [2013, 2015]),
        (["1234567890123456"], None),
        (["1e5"], None),
        (["1 000"], None),
        (["", ""], None),
        (["٣"], None),
    ],
)
def test_numbers(cells: list[str], numbers: list[float | None] | None) -> None:
    assert (as_numbers(cells) if hold_numbers("x", cells, {}) else None) == numbers


def test_a_column_of_codes_is_text_whatever_it_holds() -> None:
    assert hold_numbers("Dép.", ["1", "35"], {})
    assert not hold_numbers("Dép.", ["1", "35"], {"departement": "Dép."})


@pytest.mark.parametrize(
    ("file", "selection", "name"),
    [
        ("Mes lieux (2026).csv", Selection(), "mes-lieux-2026-atlas.csv"),
        ("liste.xlsx", Selection(region=("bretagne",), secteur=("energie",)), "liste-atlas-bretagne-energie.csv"),
        ("../../etc/passwd", Selection(appels=True), "passwd-atlas.csv"),
        ("🙂.csv", Selection(), "liste-atlas.csv"),
        ("a" * 200 + ".csv", Selection(), "a" * 40 + "-atlas.csv"),
    ],
)
def test_file_names(panel: Panel, gazetteer: Gazetteer, file: str, selection: Selection, name: str) -> None:
    located = place(
        table_of({"Ville": ["Rennes"], "s": [""]}, file), {"commune": "Ville", "secteur": "s"}, panel, gazetteer
    )
    assert file_name(located, selection, "csv") == name


def test_an_unknown_format(located: LocatedList) -> None:
    with pytest.raises(UnknownValueError):
        file_name(located, Selection(), "pdf")


def test_around_a_place_the_name_says_so(located: LocatedList, near: Selection) -> None:
    assert file_name(located, near, "xlsx") == "mes-lieux-2026-atlas-autour-nantes-150km.xlsx"


#: Places and exports a list, and prints every file opened for writing and every connection.
_PROBE = """
import sys, os

found = []

def hook(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        found.append(f"writes {arguments[0]}")
    if event in ("socket.connect", "subprocess.Popen", "os.rename", "os.mkdir"):
        found.append(f"{event} {arguments}")

sys.dont_write_bytecode = True
from geo.gazetteer import load_gazetteer
from geo.lists.export import FORMATS
from geo.lists.records import records_json
from geo.load import load_panel
from geo.near import Near
from geo.selection import Selection
from tests.geo.lists.list_samples import LINK, ROLES, place, sample_table

panel, gazetteer = load_panel(), load_gazetteer()
sys.addaudithook(hook)
located = place(sample_table(), ROLES, panel, gazetteer).with_choice(3, "93066")
records_json(located)
for format_ in FORMATS.values():
    sum(map(len, format_.export(located, Selection(autour=Near(gazetteer.place("44109"), 150)), panel, LINK)))
print(found)
"""


def test_nothing_reaches_the_disk_or_the_network() -> None:
    command = [sys.executable, "-c", _PROBE]
    environment: Mapping[str, str] = {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT, env=dict(environment))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
