"""Titles of the pages, as tabs, bookmarks and screen readers say them: what is shown, then the name of the atlas."""

from __future__ import annotations

import streamlit as st

from geo.text import shorten

__all__ = ["ATLAS", "show", "title_of"]

#: Name of the atlas.
ATLAS = "Atlas des PTCE"

#: Characters of each part: some lists have names of a whole page.
_LONGEST = 120


def title_of(*parts: str) -> str:
    """Return the title of a page, from what is particular to what is common: « Bretagne – Régions – Atlas des PTCE ».

    Parameters
    ----------
    parts
        What the page shows, the most particular first; nothing for the atlas as a whole.
    """
    return " – ".join([*(shorten(part, _LONGEST) for part in parts), ATLAS])


def show(*parts: str) -> None:
    """Give the page at hand its title; the last one given holds."""
    st.set_page_config(page_title=title_of(*parts))
