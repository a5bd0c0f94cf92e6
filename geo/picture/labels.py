"""Names on the ground: those of the regions inside them, those of towns beside their dot, clear of marks and names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.picture.canvas import Sheet
from geo.picture.frame import Box, Frame
from geo.picture.ground import Town
from geo.picture.letters import CAPITAL, MM_PER_POINT, printable, width

__all__ = ["Label", "draw_name", "draw_towns", "name_beside", "name_inside", "name_towns"]

#: Places on the sheet, shape (n, 2), in millimetres; and one coordinate of each.
Points: TypeAlias = npt.NDArray[np.float64]
Row: TypeAlias = npt.NDArray[np.float64]

_TOWN_INK = "#3a4247"
_LEADING = 1.15


@dataclass(frozen=True, slots=True)
class Label:
    """A name of one or more lines: the middle of its first baseline, what it covers, and the dot that it names."""

    lines: tuple[str, ...]
    x: float
    baseline: float
    box: Box
    dot: tuple[float, float] | None = None


def name_inside(name: str, polygon: BaseGeometry, taken: Sequence[Box], size: float) -> Label | None:
    """Find where a name fits inside a polygon of the sheet, the nearest to its middle; None where it fits nowhere."""
    if polygon.is_empty:
        return None
    layouts = _layouts(printable(name), size)
    shapely.prepare(polygon)
    middle = polygon.centroid
    found: list[tuple[float, Label]] = []
    for lines in layouts:
        wide = max(width(line, size) for line in lines)
        high = size * MM_PER_POINT * (CAPITAL + _LEADING * (len(lines) - 1))
        points = _free(_grid(polygon, middle), wide + 0.6, high + 0.8, taken)
        boxes = shapely.box(*_edges(points, wide + 0.6, high + 0.8))
        inside = np.flatnonzero(shapely.contains(polygon, boxes))
        if len(inside):
            x, y = (float(value) for value in points[inside[0]])
            box = Box(x - wide / 2 - 0.3, y - high / 2 - 0.4, wide + 0.6, high + 0.8)
            baseline = y + high / 2 - CAPITAL * size * MM_PER_POINT
            found.append((middle.distance(shapely.Point(x, y)), Label(lines, x, baseline, box)))
    return min(found, key=lambda one: one[0])[1] if found else None


def _layouts(name: str, size: float) -> list[tuple[str, ...]]:
    """Return a name on one line, on the two nearest in width, and on as many as it has parts with hyphens."""
    cuts = [rank + 1 for rank, char in enumerate(name) if char in " -"]
    pairs = [(name[:cut].rstrip(" "), name[cut:]) for cut in cuts]
    even = min(pairs, key=lambda pair: max(width(line, size) for line in pair), default=(name,))
    hyphens = [cut for cut in cuts if name[cut - 1] == "-"]
    pieces = [name[start:end] for start, end in pairwise([0, *hyphens, len(name)])]
    return list(dict.fromkeys([(name,), even, tuple(pieces)]))


def _edges(points: Points, wide: float, high: float) -> tuple[Row, Row, Row, Row]:
    """Return left, bottom, right and top of boxes of that size around points."""
    return points[:, 0] - wide / 2, points[:, 1] - high / 2, points[:, 0] + wide / 2, points[:, 1] + high / 2


def _free(points: Points, wide: float, high: float, taken: Sequence[Box]) -> Points:
    """Return the points around which a box of that size meets none of those taken."""
    left, bottom, right, top = _edges(points, wide, high)
    free = np.ones(len(points), dtype=bool)
    for box in taken:
        free &= (right <= box.left) | (left >= box.right) | (top <= box.bottom) | (bottom >= box.top)
    return points[free]


def _grid(polygon: BaseGeometry, middle: BaseGeometry, step: float = 1.5) -> Points:
    """Return the points of a grid over the polygon, in its bounds, the nearest to `middle` first."""
    left, bottom, right, top = polygon.bounds
    columns, rows = np.meshgrid(np.arange(left, right, step), np.arange(bottom, top, step))
    points = np.column_stack([columns.ravel(), rows.ravel()])
    distances = np.hypot(points[:, 0] - middle.x, points[:, 1] - middle.y)
    points = points[np.argsort(distances, kind="stable")]
    return points[shapely.contains_xy(polygon, points[:, 0], points[:, 1])] if len(points) else points


def draw_name(sheet: Sheet, label: Label, size: float, colour: str) -> None:
    """Write a name line by line."""
    for rank, line in enumerate(label.lines):
        y = label.baseline - rank * _LEADING * size * MM_PER_POINT
        sheet.text(label.x, y, line, size, colour, align="center")


def name_towns(
    towns: Iterable[Town], frame: Frame, taken: Sequence[Box], lines: BaseGeometry, look: tuple[float, float, int]
) -> list[Label]:
    """Choose which towns are named, and on which side of their dot: no name meets another one, a mark or the edge.

    A town whose dot is under a mark is named beside the mark. Names stay clear of `lines` where they can.

    Parameters
    ----------
    towns
        The most important first.
    frame
        Where they are laid.
    taken
        What is covered already.
    lines
        Borders, as they fall on the sheet.
    look
        Size of the letters in points, width of a mark in millimetres, and how many towns are named at most.
    """
    size, mark, most = look
    shapely.prepare(lines)
    covered = list(taken)
    named: list[Label] = []
    for town in towns:
        if len(named) == most:
            break
        x, y = (float(value) for value in frame.place(np.array([[town.x, town.y]]))[0])
        dot = Box(x - 0.8, y - 0.8, 1.6, 1.6)
        if not frame.box.holds(dot) or any(dot.meets(label.box) for label in named):
            continue
        hidden = any(dot.meets(other) for other in taken)
        label = name_beside(town.name, x, y, size, frame.box, covered, lines, mark * 0.75 if hidden else 1.3)
        if label:
            covered += [label.box, dot]
            named.append(replace(label, dot=None if hidden else (x, y)))
    return named


def name_beside(
    name: str, x: float, y: float, size: float, edge: Box, covered: Sequence[Box], lines: BaseGeometry, reach: float
) -> Label | None:
    """Find where a name fits at `reach` millimetres of a point, within the edge: clear of lines, else across them."""
    text = printable(name)
    wide, high = width(text, size), CAPITAL * size * MM_PER_POINT
    found: list[Label] = []
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        slant = 0.5 if dx and dy else 1.0
        centre, middle = x + dx * (wide / 2 + slant * reach), y + dy * (high / 2 + slant * reach)
        box = Box(centre - wide / 2 - 0.3, middle - high / 2 - 0.6, wide + 0.6, high + 1.0)
        if edge.holds(box) and not any(box.meets(other) for other in covered):
            found.append(Label((text,), centre, middle - high / 2, box))
    clear = [one for one in found if not lines.intersects(_outline(one.box))]
    return next(iter([*clear, *found]), None)


def _outline(box: Box) -> BaseGeometry:
    return shapely.box(box.left, box.bottom, box.right, box.top)


def draw_towns(sheet: Sheet, named: Sequence[Label], size: float) -> None:
    """Draw the dots of the towns and write their names."""
    for label in named:
        if label.dot:
            sheet.disc(*label.dot, 0.5, "#ffffff", _TOWN_INK, 0.7)
        draw_name(sheet, label, size, _TOWN_INK)
