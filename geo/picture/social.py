"""The picture that goes with a link where it is shared: 1200 × 630 pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.picture.canvas import Sheet, drawing
from geo.picture.chart import Look, draw_map
from geo.picture.frame import Box
from geo.picture.ground import served_ground
from geo.picture.letters import MM_PER_POINT, printable, wrap
from geo.picture.marks import marks_of
from geo.picture.view import view_of
from geo.typography import no_break

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["draw_card"]

_DPI = 100
_WIDTH, _HEIGHT = 304.8, 160.02
_MARGIN = 11.0
_TEXT_WIDTH = 128.0

_BRAND = "Atlas des PTCE"
_BLUE = "#000091"
_TEXT = "#161616"
_SOFT = "#4a5257"

#: Sizes of the title, from the largest, each with its greatest number of lines.
_TITLE_SIZES = ((30.0, 3), (25.0, 4), (21.0, 5))
_TEXT_SIZE = 15.0
_TEXT_LINES = 4


def draw_card(panel: Panel, selection: Selection, title: str, text: str) -> bytes:
    """Draw a card for link previews: title and text at the left, map of the selection at the right.

    Parameters
    ----------
    panel
        The poles.
    selection
        Which ones are on the map.
    title
        Large, of any length: on more lines and in smaller letters, its end left out beyond.
    text
        Below it; its end is left out beyond four lines. May be empty.

    Returns
    -------
    bytes
        A PNG of exactly 1200 × 630 pixels, less than 150 kB. The same bytes for the same arguments and data.

    Raises
    ------
    InvalidDataError
        If the boundaries were never good since the process started.
    """
    ground = served_ground()
    marks = marks_of(panel, panel.index.mask(selection))
    with drawing():
        page = Sheet(_WIDTH, _HEIGHT)
        page.box(Box(0, 0, 3.2, _HEIGHT), _BLUE)
        left = _MARGIN + _TEXT_WIDTH + 7
        chart = Box(left, 5, _WIDTH - left - 5, _HEIGHT - 10)
        draw_map(page, chart, view_of(panel, selection, ground), ground, marks, panel, Look(6.2, 8.0, 8, regions=False))
        _write(page, title, text)
        return page.png(_DPI)


def _write(page: Sheet, title: str, text: str) -> None:
    y = _HEIGHT - _MARGIN - 17 * MM_PER_POINT
    page.text(_MARGIN, y, _BRAND, 17, _BLUE, bold=True)
    y -= 11
    for size, most in _TITLE_SIZES:
        lines = wrap(printable(no_break(title)), _TEXT_WIDTH, size, bold=True)
        if len(lines) <= most:
            break
    for line in _first(lines, most):
        y -= size * MM_PER_POINT * 1.2
        page.text(_MARGIN, y, line, size, _TEXT, bold=True)
    y -= 5
    for line in _first(wrap(printable(no_break(text)), _TEXT_WIDTH, _TEXT_SIZE), _TEXT_LINES):
        y -= _TEXT_SIZE * MM_PER_POINT * 1.32
        page.text(_MARGIN, y, line, _TEXT_SIZE, _SOFT)


def _first(lines: list[str], most: int) -> list[str]:
    """Return the first lines, the last one of which says if there were more."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"{lines[most - 1][:-1].rstrip(' ,;:')}…"]
