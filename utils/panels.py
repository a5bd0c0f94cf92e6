"""The parts of the page that Streamlit has no widget for: they are drawn by `web/static/panels/`.

Streamlit's own selection widgets carry the text of their options to and from the server, so an option whose text holds
a count that changes is lost; these carry the value. They are Streamlit components (v2): no frame, the page's own style.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

__all__ = ["mount"]


def mount(
    name: str,
    data: Mapping[str, Any],
    on_event: Callable[[Mapping[str, Any]], None] | None = None,
    *,
    place: str = "",
) -> None:
    """Show the panel `name` of `panels.js`.

    Parameters
    ----------
    name
        Name of the function of `AtlasPanels` that draws it.
    data
        What it shows, JSON-serialisable.
    on_event
        Called before the rerun with what the visitor did there; nothing to do there if None.
    place
        Tells apart two panels of that name on one page.
    """
    key = f"panel_{name}{place and f'_{place}'}"
    component = st.components.v2.component(
        f"atlas_{name}", js=f"export default (c) => window.AtlasPanels.{name}(c)", isolate_styles=False
    )

    def report() -> None:
        # Nothing under that key where the event crossed the visitor's way to another page, which has no such panel.
        event = (st.session_state.get(key) or {}).get("event")
        if on_event and isinstance(event, Mapping):
            on_event(event)

    component(key=key, data=dict(data), on_event_change=report)
