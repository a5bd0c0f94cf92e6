"""Hostile addresses: every parameter of every route is answered in French, in few bytes, and never by an error."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from geo.lists.columns import recognise
from geo.lists.located import locate
from geo.lists.read import read_list
from geo.model import Panel
from geo.selection import FACETS, MAX_TEXT, PARAMS, Selection
from geo.view import View
from tests.geo.lists.list_samples import shared_gazetteer
from tests.hostile.corpus import PAYLOADS, SHORT, Payload
from tests.utils.asking import Answer, ask_application
from utils import own_memory, state
from utils.web import own_files, routes
from utils.web.api import serve

#: What a page reads of its address.
EVERY = (*PARAMS, "pole", "vue", "plan", "ombrage", "colonnes", "tri", "id", "avec", "__proto__", "constructor", "x")

#: An answer that is no file says what is wrong in less than this.
LONGEST_PROBLEM = 20_000

by_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.id)

_RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_WORDS = st.one_of(st.text(max_size=40), st.sampled_from([payload.text for payload in SHORT]))
_KNOWN = st.sampled_from(["bretagne", "35", "2015", "energie", "scic", "1", "35238", "30", "inconnu", "nom", "-nom"])
_QUERIES = st.dictionaries(
    st.one_of(st.sampled_from(EVERY), _WORDS), st.lists(st.one_of(_KNOWN, _WORDS), max_size=6), max_size=8
)


# --- Read by the pages ---


@_RELAXED
@given(query=_QUERIES)
def test_any_query_makes_a_selection_that_is_written_back_as_it_is(panel: Panel, query: dict[str, list[str]]) -> None:
    selection, dropped = Selection.from_query(query, panel.index)
    view, others = View.from_query(query, panel.poles.index)
    assert Selection.from_query(selection.to_query(), panel.index) == (selection, ())
    assert View.from_query(view.to_query(), panel.poles.index) == (view, ())
    panel.index.mask(selection)
    given = {(name, value) for name, values in query.items() for value in values}
    for item in (*dropped, *others):
        assert (item.param, item.value) in given or item.param == "colonnes"


@by_payload
def test_an_address_of_one_payload_everywhere_is_read(panel: Panel, payload: Payload) -> None:
    read = state._from_query({name: [payload.text] for name in EVERY}, panel)
    assert read.selection.active in ((), ("q",))
    assert len(read.selection.q) <= MAX_TEXT
    for values in read.own.values():
        assert all(len(value) <= MAX_TEXT and value.isprintable() for value in values)
    assert all(len(value) <= MAX_TEXT for values in state.link_query(read).values() for value in values)


# --- Answered by the routes ---


@pytest.fixture(scope="module")
def box(panel: Panel) -> own_memory.Box:
    table = read_list(b"nom;commune;secteur\nLa Fabrique;Rennes;Culture\nLe Lieu;Lille;\n", "liste.csv")
    return own_memory.hold(locate(table, recognise(table), shared_gazetteer(), panel.index, panel.vocabulary))


Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(panel: Panel) -> Ask:
    get_panel = lambda: panel  # noqa: E731
    found = [*serve.routes(get_panel), *own_files.routes(get_panel), *routes()]
    return lambda url: ask_application(Starlette(routes=found), url)


def check(answer: Answer) -> None:
    """Check that an answer is a file, or says in French and in short what is wrong."""
    assert answer.status in (200, 400, 404)
    for name, value in answer.headers.items():
        assert re.fullmatch(r"[\x20-\x7e]*", value), name
    if answer.status != 200:
        text = answer.body.decode("utf-8")
        assert len(text) < LONGEST_PROBLEM
        assert re.search(r"inconnu|introuvable|n'existe pas|n'est plus", text, re.IGNORECASE)
    if "content-disposition" in answer.headers:
        assert re.fullmatch(r'attachment; filename="[a-z0-9.-]{1,90}"', answer.headers["content-disposition"])


def one(name: str, text: str) -> str:
    return urlencode({name: text.encode("utf-8", "surrogatepass")})


@by_payload
def test_a_download_answers_any_parameter(ask: Ask, payload: Payload) -> None:
    for name in PARAMS:
        answer = ask(f"/api/v1/ptce.csv?{one(name, payload.text)}")
        check(answer)
        assert answer.status == 200 if name == "q" else answer.status in (200, 400)
    problem = ask(f"/api/v1/ptce.geojson?{one('region', payload.text)}")
    if problem.status == 400:
        detail = json.loads(problem.body)["detail"]
        assert detail.replace("\u00a0", " ").isprintable()


@by_payload
def test_the_api_answers_any_text_in_short(ask: Ask, payload: Payload) -> None:
    part = quote(payload.text.encode("utf-8", "surrogatepass")[:2_000], safe="")
    for path in (f"ptce/{part}", f"regions/{part}", part):
        answer = ask(f"/api/v1/{path}")
        assert answer.status == 404
        check(answer)
    for path, names in (("ptce", (*PARAMS, "page", "par_page")), ("communes", ("q",)), ("dispositifs", ("region",))):
        for name in names:
            answer = ask(f"/api/v1/{path}?{one(name, payload.text)}")
            check(answer)
            json.loads(answer.body)


@by_payload
def test_no_path_leads_elsewhere(ask: Ask, box: own_memory.Box, payload: Payload) -> None:
    text = quote(payload.text.encode("utf-8", "surrogatepass")[:2_000], safe="")
    for path in (f"/api/v1/ptce.{text}", f"/atlas/{text}", f"/atlas/static/{text}", f"/atlas/liste/{text}/points.json"):
        # As a server hands it over: decoded.
        answer = ask(path)
        assert answer.status == 404
        check(answer)


WINDOWS = (
    "nan,0,1,1",
    "inf,0,1,1",
    "-inf,0,1,1",
    "1e400,0,1,1",
    ",,,",
    "1,2,3",
    "1;2;3;4",
    "9" * 400,
    "1_0,0,1,1",
    "٣,0,1,1",
)


@pytest.mark.parametrize("name", ["vue.json", "lignes.json", "fiches.json", "liste.csv", "points.json"])
def test_the_routes_of_a_list_answer_any_parameter(ask: Ask, box: own_memory.Box, name: str) -> None:
    folder = own_files.folder_path(box.key).removeprefix("../..")
    texts = [payload.text for payload in SHORT] + [*WINDOWS, "-1", "1e9", "0" * 50, "²", "999999999999999999999"]
    for text in texts:
        window = {"bornes": [text], "zoom": [text]}
        others = {"bornes": ["-5,40,10,52"], "zoom": ["6"], **{key: [text] for key in ("debut", "rang", *PARAMS)}}
        for query in (window, others):
            encoded = {
                key: [value.encode("utf-8", "surrogatepass") for value in values] for key, values in query.items()
            }
            answer = ask(f"{folder}{name}?{urlencode(encoded, doseq=True)}")
            check(answer)
            assert len(answer.body) < LONGEST_PROBLEM


@pytest.mark.parametrize("name", [*FACETS, "q", "autour", "rayon", "appels", "x", "__proto__"])
def test_ten_thousand_values_are_answered_shortly(ask: Ask, name: str) -> None:
    for query in ("&".join(f"{name}={rank}x" for rank in range(10_000)), "&".join([f"{name}=x"] * 10_000)):
        answer = ask(f"/api/v1/ptce.csv?{query}")
        check(answer)
        if answer.status == 400:
            problem = json.loads(answer.body)
            assert len(problem["erreurs"]) <= 10
            assert problem["status"] == 400


@pytest.mark.parametrize(
    "query", ["%", "%zz", "q=%ff%fe", "q=%00", "%00=1", "&&&==&", "q", "=", "q=%c0%ae", "rayon=%2d1"]
)
def test_a_query_that_is_badly_written_is_answered(ask: Ask, query: str) -> None:
    check(ask(f"/api/v1/ptce.csv?{query}"))


@pytest.mark.parametrize("radius", ["-1", "0", "501", "nan", "inf", "1e3", "30.5", "030", "９", "9" * 5_000, ""])
def test_a_radius_that_is_none_is_refused_or_left_out(ask: Ask, panel: Panel, radius: str) -> None:
    query = {"autour": ["35238"], "rayon": [radius]}
    selection, dropped = Selection.from_query(query, panel.index)
    assert selection.autour is not None
    assert selection.autour.radius == 30
    assert [item.param for item in dropped] == ["rayon"]
    answer = ask(f"/api/v1/ptce.csv?{urlencode(query, doseq=True)}")
    assert answer.status == (400 if radius else 200)
    check(answer)


def test_json_of_no_number_is_ever_sent(ask: Ask, box: own_memory.Box) -> None:
    def refuse(name: str) -> Any:
        raise AssertionError(name)

    folder = own_files.folder_path(box.key).removeprefix("../..")
    for bounds in ("-180,-90,180,90", "10,52,-5,40", "1000,1000,1000,1000", "-1000,-1000,1000,1000", "0,0,0,0"):
        for zoom in ("-1000", "0", "6", "18.5", "1000"):
            answer = ask(f"{folder}vue.json?bornes={bounds}&zoom={zoom}")
            check(answer)
            if answer.status == 200:
                json.loads(answer.body, parse_constant=refuse)
