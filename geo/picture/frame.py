"""Where things fall on the sheet: boxes in millimetres, and a territory fitted in one at a scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.picture.territory import Territory

__all__ = ["Bounds", "Box", "Frame", "fit", "scale_length"]

#: (west, south, east, north) in metres.
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the sheet, in millimetres from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.bottom + self.height

    def shrunk(self, by: float) -> Box:
        """Return the box without a border of that width."""
        return Box(self.left + by, self.bottom + by, self.width - 2 * by, self.height - 2 * by)

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.top <= other.bottom or other.top <= self.bottom)

    def holds(self, other: Box) -> bool:
        """Whether `other` is wholly inside."""
        inside = self.left <= other.left and other.right <= self.right
        return inside and self.bottom <= other.bottom and other.top <= self.top


@dataclass(frozen=True, slots=True)
class Frame:
    """A territory laid in a box.

    Parameters
    ----------
    territory
        Which one; its projection is that of the metres.
    box
        Where on the sheet.
    west, south
        Metres of the lower left corner of the box.
    scale
        Metres of the ground per millimetre of the sheet.
    """

    territory: Territory
    box: Box
    west: float
    south: float
    scale: float

    def place(self, points: np.ndarray) -> np.ndarray:
        """Return where points in metres, shape (n, 2), fall on the sheet, in millimetres."""
        x = (points[:, 0] - self.west) / self.scale + self.box.left
        y = (points[:, 1] - self.south) / self.scale + self.box.bottom
        return np.column_stack([x, y])

    def lay(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in metres as it falls on the sheet, cut at the edges of the box."""
        reach = [self.box.width * self.scale, self.box.height * self.scale]
        cut = shapely.clip_by_rect(geometry, self.west, self.south, self.west + reach[0], self.south + reach[1])
        return shapely.transform(cut, self.place)


def fit(territory: Territory, bounds: Bounds, box: Box, margin: float = 0.03) -> Frame:
    """Show all of `bounds` in the middle of a box.

    Parameters
    ----------
    territory
        What the bounds are of.
    bounds
        In metres.
    box
        Where on the sheet.
    margin
        Ground left around, as a share of the box on each side.
    """
    west, south, east, north = bounds
    scale = max((east - west) / box.width, (north - south) / box.height) / (1 - 2 * margin)
    across, up = box.width * scale, box.height * scale
    return Frame(territory, box, (west + east - across) / 2, (south + north - up) / 2, scale)


def scale_length(frame: Frame, longest: float) -> int:
    """Return the kilometres, 1, 2 or 5 followed by zeros, of a scale bar of at most `longest` millimetres."""
    km = longest * frame.scale / 1000
    power = 10 ** max(0, math.floor(math.log10(max(km, 1))))
    return int(max((step * power for step in (1, 2, 5) if step * power <= km), default=1))
