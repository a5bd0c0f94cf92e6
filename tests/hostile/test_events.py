"""Forged messages of a browser: whatever they hold, the state stays one that could have been clicked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import UnknownValueError
from geo.model import Panel
from geo.selection import FACETS, MAX_TEXT, Selection
from geo.view import COLUMNS, SORTS, VIEWS, View
from tests.hostile.corpus import PAYLOADS, SHORT, Payload
from utils import map_view, near_panel, table
from utils.map_view import with_map_event
from utils.state import State, link_query, with_filter

_RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_TEXTS = st.one_of(st.text(max_size=30), st.sampled_from([payload.text for payload in SHORT]))
_NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([2**63, -1, 10**300, float("nan")]))
_SIMPLE = st.one_of(
    st.none(), st.booleans(), _NUMBERS, _TEXTS, st.sampled_from(["bretagne", "35", "35238", "ptce-001"])
)
_VALUES = st.recursive(
    _SIMPLE,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_TEXTS, inner, max_size=3)),
    max_leaves=8,
)
_FACETS = st.dictionaries(st.one_of(st.sampled_from(FACETS), _TEXTS), _VALUES, max_size=3)
_FILTER_EVENTS = st.dictionaries(
    st.one_of(st.sampled_from(["facets", "q", "appels", "autour", "rayon", "turn", "seq", "__proto__"]), _TEXTS),
    st.one_of(_FACETS, _VALUES),
    max_size=5,
)
_MAP_EVENTS = st.dictionaries(
    st.one_of(st.sampled_from(["seq", "pole", "region", "vue", "plan", "ombrage", "__proto__"]), _TEXTS),
    _VALUES,
    max_size=5,
)
_TABLE_EVENTS = st.dictionaries(st.one_of(st.sampled_from(["sort", "columns"]), _TEXTS), _VALUES, max_size=3)


def check(after: State, panel: Panel) -> None:
    """Check that a state is one that a link could give."""
    query = link_query(after)
    assert Selection.from_query(query, panel.index) == (after.selection, ())
    view, dropped = View.from_query(query, panel.poles.index)
    assert (view, dropped) == (after.view, ())
    assert after.view.vue in VIEWS
    assert set(after.view.colonnes) <= set(COLUMNS)
    assert after.view.tri.removeprefix("-") in (*SORTS, "")
    assert len(after.selection.q) <= MAX_TEXT
    assert isinstance(after.seq, int)
    assert isinstance(after.turn, int)
    panel.index.mask(after.selection)


def apply(change: Callable[[], State]) -> State | None:
    """Return the state after a message, or None where it is refused in the one way that sessions know."""
    try:
        return change()
    except UnknownValueError as refusal:
        message = str(refusal)
    assert len(message) < 5_000
    assert len(message.splitlines()) == 1
    return None


@_RELAXED
@given(event=_FILTER_EVENTS)
def test_any_event_of_the_filters(panel: Panel, event: dict[str, Any]) -> None:
    after = apply(lambda: with_filter(State(), event, panel))
    if after is not None:
        check(after, panel)


@_RELAXED
@given(event=_MAP_EVENTS)
def test_any_event_of_the_map(panel: Panel, event: dict[str, Any]) -> None:
    after = apply(lambda: with_map_event(State(), event, panel))
    if after is not None:
        check(after, panel)


@_RELAXED
@given(value=st.one_of(_VALUES, st.fixed_dictionaries({"last_active_drawing": _VALUES})))
def test_any_value_of_the_component_of_the_map(value: Any) -> None:
    assert isinstance(map_view.read_event(value), dict)


def test_the_properties_of_what_was_clicked_are_the_event() -> None:
    drawing = {"type": "Feature", "properties": {"seq": 3, "pole": "ptce-001"}}
    assert map_view.read_event({"last_active_drawing": drawing}) == {"seq": 3, "pole": "ptce-001"}
    assert map_view.read_event(None) == {}


@_RELAXED
@given(event=_TABLE_EVENTS)
def test_any_event_of_the_table(panel: Panel, event: dict[str, Any]) -> None:
    after = apply(lambda: table._with_event(State(), event))
    if after is not None:
        check(after, panel)


@_RELAXED
@given(event=st.dictionaries(st.one_of(st.sampled_from(["n", "text"]), _TEXTS), _VALUES, max_size=3))
def test_any_question_about_a_place(panel: Panel, event: dict[str, Any]) -> None:
    found = near_panel.answer(panel, event)
    if found is not None:
        assert len(found["choices"]) <= near_panel.CHOICES


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.id)
def test_an_event_of_one_payload_everywhere(panel: Panel, payload: Payload) -> None:
    text = payload.text
    searched = with_filter(State(), {"q": text, text: text}, panel)
    check(searched, panel)
    for event in (
        {"facets": {"region": [text]}},
        {"facets": {text: [text]}},
        {"facets": text},
        {"autour": text},
        {"autour": "35238", "rayon": text},
        {"turn": text},
    ):
        assert apply(lambda event=event: with_filter(State(), event, panel)) is None
    for event in ({"region": text}, {"vue": text}, {"seq": text}):
        assert apply(lambda event=event: with_map_event(State(), event, panel)) is None
    assert with_map_event(State(), {"pole": text}, panel).view.pole is None
    assert apply(lambda: table._with_event(State(), {"sort": text})) is None
    assert apply(lambda: table._with_event(State(), {"columns": [text]})) is None
    near_panel.answer(panel, {"n": 1, "text": text})
