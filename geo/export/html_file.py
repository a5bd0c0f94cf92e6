"""The map that is taken away: one HTML file that opens anywhere, see `geo.takeaway`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.takeaway.page import render

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]


def export(panel: Panel, selection: Selection, link: str) -> bytes:
    """Write the selected poles as a page with its map, list, search and sheets, which asks for nothing.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view that gives the file.

    Returns
    -------
    bytes
        The whole file, the same bytes for the same arguments.
    """
    return render(panel, selection, link).encode()
