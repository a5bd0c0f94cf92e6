"""The regions: all of them in a table, or the sheet of the one that the address names, compared with another."""

from __future__ import annotations

import streamlit as st

from geo.sheets.region import close_regions, find_region
from utils import data, links, region_view, templates

panel = data.panel()
asked = links.asked("id")
region = find_region(panel.vocabulary, asked) if asked else None

if region:
    st.set_page_config(page_title=f"{region.name} – Atlas des PTCE")
    region_view.show_sheet(panel, region)
elif asked:
    st.set_page_config(page_title="Région inconnue – Atlas des PTCE")
    templates.show("region_inconnue.html", asked=asked, close=close_regions(panel.vocabulary, asked))
else:
    st.set_page_config(page_title="Régions – Atlas des PTCE")
    region_view.show_all(panel)
