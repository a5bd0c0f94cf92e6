"""The map itself: grounds, poles, names and a scale bar for each territory shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.picture.canvas import Sheet
from geo.picture.frame import Box, Frame, fit, scale_length
from geo.picture.ground import Ground, Land, project
from geo.picture.labels import draw_name, draw_towns, name_beside, name_inside, name_towns
from geo.picture.letters import CAPITAL, MM_PER_POINT, printable, width
from geo.picture.marks import Mark, draw_marks, mark_width, place_marks, room
from geo.picture.view import Part, View, circle
from geo.text import NO_BREAK_SPACE, format_number

if TYPE_CHECKING:
    from geo.model import Panel

__all__ = ["Look", "draw_map"]

_LAND = "#f4efe2"
_NEIGHBOUR = "#e8ebed"
_DEPARTEMENT = "#b9b6ab"
_REGION = "#757a78"
_CHOSEN = "#33414a"
_FRAME = "#8d979d"
_REGION_NAME = "#5a6368"
_ACCENT = "#b0103c"
_TEXT = "#161616"

#: Details of the ground that are not drawn, in millimetres.
_DETAIL = 0.1

#: Ground for one name of a town, in square millimetres.
_TOWN_ROOM = 1500.0

#: Height of the line that holds the name of a framed territory and its scale, in millimetres.
_STRIP = 4.6


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes, in points.

    Parameters
    ----------
    letters
        Of the marks.
    names
        Of regions, towns, territories and scales.
    towns
        How many towns are named at most.
    regions
        Whether regions are named where the whole métropole is shown.
    """

    letters: float = 7.0
    names: float = 7.0
    towns: int = 14
    regions: bool = True


def draw_map(
    sheet: Sheet, box: Box, view: View, ground: Ground, marks: Sequence[Mark], panel: Panel, look: Look
) -> None:
    """Draw a view and its poles in a box of the sheet."""
    names = {region.code: region.name for region in panel.vocabulary.regions}
    large, small = _lay_out(box, view)
    alone = len(view.large) == 1
    for part, own in zip(view.large, large, strict=True):
        if alone:
            _draw_large(sheet, own, part, ground, marks, names, look)
        else:
            _draw_framed(sheet, own, part, ground, marks, look)
    for part, own in zip(view.small, small, strict=True):
        _draw_framed(sheet, own, part, ground, marks, look)


def _lay_out(box: Box, view: View, gap: float = 2.0) -> tuple[list[Box], list[Box]]:
    """Return the boxes of the large parts, and of the small ones: at the left of a wide box, below a high one."""
    small: list[Box] = []
    if view.small:
        # As many places as there are territories overseas: a frame is no larger for being alone.
        places = max(len(view.small), 4)
        if box.width >= box.height:
            wide, high = box.width * 0.205, (box.height - gap * (places - 1)) / places
            tops = [box.top - rank * (high + gap) for rank in range(len(view.small))]
            small = [Box(box.left, top - high, wide, high) for top in tops]
            box = Box(box.left + wide + gap, box.bottom, box.width - wide - gap, box.height)
        else:
            wide, high = (box.width - gap * (places - 1)) / places, box.height * 0.17
            small = [Box(box.left + rank * (wide + gap), box.bottom, wide, high) for rank in range(len(view.small))]
            box = Box(box.left, box.bottom + high + gap, box.width, box.height - high - gap)
    count = len(view.large)
    columns = count if box.width >= box.height or count == 1 else 1
    rows = -(-count // max(columns, 1))
    if count > 3:
        columns, rows = (3, 2) if box.width >= box.height else (2, 3)
    wide, high = (box.width - gap * (columns - 1)) / columns, (box.height - gap * (rows - 1)) / rows
    large = [
        Box(box.left + rank % columns * (wide + gap), box.top - high - rank // columns * (high + gap), wide, high)
        for rank in range(count)
    ]
    return large, small


def _draw_large(
    sheet: Sheet, box: Box, part: Part, ground: Ground, marks: Sequence[Mark], names: dict[str, str], look: Look
) -> None:
    frame = fit(part.territory, part.bounds, box, 0.01 if part.is_whole else 0.05)
    placed = place_marks(marks, frame, look.letters)
    land = ground.land(part.territory, _tolerance(frame))
    _draw_ground(sheet, frame, part, land)
    covered = room(placed, look.letters)
    covered.append(_draw_scale(sheet, frame, _corner(frame, land, covered, look), look))
    if part.is_whole:
        for code, polygon in land.regions.items() if look.regions else ():
            label = name_inside(names.get(code, ""), frame.lay(_mainland(polygon)), covered, look.names)
            if label:
                covered.append(label.box)
                draw_name(sheet, label, look.names, _REGION_NAME)
    else:
        _draw_near(sheet, frame, part, covered, look)
        towns = [town for town in land.towns if not part.chosen or town.departement in part.chosen]
        edges = [circle(part.near, part.territory).boundary] if part.near else []
        lines = frame.lay(shapely.GeometryCollection([_borders(land)[0], *edges]))
        sizes = (look.names, mark_width(look.letters), min(look.towns, int(box.width * box.height / _TOWN_ROOM)))
        draw_towns(sheet, name_towns(towns, frame, covered, lines, sizes), look.names)
        sheet.box(box, None, _FRAME, 0.6, name="cadre")
    draw_marks(sheet, placed, look.letters)


def _draw_framed(sheet: Sheet, box: Box, part: Part, ground: Ground, marks: Sequence[Mark], look: Look) -> None:
    inner = Box(box.left, box.bottom + _STRIP, box.width, box.height - 2 * _STRIP)
    frame = fit(part.territory, part.bounds, inner, 0.06)
    land = ground.land(part.territory, _tolerance(frame))
    _draw_ground(sheet, frame, part, land)
    baseline = box.top - _STRIP / 2 - CAPITAL * look.names * MM_PER_POINT / 2
    sheet.text(box.left + 1.2, baseline, part.territory.name, look.names, _TEXT, bold=True)
    _draw_scale(sheet, frame, Box(box.left, box.bottom, box.width, _STRIP), look)
    sheet.box(box, None, _FRAME, 0.6, name=f"encart-{part.territory.key}")
    draw_marks(sheet, place_marks(marks, frame, look.letters), look.letters)


def _tolerance(frame: Frame) -> float:
    # In steps: each tolerance is kept.
    wanted = frame.scale * _DETAIL
    return max((step for step in (100.0, 200.0, 400.0, 600.0, 1000.0, 2000.0) if step <= wanted), default=0.0)


@lru_cache(maxsize=24)
def _borders(land: Land) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the outlines of the regions, and the borders between départements of one region, each line once."""
    # Neighbours share their vertices: a segment that occurs twice in one region lies between two départements of it.
    segments, owners = [], []
    for rank, code in enumerate(land.regions):
        for departement in land.of_regions(frozenset({code})):
            for ring in shapely.get_rings(shapely.get_parts(land.departements[departement])):
                points = shapely.get_coordinates(ring)
                segments.append(np.hstack([points[:-1], points[1:]]))
                owners.append(np.full(len(points) - 1, rank))
    ends = np.vstack(segments)
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    rows, counts = np.unique(np.column_stack([np.concatenate(owners), ends]), axis=0, return_counts=True)
    outer = np.unique(rows[counts == 1][:, 1:], axis=0)
    return _lines(outer), _lines(rows[counts > 1][:, 1:])


def _lines(segments: npt.NDArray[np.float64]) -> BaseGeometry:
    """Join segments (x, y, x, y) that touch into lines."""
    return shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments.reshape(-1, 2, 2))))


@lru_cache(maxsize=24)
def _whole(land: Land) -> BaseGeometry:
    return shapely.coverage_union_all(list(land.regions.values()))


def _mainland(polygon: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(polygon), key=lambda part: part.area)


def _draw_ground(sheet: Sheet, frame: Frame, part: Part, land: Land) -> None:
    outlines, inner = _borders(land)
    if part.chosen:
        others = frozenset(land.departements) - part.chosen
        sheet.area(frame.lay(land.union(others)), _NEIGHBOUR)
        chosen = land.union(part.chosen)
        sheet.area(frame.lay(chosen), _LAND, name=f"choisi-{part.territory.key}")
        sheet.line(frame.lay(inner), _DEPARTEMENT, 0.5)
        sheet.line(frame.lay(outlines), _REGION, 0.5)
        sheet.line(frame.lay(chosen.boundary), _CHOSEN, 0.9)
        return
    for code, polygon in land.regions.items():
        sheet.area(frame.lay(polygon), _LAND, name=f"region-{code}")
    sheet.line(frame.lay(inner), _DEPARTEMENT, 0.3)
    sheet.line(frame.lay(outlines), _REGION, 0.6)


def _draw_near(sheet: Sheet, frame: Frame, part: Part, covered: list[Box], look: Look) -> None:
    """Draw the circle and its centre, and name the place; add the name to what is covered."""
    if part.near is None:
        return
    edge = frame.lay(circle(part.near, part.territory).boundary)
    sheet.line(edge, _ACCENT, 1.1, (0, (4.0, 2.0)), name="cercle")
    latitude, longitude = part.near.point
    x, y = (float(value) for value in frame.place(project([longitude], [latitude], part.territory))[0])
    ring = 0.75 * mark_width(look.letters)
    # Wider than a mark, which may stand at the very place.
    sheet.disc(x, y, ring, None, _ACCENT, 1.1, name="centre")
    cross = shapely.MultiLineString([[(x - ring, y), (x + ring, y)], [(x, y - ring), (x, y + ring)]])
    sheet.line(cross, _ACCENT, 1.1)
    label = name_beside(part.near.place.name, x, y, look.names, frame.box, covered, edge, ring + 0.8)
    if label:
        draw_name(sheet, label, look.names, _ACCENT)
        covered.append(label.box)
    covered.append(Box(x - ring, y - ring, 2 * ring, 2 * ring))


def _corner(frame: Frame, land: Land, covered: Sequence[Box], look: Look) -> Box:
    """Return the corner of the frame in which a scale bar hides least: the lower ones first."""
    wide, high = min(46.0, frame.box.width * 0.4), _STRIP + 0.4
    edge = frame.box.shrunk(0.8)
    corners = [Box(x, y, wide, high) for y in (edge.bottom, edge.top - high) for x in (edge.left, edge.right - wide)]
    ground = frame.lay(_whole(land))

    def hidden(box: Box) -> float:
        under = shapely.box(box.left, box.bottom, box.right, box.top).intersection(ground)
        return float(under.area) + 1000.0 * sum(box.meets(other) for other in covered)

    # min keeps the first of equals.
    return min(corners, key=hidden)


def _draw_scale(sheet: Sheet, frame: Frame, box: Box, look: Look) -> Box:
    """Draw a scale bar at the left of a box, its length told beside it; return what both cover."""
    longest = min(box.width - width("888 km", look.names) - 4.0, max(16.0, frame.box.width * 0.25))
    km = scale_length(frame, longest)
    length = 1000 * km / frame.scale
    text = printable(f"{format_number(km)}{NO_BREAK_SPACE}km")
    left, middle = box.left + 1.4, box.bottom + box.height / 2
    bar = Box(left, middle - 0.45, length, 0.9)
    sheet.box(bar, "#ffffff", _TEXT, 0.5, name=f"echelle-{frame.territory.key}")
    sheet.box(Box(left, bar.bottom, length / 2, bar.height), _TEXT)
    sheet.text(bar.right + 1.2, middle, text, look.names, _TEXT, middle=True)
    return Box(left - 0.8, middle - 1.6, length + width(text, look.names) + 2.8, 3.2)
