"""The floor: the map page of the atlas, whole, where a click on a filter changes one text and nothing else."""

from __future__ import annotations

import numpy as np
import streamlit as st

from utils import data, filter_panel, footer, header, map_view, results_bar, state

st.set_page_config(page_title="Floor", layout="wide")
pages = [st.Page("floor_page.py", title="Carte", default=True)]
page = st.navigation(pages, position="hidden")
panel = data.panel()
clicks = st.session_state.setdefault("clicks", 0)
# What a click asks for is counted, then forgotten: the selection stays empty and the page the same.
if st.session_state.get("atlas_acted"):
    st.session_state["clicks"] += 1
    state.change(lambda before: state.State(turn=before.turn))
filters = st.sidebar.container()
top = st.container()
results = st.container()
map_view.show(panel, np.asarray(panel.in_panel))
# Where the map ends, so that both wait for the same part of the rerun.
st.text(f"{st.session_state['clicks']} clics")
with results:
    results_bar.show(panel, int(panel.in_panel.sum()), "Carte")
with top:
    header.show(pages, page, filtered=True)
with filters:
    filter_panel.show(panel)
footer.show(panel)
state.sync(panel)
state.write()
