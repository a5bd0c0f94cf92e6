"""GeoJSON: properties and points as columns, other shapes by a point, one reference system."""

from __future__ import annotations

import json

import pytest

from geo.lists.limits import MAX_VALUES
from tests.geo.lists.own_files import at, cells, collection, feature, problem, problems, read

NAME = "liste.geojson"
SQUARE = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 49], [2, 48]]]}


def test_properties_and_points_are_columns() -> None:
    table = read(collection(feature(at(3.6199, 49.5641), Nom="A", note=None), feature(None, Nom="B", annee=2015)), NAME)
    assert cells(table) == [
        ["Nom", "note", "annee", "longitude", "latitude"],
        ["A", "", "", "3.6199", "49.5641"],
        ["B", "", "2015", "", ""],
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("02100", "02100"),
        ("  a\u0000\ud800 ", "a"),
        (2015, "2015"),
        (2015.0, "2015"),
        (48.5, "48.5"),
        (True, "VRAI"),
        (None, ""),
        (["Culture", "Énergie", 3], "Culture | Énergie | 3"),
        ({"é": [1, {"a": None}]}, '{"é": [1, {"a": null}]}'),
        ([[1], [2]], "[[1], [2]]"),
    ],
)
def test_values_are_texts(value: object, text: str) -> None:
    # ASCII, because json escapes what UTF-8 cannot hold.
    content = json.dumps({"type": "FeatureCollection", "features": [feature(Nom="A", valeur=value)]})
    assert read(content, NAME).rows["valeur"].tolist() == [text]


def test_columns_of_points_leave_those_of_properties_alone() -> None:
    table = read(collection(feature(at(3.6, 49.5), Longitude="est", latitude="nord")), NAME)
    assert cells(table) == [
        ["Longitude", "latitude", "longitude (géométrie)", "latitude (géométrie)"],
        ["est", "nord", "3.6", "49.5"],
    ]


@pytest.mark.parametrize(
    ("geometry", "point"),
    [
        (SQUARE, ["2.5", "48.5"]),
        ({"type": "LineString", "coordinates": [[2, 48], [3, 48], [4, 48]]}, ["3.0", "48.0"]),
        ({"type": "MultiPoint", "coordinates": [[2.25, 48]]}, ["2.25", "48.0"]),
        ({"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]}, ["2.5", "48.5"]),
        ({"type": "GeometryCollection", "geometries": [SQUARE]}, ["2.5", "48.5"]),
    ],
)
def test_larger_shapes_are_brought_to_a_point_on_them(geometry: object, point: list[str]) -> None:
    table = read(collection(feature(geometry, Nom="A")), NAME)
    assert table.rows[["longitude", "latitude"]].values.tolist() == [point]
    assert table.notes == ("1 contour ou ligne ramené à un point qui s'y trouve",)


def test_single_feature_and_altitude() -> None:
    point = {"type": "Point", "coordinates": [3.6, 49.5, 120]}
    assert cells(read(json.dumps(feature(point, Nom="A")), NAME))[1] == ["A", "3.6", "49.5"]
    assert cells(read(collection(feature({"type": "Point", "coordinates": []}, Nom="A")), NAME)) == [["Nom"], ["A"]]


@pytest.mark.parametrize(
    "geometry",
    [
        at("3.6", "49.5"),
        at(True, False),
        at(3.6, None),
        {"type": "Point", "coordinates": [3.6]},
        {"type": "Point", "coordinates": 3.6},
        {"type": "Point"},
        at(1e300, 49.5),
        {"type": "Polygon", "coordinates": [[[2, 48], [3, 48]]]},
        {"type": "Polygon", "coordinates": [["a", "b"]]},
        {"type": "LineString", "coordinates": []},
        {"type": "LineString", "coordinates": [[1e308, 1e308], [-1e308, -1e308]]},
        {"type": "GeometryCollection"},
        {"type": "GeometryCollection", "geometries": [{"type": "Inconnu"}]},
    ],
)
def test_unreadable_coordinates_are_told_with_the_rank(geometry: object) -> None:
    found = problem(collection(feature(at(3.6, 49.5), Nom="A"), feature(geometry, Nom="B")), NAME)
    assert (found.row, found.column, found.message) == (2, "geometry", "coordonnées illisibles")


@pytest.mark.parametrize("geometry", [{"type": "Cercle"}, "POINT (1 2)", [1, 2], {}])
def test_unknown_geometry_is_told(geometry: object) -> None:
    found = problem(collection(feature(geometry, Nom="A")), NAME)
    assert (found.row, found.message) == (1, "géométrie inconnue")


def test_all_faults_are_told_at_once() -> None:
    found = problems(
        collection({"type": "Point"}, feature(at("x", 1), Nom="A"), feature() | {"properties": [1]}, 3), NAME
    )
    assert [item.row for item in found] == [1, 2, 3, 4]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
def test_wgs84_is_accepted_when_it_is_named(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert len(read(collection(feature(at(3.6, 49.5), Nom="A"), crs=crs), NAME).rows) == 1


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::2154", "EPSG:3857", "EPSG:14326", ""])
def test_other_reference_systems_are_refused_with_a_way_out(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    found = problem(collection(feature(at(652000.0, 6862000.0), Nom="A"), crs=crs), NAME)
    assert "autre système" in found.message
    assert "EPSG:4326" in found.advice


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "FeatureCollection",\n"features": [', "JSON illisible à la ligne 2, caractère 14"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "nombre non fini"),
        ('{"type": "FeatureCollection", "features": [%s]}' % ("9" * 5000), "nombre non fini, démesuré"),
        ('{"type": "FeatureCollection", "features": ' + "[" * 100_000, "trop imbriquées"),
        ('{"type": "FeatureCollection"}', "« features » manque"),
        ('{"type": "FeatureCollection", "features": {}}', "« features » manque"),
        ('{"type": "FeatureCollection", "features": []}', "fichier vide"),
        ('{"type": "Feature"}\n{"type": "Feature"}', "JSON illisible à la ligne 2"),
        ("{" + "[" * (MAX_VALUES + 1), "JSON démesuré"),
    ],
)
def test_json_that_is_no_list_is_told(text: str, said: str) -> None:
    assert said in problem(text, NAME).message


def test_titles_are_checked_as_those_of_tables() -> None:
    assert "titre en double" in problem(collection(feature(Nom="A", NOM="B")), NAME).message
    assert "titre en double" in problem(collection(feature(**{"a": "1", " a": "2"})), NAME).message
    assert "propriété sans nom" in problem(collection(feature(**{"": "x", "Nom": "A"})), NAME).message
    many = {f"p{i}": i for i in range(300)}
    assert "plus de 198 propriétés" in problem(collection(feature(**many)), NAME).message
