"""Top of every page: name, one sentence, and the links between pages, which keep the filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from utils import panels, state

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

__all__ = ["follow", "show"]

_ASKED = "atlas_page"


def show(pages: Sequence[Page], current: Page) -> None:
    """Draw the top of the page.

    Streamlit's own page links cost more than the map at each rerun; these are plain links, which open in a new tab too.
    """
    query = urlencode(state.link_query(state.current()), doseq=True)
    links = [
        {
            "label": page.title,
            "path": page.url_path,
            "href": f"./{page.url_path}" + (f"?{query}" if query else ""),
            "current": page.url_path == current.url_path,
        }
        for page in pages
    ]
    panels.mount("header", {"pages": links}, _ask)


def _ask(event: Mapping[str, Any]) -> None:
    st.session_state[_ASKED] = str(event.get("page"))


def follow(pages: Sequence[Page]) -> None:
    """Go to the page that was just asked for, with the state as it is; does not return then."""
    asked = st.session_state.pop(_ASKED, None)
    for page in pages:
        if page.url_path == asked:
            st.switch_page(page, query_params=state.link_query(state.current()))
