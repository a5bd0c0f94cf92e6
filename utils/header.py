"""Top of every page: name, one sentence, and the links between pages, which keep the filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from utils import state

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

__all__ = ["show"]

_TITLE = """<header class="atlas-entete"><h1>Atlas des PTCE</h1>
<p>Les pôles territoriaux de coopération économique en France, chaque information avec sa source.</p></header>"""


def show(pages: Sequence[Page]) -> None:
    """Draw the top of the page."""
    query = state.link_query(state.current())
    with st.container(horizontal=True, vertical_alignment="center", key="atlas-haut"):
        st.html(_TITLE)
        with st.container(horizontal=True, width="content", key="atlas-onglets"):
            for page in pages:
                st.page_link(page, query_params=query)
