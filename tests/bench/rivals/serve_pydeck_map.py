"""Serves `pydeck_map.py` with the middleware of the atlas, so that what differs is the page."""

from __future__ import annotations

import streamlit as st

from utils.web import middleware, routes

app = st.App("pydeck_map.py", routes=routes(), middleware=middleware())
