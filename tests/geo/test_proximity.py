"""Distances between poles: checked against known distances and against a measure of our own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geo.model import Panel
from geo.proximity import APPROXIMATE, Neighbour, describe_distance, distance_km, nearest, nearest_to, tell_km

PARIS, MARSEILLE = (48.8566, 2.3522), (43.2965, 5.3698)


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    (y1, x1), (y2, x2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def point(panel: Panel, pole_id: str) -> tuple[float, float]:
    geometry = panel.poles.geometry.loc[pole_id]
    return geometry.y, geometry.x


def test_a_distance_is_geodesic_latitude_first() -> None:
    assert distance_km(PARIS, MARSEILLE) == pytest.approx(660.5, abs=1)
    # One degree of longitude at the equator, and of latitude at the pole: the ellipsoid, not the sphere.
    assert distance_km((0, 0), (0, 1)) == pytest.approx(111.3195, abs=1e-3)
    assert distance_km((89, 0), (90, 0)) == pytest.approx(111.694, abs=1e-3)


def test_the_nearest_of_every_pole_are_those_of_a_plain_search(panel: Panel) -> None:
    listed = [str(pole_id) for pole_id in panel.poles.index[panel.in_panel]]
    for pole_id in panel.poles.index:
        found = nearest(panel, str(pole_id), 4)
        own = point(panel, str(pole_id))
        expected = sorted(haversine(own, point(panel, other)) for other in listed if other != pole_id)[:4]
        assert [neighbour.km for neighbour in found] == pytest.approx(expected, rel=0.006, abs=0.01)
        assert [neighbour.km for neighbour in found] == sorted(neighbour.km for neighbour in found)
        assert str(pole_id) not in [neighbour.pole_id for neighbour in found]


def test_the_nearest_are_looked_for_where_told(panel: Panel) -> None:
    later = nearest(panel, "ptce-029", 3, ~np.asarray(panel.in_panel))
    assert all(neighbour.pole_id.startswith("appel-") for neighbour in later)
    alone = panel.poles.index.to_numpy() == "ptce-029"
    assert nearest(panel, "ptce-029", 3, alone) == ()
    assert len(nearest(panel, "ptce-029", 1000)) == int(panel.in_panel.sum()) - 1


def test_a_double_is_measured_from_its_pole(panel: Panel) -> None:
    assert nearest(panel, "ptce-051", 3) == nearest(panel, "ptce-045", 3)
    with pytest.raises(KeyError):
        nearest(panel, "ptce-999", 3)


def test_a_point_that_stands_for_a_region_makes_the_distance_approximate(panel: Panel) -> None:
    vague = panel.poles["precision"].isin(APPROXIMATE)
    for pole_id in panel.poles.index:
        for neighbour in nearest(panel, str(pole_id), 72):
            assert neighbour.approximate == (vague[pole_id] or vague[neighbour.pole_id])


def test_a_place_has_its_nearest_poles_too(panel: Panel) -> None:
    (found,) = nearest_to(panel, point(panel, "ptce-029"), 1)
    assert (found.pole_id, found.km) == ("ptce-029", 0)


def test_same_commune_is_told_from_the_codes(panel: Panel) -> None:
    communes = panel.poles["code_commune"]
    for pole_id in panel.poles.index:
        for neighbour in nearest(panel, str(pole_id), 10):
            same = communes[pole_id] is not None and communes[pole_id] == communes[neighbour.pole_id]
            assert neighbour.same_commune == same


@pytest.mark.parametrize(
    ("neighbour", "text"),
    [
        (Neighbour("x", 12.4), "12 km"),
        (Neighbour("x", 12.5), "13 km"),
        (Neighbour("x", 0.4), "moins de 1 km"),
        (Neighbour("x", 0.0, same_commune=True), "même commune"),
        (Neighbour("x", 6824.2, approximate=True), "environ 6 824 km, lieu approximatif"),
        (Neighbour("x", 0.0, approximate=True), "distance inconnue, lieu approximatif"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_distance_in_words(neighbour: Neighbour, text: str) -> None:
    assert describe_distance(neighbour).replace("\u00a0", " ") == text
    assert " km" not in describe_distance(neighbour)


@pytest.mark.parametrize(
    ("km", "approximate", "text"),
    [
        (12.4, False, "12 km"),
        (12.5, True, "environ 13 km"),
        (0.0, False, "moins de 1 km"),
        (0.0, True, "environ 1 km"),
        (1649.7, True, "environ 1 650 km"),
    ],
)
def test_a_number_of_kilometres_in_words(km: float, approximate: bool, text: str) -> None:
    assert tell_km(km, approximate=approximate).replace("\u00a0", " ") == text
