"""What a visitor has chosen, kept in the session and in the URL.

The session holds one `State`; widgets and map only report changes, in callbacks. At each rerun the state is written to
the URL; a URL that is not the one last written comes from outside (a link, the back button) and is read instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from geo.errors import UnknownValueError
from geo.model import Panel
from geo.near import ALLOWED, AUTOUR, DEFAULT_RADIUS, RAYON, Near
from geo.selection import Dropped, Selection, clean_text
from geo.view import METROPOLE, VIEWS, View

__all__ = ["PAGE_PARAMS", "State", "change", "current", "link_query", "sync", "with_filter", "write"]

#: Parameters that belong to one page, and are left behind with it: the sheet shown, what it is compared with.
PAGE_PARAMS = ("id", "avec")

_STATE = "atlas_state"
_WRITTEN = "atlas_query"
_ACTED = "atlas_acted"


@dataclass(frozen=True, slots=True)
class State:
    """The state of one session.

    Parameters
    ----------
    selection, view
        What is filtered, and what is chosen beside.
    dropped
        What the last link held that does not exist.
    seq
        Number of the last event of the map that this state knows of.
    turn
        Number of the last change of the filters that this state knows of.
    own
        The parameters of the page shown: name of `PAGE_PARAMS` → values.
    mapless
        Whether the browser said that the map does not come: the list then stands in its place.
    """

    selection: Selection = field(default_factory=Selection)
    view: View = field(default_factory=View)
    dropped: tuple[Dropped, ...] = ()
    seq: int = 0
    turn: int = 0
    own: Mapping[str, list[str]] = field(default_factory=dict)
    mapless: bool = False


def current() -> State:
    """Return the state of this session."""
    state: State = st.session_state.get(_STATE, State())
    return state


def change(update: Callable[[State], State]) -> None:
    """Replace the state from a callback; an update that names unknown values changes nothing."""
    try:
        st.session_state[_STATE] = replace(update(current()), dropped=())
    except UnknownValueError:
        # Only a forged message gets here: the interface offers no value that does not exist.
        return
    st.session_state[_ACTED] = True


def sync(panel: Panel) -> State:
    """Take in a URL that comes from outside, and return the state."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    acted = st.session_state.pop(_ACTED, False)
    # A click made before the answer to the previous one carries an old URL: then the click is right, not the URL.
    if not acted and query != st.session_state.get(_WRITTEN):
        st.session_state[_STATE] = _from_query(query, panel)
        # Now, not when it is written: a run may be cut short by the back button, whose URL must then look new.
        st.session_state[_WRITTEN] = query
    return current()


def _from_query(query: Mapping[str, list[str]], panel: Panel) -> State:
    given = dict(query)
    if given.get("pole"):
        given["pole"] = [panel.canonical_id(given["pole"][0]) or given["pole"][0]]
    selection, unknown_values = Selection.from_query(given, panel.index)
    view, unknown_views = View.from_query(given, panel.poles.index)
    if selection.autour and not given.get("vue"):
        view = view.with_view(_view_of(selection.autour, panel))
    dropped = (*unknown_values, *unknown_views)
    own = {name: [clean_text(given[name][0])] for name in PAGE_PARAMS if given.get(name)}
    return replace(current(), selection=selection, view=view, dropped=dropped, own=own)


def link_query(state: State) -> dict[str, list[str]]:
    """Return the parameters of the URL that restores `state` on any page."""
    return {**state.selection.to_query(), **state.view.to_query()}


def write() -> None:
    """Write the state to the URL, unless it is there already."""
    query = {**link_query(current()), **current().own}
    shown = {name: st.query_params.get_all(name) for name in st.query_params}
    if query != shown:
        st.query_params.from_dict(query)
    st.session_state[_WRITTEN] = query


def with_filter(state: State, event: Mapping[str, Any], panel: Panel) -> State:
    """Return the state after an event of the filter panel or of the chips.

    Parameters
    ----------
    state
        The state before.
    event
        `facets` (name → values, replacing those of the facet), `q` (text), `appels` (whether to add the later calls),
        `autour` (code of a place, or nothing to lift it), `rayon` (kilometres), and `turn`, the number of the event:
        one that is not after the last one known has been overtaken, and changes nothing. After a lost connection, also
        `seq`, how many events of the map another server may have been told of. `carte`, alone: the map does not come.
    panel
        Knows the values that exist.

    Raises
    ------
    UnknownValueError
        If the event names a facet, a value, a place or a radius that does not exist.
    """
    if event.get("carte") == "absente":
        return replace(state, mapless=True)
    turn = event.get("turn", state.turn + 1)
    seq = event.get("seq", state.seq)
    for name, number in (("turn", turn), ("seq", seq)):
        if not isinstance(number, int) or isinstance(number, bool):
            raise UnknownValueError(name, number, ("nombre entier",))
    if turn <= state.turn:
        return state
    facets = event.get("facets", {})
    if not isinstance(facets, Mapping):
        raise UnknownValueError("facets", facets, ("facette → liste de valeurs",))
    selection = state.selection
    for facet, given in facets.items():
        values = _texts(given)
        selection = selection.with_values(facet, values)
        for value in values:
            panel.index.facets[facet].column(value)
    if "region" in facets and "departement" not in facets:
        selection = _within_regions(selection, panel)
    if "appels" in event:
        selection = selection.with_appels(event["appels"] is True)
    if "q" in event:
        selection = replace(selection, q=clean_text(str(event["q"])))
    view = state.view
    if AUTOUR in event or RAYON in event:
        selection = replace(selection, autour=_near(selection.autour, event, panel))
    if selection.autour and (state.selection.autour is None or state.selection.autour.place != selection.autour.place):
        view = view.with_view(_view_of(selection.autour, panel))
    return replace(state, selection=selection, view=view, turn=turn, seq=max(state.seq, seq))


def _near(before: Near | None, event: Mapping[str, Any], panel: Panel) -> Near | None:
    # Another radius alone keeps the place; with no place it means nothing yet.
    code = event.get(AUTOUR, before.place.code if before else "")
    if not code:
        return None
    place = panel.index.place(code) if isinstance(code, str) else None
    if place is None:
        raise UnknownValueError(AUTOUR, code, ALLOWED[AUTOUR])
    return Near(place, event.get(RAYON, before.radius if before else DEFAULT_RADIUS))


def _view_of(near: Near, panel: Panel) -> str:
    """Return the view of the map that holds the place."""
    slugs = (region.slug for region in panel.vocabulary.regions if region.code == near.place.code_region)
    slug = next(slugs, METROPOLE)
    return slug if slug in VIEWS else METROPOLE


def _within_regions(selection: Selection, panel: Panel) -> Selection:
    # A département goes with its region: alone it would empty the selection without being seen.
    parents = {item.value: item.parent for item in panel.index.facets["departement"].values}
    kept = [code for code in selection.departement if parents[code] in selection.region]
    return selection.with_values("departement", kept)


def _texts(values: object) -> list[str]:
    if not isinstance(values, list):
        raise UnknownValueError("values", values, ("liste de valeurs",))
    return [str(value) for value in values]
