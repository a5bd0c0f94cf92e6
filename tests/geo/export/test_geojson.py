"""GeoJSON, read back by json and by GDAL."""

from __future__ import annotations

import io
import json
from typing import Any

import geopandas as gpd
import pytest

from geo.export.geojson import export
from geo.export.metadata import describe
from geo.model import Panel
from geo.selection import Selection
from tests.geo.export.small_panel import CLEANED_FACT, FEATURES, HOSTILE_NAME, LATER, LINK


@pytest.fixture
def content(panel: Panel, everything: Selection) -> bytes:
    return export(panel, everything, LINK)


@pytest.fixture
def features(content: bytes) -> dict[str, dict[str, Any]]:
    return {feature["id"]: feature for feature in json.loads(content)["features"]}


def test_the_document_is_rfc_7946(content: bytes) -> None:
    document = json.loads(content)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert document["type"] == "FeatureCollection"
    assert set(document) == {"type", "metadata", "features"}
    for feature in document["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        assert feature["id"] == feature["properties"]["id"]


def test_features_are_the_distinct_poles_in_the_order_of_the_panel(panel: Panel, features: dict[str, Any]) -> None:
    assert list(features) == list(panel.poles.index[panel.in_panel])


def test_coordinates_are_longitude_then_latitude_with_five_decimals(features: dict[str, Any]) -> None:
    assert features["ptce-003"]["geometry"]["coordinates"] == [-53.23917, 3.85694]


def test_properties_are_those_of_the_published_file_and_the_doubles(features: dict[str, Any]) -> None:
    for published in FEATURES:
        if published["id"] in features and published["id"] != "ptce-070":
            properties = dict(features[published["id"]]["properties"])
            doubles = properties.pop("doublons")
            assert properties.pop("collection") == "panel 2016"
            assert all(type(year) is int for year in properties.pop("appels"))
            assert list(properties) == list(published["properties"])
            assert properties == published["properties"]
            assert isinstance(doubles, list)
    assert features["ptce-045"]["properties"]["doublons"] == [
        "ptce-051 : Pays de Bray (PTCE – Maison d'Economie Solidaire)",
        "appel-2023-01 : Pays de Bray solidaire (appel de 2023)",
    ]
    assert features["ptce-045"]["properties"]["appels"] == [2013, 2023]
    assert features["ptce-003"]["properties"]["appels"] == []
    assert features["ptce-001"]["properties"]["doublons"] == []


def test_a_laureate_of_a_later_call_is_a_feature_like_the_others(panel: Panel) -> None:
    found = json.loads(export(panel, Selection(appels=True), LINK))["features"]
    (feature,) = [feature for feature in found if feature["id"].startswith("appel-")]
    published = dict(LATER[0]["properties"])
    assert feature["geometry"] == LATER[0]["geometry"]
    assert feature["properties"] == published | {"collection": "appels 2021-2025", "appels": [2021], "doublons": []}
    assert len(found) == len(panel.poles)


def test_hostile_text_is_left_as_it_is_but_for_what_no_file_can_hold(features: dict[str, Any]) -> None:
    properties = features["ptce-070"]["properties"]
    assert properties["nom"] == HOSTILE_NAME
    assert properties["faits"] == [CLEANED_FACT]
    assert properties["alias"] == ["\t@SUM(A1)", "#N/A"]


def test_gdal_reads_it(panel: Panel, content: bytes) -> None:
    table = gpd.read_file(io.BytesIO(content)).set_index("id")
    assert table.crs.to_epsg() == 4326
    assert list(table.index) == list(panel.poles.index[panel.in_panel])
    assert table.loc["ptce-070", "nom"] == HOSTILE_NAME
    assert table.loc["ptce-045", "annee_creation"] == 2004
    assert table.geometry["ptce-001"].y == 43.05551


def test_metadata_is_a_foreign_member(panel: Panel, content: bytes, everything: Selection) -> None:
    assert json.loads(content)["metadata"] == describe(panel, everything, LINK).members()


def test_an_empty_selection_gives_metadata_and_no_feature(panel: Panel, nothing: Selection) -> None:
    content = export(panel, nothing, LINK)
    document = json.loads(content)
    assert document["features"] == []
    assert document["metadata"]["nombre"] == 0
    assert document["metadata"]["filtres"] == "Aucun PTCE en Bretagne, lauréats 2013"
    assert gpd.read_file(io.BytesIO(content)).empty
