"""What is filtered as a document to print; see `geo.documents`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.documents.selection import selection_pdf

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]


def export(panel: Panel, selection: Selection, link: str) -> bytes:
    """Return the list as PDF; arguments as those of `geo.export.Format.export`."""
    return selection_pdf(panel, selection, link)
