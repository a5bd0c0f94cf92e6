"""The page everybody writes first: a fresh map at each rerun, one object a point, everything returned."""

from __future__ import annotations

import json
from html import escape

import folium
import streamlit as st
from streamlit_folium import st_folium

from geo.schema import DATA_DIR
from tests.bench.rivals.common import filtered, serve_locally

st.set_page_config(layout="wide")
serve_locally()
points = filtered()
fresh = folium.Map(location=[46.6, 2.4], zoom_start=6, tiles=None)
folium.GeoJson(json.loads((DATA_DIR / "regions" / "regions.geojson").read_text(encoding="utf-8"))).add_to(fresh)
for _, row in points.iterrows():
    folium.Marker(
        [row["latitude"], row["longitude"]],
        popup=folium.Popup(f"<b>{escape(row['nom'])}</b><br>{escape(row['commune'])}<br>{row['secteur']}"),
    ).add_to(fresh)
st.text(f"{len(points)} points")
st_folium(fresh, width=900, height=700)
