"""Points in a grid that halves its cells at each zoom level: what a window of the map shows of those that are kept.

The grid is the one of web maps (EPSG:3857, a square that is halved at each level), so that cells keep their size on the
screen. It is built once per set of points; a filter is then a few operations on whole columns.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geo.filters import Mask

__all__ = ["CELL_LEVELS", "MAX_LEVEL", "Cells", "PointGrid", "Window"]

_Numbers = npt.NDArray[np.float64]
_Ranks = npt.NDArray[np.intp]

#: A cell is this many levels finer than the tile of its zoom level: 64 pixels for tiles of 256.
CELL_LEVELS = 2

#: Beyond it, cells would be smaller than the precision of the coordinates.
MAX_LEVEL = 24

#: Latitude at which the square of web maps ends.
_LAST_LATITUDE = 85.05112878


@dataclass(frozen=True, slots=True)
class Window:
    """What a map shows.

    Parameters
    ----------
    west, south, east, north
        EPSG:4326 degrees.
    zoom
        As web maps count it: the world is 256 × 2 ** zoom pixels wide. Need not be whole.
    """

    west: float
    south: float
    east: float
    north: float
    zoom: float

    @property
    def level(self) -> int:
        """Level of the grid whose cells are nearest to 64 pixels on this map."""
        return int(np.clip(np.floor(self.zoom + 0.5) + CELL_LEVELS, 0, MAX_LEVEL))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of a window that hold points.

    Parameters
    ----------
    counts
        Number of kept points of each; never 0.
    latitudes, longitudes
        Middle of the kept points of each, EPSG:4326 degrees.
    first
        Position of the first kept point of each: the point itself where there is one only.
    spread
        Greatest extent of the kept points of each, in degrees: 0 where all are at one place.
    """

    counts: _Ranks
    latitudes: _Numbers
    longitudes: _Numbers
    first: _Ranks
    spread: _Numbers


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """One level of the grid: the cell of each point, and where each cell is."""

    ranks: _Ranks
    columns: _Ranks
    rows: _Ranks


@dataclass(frozen=True, slots=True, eq=False)
class PointGrid:
    """Points, and the cells that they are in at each level.

    Parameters
    ----------
    latitudes, longitudes
        EPSG:4326 degrees; NaN where a point has no place, and is then in no cell.
    """

    latitudes: _Numbers
    longitudes: _Numbers
    _placed: _Ranks = field(init=False)
    _square: tuple[_Numbers, _Numbers] = field(init=False)
    _levels: dict[int, _Level] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        placed = np.flatnonzero(np.isfinite(self.latitudes) & np.isfinite(self.longitudes))
        object.__setattr__(self, "_placed", placed)
        square = in_square(self.latitudes[placed], self.longitudes[placed])
        object.__setattr__(self, "_square", square)

    def __len__(self) -> int:
        return len(self.latitudes)

    def cells(self, kept: Mask, window: Window) -> Cells:
        """Return the cells that the window shows, whole: those on its edge count their points outside it too.

        Parameters
        ----------
        kept
            Which points to count, shape (len(self),).
        window
            What the map shows.

        Returns
        -------
        Cells
            From north to south, then from west to east. Their counts add up to the kept points in these cells.
        """
        level = self._level(window.level)
        chosen = np.flatnonzero(kept[self._placed] & self._shown(level, window)[level.ranks])
        ranks, first, inverse, counts = np.unique(
            level.ranks[chosen], return_index=True, return_inverse=True, return_counts=True
        )
        positions = self._placed[chosen]
        latitudes, longitudes = self.latitudes[positions], self.longitudes[positions]
        return Cells(
            counts.astype(np.intp),
            np.bincount(inverse, latitudes, len(ranks)) / np.maximum(counts, 1),
            np.bincount(inverse, longitudes, len(ranks)) / np.maximum(counts, 1),
            positions[first],
            np.maximum(_extent(inverse, latitudes, len(ranks)), _extent(inverse, longitudes, len(ranks))),
        )

    def _level(self, number: int) -> _Level:
        level = self._levels.get(number)
        if level is None:
            with self._lock:
                level = self._levels.get(number) or _build(self._square, number)
                self._levels[number] = level
        return level

    @staticmethod
    def _shown(level: _Level, window: Window) -> Mask:
        side = 2**window.level
        (west, east), (south, north) = in_square(
            np.array([window.south, window.north]), np.array([window.west, window.east])
        )
        # North is at the top of the square, where rows begin.
        columns = (level.columns >= np.floor(west * side)) & (level.columns <= np.floor(east * side))
        rows = (level.rows >= np.floor(north * side)) & (level.rows <= np.floor(south * side))
        shown: Mask = columns & rows
        return shown


def in_square(latitudes: _Numbers, longitudes: _Numbers) -> tuple[_Numbers, _Numbers]:
    """Return x and y of points in the square of web maps: from 0 to 1, eastwards and southwards."""
    sines = np.sin(np.radians(np.clip(latitudes, -_LAST_LATITUDE, _LAST_LATITUDE)))
    return (longitudes + 180) / 360, 0.5 - np.log((1 + sines) / (1 - sines)) / (4 * np.pi)


def _build(square: tuple[_Numbers, _Numbers], number: int) -> _Level:
    side = 2**number
    columns, rows = (np.clip(np.floor(axis * side), 0, side - 1).astype(np.int64) for axis in square)
    keys, ranks = np.unique(rows * side + columns, return_inverse=True)
    return _Level(ranks.astype(np.intp), (keys % side).astype(np.intp), (keys // side).astype(np.intp))


def _extent(groups: _Ranks, values: _Numbers, size: int) -> _Numbers:
    lowest, highest = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(lowest, groups, values)
    np.maximum.at(highest, groups, values)
    return np.asarray(highest - lowest if size else lowest, dtype=float)
