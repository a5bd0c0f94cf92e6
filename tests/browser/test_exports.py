"""Files downloaded from the menu, read back with other libraries than those that wrote them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastkml
import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import expect

from geo.export import FORMATS
from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

LABELS = {
    "csv": "Table (CSV)",
    "xlsx": "Tableur (XLSX)",
    "gpkg": "QGIS (GeoPackage)",
    "kml": "Google Earth (KML)",
    "geojson": "Carte (GeoJSON)",
}


def csv_ids(path: Path) -> list[str]:
    return list(pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig").dropna(subset="id")["id"])


def xlsx_ids(path: Path) -> list[str]:
    return [str(row[0]) for row in openpyxl.load_workbook(path)["PTCE"].iter_rows(min_row=2, values_only=True)]


def geojson_ids(path: Path) -> list[str]:
    return [str(feature) for feature in gpd.read_file(path)["id"]]


def gpkg_ids(path: Path) -> list[str]:
    return [str(pole) for pole in gpd.read_file(path, layer="ptce")["id"]]


def kml_ids(path: Path) -> list[str]:
    (document,) = fastkml.KML.parse(path).features
    return [str(mark.id) for mark in document.features]


READERS: dict[str, Callable[[Path], list[str]]] = {
    "csv": csv_ids,
    "xlsx": xlsx_ids,
    "gpkg": gpkg_ids,
    "kml": kml_ids,
    "geojson": geojson_ids,
}


def csv_about(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.DictReader(file, delimiter=";"))["a_propos"]


def xlsx_about(path: Path) -> str:
    return str(list(openpyxl.load_workbook(path)["À propos"].iter_rows(values_only=True)))


def geojson_about(path: Path) -> str:
    return str(json.loads(path.read_text(encoding="utf-8"))["metadata"])


def gpkg_about(path: Path) -> str:
    return " ".join(gpd.read_file(path, layer="a_propos")["valeur"])


def kml_about(path: Path) -> str:
    (document,) = fastkml.KML.parse(path).features
    return str(document.description)


ABOUT: dict[str, Callable[[Path], str]] = {
    "csv": csv_about,
    "xlsx": xlsx_about,
    "gpkg": gpkg_about,
    "kml": kml_about,
    "geojson": geojson_about,
}


@pytest.mark.parametrize("path", ["/", "/liste"])
def test_files_of_a_selection_hold_the_rows_on_screen(atlas: Atlas, path: str) -> None:
    atlas.open(path)
    atlas.box("region", "bretagne").click()
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")
    if path == "/":
        expect(atlas.rows).to_have_count(4)
        shown = atlas.row_ids()
    else:
        links = atlas.page.locator(".atlas-tableau tbody th a")
        expect(links).to_have_count(4)
        shown = [str(link.get_attribute("href")).rpartition("id=")[2] for link in links.all()]
    for extension, label in LABELS.items():
        file = atlas.export(label)
        assert file.name == f"ptce-bretagne.{extension}"
        assert READERS[extension](file) == shown
        about = ABOUT[extension](file)
        assert "4 PTCE en Bretagne" in about
        assert "panel RTES 2016 : 74 lignes, 73 pôles" in about
        assert "Licence Ouverte" in about
        assert f"{atlas.server.url}/?region=bretagne" in about
    assert atlas.query() == {"region": ["bretagne"]}


def test_files_of_everything_hold_every_pole(atlas: Atlas, poles: dict[str, dict[str, Any]]) -> None:
    atlas.open()
    for extension, label in LABELS.items():
        file = atlas.export(label)
        assert file.name == f"ptce.{extension}"
        assert sorted(READERS[extension](file)) == sorted(poles)


def test_files_of_an_empty_selection_have_headers_and_say_what_was_filtered(atlas: Atlas) -> None:
    atlas.open(region="bretagne", laureat="2013")
    expect(atlas.sentence).to_have_text("Aucun PTCE en Bretagne, lauréats 2013")
    for extension, label in LABELS.items():
        file = atlas.export(label)
        assert file.name == f"ptce-bretagne-2013.{extension}"
        if extension != "geojson":  # the driver of geopandas has no columns without features
            assert READERS[extension](file) == []
        assert "Aucun PTCE en Bretagne, lauréats 2013" in ABOUT[extension](file)
    with file.open(encoding="utf-8") as geojson:
        assert json.load(geojson)["features"] == []


def test_the_menu_opens_and_closes_with_the_keyboard_and_the_mouse(atlas: Atlas) -> None:
    atlas.open()
    menu = atlas.page.locator(".atlas-exports")
    link = atlas.page.get_by_role("link", name="Table (CSV)")
    menu.locator("summary").press("Enter")
    expect(link).to_be_visible()
    assert menu.get_by_role("link").all_inner_texts() == [choice.label for choice in FORMATS.values()]
    data = menu.get_by_role("list", name="Données")
    assert data.get_by_role("link").all_inner_texts()[:3] == ["Tableur (XLSX)", "Table (CSV)", "Carte (GeoJSON)"]
    link.press("Escape")
    expect(link).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").click()
    expect(link).to_be_visible()
    atlas.sentence.click()
    expect(link).to_be_hidden()
