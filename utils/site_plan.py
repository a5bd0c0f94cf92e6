"""« Plan du site »: a link to every page of the atlas, beside the menu the second way to find one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.model import Panel
from utils import templates
from utils.data_sections import SECTIONS

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

__all__ = ["show"]

#: Pages that need an id, and are listed one by one.
_SHEETS = ("pole",)


def show(pages: Sequence[Page], panel: Panel) -> None:
    """Draw the page.

    Parameters
    ----------
    pages
        Every page of the atlas.
    panel
        Knows the regions and the poles, which have a sheet each.
    """
    names = panel.poles["nom"].to_dict()
    groups = {True: "Les pôles du panel de 2016", False: "Les autres lauréats connus"}
    templates.show(
        "plan.html",
        pages=[(page.url_path, page.title) for page in pages if page.url_path not in (*_SHEETS, "plan-du-site")],
        sections=SECTIONS,
        regions=sorted(panel.vocabulary.regions, key=lambda region: region.slug),
        groups=[
            (title, [(str(pole), names[pole]) for pole in panel.poles.index[panel.in_panel == inside]])
            for inside, title in groups.items()
        ],
    )
