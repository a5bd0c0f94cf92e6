"""The map of what is filtered as a picture to print; see `geo.picture`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.picture.page import draw_png, draw_svg

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export_png", "export_svg"]


def export_svg(panel: Panel, selection: Selection, link: str) -> bytes:
    """Return the map as SVG; arguments as those of `geo.export.Format.export`."""
    return draw_svg(panel, selection, link)


def export_png(panel: Panel, selection: Selection, link: str) -> bytes:
    """Return the map as PNG, 300 dots per inch; arguments as those of `geo.export.Format.export`."""
    return draw_png(panel, selection, link)
