"""The legend of a picture: the sectors that it shows, with their numbers of poles, and the shapes that it uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.mapping.style import UNKNOWN_SECTOR
from geo.picture.canvas import Sheet
from geo.picture.frame import Box
from geo.picture.letters import MM_PER_POINT, printable, wrap
from geo.picture.marks import Mark, draw_mark
from geo.picture.territory import TERRITORIES
from geo.view import METROPOLE
from geo.wording import count_poles

if TYPE_CHECKING:
    from geo.model import Panel, Sector

__all__ = ["count_sectors", "draw_legend", "legend_height", "shapes_used"]

_HEADING = "Premier secteur de chaque pôle"
_SHAPES = "Formes des marques"
_NONE = "Aucun PTCE ne répond à ces filtres."

_KNOWN = "Lieu connu : adresse ou commune"
_VAGUE = "Commune inconnue : milieu du département ou de la région"
_LATER = "Lauréat d'un appel de {} à {}, hors du panel de 2016"
_LATER_VAGUE = "Lauréat d'un tel appel, commune inconnue"

_TEXT = "#161616"
_SOFT = "#4a5257"
_RULE = "#c9cfd3"


@dataclass(frozen=True, slots=True)
class _Row:
    mark: Mark | None
    lines: tuple[str, ...]
    count: str = ""
    bold: bool = False


def count_sectors(panel: Panel, marks: Sequence[Mark]) -> list[tuple[Sector, int]]:
    """Return the sectors drawn and how many poles each draws, the unknown one last, in the order of the vocabulary."""
    counts = Counter(mark.sector.code for mark in marks)
    return [(one, counts[one.code]) for one in (*panel.vocabulary.sectors, UNKNOWN_SECTOR) if counts[one.code]]


def shapes_used(panel: Panel, marks: Sequence[Mark]) -> list[tuple[Mark, str]]:
    """Return a mark of each shape drawn and what it stands for; a lone disc goes without saying."""
    years = sorted(set(panel.later_lines["annee_laureat"]))
    later = _LATER.format(years[0], years[-1]) if years else ""
    blank = Mark("", UNKNOWN_SECTOR, False, False, TERRITORIES[METROPOLE], 0.0, 0.0)
    drawn = {(mark.vague, mark.later) for mark in marks}
    told = {(False, False): _KNOWN, (True, False): _VAGUE, (False, True): later, (True, True): _LATER_VAGUE}
    if (False, True) not in drawn:
        told[True, True] = f"{later} ; commune inconnue"
    if drawn <= {(False, False)}:
        return []
    return [(replace(blank, vague=key[0], later=key[1]), text) for key, text in told.items() if key in drawn]


def legend_height(panel: Panel, marks: Sequence[Mark], width: float, size: float, columns: int = 1) -> float:
    """Return the height that `draw_legend` needs, in millimetres."""
    blocks = _blocks(panel, marks, width / columns, size)
    return max(sum(_height(row, size) for row in column) for column in _share(blocks, columns, size))


def draw_legend(sheet: Sheet, box: Box, panel: Panel, marks: Sequence[Mark], size: float, columns: int = 1) -> None:
    """Draw the legend from the top of a box, in one column or more."""
    wide = box.width / columns
    for rank, rows in enumerate(_share(_blocks(panel, marks, wide, size), columns, size)):
        top = box.top
        for row in rows:
            high = _height(row, size)
            _draw_row(sheet, box.left + rank * wide, top, wide, row, size)
            top -= high


def _blocks(panel: Panel, marks: Sequence[Mark], wide: float, size: float) -> list[_Row]:
    if not marks:
        return [_Row(None, tuple(wrap(printable(_NONE), wide - 2, size)))]
    heading = tuple(wrap(printable(_HEADING), wide - 2, size, bold=True))
    rows = [_Row(None, heading, bold=True)]
    blank = Mark("", UNKNOWN_SECTOR, False, False, TERRITORIES[METROPOLE], 0.0, 0.0)
    for sector, count in count_sectors(panel, marks):
        label = tuple(wrap(printable(sector.label), wide - 16, size))
        rows.append(_Row(replace(blank, sector=sector), label, str(count)))
    rows.append(_Row(None, ("Ensemble",), count_poles(len(marks)), bold=True))
    shapes = shapes_used(panel, marks)
    if shapes:
        rows.append(_Row(None, tuple(wrap(printable(_SHAPES), wide - 2, size, bold=True)), bold=True))
        rows += [_Row(mark, tuple(wrap(printable(text), wide - 10, size))) for mark, text in shapes]
    return rows


def _share(rows: list[_Row], columns: int, size: float) -> list[list[_Row]]:
    """Share the rows among columns of about the same height."""
    if columns == 1:
        return [rows]
    total = sum(_height(row, size) for row in rows)
    shared: list[list[_Row]] = [[] for _ in range(columns)]
    reached = 0.0
    for row in rows:
        shared[min(int(reached / (total / columns)), columns - 1)].append(row)
        reached += _height(row, size)
    return shared


def _height(row: _Row, size: float) -> float:
    line = 1.2 * size * MM_PER_POINT
    return max(len(row.lines) * line + 1.2, 6.2 * size / 7.5 if row.mark else line + 2.6)


def _draw_row(sheet: Sheet, left: float, top: float, wide: float, row: _Row, size: float) -> None:
    line = 1.2 * size * MM_PER_POINT
    middle = top - _height(row, size) / 2
    indent = 8.0 if row.mark else 0.0
    if row.mark:
        draw_mark(sheet, left + 3.2, middle, row.mark, size - 0.5)
    first = middle + (len(row.lines) - 1) * line / 2
    for rank, text in enumerate(row.lines):
        sheet.text(left + indent, first - rank * line, text, size, _TEXT, bold=row.bold, middle=True)
    if row.count:
        sheet.text(left + wide - 3, middle, row.count, size, _TEXT, bold=row.bold, align="right", middle=True)
