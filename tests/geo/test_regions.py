"""Where the regions are, and where their names are written."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
import shapely

from geo.regions import RegionShape, load_region_shapes
from geo.schema import DATA_DIR

POLYGONS = {
    feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"])
    for feature in json.loads((DATA_DIR / "regions" / "regions.geojson").read_text(encoding="utf-8"))["features"]
}
#: Regions too narrow for a margin: their name is written at their centre.
NARROW = {"01", "02", "04", "06"}


@pytest.fixture(scope="module")
def shapes() -> dict[str, RegionShape]:
    return dict(load_region_shapes())


def test_the_18_regions_have_a_shape(shapes: dict[str, RegionShape]) -> None:
    assert sorted(shapes) == sorted(POLYGONS)
    assert len(shapes) == 18


@pytest.mark.parametrize("code", POLYGONS)
def test_bounds_are_west_south_east_north(shapes: dict[str, RegionShape], code: str) -> None:
    assert shapes[code].bounds == POLYGONS[code].bounds


@pytest.mark.parametrize("code", POLYGONS)
def test_names_are_written_inside_their_region(shapes: dict[str, RegionShape], code: str) -> None:
    labels = shapes[code].labels
    assert all(POLYGONS[code].contains(shapely.Point(point)) for point in labels)
    assert len(set(labels)) == len(labels)
    assert (len(labels) == 1) == (code in NARROW)


@pytest.mark.parametrize("code", sorted(set(POLYGONS) - NARROW))
def test_the_most_central_place_comes_first(shapes: dict[str, RegionShape], code: str) -> None:
    centre, *others = (shapely.Point(point) for point in shapes[code].labels)
    distances = [centre.distance(point) for point in others]
    # Places are rounded to a thousandth of a degree after they are sorted.
    assert all(near <= far + 0.003 for near, far in pairwise(distances))
