"""Top of every page: name, one sentence, and the links between pages, which keep the filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from utils import panels, state, terms
from utils.links import page_link

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

__all__ = ["show"]

#: Pages that the top of the page does not name → the one that leads to them; None: the bottom of every page does.
_UNDER = {
    "pole": "liste",
    "chronologie": "reperes",
    "glossaire": "reperes",
    "nouveautes": "donnees",
    "donnees-api": "donnees",
    "accessibilite": None,
    "mentions-legales": None,
    "plan-du-site": None,
}


def show(pages: Sequence[Page], current: Page, *, filtered: bool) -> None:
    """Draw the top of the page, and let every link to one of our pages be followed without loading it anew.

    Streamlit's own page links cost more than the map at each rerun; these are plain links, which open in a new tab too.

    Parameters
    ----------
    pages, current
        Every page, and the one shown.
    filtered
        Whether the filters are on the page: a link before everything else leads to them.
    """
    here = _UNDER.get(current.url_path, current.url_path)
    links = [
        {
            "label": page.title,
            "path": page.url_path,
            "href": page_link(page.url_path),
            "current": {True: "page", False: "true"}[page is current] if page.url_path == here else None,
        }
        for page in pages
        if page.url_path not in _UNDER
    ]
    data = {
        "pages": links,
        "paths": [page.url_path for page in pages],
        "place": [current.url_path, *state.current().own.get("id", ())],
        "filtered": filtered,
        "turn": state.current().turn,
        "seq": state.current().seq,
        "glossary": terms.file_url(),
    }
    panels.mount("header", data)
