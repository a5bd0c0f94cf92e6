"""The maps of the documents: those of `geo.picture`, drawn on the page as paths."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from geo.documents.drawing import PrintedSheet
from geo.documents.tags import Element
from geo.picture.chart import Look, draw_map
from geo.picture.frame import Box
from geo.picture.ground import Ground, served_ground
from geo.picture.legend import draw_legend, legend_height
from geo.picture.marks import marks_of
from geo.picture.view import View, view_of, view_of_region
from geo.stats import region_mask
from geo.wording import count_poles, describe_selection, in_region

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.model import Panel, Region
    from geo.selection import Selection

__all__ = ["region_map", "selection_map"]

#: Of letters and marks, in points; between the map and its legend, in millimetres.
_SIZE, _GAP = 6.5, 3.0

#: Height of the smallest map, in points.
_LEAST = 100 * mm


class _Map(Flowable):  # type: ignore[misc]
    """A map with its legend below: a figure, told in a sentence to who does not see it.

    Parameters
    ----------
    panel, mask
        The poles, and which ones are drawn.
    view
        Function of the ground that says what is shown.
    size
        Width, and height at most, in points, the legend included.
    columns
        Of the legend.
    element
        The figure.
    """

    def __init__(
        self, panel: Panel, mask: Mask, view: Callable[[Ground], View], size: tuple[float, float], columns: int,
        element: Element,
    ) -> None:  # fmt: skip
        super().__init__()
        self.width, self._wanted = size
        self.height = self._wanted
        self._panel, self._mask, self._view = panel, mask, view
        self._columns, self._element = columns, element

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take what the page has left, if it is less than wanted and enough for a map."""
        self.height = min(self._wanted, max(height, _LEAST))
        return self.width, self.height

    def draw(self) -> None:
        """Draw the map."""
        if self.canv.measures:
            return
        ground, marks = served_ground(), marks_of(self._panel, self._mask)
        wide, high = self.width / mm, self.height / mm
        below = legend_height(self._panel, marks, wide, _SIZE, self._columns)
        with self.canv.tagged(self._element):
            sheet = PrintedSheet(self.canv, wide, high)
            draw_legend(sheet, Box(0, 0, wide, below), self._panel, marks, _SIZE, self._columns)
            box = Box(0, below + _GAP, wide, high - below - _GAP)
            draw_map(sheet, box, self._view(ground), ground, marks, self._panel, Look(letters=_SIZE, names=_SIZE))


def selection_map(panel: Panel, selection: Selection, parent: Element, width: float, height: float) -> Flowable:
    """Return the map of a selection: the whole country with its insets, or the places that the selection names.

    Parameters
    ----------
    panel, selection
        The poles, and which ones are drawn.
    parent
        Element of the structure that the map is part of.
    width, height
        In points, the legend included; the height at most.
    """
    mask = panel.index.mask(selection)
    told = f"Carte : {describe_selection(selection, panel.index, int(mask.sum()))}. Les tableaux disent la même chose."
    view = partial(view_of, panel, selection)
    return _Map(panel, mask, view, (width, height), 3, Element("Figure", parent, told))


def region_map(panel: Panel, region: Region, parent: Element, width: float, height: float) -> Flowable:
    """Return the map of a region and of all its poles, those of later calls included; see `selection_map`."""
    mask = region_mask(panel, region.code)
    told = f"Carte : {count_poles(int(mask.sum()))} {in_region(region.slug, region.name)}, lauréats récents compris."
    view = partial(view_of_region, region.code)
    return _Map(panel, mask, view, (width, height), 2, Element("Figure", parent, told))
