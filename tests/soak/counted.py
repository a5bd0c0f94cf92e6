"""The atlas, with one more address that says what is alive in its process: served by tests only.

As `app.py`: Streamlit reads this file without running it and looks for this very call.
"""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from utils import data, start
from utils.web import downloads, middleware, own_files, routes

#: Modules whose objects are counted: ours, and what Streamlit keeps for each session.
COUNTED = ("geo.", "utils.", "streamlit.runtime.app_session", "streamlit.runtime.state.", "folium", "branca")


def count(_request: Request) -> Response:
    gc.collect()
    found: Counter[str] = Counter()
    for thing in gc.get_objects():
        kind: type[Any] = type(thing)
        if f"{kind.__module__}.".startswith(COUNTED):
            found[f"{kind.__module__}.{kind.__qualname__}"] += 1
    return JSONResponse(found)


app = st.App(
    "../../pages/main.py",
    routes=[Route("/test/objets", count), *own_files.routes(data.panel), *routes(), *downloads.routes(data.panel)],
    middleware=middleware(),
    lifespan=start.lifespan,
)
