"""The marks of the poles: colour and letters of the first sector, shape of the collection and of what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.mapping.sketch import SIZE
from geo.mapping.spread import Spot, spread
from geo.mapping.style import UNKNOWN_SECTOR, ink
from geo.model import APPELS, collection_of
from geo.picture.canvas import Sheet
from geo.picture.frame import Box, Frame
from geo.picture.ground import project
from geo.picture.territory import Territory, territory_of
from geo.proximity import APPROXIMATE

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.model import Panel, Sector

__all__ = ["Mark", "Placed", "draw_mark", "draw_marks", "mark_width", "marks_of", "place_marks", "room"]

#: Width of a mark over the size of its letters, in millimetres per point: two letters fit, with a rim.
_WIDE = 5.0 / 7.0

#: A mark moved by less than this is not tied to its place, in widths of a mark.
_TIED = 0.2

#: Least distance between two marks, in widths of a mark.
_GAP = 1.06

_RIM = "#ffffff"
_OUTLINE = "#2b3338"


@dataclass(frozen=True, slots=True)
class Mark:
    """A pole as it is drawn.

    Parameters
    ----------
    pole_id
        Id of a distinct pole.
    sector
        Its first one.
    vague
        Whether the point stands for a département or a region.
    later
        Whether it is known by a later call only.
    territory
        Where it is.
    x, y
        Its point, in metres of the territory.
    """

    pole_id: str
    sector: Sector
    vague: bool
    later: bool
    territory: Territory
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark on the sheet: where it is drawn, and where its point is, in millimetres."""

    mark: Mark
    x: float
    y: float
    true_x: float
    true_y: float


def marks_of(panel: Panel, mask: Mask) -> tuple[Mark, ...]:
    """Return the marks of the poles of the mask, in the order of `panel.poles`."""
    kept = panel.poles[mask]
    sectors = {sector.label: sector for sector in panel.vocabulary.sectors}
    found = [
        Mark(
            str(pole_id),
            sectors[labels[0]] if labels else UNKNOWN_SECTOR,
            precision in APPROXIMATE,
            collection_of(str(pole_id)) == APPELS,
            territory_of(region),
            point.x,
            point.y,
        )
        for pole_id, labels, precision, region, point in zip(
            kept.index, kept["secteurs"], kept["precision"], kept["code_region"], kept.geometry, strict=True
        )
    ]
    return _projected(found)


def _projected(marks: list[Mark]) -> tuple[Mark, ...]:
    placed: dict[str, Mark] = {}
    for territory in dict.fromkeys(mark.territory for mark in marks):
        own = [mark for mark in marks if mark.territory is territory]
        points = project([mark.x for mark in own], [mark.y for mark in own], territory)
        placed |= {
            mark.pole_id: replace(mark, x=float(x), y=float(y)) for mark, (x, y) in zip(own, points, strict=True)
        }
    return tuple(placed[mark.pole_id] for mark in marks)


def place_marks(marks: Sequence[Mark], frame: Frame, size: float) -> tuple[Placed, ...]:
    """Lay the marks of a territory in its frame, pushed apart where they would overlap.

    Parameters
    ----------
    marks
        Those of other territories are left out.
    frame
        Where.
    size
        Of the letters, in points.
    """
    own = [mark for mark in marks if mark.territory is frame.territory]
    box = frame.box
    unit = SIZE / max(box.width, box.height)
    points = [frame.place(np.array([[mark.x, mark.y]]))[0] for mark in own]
    spots = [
        Spot(mark.pole_id, (x - box.left) * unit, (y - box.bottom) * unit)
        for mark, (x, y) in zip(own, points, strict=True)
    ]
    spread_out = spread(spots, _GAP * _WIDE * size * unit)
    return tuple(
        Placed(mark, spot.x / unit + box.left, spot.y / unit + box.bottom, float(x), float(y))
        for mark, spot, (x, y) in zip(own, spread_out, points, strict=True)
    )


def mark_width(size: float) -> float:
    """Return the width of a mark in millimetres, by the size of its letters in points."""
    return _WIDE * size


def room(placed: Sequence[Placed], size: float) -> list[Box]:
    """Return what the marks cover."""
    wide = _WIDE * size + 0.8
    return [Box(one.x - wide / 2, one.y - wide / 2, wide, wide) for one in placed]


def draw_marks(sheet: Sheet, placed: Sequence[Placed], size: float) -> None:
    """Draw the marks; one that had to move is tied to its place by a line."""
    wide = _WIDE * size
    for one in placed:
        dx, dy = one.x - one.true_x, one.y - one.true_y
        if (dx**2 + dy**2) ** 0.5 > _TIED * wide:
            sheet.polygon([(one.true_x, one.true_y), (one.x, one.y)], None, _OUTLINE, 0.5)
            sheet.disc(one.true_x, one.true_y, 0.45, _OUTLINE)
    for one in placed:
        draw_mark(sheet, one.x, one.y, one.mark, size, name=one.mark.pole_id)


def draw_mark(sheet: Sheet, x: float, y: float, mark: Mark, size: float, name: str | None = None) -> None:
    """Draw one mark: a disc, a lozenge where the place is vague, a square for a later call; a vague one is dashed."""
    fill, letters = mark.sector.colour, ink(mark.sector.colour)
    half = _WIDE * size / 2
    if mark.later or mark.vague:
        corners = _square(x, y, 0.94 * half) if mark.later else _lozenge(x, y, 1.28 * half)
        inner = _square(x, y, 0.94 * half - 0.32) if mark.later else _lozenge(x, y, 1.28 * half - 0.45)
        sheet.polygon(corners, _RIM, _RIM, 2.2)
        sheet.polygon(corners, fill, _OUTLINE, 0.5, name=name)
        sheet.polygon(inner, None, letters, 0.6, (0, (2.4, 1.6)) if mark.vague else None)
    else:
        sheet.disc(x, y, half, _RIM, _RIM, 1.7)
        sheet.disc(x, y, half, fill, _OUTLINE, 0.5, name=name)
    sheet.text(x, y, mark.sector.short, size, letters, bold=True, align="center", middle=True)


def _square(x: float, y: float, half: float) -> list[tuple[float, float]]:
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def _lozenge(x: float, y: float, half: float) -> list[tuple[float, float]]:
    return [(x - half, y), (x, y - half), (x + half, y), (x, y + half)]
