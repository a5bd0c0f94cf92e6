"""The committed gazetteer, and the rules that place a commune."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.build import communes, coverage, towns, wheel
from geo.errors import InvalidDataError

ROOT = Path(__file__).parents[3]
#: A simplified coast or border may leave a point outside: at most this far (metres) …
TOLERANCE = 700.0
#: … and at most this many times out of 34,935.
OUTSIDE = 20


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (ROOT / communes.FILE).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _shapes(name: str) -> dict[str, shapely.Geometry]:
    content = json.loads((ROOT / "data" / "regions" / name).read_text(encoding="utf-8"))
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in content["features"]}


def _source(*cases: tuple[shapely.Geometry, shapely.Geometry | None, int | None]) -> wheel.Source:
    shapes, halls, populations = zip(*cases, strict=True)
    codes = [f"0100{number}" for number in range(len(cases))]
    frame = pd.DataFrame({"code": codes, "nom": "Ici, là", "code_departement": "01", "code_region": "84"})
    frame["population"] = pd.array(populations, dtype="Int64")
    empty = pd.DataFrame()
    return wheel.Source(frame, np.array(shapes), np.array(halls, dtype=object), empty, empty)


def test_file_is_plain_utf8_with_unix_lines() -> None:
    content = (ROOT / communes.FILE).read_bytes()
    assert content.startswith(b"code,nom,code_departement,code_region,population,longitude,latitude,point\n01001,")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert "’" not in content.decode("utf-8")


def test_every_commune_is_there_once_in_order(rows: list[dict[str, str]]) -> None:
    codes = [row["code"] for row in rows]
    assert len(codes) == 34_935
    assert codes == sorted(set(codes))


@pytest.mark.parametrize(
    ("code", "nom", "departement", "region"),
    [
        ("01001", "L'Abergement-Clémenciat", "01", "84"),
        ("76351", "Le Havre", "76", "28"),
        ("17300", "La Rochelle", "17", "75"),
        ("91692", "Les Ulis", "91", "11"),
        ("93039", "L'Île-Saint-Denis", "93", "11"),
        ("60703", "Aux Marais", "60", "32"),
        ("66104", "Los Masos", "66", "76"),
        ("60333", "Lachapelle-aux-Pots", "60", "32"),
        ("97212", "Gros-Morne", "972", "02"),
        ("2A004", "Ajaccio", "2A", "94"),
        ("97611", "Mamoudzou", "976", "06"),
    ],
)
def test_name_bears_its_article(rows: list[dict[str, str]], code: str, nom: str, departement: str, region: str) -> None:
    row = {row["code"]: row for row in rows}[code]
    assert (row["nom"], row["code_departement"], row["code_region"]) == (nom, departement, region)


def test_population_is_an_integer_or_empty(rows: list[dict[str, str]]) -> None:
    unknown = [row for row in rows if row["population"] == ""]
    assert all(row["population"].isdecimal() for row in rows if row["population"])
    assert len(unknown) == 21
    assert sum(row["code_departement"] == "976" for row in unknown) == 17


def test_points_have_five_decimals(rows: list[dict[str, str]]) -> None:
    assert all(len(row[axis].partition(".")[2]) == 5 for row in rows for axis in ("longitude", "latitude"))


def test_points_are_in_their_departement_or_close(rows: list[dict[str, str]]) -> None:
    shapes = _shapes("departements.geojson")
    far: list[float] = []
    for code, shape in shapes.items():
        own = [row for row in rows if row["code_departement"] == code]
        points = shapely.points([(float(row["longitude"]), float(row["latitude"])) for row in own])
        frame = coverage.frame_of(code)
        distances = shapely.distance(coverage.in_metres(points, frame), coverage.in_metres(np.array([shape]), frame)[0])
        far.extend(distances[distances > 0])
    assert len(far) <= OUTSIDE
    assert max(far) <= TOLERANCE


def test_departement_belongs_to_the_same_region_in_both_files(rows: list[dict[str, str]]) -> None:
    content = json.loads((ROOT / "data/regions/departements.geojson").read_text(encoding="utf-8"))
    expected = {(f["properties"]["code"], f["properties"]["code_region"]) for f in content["features"]}
    assert {(row["code_departement"], row["code_region"]) for row in rows} == expected


def test_locate_prefers_the_town_hall_then_the_centroid_then_any_inner_point() -> None:
    # Lopsided, so that its centroid is not the point that GEOS takes on its surface.
    shape = shapely.Polygon([(0, 0), (2, 0), (2, 1), (1.6, 2.1), (1, 0.5)])
    ring = shapely.box(0, 0, 2, 2).difference(shapely.box(0.5, 0.5, 1.5, 1.5))
    centroid = [round(shape.centroid.x, 5), round(shape.centroid.y, 5)]
    hall, away = shapely.Point(1.623456, 1), shapely.Point(3, 1)
    source = _source((shape, hall, 1), (shape, away, 1), (shape, None, 1), (ring, away, 1))
    points = communes.locate(source)
    assert points.at_town_hall.tolist() == [True, False, False, False]
    assert points.coordinates[:3].tolist() == [[1.62346, 1.0], centroid, centroid]
    assert ring.contains(shapely.Point(points.coordinates[3]))


def test_locate_refuses_a_commune_thinner_than_the_rounding() -> None:
    thin = shapely.box(0.000001, 0, 0.000002, 1)
    with pytest.raises(InvalidDataError, match="01000"):
        communes.locate(_source((thin, None, 1)))


def test_csv_quotes_what_must_be_and_leaves_the_unknown_empty() -> None:
    source = _source((shapely.box(-1, -1, 1, 1), shapely.Point(-0.0000001, 0.5), None))
    text = communes.build(source, communes.locate(source))[communes.FILE]
    assert text.splitlines()[1] == '01000,"Ici, là",01,84,,0.00000,0.50000,mairie'


def test_towns_are_ranked_and_ordered() -> None:
    content = json.loads((ROOT / towns.FILE).read_text(encoding="utf-8"))
    found = [feature["properties"] for feature in content["features"]]
    assert all(list(town) == ["nom", "rang", "population", "code", "code_departement"] for town in found)
    assert [sum(town["rang"] == rang for town in found) for rang in (1, 2)] == [18, 83]
    keys = [
        (town["rang"], -1 * (-1 if town["population"] is None else town["population"]), town["code"]) for town in found
    ]
    assert keys == sorted(keys)
    names = {town["nom"] for town in found}
    assert {"Paris", "Le Mans", "La Roche-sur-Yon", "Le Puy-en-Velay", "Mamoudzou", "Basse-Terre", "Kourou"} <= names


def test_every_departement_has_its_capital_and_every_overseas_one_a_few_towns() -> None:
    content = json.loads((ROOT / towns.FILE).read_text(encoding="utf-8"))
    found = [feature["properties"] for feature in content["features"]]
    capitals = [town["code_departement"] for town in found if town["rang"] <= 2]
    assert sorted(capitals) == sorted(_shapes("departements.geojson"))
    for code in coverage.OVERSEAS:
        assert sum(town["code_departement"] == code for town in found) >= 5, code


def test_towns_are_where_the_gazetteer_puts_them(rows: list[dict[str, str]]) -> None:
    content = json.loads((ROOT / towns.FILE).read_text(encoding="utf-8"))
    by_code = {row["code"]: row for row in rows}
    for feature in content["features"]:
        row, town = by_code[feature["id"]], feature["properties"]
        population = "" if town["population"] is None else str(town["population"])
        assert (town["nom"], population) == (row["nom"], row["population"])
        assert feature["geometry"]["coordinates"] == [float(row["longitude"]), float(row["latitude"])]
