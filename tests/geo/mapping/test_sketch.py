"""Small maps: every region drawn in true proportions, every pole inside the region that is drawn under it."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree import ElementTree

import pytest
import shapely

from geo.errors import UnknownValueError
from geo.mapping.sketch import RADIUS_KM, SIZE, Ground, around_frame, draw, load_ground, region_frame
from geo.mapping.spread import Spot, spread
from geo.model import Panel
from geo.proximity import distance_km

GROUND = load_ground()
CODES = sorted(set(GROUND.regions))
SVG = "{http://www.w3.org/2000/svg}"


def rings(path: ElementTree.Element) -> list[list[tuple[float, float]]]:
    """Read the closed lines of a path: absolute start, then steps; in units of the viewBox."""
    found = []
    for part in path.get("d", "").split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        points = [(numbers[0] / 10, numbers[1] / 10)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            points.append((points[-1][0] + dx / 10, points[-1][1] + dy / 10))
        found.append(points)
    return found


def drawn(code: str, *, around: tuple[float, float] | None = None) -> tuple[ElementTree.Element, shapely.Geometry]:
    frame = around_frame(GROUND, code, *around) if around else region_frame(GROUND, code)
    root = ElementTree.fromstring(draw(GROUND, code, frame))
    (path,) = root.iterfind(f".//{SVG}path[@class='r']")
    return root, shapely.make_valid(shapely.MultiPolygon([(ring, []) for ring in rings(path)]))


@pytest.mark.parametrize("code", CODES)
def test_a_region_is_drawn_whole_small_and_without_text(code: str) -> None:
    frame = region_frame(GROUND, code)
    text = draw(GROUND, code, frame)
    assert len(text.encode()) < 16_000
    assert "prefers-color-scheme:dark" in text
    root, shape = drawn(code)
    assert root.get("viewBox") == f"0 0 {SIZE} {SIZE}"
    assert not list(root.iter(f"{SVG}text"))
    west, north, east, south = shape.bounds
    # It touches the margins on its longer side, but for a cape or an islet too small to be drawn, and is in the middle.
    assert max(east - west, south - north) == pytest.approx(0.88 * SIZE, abs=13)
    assert (west + east) / 2 == pytest.approx(SIZE / 2, abs=7)
    assert (north + south) / 2 == pytest.approx(SIZE / 2, abs=7)


@pytest.mark.parametrize("code", CODES)
def test_a_region_keeps_its_proportions(code: str) -> None:
    frame = region_frame(GROUND, code)
    west, south, east, north = GROUND.bounds(code)
    middle = (south + north) / 2
    left, top = frame.project(west, north)
    right, bottom = frame.project(east, south)
    true = distance_km((middle, west), (middle, east)) / distance_km((south, west), (north, west))
    assert (right - left) / (bottom - top) == pytest.approx(true, rel=0.01)


@pytest.mark.parametrize("code", CODES)
def test_every_pole_falls_on_its_region(panel: Panel, code: str) -> None:
    _, shape = drawn(code)
    frame = region_frame(GROUND, code)
    for pole, row in panel.poles[panel.poles["code_region"] == code].iterrows():
        point = shapely.Point(frame.project(row.geometry.x, row.geometry.y))
        assert shape.distance(point) < 2, pole


@pytest.mark.parametrize("code", ["11", "24", "84"])
def test_neighbours_and_departements_are_drawn(code: str) -> None:
    root, shape = drawn(code)
    (others,) = root.iterfind(f".//{SVG}path[@class='v']")
    (inner,) = root.iterfind(f".//{SVG}path[@class='d']")
    neighbours = shapely.make_valid(shapely.MultiPolygon([(ring, []) for ring in rings(others)]))
    assert neighbours.area > 0.1 * SIZE**2
    assert neighbours.intersection(shape).area < 0.01 * SIZE**2
    borders = shapely.MultiLineString(rings(inner))
    assert borders.length > SIZE / 2
    assert shape.buffer(2).contains(borders)


def test_a_region_of_one_departement_has_no_inner_border() -> None:
    root, _ = drawn("02")
    assert list(root.iterfind(f".//{SVG}path[@class='d']")) == []


def test_around_a_point_the_same_distance_is_shown_everywhere() -> None:
    frame = around_frame(GROUND, "75", -0.5, 45.0)
    assert frame.project(-0.5, 45.0) == (SIZE / 2, SIZE / 2)
    x, _ = frame.project(0.5, 45.0)
    assert (x - SIZE / 2) / (SIZE / 2) == pytest.approx(distance_km((45, -0.5), (45, 0.5)) / RADIUS_KM, rel=0.01)


def test_every_pole_is_seen_on_its_own_map_and_no_more_than_its_region_is_around(panel: Panel) -> None:
    for pole, row in panel.poles.iterrows():
        code = row["code_region"]
        frame, whole = (around_frame(GROUND, code, row.geometry.x, row.geometry.y), region_frame(GROUND, code))
        assert frame.scale >= whole.scale
        assert Spot(pole, *frame.project(row.geometry.x, row.geometry.y)).is_shown, pole
        for corner in (0, SIZE):
            longitude = frame.longitude + (corner - SIZE / 2) / frame.scale / frame.squeeze
            latitude = frame.latitude - (corner - SIZE / 2) / frame.scale
            assert all(-8 <= value <= SIZE + 8 for value in whole.project(longitude, latitude)), pole


@pytest.mark.parametrize("code", ["01", "02", "04", "06", "94"])
def test_a_small_region_is_shown_whole_around_its_poles(code: str) -> None:
    west, south, *_ = GROUND.bounds(code)
    frame = around_frame(GROUND, code, west, south)
    if code != "94":
        assert frame == region_frame(GROUND, code)
    assert frame.scale >= SIZE / (2 * RADIUS_KM / 111.2)


def test_an_unknown_region_is_an_error() -> None:
    with pytest.raises(UnknownValueError, match="99"):
        region_frame(GROUND, "99")
    with pytest.raises(UnknownValueError):
        Ground((), ()).bounds("53")


# --- Marks ---


def gaps(spots: tuple[Spot, ...]) -> list[float]:
    return [math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.combinations(spots, 2)]


def test_marks_that_do_not_overlap_stay_where_they_are() -> None:
    spots = (Spot("a", 100, 100), Spot("b", 130, 100), Spot("c", 300, 200))
    assert spread(spots, 27) == spots


def test_marks_of_one_town_are_spread_always_the_same_way() -> None:
    spots = tuple(Spot(name, 220, 220) for name in "abcdef")
    moved = spread(spots, 27)
    assert min(gaps(moved)) > 26
    assert max(math.dist((spot.x, spot.y), (220, 220)) for spot in moved) < 70
    assert moved == spread(spots, 27)
    assert [spot.key for spot in moved] == list("abcdef")


def test_the_mark_that_is_held_does_not_move() -> None:
    held, other = spread((Spot("a", 220, 220), Spot("b", 222, 220)), 20, {"a": 6})
    assert held == Spot("a", 220, 220)
    assert (other.x, other.y) == (pytest.approx(246, abs=0.2), 220)


def test_a_mark_that_is_held_stays_even_at_the_edge() -> None:
    assert spread((Spot("a", 439, 1),), 27, {"a": 6}) == (Spot("a", 439, 1),)


def test_marks_stay_on_the_drawing() -> None:
    moved = spread(tuple(Spot(name, 439, 1) for name in "abc"), 27)
    assert all(13 <= value <= SIZE - 13 for spot in moved for value in (spot.x, spot.y))


def test_the_place_of_a_mark_is_told_in_percents() -> None:
    spot = Spot("a", SIZE / 4, SIZE / 2)
    assert (spot.left, spot.top, spot.is_shown) == (25.0, 50.0, True)
    assert not Spot("b", SIZE + 3, 10).is_shown
