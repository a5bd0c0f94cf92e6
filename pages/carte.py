"""The map page: the filtered poles on the map, their list, the card of the one in hand."""

from __future__ import annotations

import streamlit as st

from utils import data, map_view, results_bar, state, table, templates

panel = data.panel()
kept = panel.index.mask(state.current().selection)
# The map is below the results but travels first: it is what takes longest to draw.
results = st.container()
# A map may be lost on its way to the visitor, or before the server could make it.
if state.current().mapless or not map_view.show(panel, kept):
    templates.show("carte_absente.html")
    table.show(panel, kept)
with results:
    results_bar.show(panel, int(kept.sum()), "Carte")
