"""The map alone as a PDF page, to be laid in a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import UnknownValueError
from geo.picture.canvas import Sheet, drawing, pdf
from geo.picture.chart import Look, draw_map
from geo.picture.frame import Box
from geo.picture.ground import served_ground
from geo.picture.legend import draw_legend, legend_height
from geo.picture.marks import Mark, marks_of
from geo.picture.view import view_of, view_of_region

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["draw_pdf", "draw_region_pdfs"]

_LEGEND = 60.0
_GAP = 3.0

#: From that width on the legend below the map has three columns, else two.
_THREE_COLUMNS = 160.0

_SIZE = 7.0


def draw_pdf(
    panel: Panel,
    selection: Selection,
    *,
    region_code: str | None = None,
    width_mm: float,
    height_mm: float,
    legend: bool = False,
) -> bytes:
    """Draw a map alone, without title nor credit, as a PDF of one page of that very size.

    Parameters
    ----------
    panel
        The poles.
    selection
        Which ones are drawn. With `region_code`, those of them that are in that region.
    region_code
        INSEE code of the region shown; None for the view of the selection: the whole country with its insets, or the
        places that it names.
    width_mm, height_mm
        Size of the page. A map wants 60 mm at least, and twice as much with a legend.
    legend
        Whether to draw the legend: at the right of a wide page, below the map of a high one.

    Returns
    -------
    bytes
        Vectors; texts are selectable (Type 42 fonts). The same bytes for the same arguments and data.

    Raises
    ------
    UnknownValueError
        If there is no such region.
    InvalidDataError
        If the boundaries were never good since the process started.
    """
    return _write(panel, selection, [region_code], Page(width_mm, height_mm, legend))


def draw_region_pdfs(
    panel: Panel,
    selection: Selection,
    region_codes: Sequence[str],
    *,
    width_mm: float,
    height_mm: float,
    legend: bool = False,
) -> bytes:
    """Draw the maps of several regions as one PDF, a page for each, in their order: far faster than one by one.

    Fonts are embedded once. Arguments and errors are those of `draw_pdf`.
    """
    return _write(panel, selection, region_codes, Page(width_mm, height_mm, legend))


@dataclass(frozen=True, slots=True)
class Page:
    """Size of a page in millimetres, and whether it has a legend."""

    width: float
    height: float
    legend: bool


def _write(panel: Panel, selection: Selection, region_codes: Sequence[str | None], size: Page) -> bytes:
    known = tuple(region.code for region in panel.vocabulary.regions)
    for code in region_codes:
        if code is not None and code not in known:
            raise UnknownValueError("region_code", code, known)
    with drawing():
        return pdf(_draw(panel, selection, code, size) for code in region_codes)


def _draw(panel: Panel, selection: Selection, region_code: str | None, size: Page) -> Sheet:
    ground = served_ground()
    mask = panel.index.mask(selection)
    if region_code is None:
        view = view_of(panel, selection, ground)
    else:
        view = view_of_region(region_code, ground)
        mask = mask & (panel.poles["code_region"] == region_code).to_numpy()
    marks = marks_of(panel, mask)
    page = Sheet(size.width, size.height)
    chart = _draw_legend(page, size, panel, marks)
    draw_map(page, chart, view, ground, marks, panel, Look())
    return page


def _draw_legend(page: Sheet, size: Page, panel: Panel, marks: Sequence[Mark]) -> Box:
    """Draw the legend, if there is one, and return what is left for the map."""
    whole = Box(0.5, 0.5, size.width - 1, size.height - 1)
    if not size.legend:
        return whole
    if size.width > size.height:
        chart = Box(whole.left, whole.bottom, whole.width - _LEGEND - _GAP, whole.height)
        draw_legend(page, Box(chart.right + _GAP, chart.bottom, _LEGEND, chart.height), panel, marks, _SIZE)
        return chart
    columns = 3 if size.width >= _THREE_COLUMNS else 2
    high = legend_height(panel, marks, whole.width, _SIZE, columns)
    draw_legend(page, Box(whole.left, whole.bottom, whole.width, high), panel, marks, _SIZE, columns)
    return Box(whole.left, whole.bottom + high + _GAP, whole.width, whole.height - high - _GAP)
