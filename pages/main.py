"""Main script: what every page shares. Streamlit runs it at each rerun, then the page that it names."""

from __future__ import annotations

import streamlit as st

from utils import data, filter_panel, footer, header, state

st.set_page_config(page_title="Atlas des PTCE", layout="wide", initial_sidebar_state="auto")

pages = [
    st.Page("carte.py", title="Carte", default=True),
    st.Page("liste.py", title="Liste et exports", url_path="liste"),
]
page = st.navigation(pages, position="hidden")

panel = data.panel()
state.sync(panel)
header.follow(pages)
# The sidebar is there from the start, so that the page does not move when it comes; it is filled after the page,
# because what the visitor waits for travels first.
filters = st.sidebar.container()
top = st.container()
page.run()
with top:
    header.show(pages, page)
with filters:
    filter_panel.show(panel)
footer.show(panel)
state.write()
