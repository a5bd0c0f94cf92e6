"""What the rival pages share: the points, the checkbox that filters them, local scripts in place of the CDNs.

Without a network the naive page would draw nothing: its scripts come from our own host, which only favours it.
"""

from __future__ import annotations

import os
from pathlib import Path

import folium
import pandas as pd
import streamlit as st
from xstatic.pkg import jquery

from tests.bench.points import SECTOR, in_sector, panel_points, read_points
from utils.web import assets

#: Variable that holds the path of the points; without it, the poles of the panel.
POINTS = "ATLAS_BENCH_POINTS"


@st.cache_resource
def points() -> pd.DataFrame:
    """Return the points, read once per process, and in `chosen` whether the filter keeps them."""
    path = os.environ.get(POINTS)
    table = read_points(Path(path)) if path else panel_points()
    return table.assign(chosen=in_sector(table))


def filtered() -> pd.DataFrame:
    """Draw the filter and return the points it keeps."""
    table = points()
    return table[table["chosen"]] if st.sidebar.checkbox(SECTOR) else table


def serve_locally() -> None:
    """Point folium's scripts to our own host."""
    assets.publish("jquery.js", (Path(jquery.BASE_DIR) / "jquery.js").read_bytes(), "text/javascript")
    folium.Map.default_js = [
        ("leaflet", assets.component_url("lib/leaflet/leaflet.js")),
        ("jquery", assets.component_url("data/jquery.js")),
    ]
    folium.Map.default_css = [("leaflet_css", assets.component_url("lib/leaflet/leaflet.css"))]
