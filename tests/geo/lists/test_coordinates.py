"""Coordinates of visitors: read as they write them, placed in a département or refused with what to do."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import InvalidDataError
from geo.lists.coordinates import Coordinates, read_coordinates
from geo.lists.degrees import parse_degrees
from geo.lists.table import ListTable
from geo.lists.territories import load_territories
from geo.schema import DATA_DIR

ROLES = {"latitude": "Lat", "longitude": "Lon"}


def table(*points: tuple[str, str]) -> ListTable:
    index = pd.RangeIndex(2, 2 + len(points), name="ligne")
    latitudes, longitudes = zip(*points, strict=True)
    rows = pd.DataFrame({"Lat": latitudes, "Lon": longitudes}, index=index, dtype="str")
    return ListTable("liste.csv", "csv", rows)


def read(*points: tuple[str, str], swap: bool = False) -> Coordinates:
    found = read_coordinates(table(*points), ROLES, swap=swap)
    assert found is not None
    return found


def points(found: Coordinates) -> list[tuple[float, float] | None]:
    pairs = zip(found.latitude.tolist(), found.longitude.tolist(), strict=True)
    return [
        None if np.isnan(latitude) or np.isnan(longitude) else (latitude, longitude) for latitude, longitude in pairs
    ]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("48.1147", 48.1147),
        ("48,1147", 48.1147),
        ("+48,1147", 48.1147),
        ("48,1147°", 48.1147),
        ("48,1147 ° N", 48.1147),
        ("20,88 S", -20.88),
        ("1,6794 O", -1.6794),
        ("1.6794W", -1.6794),
        ("1,6794 e", 1.6794),
        ("−1,6794", -1.6794),
        ("- 1,6794", -1.6794),
        ("\u00a048,1147\u202f", 48.1147),
        ("48", 48.0),
        (".5", 0.5),
        ("48.", 48.0),
        ("4.81147e1", 48.1147),
        ("48 1147", 481147.0),
        ("", None),
        ("NaN", None),
        ("inf", None),
        ("1_0", None),
        ("٤٨", None),
        ("48,11,47", None),
        ("48°06'53\"", None),
        ("-1,67 O", None),
        ("N", None),
        ("°", None),
        ("0x1F", None),
        ("48.1147, -1.6794", None),
    ],
)
def test_degrees_as_people_write_them(text: str, degrees: float | None) -> None:
    assert parse_degrees(text) == (None if degrees is None else pytest.approx(degrees))


@pytest.mark.parametrize(
    ("latitude", "longitude", "departement", "region"),
    [
        ("48,1113", "-1,6800", "35", "53"),
        ("48.8566", "2.3522", "75", "11"),
        ("41,9192", "8,7386", "2A", "94"),
        ("-20,8789", "55,4481", "974", "04"),
        ("16,2411", "-61,5331", "971", "01"),
        ("14,6161", "-61,0588", "972", "02"),
        ("4,9224", "-52,3135", "973", "03"),
        ("-12,7806", "45,2278", "976", "06"),
        # On a quay or a small island, the simplified coast passes behind.
        ("48,0369", "-4,8506", "29", "53"),
        ("46,1461", "-1,1696", "17", "75"),
    ],
)
def test_point_knows_its_departement_and_region(latitude: str, longitude: str, departement: str, region: str) -> None:
    found = read((latitude, longitude))
    assert found.problems == ()
    assert (found.code_departement.tolist(), found.code_region.tolist()) == ([departement], [region])


def test_no_columns_no_coordinates() -> None:
    assert read_coordinates(table(("48", "2")), {"nom": "Lat"}) is None
    with pytest.raises(InvalidDataError, match="latitude choisie sans longitude"):
        read_coordinates(table(("48", "2")), {"latitude": "Lat"})


def test_row_without_coordinates_is_no_problem() -> None:
    found = read(("", ""), ("48,1113", "-1,68"))
    assert points(found) == [None, (48.1113, -1.68)]
    assert found.code_departement.tolist() == [None, "35"]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("latitude", "longitude", "column", "message", "advice"),
    [
        ("nord", "2,35", "Lat", "latitude illisible", "degrés décimaux"),
        ("48,85", "NaN", "Lon", "longitude illisible", "degrés décimaux"),
        ("48,85", "1e99", "Lon", "longitude au-delà de 180 degrés", "mètres"),
        ("48,85", "", "Lon", "longitude vide, alors que la latitude est remplie", "vérifier"),
        ("", "2,35", "Lat", "latitude vide, alors que la longitude est remplie", "vérifier"),
        ("0", "0,0", "Lat", "point (0, 0)", "laisser les deux cellules vides"),
        ("6862035,26", "652469,02", "Lat", "latitude au-delà de 90 degrés", "Lambert 93"),
        ("91", "2,35", "Lat", "latitude au-delà de 90 degrés", "degrés décimaux"),
        ("48,85", "180,5", "Lon", "longitude au-delà de 180 degrés", "degrés décimaux"),
        ("51,5074", "-0,1278", "Lat", "point hors des 101 départements (longitude -0,1278)", "vérifier"),
        ("-22,27", "166,44", "Lat", "point hors des 101 départements", "vérifier"),
        ("2,35", "48,85", "Lat", "en France si latitude et longitude sont échangées", "échanger"),
    ],
)
def test_refused_row_is_told_with_what_to_do(
    latitude: str, longitude: str, column: str, message: str, advice: str
) -> None:
    found = read(("48,1113", "-1,68"), (latitude, longitude))
    assert points(found) == [(48.1113, -1.68), None]
    assert found.code_region.tolist() == ["53", None]
    (problem,) = found.problems
    assert (problem.file, problem.row, problem.column) == ("liste.csv", 3, column)
    assert message in problem.message
    assert advice in problem.advice


def test_exchange_is_offered_then_made_only_where_it_is_right() -> None:
    given = [("-1,68", "48,1113"), ("49,56", "3,62"), ("51,5", "-0,12"), ("55,45", "-20,88"), ("", "")]
    refused = read(*given)
    assert refused.swapped == 2
    assert points(refused) == [None, (49.56, 3.62), None, None, None]
    assert [problem.row for problem in refused.problems] == [2, 4, 5]
    made = read(*given, swap=True)
    assert made.swapped == 2
    assert points(made) == [(48.1113, -1.68), (49.56, 3.62), None, (-20.88, 55.45), None]
    assert made.code_departement.tolist() == ["35", "02", None, "974", None]
    assert [problem.row for problem in made.problems] == [4]


def test_margin_is_two_kilometres() -> None:
    # West of the westernmost point of the Finistère that the file has.
    territories = load_territories()
    west, latitude = min(
        (x, y)
        for polygon, code in zip(territories.polygons, territories.departements, strict=True)
        for x, y in polygon.exterior.coords
        if code == "29"
    )
    degree = 111.2 * np.cos(np.radians(latitude))
    found = [read((str(latitude), str(west - km / degree))).code_departement[0] for km in (1.9, 2.1)]
    assert found == ["29", None]


def test_every_commune_lies_in_its_departement() -> None:
    communes = pd.read_csv(DATA_DIR / "communes.csv", dtype=str, keep_default_na=False)
    found = read(*zip(communes["latitude"], communes["longitude"], strict=True))
    assert found.problems == ()
    wrong = communes[found.code_departement != communes["code_departement"].to_numpy()]
    # Borders are simplified: some town halls stand on the wrong side, by less than a kilometre.
    assert len(wrong) <= 20
    assert (found.code_region == communes["code_region"].to_numpy()).sum() >= len(communes) - 20


def test_fifty_thousand_points_take_less_than_a_second() -> None:
    communes = pd.read_csv(DATA_DIR / "communes.csv", dtype=str, keep_default_na=False)
    rows: Sequence[tuple[str, str]] = list(zip(communes["latitude"], communes["longitude"], strict=True))
    many = table(*(rows * 2)[:50_000])
    load_territories()
    spent = []
    for _ in range(3):
        start = time.process_time()
        read_coordinates(many, ROLES)
        spent.append(time.process_time() - start)
    assert min(spent) < 1.0


@pytest.mark.parametrize("text", [None, "{", json.dumps({"features": [{}]})], ids=["absent", "cut", "no-geometry"])
def test_unreadable_boundaries_are_told(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "regions").mkdir()
    if text is not None:
        (tmp_path / "regions" / "departements.geojson").write_text(text)
    with pytest.raises(InvalidDataError, match=r"departements\.geojson : fichier illisible"):
        load_territories(tmp_path)
