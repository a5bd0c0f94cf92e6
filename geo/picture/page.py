"""The whole picture on a sheet of A4: title made of the filters, map, legend, credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.metadata import Metadata, describe
from geo.picture.canvas import Sheet, drawing
from geo.picture.chart import Look, draw_map
from geo.picture.frame import Box
from geo.picture.ground import served_ground
from geo.picture.legend import draw_legend
from geo.picture.letters import MM_PER_POINT, printable, wrap
from geo.picture.marks import marks_of
from geo.picture.view import view_of
from geo.provenance.citation import describe_day
from geo.typography import no_break

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["DPI", "HEIGHT", "WIDTH", "draw_png", "draw_svg"]

#: A4, landscape, in millimetres.
WIDTH, HEIGHT = 297.0, 210.0

#: Of the PNG.
DPI = 300

_MARGIN = 9.0
_LEGEND = 63.0
_GAP = 3.0
_SMALL = 7.0

#: Sizes of the title, from the largest, each with the number of lines from which the next one is taken.
_TITLE_SIZES = ((17.0, 2), (13.0, 3), (10.0, 4), (_SMALL, 1000))

_TEXT = "#161616"
_SOFT = "#4a5257"
_BRAND = "#000091"

#: A longer address is cut at its filters, which the title says.
_LONGEST_LINK_LINES = 2


def draw_svg(panel: Panel, selection: Selection, link: str) -> bytes:
    """Draw the map of a selection as an SVG document, A4 landscape.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view.

    Returns
    -------
    bytes
        UTF-8. Texts are texts; each pole is an element whose id is that of the pole (`ptce-029`), each scale bar one of
        id `echelle-metropole`…, each frame one of id `encart-guyane`…; no script, nothing from outside.

    Raises
    ------
    InvalidDataError
        If the boundaries were never good since the process started.
    """
    metadata = describe(panel, selection, link)
    with drawing():
        page = Sheet(WIDTH, HEIGHT)
        _compose(page, panel, selection, metadata)
        return page.svg(f"{metadata.filters} – carte", f"{metadata.title}. {metadata.listed}. {metadata.attribution}.")


def draw_png(panel: Panel, selection: Selection, link: str) -> bytes:
    """Draw the map of a selection as a PNG of `DPI`, A4 landscape; see `draw_svg`."""
    metadata = describe(panel, selection, link)
    with drawing():
        page = Sheet(WIDTH, HEIGHT)
        _compose(page, panel, selection, metadata)
        return page.png(DPI)


def _compose(page: Sheet, panel: Panel, selection: Selection, metadata: Metadata) -> None:
    top = _draw_title(page, metadata)
    bottom = _draw_credit(page, metadata)
    ground = served_ground()
    marks = marks_of(panel, panel.index.mask(selection))
    body = Box(_MARGIN, bottom + 2, WIDTH - 2 * _MARGIN, top - bottom - 4)
    chart = Box(body.left, body.bottom, body.width - _LEGEND - _GAP, body.height)
    draw_map(page, chart, view_of(panel, selection, ground), ground, marks, panel, Look())
    draw_legend(page, Box(chart.right + _GAP, body.bottom, _LEGEND, body.height), panel, marks, 7.5)


def _draw_title(page: Sheet, metadata: Metadata) -> float:
    """Write the title whole, however long; return the height on the sheet below it."""
    text = printable(no_break(metadata.filters))
    wide = WIDTH - 2 * _MARGIN
    for size, most in _TITLE_SIZES:
        lines = wrap(text, wide, size, bold=True)
        if len(lines) <= most:
            break
    y = HEIGHT - _MARGIN
    for line in lines:
        y -= size * MM_PER_POINT
        page.text(_MARGIN, y, line, size, _TEXT, bold=True)
        y -= 0.22 * size * MM_PER_POINT
    for line in wrap(printable(no_break(f"Pôles territoriaux de coopération économique – {metadata.listed}")), wide, 9):
        y -= 9 * MM_PER_POINT * 1.25
        page.text(_MARGIN, y, line, 9, _SOFT)
    return y - 1.5


def _draw_credit(page: Sheet, metadata: Metadata) -> float:
    """Write the credit at the foot of the sheet; return the height on the sheet above it."""
    wide = WIDTH - 2 * _MARGIN
    texts = [
        f"{metadata.attribution}, données version {metadata.version} du {describe_day(metadata.date)}. "
        f"Limites : IGN et INSEE. {metadata.licence_title}.",
    ]
    lines = [line for text in texts for line in wrap(printable(no_break(text)), wide, _SMALL)]
    lines += _link_lines(metadata.link, wide)
    step = 1.3 * _SMALL * MM_PER_POINT
    for rank, line in enumerate(reversed(lines)):
        page.text(_MARGIN, _MARGIN + rank * step - 1.5, line, _SMALL, _SOFT)
    return _MARGIN + len(lines) * step - 1.0


def _link_lines(link: str, wide: float) -> list[str]:
    if not link:
        return []
    lines = wrap(printable(no_break(f"Retrouver cette vue : {link}")), wide, _SMALL)
    if len(lines) <= _LONGEST_LINK_LINES:
        return lines
    return wrap(printable(no_break(f"Atlas : {link.partition('?')[0]}")), wide, _SMALL)
