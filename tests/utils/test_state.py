"""What a visitor has chosen: changed by the panels and the map, written to the URL, read back from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from geo.errors import UnknownValueError
from geo.model import Panel
from geo.selection import FACETS, MAX_TEXT, Dropped, Selection
from geo.view import View
from utils import state
from utils.map_view import with_map_event
from utils.state import State, link_query, with_filter

BUSY = State(
    Selection(("2015",), ("energie",), ("bretagne", "corse"), ("35", "2A"), ("scic",), "bio"),
    View(pole="ptce-001", vue="guyane", plan=True, colonnes=("nom", "site"), tri="-ligne"),
    seq=4,
)


class Query(dict[str, list[str]]):
    """The part of `st.query_params` that the state uses."""

    writes = 0

    def get_all(self, name: str) -> list[str]:
        return list(self[name])

    def from_dict(self, query: dict[str, list[str]]) -> None:
        self.writes += 1
        self.clear()
        self.update(query)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A session and a URL, without Streamlit."""
    fake = SimpleNamespace(session_state={}, query_params=Query())
    monkeypatch.setattr(state, "st", fake)
    return fake


@pytest.mark.parametrize("facet", FACETS)
def test_filter_replaces_the_values_of_its_facet_only(panel: Panel, facet: str) -> None:
    value = panel.index.facets[facet].values[0].value
    after = with_filter(State(view=BUSY.view), {"facets": {facet: [value, value]}}, panel)
    assert after == State(Selection().with_values(facet, [value]), BUSY.view, turn=1)


def test_filter_emptied_is_lifted(panel: Panel) -> None:
    after = with_filter(BUSY, {"facets": {"secteur": []}}, panel)
    assert after.selection == replace(BUSY.selection, secteur=())


@pytest.mark.parametrize(
    ("values", "departements"),
    [(["bretagne", "corse"], ("35", "2A")), (["bretagne"], ("35",)), (["normandie"], ()), ([], ())],
    ids=["kept", "one-gone", "all-gone", "no-region"],
)
def test_departement_goes_with_its_region(panel: Panel, values: list[str], departements: tuple[str, ...]) -> None:
    after = with_filter(BUSY, {"facets": {"region": values}}, panel)
    assert (after.selection.region, after.selection.departement) == (tuple(values), departements)


def test_departement_stays_when_another_facet_changes(panel: Panel) -> None:
    after = with_filter(BUSY, {"facets": {"forme": ["scop"]}}, panel)
    assert after.selection.departement == ("35", "2A")


@pytest.mark.parametrize(
    "event",
    [
        {"facets": {"age": ["1"]}},
        {"facets": {"q": ["bio"]}},
        {"facets": {"region": ["bretagne", "atlantide"]}},
        {"facets": {"secteur": ["Énergie"]}},
        {"facets": {"departement": ["2C"]}},
        {"facets": {"laureat": [2014]}},
        {"facets": ["region"]},
        {"turn": "9", "facets": {}},
        {"turn": True, "facets": {}},
        {"turn": 99, "seq": "9", "facets": {}},
    ],
    ids=str,
)
def test_filter_that_does_not_exist_is_refused(panel: Panel, event: dict[str, Any]) -> None:
    with pytest.raises(UnknownValueError):
        with_filter(BUSY, event, panel)


def test_several_facets_and_the_text_change_at_once_and_the_view_stays(panel: Panel) -> None:
    event = {"facets": {facet: [] for facet in FACETS}, "q": "", "turn": 8}
    assert with_filter(BUSY, event, panel) == replace(BUSY, selection=Selection(), turn=8)


def test_departements_given_with_their_regions_are_kept_as_given(panel: Panel) -> None:
    event = {"facets": {"region": [], "departement": ["35"]}}
    assert with_filter(BUSY, event, panel).selection.departement == ("35",)


@pytest.mark.parametrize("turn", [5, 4])
def test_event_that_another_has_overtaken_changes_nothing(panel: Panel, turn: int) -> None:
    later = replace(BUSY, turn=5)
    assert with_filter(later, {"facets": {"forme": []}, "turn": turn}, panel) is later


def test_another_server_learns_how_many_events_there_were(panel: Panel) -> None:
    told = {"facets": {"secteur": ["culture"]}, "turn": 7, "seq": 4}
    assert with_filter(State(), told, panel) == State(Selection().with_values("secteur", ["culture"]), seq=4, turn=7)
    # Never backwards: it may know of a later one by now.
    assert with_filter(replace(State(), seq=6), told, panel).seq == 6


def test_event_of_the_map_is_no_turn_of_the_filters(panel: Panel) -> None:
    assert with_map_event(replace(BUSY, turn=5), {"seq": 5, "region": "corse"}, panel).turn == 5


def test_text_is_cleaned(panel: Panel) -> None:
    assert with_filter(BUSY, {"q": "  pays\n d'Auge "}, panel).selection.q == "pays d'Auge"
    assert len(with_filter(BUSY, {"q": "a" * 999}, panel).selection.q) == MAX_TEXT
    assert with_filter(BUSY, {"q": ""}, panel).selection == replace(BUSY.selection, q="")
    assert with_filter(BUSY, {"q": 12}, panel).selection.q == "12"


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("ptce-005", "ptce-005"), ("ptce-051", "ptce-045"), ("ptce-999", None), (None, None)],
    ids=["pole", "double", "unknown", "closed"],
)
def test_pole_clicked_on_the_map_is_the_one_in_hand(panel: Panel, asked: str | None, chosen: str | None) -> None:
    after = with_map_event(BUSY, {"seq": 5, "pole": asked}, panel)
    assert after == replace(BUSY, view=replace(BUSY.view, pole=chosen), seq=5)


def test_region_clicked_on_the_map_is_toggled(panel: Panel) -> None:
    once = with_map_event(State(), {"seq": 1, "region": "la-reunion"}, panel)
    assert (once.selection, once.seq) == (Selection(region=("la-reunion",)), 1)
    assert with_map_event(once, {"seq": 2, "region": "la-reunion"}, panel).selection == Selection()


def test_region_unclicked_on_the_map_takes_its_departements_away(panel: Panel) -> None:
    after = with_map_event(BUSY, {"seq": 5, "region": "corse"}, panel)
    assert (after.selection.region, after.selection.departement) == (("bretagne",), ("35",))


@pytest.mark.parametrize("event", [{"region": "atlantide"}, {"vue": "lune"}, {"region": ""}], ids=str)
def test_map_event_that_does_not_exist_is_refused(panel: Panel, event: dict[str, Any]) -> None:
    with pytest.raises(UnknownValueError):
        with_map_event(BUSY, {"seq": 5, **event}, panel)


@pytest.mark.parametrize(
    ("event", "view"),
    [
        ({"vue": "mayotte"}, replace(BUSY.view, vue="mayotte")),
        ({"plan": False}, replace(BUSY.view, plan=False)),
        ({"ombrage": True}, replace(BUSY.view, ombrage=True)),
        ({"plan": False, "ombrage": True}, replace(BUSY.view, plan=False, ombrage=True)),
        ({}, BUSY.view),
    ],
    ids=["view", "plan-off", "shading-on", "both", "nothing"],
)
def test_map_changes_its_view_and_its_options(panel: Panel, event: dict[str, Any], view: View) -> None:
    assert with_map_event(BUSY, {"seq": 5, **event}, panel) == replace(BUSY, view=view, seq=5)


def test_event_without_a_number_keeps_the_last_one(panel: Panel) -> None:
    assert with_map_event(BUSY, {"pole": None}, panel).seq == 4


def test_change_keeps_what_the_update_returns_and_forgets_what_was_dropped(browser: SimpleNamespace) -> None:
    browser.session_state["atlas_state"] = replace(BUSY, dropped=(Dropped("vue", "lune"),))
    state.change(lambda before: replace(before, seq=9))
    assert state.current() == replace(BUSY, seq=9, dropped=())


@pytest.mark.parametrize(
    "update",
    [
        lambda before, panel: with_map_event(before, {"seq": 9, "region": "atlantide"}, panel),
        lambda before, panel: with_map_event(before, {"seq": 9, "vue": "../etc"}, panel),
        lambda before, panel: with_filter(before, {"facets": {"__class__": ["x"]}}, panel),
        lambda before, panel: with_filter(before, {"facets": {"region": ["<script>"]}}, panel),
    ],
    ids=["region", "view", "facet", "value"],
)
def test_forged_event_changes_nothing(
    browser: SimpleNamespace, panel: Panel, update: Callable[[State, Panel], State]
) -> None:
    browser.session_state["atlas_state"] = BUSY
    before = dict(browser.session_state)
    state.change(lambda now: update(now, panel))
    assert browser.session_state == before


def test_error_of_ours_in_an_update_is_not_hidden(browser: SimpleNamespace) -> None:
    def update(before: State) -> State:
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        state.change(update)


def test_session_starts_with_nothing_chosen(browser: SimpleNamespace) -> None:
    assert state.current() == State()


@pytest.mark.parametrize("given", [State(), BUSY, State(Selection(q="été & hiver"), View(tri="-nom"))])
def test_link_restores_the_state(browser: SimpleNamespace, panel: Panel, given: State) -> None:
    browser.query_params.from_dict(link_query(given))
    assert state.sync(panel) == replace(given, seq=0)


def test_link_to_a_double_opens_its_pole(browser: SimpleNamespace, panel: Panel) -> None:
    browser.query_params["pole"] = ["ptce-051"]
    found = state.sync(panel)
    assert (found.view.pole, found.dropped) == ("ptce-045", ())


def test_link_names_what_it_holds_that_does_not_exist(browser: SimpleNamespace, panel: Panel) -> None:
    browser.query_params.update({"region": ["bretagne", "x"], "pole": ["ptce-999"], "utm_source": ["lettre"]})
    found = state.sync(panel)
    assert found.selection == Selection(region=("bretagne",))
    assert found.dropped == (Dropped("region", "x"), Dropped("pole", "ptce-999"))


def test_state_is_written_to_the_url_once(browser: SimpleNamespace) -> None:
    browser.session_state["atlas_state"] = BUSY
    state.write()
    state.write()
    assert browser.query_params == link_query(BUSY)
    assert browser.query_params.writes == 1


def test_url_that_was_just_written_is_not_read_again(browser: SimpleNamespace, panel: Panel) -> None:
    browser.session_state["atlas_state"] = replace(BUSY, dropped=(Dropped("vue", "lune"),))
    state.write()
    assert state.sync(panel).dropped == (Dropped("vue", "lune"),)


def test_url_that_comes_from_outside_wins_over_the_session(browser: SimpleNamespace, panel: Panel) -> None:
    browser.session_state["atlas_state"] = BUSY
    state.write()
    browser.query_params.from_dict({"region": ["corse"]})
    assert state.sync(panel) == State(Selection(region=("corse",)), seq=BUSY.seq)


def test_click_wins_over_the_old_url_that_comes_with_it(browser: SimpleNamespace, panel: Panel) -> None:
    state.write()
    browser.query_params["region"] = ["corse"]
    state.change(lambda before: with_filter(before, {"facets": {"forme": ["scic"]}}, panel))
    assert state.sync(panel).selection == Selection(forme=("scic",))
    state.write()
    assert browser.query_params == {"forme": ["scic"]}
    # Once only: the next URL from outside is read.
    browser.query_params.from_dict({"region": ["corse"]})
    assert state.sync(panel).selection == Selection(region=("corse",))


@pytest.mark.parametrize(
    ("update", "event"),
    [
        (with_filter, {"facets": {"region": 5}}),
        (with_filter, {"facets": {"region": None}}),
        (with_map_event, {"seq": "x"}),
        (with_map_event, {"seq": None}),
        (with_map_event, {"seq": float("inf")}),
    ],
)
def test_value_of_another_type_is_refused(panel: Panel, update: Callable[..., State], event: dict[str, Any]) -> None:
    with pytest.raises(UnknownValueError):
        update(BUSY, event, panel)


def test_what_belongs_to_a_page_is_read_kept_and_written(panel: Panel, browser: SimpleNamespace) -> None:
    browser.query_params.from_dict(
        {"id": ["ptce-029", "ptce-030"], "avec": ["x" * 200], "region": ["corse"], "autre": ["1"]}
    )
    assert state.sync(panel).own == {"id": ["ptce-029"], "avec": ["x" * 100]}
    state.change(lambda before: with_filter(before, {"facets": {"region": []}}, panel))
    state.sync(panel)
    state.write()
    assert browser.query_params == {"id": ["ptce-029"], "avec": ["x" * 100]}
    assert link_query(state.current()) == {}


def test_another_page_leaves_it_behind(panel: Panel, browser: SimpleNamespace) -> None:
    browser.query_params.from_dict({"id": ["ptce-029"]})
    state.sync(panel)
    state.write()
    browser.query_params.from_dict({})
    assert state.sync(panel).own == {}


def test_the_later_calls_are_added_and_left_out(panel: Panel) -> None:
    added = with_filter(BUSY, {"appels": True}, panel)
    assert added.selection == replace(BUSY.selection, appels=True)
    year = with_filter(added, {"facets": {"laureat": ["2013", "2022"]}}, panel)
    assert with_filter(year, {"appels": False}, panel).selection == replace(BUSY.selection, laureat=("2013",))
    assert with_filter(BUSY, {"facets": {"laureat": ["2022"]}}, panel).selection.appels is True


def test_going_back_before_the_end_of_a_run_brings_the_state_back(panel: Panel, browser: SimpleNamespace) -> None:
    browser.query_params.from_dict({"region": ["corse"]})
    state.sync(panel)
    state.write()
    browser.query_params.from_dict({"id": ["ptce-029"]})
    state.sync(panel)
    # That run is cut short: it writes nothing.
    browser.query_params.from_dict({"region": ["corse"]})
    back = state.sync(panel)
    assert (back.selection, back.own) == (Selection(region=("corse",)), {})


# --- Around a place ---


def test_a_place_is_chosen_moved_and_lifted(panel: Panel) -> None:
    chosen = with_filter(BUSY, {"autour": "35238", "rayon": 50}, panel)
    assert chosen.selection.autour is not None
    assert (chosen.selection.autour.place.label, chosen.selection.autour.radius) == ("Rennes (35)", 50)
    assert replace(chosen.selection, autour=None) == BUSY.selection
    wider = with_filter(chosen, {"rayon": 200}, panel)
    assert wider.selection.autour == replace(chosen.selection.autour, radius=200)
    elsewhere = with_filter(wider, {"autour": "72181"}, panel)
    assert elsewhere.selection.autour is not None
    assert (elsewhere.selection.autour.place.code, elsewhere.selection.autour.radius) == ("72181", 200)
    assert with_filter(elsewhere, {"autour": "", "rayon": 0}, panel).selection == BUSY.selection


def test_a_radius_without_a_place_means_nothing(panel: Panel) -> None:
    assert with_filter(BUSY, {"rayon": 50}, panel).selection == BUSY.selection


def test_other_filters_keep_the_place(panel: Panel) -> None:
    chosen = with_filter(State(), {"autour": "35238"}, panel)
    after = with_filter(chosen, {"facets": {"secteur": ["energie"]}}, panel)
    assert after.selection == replace(chosen.selection, secteur=("energie",))
    assert with_map_event(chosen, {"seq": 1, "region": "corse"}, panel).selection.autour == chosen.selection.autour


@pytest.mark.parametrize(
    "event",
    [
        {"autour": "35000"}, {"autour": 35238}, {"autour": ["35238"]}, {"autour": "35238", "rayon": 0},
        {"autour": "35238", "rayon": 501}, {"autour": "35238", "rayon": "30"}, {"autour": "35238", "rayon": True},
        {"autour": "35238", "rayon": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_place_or_a_radius_that_does_not_exist_is_refused(panel: Panel, event: dict[str, Any]) -> None:
    with pytest.raises(UnknownValueError):
        with_filter(BUSY, event, panel)


@pytest.mark.parametrize(
    ("code", "vue"),
    [
        ("97302", "guyane"),
        ("97411", "la-reunion"),
        ("97611", "mayotte"),
        ("35238", "metropole"),
        ("2A004", "metropole"),
    ],
)
def test_the_map_goes_to_the_view_of_the_place(panel: Panel, browser: SimpleNamespace, code: str, vue: str) -> None:
    assert with_filter(BUSY, {"autour": code}, panel).view == replace(BUSY.view, vue=vue)
    browser.query_params.from_dict({"autour": [code]})
    assert state.sync(panel).view.vue == vue


def test_a_link_that_names_its_view_has_it_and_so_has_another_radius(panel: Panel, browser: SimpleNamespace) -> None:
    browser.query_params.from_dict({"autour": ["97302"], "vue": ["martinique"]})
    assert state.sync(panel).view.vue == "martinique"
    moved = with_filter(with_filter(State(), {"autour": "97302"}, panel), {"rayon": 50, "turn": 9}, panel)
    looked = replace(moved, view=replace(moved.view, vue="metropole"))
    assert with_filter(looked, {"rayon": 75}, panel).view.vue == "metropole"


def test_a_place_survives_a_link(panel: Panel, browser: SimpleNamespace) -> None:
    chosen = with_filter(BUSY, {"autour": "75111", "rayon": 137}, panel)
    assert link_query(chosen) | {"autour": ["75111"], "rayon": ["137"]} == link_query(chosen)
    browser.query_params.from_dict(link_query(chosen))
    assert state.sync(panel) == replace(chosen, seq=0, turn=0)
