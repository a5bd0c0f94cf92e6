"""What the rival pages share: the poles, the checkbox that filters them, local scripts in place of the CDNs.

Without a network the naive page would draw nothing: its scripts come from our own host, which only favours it.
"""

from __future__ import annotations

import folium
import pandas as pd
import streamlit as st
from xstatic.pkg import jquery

from geo.load import load_panel
from utils.web import assets

SECTOR = "Culture"


@st.cache_resource
def panel():
    return load_panel()


def filtered() -> pd.DataFrame:
    """Draw the filter and return the poles it keeps."""
    frame = panel().poles[panel().in_panel]
    chosen = st.sidebar.checkbox(SECTOR)
    return frame[[SECTOR in labels for labels in frame["secteurs"]]] if chosen else frame


def serve_locally() -> None:
    """Point folium's scripts to our own host."""
    from pathlib import Path

    assets.publish("jquery.js", (Path(jquery.BASE_DIR) / "jquery.js").read_bytes(), "text/javascript")
    folium.Map.default_js = [
        ("leaflet", assets.component_url("lib/leaflet/leaflet.js")),
        ("jquery", assets.component_url("data/jquery.js")),
    ]
    folium.Map.default_css = [("leaflet_css", assets.component_url("lib/leaflet/leaflet.css"))]
