"""KML, validated against the schema of the OGC and read back by fastkml and by GDAL."""

from __future__ import annotations

import copy
import html
from pathlib import Path
from typing import Any

import fastkml
import geopandas as gpd
import pyogrio
import pytest
from fastkml.validator import validate
from lxml import etree

from geo.export.kml import export
from geo.export.metadata import describe
from geo.export.table import columns, rows
from geo.mapping.style import UNKNOWN_SECTOR
from geo.model import Panel
from geo.near import Near
from geo.selection import Selection
from tests.geo.export.small_panel import FEATURES, HOSTILE_NAME, LINK, build_panel
from tests.geo.places import RENNES

KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def content(panel: Panel) -> bytes:
    return export(panel, Selection(appels=True), LINK)


@pytest.fixture(scope="module")
def file(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kml") / "ptce.kml"
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return etree.fromstring(content).find(f"{KML}Document")


def placemark(document: Any, identifier: str) -> Any:
    (found,) = document.xpath(f"*[local-name()='Placemark'][@id='{identifier}']")
    return found


def cells(mark: Any) -> dict[str, str]:
    return {cell.get("name"): cell.text for cell in mark.iter(f"{KML}SimpleData")}


def test_it_validates(file: Path) -> None:
    assert validate(file_to_validate=file)


def test_validation_refuses_what_is_no_kml(content: bytes, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.kml"
    wrong.write_bytes(content.replace(b"<Point>", b"<Pointe>").replace(b"</Point>", b"</Pointe>"))
    with pytest.raises(AssertionError):
        validate(file_to_validate=wrong)


def test_fastkml_finds_the_poles(panel: Panel, file: Path) -> None:
    (found,) = fastkml.KML.parse(file).features
    expected = rows(panel, Selection(appels=True))
    assert [(mark.id, mark.name) for mark in found.features] == [(row["id"], row["nom"]) for row in expected]
    points = [(mark.geometry.x, mark.geometry.y) for mark in found.features]
    assert points == [(row["longitude"], row["latitude"]) for row in expected]


def test_gdal_finds_one_layer_with_typed_columns(panel: Panel, file: Path) -> None:
    assert len(pyogrio.list_layers(file)) == 1
    found = gpd.read_file(file).set_index("id")
    assert list(found.index) == list(panel.poles.index)
    assert found.crs.to_epsg() == 4326
    assert found.loc["ptce-045", "annee_creation"] == 2004
    assert found["longitude"].dtype == "float64"
    assert found.loc["ptce-070", "nom"] == HOSTILE_NAME


def test_every_cell_is_there_as_data(panel: Panel, document: Any) -> None:
    for row in rows(panel, Selection(appels=True)):
        mark = placemark(document, str(row["id"]))
        assert cells(mark) == {name: str(value) for name, value in row.items() if value is not None}


def test_fields_are_typed_and_titled(panel: Panel, document: Any) -> None:
    types = {"integer": "int", "number": "double"}
    found = [
        (field.get("name"), field.get("type"), field.findtext(f"{KML}displayName"))
        for field in document.iter(f"{KML}SimpleField")
    ]
    assert found == [(c.name, types.get(c.type, "string"), c.title) for c in columns(panel.schema)]


def test_a_pole_has_the_colour_of_its_first_sector(panel: Panel, document: Any) -> None:
    colours = {
        f"#{style.get('id')}": style.findtext(f"{KML}IconStyle/{KML}color") for style in document.iter(f"{KML}Style")
    }
    sectors = {sector.label: sector.colour for sector in panel.vocabulary.sectors}
    for identifier, first in (
        ("ptce-001", "Développement local"),
        ("ptce-045", "Insertion et emploi"),
        ("ptce-003", ""),
    ):
        colour = sectors.get(first, UNKNOWN_SECTOR.colour)
        used = colours[placemark(document, identifier).findtext(f"{KML}styleUrl")]
        # aabbggrr, where the page has #rrggbb.
        assert used == f"ff{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def test_a_balloon_shows_its_text_and_runs_none(document: Any) -> None:
    for style in document.iter(f"{KML}Style"):
        assert style.findtext(f"{KML}BalloonStyle/{KML}text") == "$[description]"
    mark = placemark(document, "ptce-070")
    described = mark.findtext(f"{KML}description")
    assert html.unescape(described).split("<br>\n")[0] == HOSTILE_NAME


def test_a_name_that_is_markup_is_shown(tmp_path: Path) -> None:
    feature = copy.deepcopy(FEATURES[0])
    name = '<img src="x" onerror="alert(1)">&lt;b&gt; $[description] ]]> <br>'
    feature["properties"]["nom"] = name
    panel = build_panel(tmp_path / "data", [feature])
    mark = etree.fromstring(export(panel, Selection(), LINK)).find(f".//{KML}Placemark")
    assert mark.findtext(f"{KML}name") == name
    first = mark.findtext(f"{KML}description").split("<br>\n")[0]
    assert html.unescape(first) == name
    assert not {"<", ">", "$"} & set(first)


def test_no_other_host_is_asked_for_anything(content: bytes, document: Any) -> None:
    assert not list(document.iter(f"{KML}href"))
    assert b"<!DOCTYPE" not in content
    assert b"<!ENTITY" not in content


def test_the_document_says_what_it_is(panel: Panel, document: Any) -> None:
    metadata = describe(panel, Selection(appels=True), LINK)
    assert document.findtext(f"{KML}name") == metadata.filters
    (link,) = document.findall("{http://www.w3.org/2005/Atom}link")
    assert link.get("href") == LINK
    told = html.unescape(document.findtext(f"{KML}description"))
    for text in (metadata.title, metadata.licence_url, metadata.attribution, *metadata.sources, LINK):
        assert text in told


def test_an_empty_selection_is_a_document_without_marks(panel: Panel, nothing: Selection, tmp_path: Path) -> None:
    file = tmp_path / "rien.kml"
    file.write_bytes(export(panel, nothing, LINK))
    assert validate(file_to_validate=file)
    (found,) = fastkml.KML.parse(file).features
    assert (found.name, found.features) == ("Aucun PTCE en Bretagne, lauréats 2013", [])


def test_around_a_place_the_distance_is_told(panel: Panel) -> None:
    selection = Selection(autour=Near(RENNES, 500))
    found = etree.fromstring(export(panel, selection, LINK)).find(f"{KML}Document")
    nearest = rows(panel, selection)[0]
    mark = found.find(f"{KML}Placemark")
    assert cells(mark)["distance_km"] == str(nearest["distance_km"])
    shown = str(nearest["distance_km"]).replace(".", ",")
    assert f"Distance à Rennes (km) : {shown}" in mark.findtext(f"{KML}description")
