"""Entry point: ``streamlit run app.py`` serves the interface, its assets and its headers from one address."""

from __future__ import annotations

import streamlit as st

from geo.errors import InvalidDataError
from utils import data, page_errors, start
from utils.web import cards, health, middleware, news_feed, own_files, routes, sharing
from utils.web.api import serve as api

# Streamlit reads this file without running it and looks for this very call, so it stays a plain assignment. The main
# script lives inside pages/ on purpose: Streamlit's automatic page discovery is then off.
# Nothing imported from here may import streamlit_folium: outside a script run its component would not be registered.
app = st.App(
    "pages/main.py",
    routes=[
        *health.routes(),
        *own_files.routes(data.panel),
        *sharing.routes(data.panel),
        *cards.routes(data.panel),
        *routes(),
        *news_feed.routes(data.panel, data.news),
        *api.routes(data.panel),
    ],
    middleware=middleware(data.panel),
    lifespan=start.lifespan,
    on_script_error=page_errors.show,
    exception_handlers={InvalidDataError: health.unavailable},
)
