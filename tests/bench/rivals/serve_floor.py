"""Serves `floor.py` as the atlas is served, so that what differs is the page."""

from __future__ import annotations

import streamlit as st

from utils import data, start
from utils.web import downloads, middleware, own_files, routes

app = st.App(
    "floor.py",
    routes=[*own_files.routes(data.panel), *routes(), *downloads.routes(data.panel)],
    middleware=middleware(),
    lifespan=start.lifespan,
)
