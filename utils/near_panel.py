"""« Autour d'une commune » in the sidebar: a field that proposes places as one types, and a radius.

In a fragment of its own: while somebody types, nothing else of the page runs again. What is chosen is an event of the
filters, and goes through their panel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo.model import Panel
from geo.near import DEFAULT_RADIUS, RADII
from geo.selection import clean_text
from utils import panels, state

__all__ = ["CHOICES", "answer", "show"]

#: How many places are proposed at most.
CHOICES = 20

_ANSWER = "atlas_near_answer"


@st.fragment
def show(panel: Panel) -> None:
    """Draw the field and the radius of the current state, and the last answer to what was typed."""
    near = state.current().selection.autour
    radius = near.radius if near else DEFAULT_RADIUS
    panels.mount(
        "near",
        {
            "place": {"code": near.place.code, "label": near.place.label} if near else None,
            "radius": radius,
            "radii": sorted({*RADII, radius}),
            "answer": st.session_state.get(_ANSWER, {"n": 0, "choices": []}),
        },
        lambda event: _answer(panel, event),
    )


def _answer(panel: Panel, event: Mapping[str, Any]) -> None:
    found = answer(panel, event)
    if found is not None:
        st.session_state[_ANSWER] = found


def answer(panel: Panel, event: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the places that a text begins to write.

    Parameters
    ----------
    panel
        Knows the places.
    event
        `text`, and `n`, the number of the question, by which the browser knows the answer to the last one.

    Returns
    -------
    dict or None
        `n`, and `choices`: at most `CHOICES` places, each a code and a label. None for what is no question.
    """
    number, text = event.get("n"), event.get("text")
    if not isinstance(number, int) or not isinstance(text, str):
        return None
    typed = clean_text(text)
    found = panel.index.gazetteer().search(typed, CHOICES) if typed else ()
    return {"n": number, "choices": [[place.code, place.label] for place in found]}
