"""What the map must know and never changes: sectors, regions, views, tiles."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
import shapely

from geo.load import load_panel
from geo.mapping.settings import settings_json
from geo.mapping.style import contrast
from geo.model import Panel, Region
from geo.regions import load_region_shapes
from geo.schema import DATA_DIR
from geo.view import VIEWS

VOCABULARY = load_panel().vocabulary
SECTORS = [*(sector.code for sector in VOCABULARY.sectors), "inconnu"]


@pytest.fixture(scope="module")
def settings(panel: Panel) -> dict[str, Any]:
    return json.loads(settings_json(panel, load_region_shapes()))


@pytest.fixture(scope="module")
def polygons() -> dict[str, shapely.Geometry]:
    document = json.loads((DATA_DIR / "regions" / "regions.geojson").read_text(encoding="utf-8"))
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in document["features"]}


def test_every_sector_is_there_and_the_unknown_one(settings: dict[str, Any]) -> None:
    assert list(settings["secteurs"]) == SECTORS
    assert len(SECTORS) == 16


@pytest.mark.parametrize("code", SECTORS)
def test_abbreviation_can_be_read_on_its_sector(settings: dict[str, Any], code: str) -> None:
    sector = settings["secteurs"][code]
    assert contrast(sector["encre"], sector["couleur"]) >= 4.5
    assert 1 <= len(sector["abrege"]) <= 2


def test_abbreviations_are_told_apart_without_colour(settings: dict[str, Any]) -> None:
    short = [sector["abrege"].casefold() for sector in settings["secteurs"].values()]
    assert len(set(short)) == len(short)


@pytest.mark.parametrize("region", VOCABULARY.regions, ids=lambda region: region.slug)
def test_region_has_its_name_its_filter_and_labels_inside(
    settings: dict[str, Any], polygons: dict[str, shapely.Geometry], region: Region
) -> None:
    found = settings["regions"][region.code]
    assert (found["nom"], found["valeur"], found["outreMer"]) == (region.name, region.slug, region.overseas)
    assert found["etiquettes"]
    # Latitude first, as Leaflet has it.
    assert all(polygons[region.code].contains(shapely.Point(lon, lat)) for lat, lon in found["etiquettes"])


def test_regions_are_18(settings: dict[str, Any]) -> None:
    assert len(settings["regions"]) == 18


def test_views_hold_their_regions_and_every_region_is_in_one(settings: dict[str, Any]) -> None:
    assert [(view["cle"], view["nom"]) for view in settings["vues"]] == list(VIEWS.items())
    shown = [code for view in settings["vues"] for code in view["regions"]]
    assert sorted(shown) == sorted(settings["regions"])
    assert [len(view["regions"]) for view in settings["vues"]] == [13, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("position", range(len(VIEWS)), ids=VIEWS)
def test_bounds_of_a_view_hold_its_poles(settings: dict[str, Any], panel: Panel, position: int) -> None:
    view = settings["vues"][position]
    (south, west), (north, east) = view["bornes"]
    assert south < north
    assert west < east
    poles = panel.poles[panel.poles["code_region"].isin(view["regions"])]
    assert all(west <= point.x <= east and south <= point.y <= north for point in poles.geometry)


def test_insets_are_the_overseas_regions_that_hold_poles(settings: dict[str, Any]) -> None:
    assert settings["encarts"] == ["guyane", "la-reunion", "martinique"]
    assert settings["encartsAppels"] == ["guadeloupe", "guyane", "la-reunion", "martinique", "mayotte"]


def test_tiles_are_those_of_the_ign_without_a_key(settings: dict[str, Any]) -> None:
    plan = settings["plan"]
    assert urlsplit(plan["url"]).hostname == "data.geopf.fr"
    assert plan["credit"] == "© IGN / Géoplateforme"
    assert all(name in plan["url"] for name in ("{x}", "{y}", "{z}"))
    assert "key" not in plan["url"].lower()
    assert plan["zoomMax"] >= 18


def test_list_is_named(settings: dict[str, Any]) -> None:
    assert settings["liste"] == "panel RTES 2016"


def test_later_calls_say_how_many_of_their_laureates_are_known(settings: dict[str, Any]) -> None:
    assert settings["appels"] == {
        "liste": "appels 2021-2025", "connus": 32, "officiels": 69, "annees": [2021, 2022, 2023, 2024],
    }  # fmt: skip
