"""The published files, read back with other people's code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from frictionless import Package, Report, Resource, Schema

from geo.load import read_table
from geo.schema import DATA_DIR

PATHS = {
    "ptce.geojson": {"Point"},
    "laureats.geojson": {"Point"},
    "regions/regions.geojson": {"Polygon", "MultiPolygon"},
    "regions/departements.geojson": {"Polygon", "MultiPolygon"},
    "regions/departements-lignes.geojson": {"LineString", "MultiLineString"},
    "regions/villes.geojson": {"Point"},
}


#: File of a collection → how its ids begin, number of its lines.
COLLECTIONS = [("ptce.geojson", "ptce-", 74), ("laureats.geojson", "appel-", 32)]


def _positions(coordinates: list[Any]) -> Iterator[list[float]]:
    if isinstance(coordinates[0], list):
        for part in coordinates:
            yield from _positions(part)
    else:
        yield coordinates


def _properties(file: str = "ptce.geojson") -> list[dict[str, Any]]:
    document = json.loads((DATA_DIR / file).read_text(encoding="utf-8"))
    return [feature["properties"] for feature in document["features"]]


def _validate(rows: list[dict[str, Any]]) -> Report:
    schema = json.loads((DATA_DIR / "ptce.schema.json").read_text(encoding="utf-8"))
    return Resource(data=rows, schema=Schema.from_descriptor(schema)).validate()


def _errors(report: Report) -> list[list[Any]]:
    return report.flatten(["name", "rowNumber", "fieldName", "type", "note"])


@pytest.mark.parametrize(("path", "kinds"), PATHS.items(), ids=PATHS)
def test_geojson_follows_rfc_7946(path: str, kinds: set[str]) -> None:
    document = json.loads((DATA_DIR / path).read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    # §4: WGS 84, without a crs member. §7.1: no member of another type.
    assert not {"crs", "coordinates", "geometries", "geometry", "properties"} & set(document)
    assert document["features"]
    ids = [feature["id"] for feature in document["features"]]
    assert len(set(ids)) == len(ids)
    for feature in document["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        assert not {"coordinates", "geometries", "features"} & set(feature)
        geometry = feature["geometry"]
        assert set(geometry) == {"type", "coordinates"}
        assert geometry["type"] in kinds
        for position in _positions(geometry["coordinates"]):
            assert len(position) == 2
            assert -180 <= position[0] <= 180
            assert -90 <= position[1] <= 90


@pytest.mark.parametrize("path", [path for path, kinds in PATHS.items() if "Polygon" in kinds])
def test_rings_are_closed_and_turn_as_rfc_7946_says(path: str) -> None:
    for feature in json.loads((DATA_DIR / path).read_text(encoding="utf-8"))["features"]:
        for polygon in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)


@pytest.mark.parametrize("path", [*PATHS, "ptce.schema.json", "nouveautes.json", "datapackage.json"])
def test_json_is_plain_utf8_with_unix_lines(path: str) -> None:
    content = (DATA_DIR / path).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"}\n")


@pytest.mark.parametrize(("file", "prefix", "count"), COLLECTIONS)
def test_poles_are_one_per_line(file: str, prefix: str, count: int) -> None:
    lines = (DATA_DIR / file).read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith(f'{{"type":"Feature","id":"{prefix}') for line in lines) == count


@pytest.mark.parametrize(("file", "prefix", "count"), COLLECTIONS)
def test_poles_follow_the_table_schema(file: str, prefix: str, count: int) -> None:
    report = _validate(_properties(file))
    assert report.valid, _errors(report)
    assert report.tasks[0].stats["rows"] == count
    assert report.tasks[0].stats["fields"] == 23


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("ligne", "x", "type-error"),
        ("annee_laureat", 2012, "constraint-error"),
        ("annee_creation", 1899, "constraint-error"),
        ("nom", None, "constraint-error"),
        ("precision", "rue", "constraint-error"),
        ("code_departement", "2C", "constraint-error"),
        ("code_commune", "1234", "constraint-error"),
        ("doublon_de", "045", "constraint-error"),
        ("doublon_de", "appel-1999-01", "constraint-error"),
        ("site", "pas un site", "type-error"),
        ("secteurs", "Culture", "type-error"),
        ("sources", [], "type-error"),
        ("id", "ptce-001", "unique-error"),
    ],
)
def test_schema_refuses_what_the_build_refuses(field: str, value: object, error: str) -> None:
    rows = _properties()
    rows[40] |= {field: value}
    # Row 1 of a table is its header.
    assert [42, field, error] in [entry[1:4] for entry in _errors(_validate(rows))]


def test_data_package_is_valid_and_its_hashes_are_true() -> None:
    report = Package(str(DATA_DIR / "datapackage.json")).validate()
    assert report.valid, f"à reconstruire : make data ; {_errors(report)}"
    reference = len(list((DATA_DIR / "source" / "schemas").glob("*.schema.json")))
    assert len(report.tasks) == 14 + reference
    # The tables are read as tables, with their delimiter and their schema.
    assert sum(task.type == "table" for task in report.tasks) == 9 + reference


def test_dataset_says_as_many_lines_and_poles_as_there_are() -> None:
    description = json.loads((DATA_DIR / "source" / "dataset.json").read_text(encoding="utf-8"))["description"]
    poles = [pole for pole in _properties() if pole["doublon_de"] is None]
    assert f"Les {len(_properties())} lignes ({len(poles)} pôles distincts)" in description


def test_dataset_says_as_many_laureates_as_there_are_and_were() -> None:
    dataset = json.loads((DATA_DIR / "source" / "dataset.json").read_text(encoding="utf-8"))
    calls = read_table(DATA_DIR / "source" / "calls.csv")
    official = sum(int(call["laureats_officiels"]) for call in calls if int(call["annee"]) >= 2021)
    assert dataset["appels"]["laureats_officiels"] == official == 69
    known = f"{len(_properties('laureats.geojson'))} lauréats connus, sur {official},"
    assert known in dataset["description"]
    assert known in dataset["appels"]["titre"]
    assert "incomplète" in dataset["appels"]["titre"]
    years = [pole["annee_laureat"] for pole in _properties("laureats.geojson")]
    assert dataset["appels"]["attribution"].endswith(f"de {min(years)} à {max(years)}")
