"""Streamlit's own map: points only, no region, no popup."""

from __future__ import annotations

import streamlit as st

from tests.bench.rivals.common import filtered

st.set_page_config(layout="wide")
points = filtered()
st.text(f"{len(points)} points")
st.map(points, latitude="latitude", longitude="longitude", height=700)
