"""The map in the page: streamlit-folium around `geo.mapping`, and what the visitor does on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from geo.errors import UnknownValueError
from geo.mapping.basemap import AtlasMap
from geo.mapping.layers import around_state, view_group
from geo.model import Panel
from geo.near import Near
from geo.surroundings import neighbours
from utils import data, list_layer, state
from utils.state import State

__all__ = ["read_event", "show", "with_map_event"]

_KEY = "carte"

#: Height before the style sheet of the page and the script of the map set it: the one of a phone.
_HEIGHT = 640


def show(panel: Panel, kept: np.ndarray[Any, np.dtype[np.bool_]]) -> bool:
    """Draw the map with the poles `kept` (a mask over `panel.poles`).

    Returns
    -------
    bool
        False where there is no map to draw: nothing is.
    """
    files = data.map_files(panel)
    if files is None:
        return False
    now = state.current()
    codes = {region.slug: region.code for region in panel.vocabulary.regions}
    group = view_group(
        panel.poles.index[kept].tolist(),
        [codes[slug] for slug in now.selection.region],
        now.view,
        now.seq,
        now.turn,
        around=_around(panel, now.selection.autour),
        own=list_layer.layer(now.selection),
    )
    with st.container(key="atlas-carte"):
        st_folium(
            AtlasMap([files.script], [files.style], files.files),
            key=_KEY,
            height=_HEIGHT,
            use_container_width=True,
            feature_group_to_add=group,
            returned_objects=["last_active_drawing"],
            render=False,
            on_change=lambda: _report(panel),
        )
    return True


def _around(panel: Panel, near: Near | None) -> dict[str, object] | None:
    return around_state(near, neighbours(panel, near, panel.index.points.within(near))) if near else None


def _report(panel: Panel) -> None:
    event = read_event(st.session_state.get(_KEY))
    state.change(lambda before: with_map_event(before, event, panel))


def read_event(value: Any) -> dict[str, Any]:
    """Return the event that the component reports as what was drawn last; {} where the message holds none."""
    for name in ("last_active_drawing", "properties"):
        value = value.get(name) if isinstance(value, Mapping) else None
    return dict(value) if isinstance(value, Mapping) else {}


def with_map_event(before: State, event: dict[str, Any], panel: Panel) -> State:
    """Return the state after an event of the map.

    Parameters
    ----------
    before
        The state before.
    event
        `seq`, and any of `pole` (id or None), `region` (value of the filter, toggled), `vue`, `plan`, `ombrage`.
    panel
        Knows what exists.

    Raises
    ------
    UnknownValueError
        If the event names a region or a view that does not exist.
    """
    seq = event.get("seq", before.seq)
    if not isinstance(seq, int):
        raise UnknownValueError("seq", seq, ("nombre entier",))
    after = replace(before, seq=seq)
    view = after.view
    if "pole" in event:
        pole = panel.canonical_id(str(event["pole"])) if event["pole"] is not None else None
        view = replace(view, pole=pole)
    if "vue" in event:
        view = view.with_view(str(event["vue"]))
    switches: dict[str, Any] = {name: bool(event[name]) for name in ("plan", "ombrage") if name in event}
    after = replace(after, view=replace(view, **switches))
    if "region" not in event:
        return after
    panel.index.facets["region"].column(str(event["region"]))
    chosen = after.selection.toggled("region", str(event["region"])).region
    # Not an event of the filters: their count stays.
    return replace(state.with_filter(after, {"facets": {"region": list(chosen)}}, panel), turn=after.turn)
