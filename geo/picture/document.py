"""The map alone as a PDF page, to be laid in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import UnknownValueError
from geo.picture.canvas import sheet
from geo.picture.chart import Look, draw_map
from geo.picture.frame import Box
from geo.picture.ground import served_ground
from geo.picture.legend import draw_legend, legend_height
from geo.picture.marks import marks_of
from geo.picture.view import view_of, view_of_region

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["draw_pdf"]

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
    ground = served_ground()
    mask = panel.index.mask(selection)
    if region_code is None:
        view = view_of(panel, selection, ground)
    else:
        known = tuple(region.code for region in panel.vocabulary.regions)
        if region_code not in known:
            raise UnknownValueError("region_code", region_code, known)
        view = view_of_region(region_code, ground)
        mask = mask & (panel.poles["code_region"] == region_code).to_numpy()
    marks = marks_of(panel, mask)
    with sheet(width_mm, height_mm) as page:
        chart = Box(0.5, 0.5, width_mm - 1, height_mm - 1)
        if legend and width_mm > height_mm:
            chart = Box(chart.left, chart.bottom, chart.width - _LEGEND - _GAP, chart.height)
            draw_legend(page, Box(chart.right + _GAP, chart.bottom, _LEGEND, chart.height), panel, marks, _SIZE)
        elif legend:
            columns = 3 if width_mm >= _THREE_COLUMNS else 2
            high = legend_height(panel, marks, chart.width, _SIZE, columns)
            draw_legend(page, Box(chart.left, chart.bottom, chart.width, high), panel, marks, _SIZE, columns)
            chart = Box(chart.left, chart.bottom + high + _GAP, chart.width, chart.height - high - _GAP)
        draw_map(page, chart, view, ground, marks, panel, Look())
        return page.pdf()
