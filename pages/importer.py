"""The page where a visitor lays a list of their own over the poles."""

from __future__ import annotations

import streamlit as st

from utils import data, own_list_page

st.set_page_config(page_title="Importer une liste – Atlas des PTCE")
own_list_page.show(data.panel())
