"""Streamlit's own map: points only, no region, no popup."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from tests.bench.rivals.common import filtered

st.set_page_config(layout="wide")
poles = filtered()
st.text(f"{len(poles)} pôles")
st.map(pd.DataFrame({"lat": poles.geometry.y, "lon": poles.geometry.x}), height=700)
