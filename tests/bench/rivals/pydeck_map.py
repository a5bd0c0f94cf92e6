"""Points drawn by pydeck, each with its name under the mouse; no region."""

from __future__ import annotations

import pydeck
import streamlit as st

from tests.bench.rivals.common import filtered

st.set_page_config(layout="wide")
points = filtered()
layer = pydeck.Layer(
    "ScatterplotLayer",
    points[["nom", "commune", "latitude", "longitude"]],
    get_position=["longitude", "latitude"],
    get_fill_color=[176, 112, 232],
    radius_min_pixels=3,
    get_radius=500,
    pickable=True,
)
view = pydeck.ViewState(latitude=46.6, longitude=2.4, zoom=4.6)
st.text(f"{len(points)} points")
# Without a background map, which would be asked of another host.
deck = pydeck.Deck(layer, initial_view_state=view, map_provider=None, map_style=None, tooltip={"text": "{nom}"})
st.pydeck_chart(deck, height=700)
