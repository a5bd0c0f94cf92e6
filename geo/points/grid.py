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

#: Levels are kept, one after the other: half the size of `_Ranks`.
_Small = npt.NDArray[np.int32]

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
    members, starts
        Positions of the kept points, cell after cell, rising in each; where each cell begins there.
    """

    counts: _Ranks
    latitudes: _Numbers
    longitudes: _Numbers
    first: _Ranks
    spread: _Numbers
    members: _Ranks
    starts: _Ranks


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """One level of the grid: the placed points sorted by cell, the cell of each, and where each cell is."""

    positions: _Small
    ranks: _Small
    columns: _Small
    rows: _Small


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
        # Sorted once per level: what is left of the points is still in runs of one cell each.
        chosen = np.flatnonzero(kept[level.positions] & self._shown(level, window)[level.ranks])
        members = level.positions[chosen].astype(np.intp)
        starts = np.flatnonzero(np.diff(level.ranks[chosen], prepend=-1))
        if not len(starts):
            none = np.zeros(0)
            return Cells(starts, none, none, starts, none, members, starts)
        counts = np.diff(starts, append=len(members))
        latitudes, longitudes = self.latitudes[members], self.longitudes[members]
        return Cells(
            counts,
            np.add.reduceat(latitudes, starts) / counts,
            np.add.reduceat(longitudes, starts) / counts,
            members[starts],
            np.maximum(_extent(latitudes, starts), _extent(longitudes, starts)),
            members,
            starts,
        )

    def _level(self, number: int) -> _Level:
        level = self._levels.get(number)
        if level is None:
            with self._lock:
                level = self._levels.get(number) or _build(self._placed, self._square, number)
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


def _build(placed: _Ranks, square: tuple[_Numbers, _Numbers], number: int) -> _Level:
    side = 2**number
    columns, rows = (np.clip(np.floor(axis * side), 0, side - 1).astype(np.int64) for axis in square)
    keys, ranks = np.unique(rows * side + columns, return_inverse=True)
    order = np.argsort(ranks, kind="stable")
    parts = (placed[order], ranks[order], keys % side, keys // side)
    return _Level(*(part.astype(np.int32) for part in parts))


def _extent(values: _Numbers, starts: _Ranks) -> _Numbers:
    extent: _Numbers = np.maximum.reduceat(values, starts) - np.minimum.reduceat(values, starts)
    return extent
