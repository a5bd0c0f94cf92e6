"""Bottom of every page: what the data is, of when, under which licence."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.model import Panel

__all__ = ["show"]


def show(panel: Panel) -> None:
    """Draw the bottom of the page."""
    dataset = panel.dataset
    day = "/".join(reversed(dataset.date.split("-")))
    st.html(
        f'<footer class="atlas-pied">{escape(dataset.attribution)} · données du {escape(day)}, version '
        f'{escape(dataset.version)} · <a href="{escape(dataset.licence_url)}" target="_blank" rel="noopener">'
        "Licence Ouverte 2.0</a> · limites : IGN et INSEE</footer>"
    )
