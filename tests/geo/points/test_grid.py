"""Cells of a grid against counting one by one."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from geo.points.grid import CELL_LEVELS, MAX_LEVEL, PointGrid, Window

WORLD = Window(-180, -85, 180, 85, 0)


def points(seed: int, size: int = 600) -> PointGrid:
    """Points all over France and overseas, many at one place, some nowhere."""
    random = np.random.default_rng(seed)
    latitudes, longitudes = random.uniform(-22, 51, size), random.uniform(-62, 56, size)
    latitudes[: size // 2], longitudes[: size // 2] = random.normal(47, 2, size // 2), random.normal(2.5, 2, size // 2)
    latitudes[: size // 6], longitudes[: size // 6] = 48.85661, 2.35222
    latitudes[-20:] = np.nan
    return PointGrid(latitudes, longitudes)


def cell_of(latitude: float, longitude: float, level: int) -> tuple[int, int]:
    sine = math.sin(math.radians(latitude))
    x, y = (longitude + 180) / 360, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return math.floor(x * 2**level), math.floor(y * 2**level)


def counted(grid: PointGrid, kept: np.ndarray, window: Window) -> dict[tuple[int, int], list[int]]:
    """Return the kept points of each cell that the window touches, one by one."""
    left, top = cell_of(window.north, window.west, window.level)
    right, bottom = cell_of(window.south, window.east, window.level)
    found = defaultdict(list)
    for position, (latitude, longitude) in enumerate(zip(grid.latitudes, grid.longitudes, strict=True)):
        if kept[position] and not math.isnan(latitude):
            x, y = cell_of(latitude, longitude, window.level)
            if left <= x <= right and top <= y <= bottom:
                found[x, y].append(position)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_cells_count_what_counting_one_by_one_counts(seed: int) -> None:
    random = np.random.default_rng(1000 + seed)
    grid = points(seed)
    kept = random.random(len(grid)) < random.choice([0.02, 0.5, 1.0])
    west, south = random.uniform(-70, 20), random.uniform(-25, 45)
    window = Window(
        west, south, west + random.uniform(0.01, 90), south + random.uniform(0.01, 40), random.uniform(0, 17)
    )
    cells, expected = grid.cells(kept, window), counted(grid, kept, window)
    assert cells.counts.sum() == sum(map(len, expected.values()))
    assert sorted(zip(cells.first.tolist(), cells.counts.tolist(), strict=True)) == sorted(
        (rows[0], len(rows)) for rows in expected.values()
    )
    rows_of = {rows[0]: rows for rows in expected.values()}
    for position, first in enumerate(cells.first.tolist()):
        rows = rows_of[first]
        assert cells.latitudes[position] == pytest.approx(grid.latitudes[rows].mean())
        assert cells.longitudes[position] == pytest.approx(grid.longitudes[rows].mean())
        start = cells.starts[position]
        assert cells.members[start : start + cells.counts[position]].tolist() == rows
        extent = max(np.ptp(grid.latitudes[rows]), np.ptp(grid.longitudes[rows]))
        assert cells.spread[position] == pytest.approx(extent)


@pytest.mark.parametrize("zoom", [0, 3.4, 5.5, 12, 17])
def test_the_whole_world_holds_every_kept_point(zoom: float) -> None:
    grid = points(7)
    kept = np.arange(len(grid)) % 3 == 0
    window = Window(-180, -85, 180, 85, zoom)
    assert grid.cells(kept, window).counts.sum() == (kept & np.isfinite(grid.latitudes)).sum()


def test_nothing_kept_is_no_cell() -> None:
    grid = points(7)
    cells = grid.cells(np.zeros(len(grid), dtype=bool), WORLD)
    assert len(cells.counts) == len(cells.first) == len(cells.spread) == 0


def test_points_at_one_place_are_never_parted() -> None:
    grid = points(7)
    here = grid.latitudes == 48.85661
    cells = grid.cells(here, Window(2, 48, 3, 49, 17))
    assert cells.counts.tolist() == [here.sum()]
    assert cells.spread.tolist() == [0]


def test_levels_follow_the_zoom_and_stay_within_bounds() -> None:
    assert [Window(0, 0, 1, 1, zoom).level for zoom in (0, 5.4, 5.5, 6.5)] == [
        CELL_LEVELS,
        5 + CELL_LEVELS,
        6 + CELL_LEVELS,
        7 + CELL_LEVELS,
    ]
    assert Window(0, 0, 1, 1, 900).level == MAX_LEVEL
    assert Window(0, 0, 1, 1, -900).level == 0
