"""Exports around a place: the nearest first, a column of distances, from where it is; nothing else moves."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from typing import Any

import openpyxl
import pytest
from geopy.distance import geodesic

from geo.export import DATA, FORMATS, file_name
from geo.export.table import columns, rows
from geo.model import Panel
from geo.near import Near
from geo.selection import Selection
from tests.geo.export.small_panel import LINK
from tests.geo.places import CAYENNE, LE_MANS, RENNES, place

CLERMONT = place(code="63113", name="Clermont-Ferrand", code_departement="63", latitude=45.7794, longitude=3.0868)

#: In another order than that of the panel.
WIDE = Selection(autour=Near(CLERMONT, 500))
EXPECTED = [("ptce-001", (43.05551, 2.2137)), ("ptce-045", (49.41, 1.76)), ("ptce-070", (48.1173, -1.67790))]
KM = {pole: round(geodesic((45.7794, 3.0868), point).kilometers, 1) for pole, point in EXPECTED}


def _csv(panel: Panel, selection: Selection) -> list[dict[str, str]]:
    text = FORMATS["csv"].export(panel, selection, LINK).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def _geojson(panel: Panel, selection: Selection) -> Any:
    return json.loads(FORMATS["geojson"].export(panel, selection, LINK))


def _sheet(panel: Panel, selection: Selection, name: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].export(panel, selection, LINK)))
    return list(book[name].iter_rows(values_only=True))


def _about_of_geopackage(panel: Panel, selection: Selection) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(FORMATS["gpkg"].export(panel, selection, LINK))
        return database.execute("SELECT intitule, valeur FROM a_propos").fetchall()


def test_rows_come_by_distance(panel: Panel) -> None:
    found = rows(panel, WIDE)
    assert [row["id"] for row in found] == [pole for pole, _ in EXPECTED]
    assert [row["distance_km"] for row in found] == list(KM.values()) == sorted(KM.values())


def test_csv_has_the_distance_with_one_decimal(panel: Panel) -> None:
    found = _csv(panel, WIDE)
    assert [(row["id"], row["distance_km"]) for row in found] == [
        (pole, f"{km:.1f}".replace(".", ",")) for pole, km in KM.items()
    ]
    assert [row["latitude"] for row in found] == ["43,05551", "49,41000", "48,11730"]


def test_xlsx_has_the_distance_as_a_number_under_a_title_that_names_the_place(panel: Panel) -> None:
    head, *body = _sheet(panel, WIDE, "PTCE")
    assert head[-1] == "Distance à Clermont-Ferrand (km)"
    assert [row[-1] for row in body] == list(KM.values())
    assert _sheet(panel, Selection(autour=Near(LE_MANS)), "PTCE")[0][-1] == "Distance au Mans (km)"
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].export(panel, WIDE, LINK)))
    assert book["PTCE"].cell(2, len(head)).number_format == "0.0"
    assert _sheet(panel, WIDE, "Dictionnaire")[-1][:3] == ("distance_km", "Distance à Clermont-Ferrand (km)", "nombre")


def test_geojson_has_the_distance_and_says_from_where(panel: Panel) -> None:
    document = _geojson(panel, WIDE)
    assert {feature["id"]: feature["properties"]["distance_km"] for feature in document["features"]} == KM
    assert [feature["id"] for feature in document["features"]] == list(KM)
    assert document["metadata"]["autour"] == {
        "nom": "Clermont-Ferrand (63)", "code": "63113", "latitude": 45.7794, "longitude": 3.0868, "rayon_km": 500,
    }  # fmt: skip
    assert document["metadata"]["filtres"] == "3 PTCE à 500\u00a0km au plus de Clermont-Ferrand (63)"


@pytest.mark.parametrize("extension", [one.extension for one in FORMATS.values() if one.group == DATA])
def test_every_format_says_from_where_distances_are_measured(panel: Panel, extension: str) -> None:
    note = "géodésiques (ellipsoïde WGS 84), en kilomètres, depuis le point de Clermont-Ferrand (63), code INSEE 63113"
    texts = {
        "csv": lambda: _csv(panel, WIDE)[0]["a_propos"],
        "geojson": lambda: " ".join(_geojson(panel, WIDE)["metadata"]["notes"]),
        "xlsx": lambda: " ".join(str(row[1]) for row in _sheet(panel, WIDE, "À propos")),
        "gpkg": lambda: str(_about_of_geopackage(panel, WIDE)),
        "kml": lambda: FORMATS["kml"].export(panel, WIDE, LINK).decode(),
    }
    assert note in texts[extension]()


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_circle_without_a_pole_is_a_file_too(panel: Panel, extension: str) -> None:
    selection = Selection(autour=Near(CAYENNE, 1))
    assert len(FORMATS[extension].export(panel, selection, LINK)) > 500
    assert file_name(selection, extension) == f"ptce-autour-cayenne-1km.{extension}"


def test_without_a_place_there_is_no_distance(panel: Panel, everything: Selection) -> None:
    assert [column.name for column in columns(panel.schema, Near(RENNES))][:-1] == [
        c.name for c in columns(panel.schema)
    ]
    assert "distance_km" not in _csv(panel, everything)[0]
    document = _geojson(panel, everything)
    assert "distance_km" not in document["features"][0]["properties"]
    assert "autour" not in document["metadata"]
    assert "istance" not in str(_sheet(panel, everything, "PTCE")[0])
