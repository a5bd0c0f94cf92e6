"""Each page, run by Streamlit's AppTest: the state that a URL asks for, and what the components are given."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.export import FORMATS
from geo.model import Panel
from utils import near_panel
from utils.web import assets

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"
PAGES = {"map": None, "list": "liste.py"}
FILTERED = {"laureat": ["2013", "2015"], "secteur": ["economie-circulaire"], "region": ["occitanie", "martinique"]}


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def run(page: str | None = None, app: AppTest | None = None, **query: str | list[str]) -> AppTest:
    """Run a page as a visitor who arrives with these parameters, or who changes the URL of `app`."""
    app = app or AppTest.from_file(MAIN, default_timeout=30)
    app.query_params.clear()
    app.query_params.update(query)
    app.run()
    if page:
        app.switch_page(page).run()
    assert list(app.exception) == []
    return app


def panel_data(app: AppTest, name: str) -> dict[str, Any]:
    """Return what one of our own components is given."""
    found = [
        element.proto for element in app.get("bidi_component") if element.proto.component_name.endswith(f"atlas_{name}")
    ]
    assert len(found) == 1, name
    return dict(json.loads(found[0].json or found[0].mixed.json))


def export_links(results: dict[str, Any]) -> list[str]:
    path, query, groups = (results["exports"][name] for name in ("path", "query", "groups"))
    return [f"{path}{extension}{query}" for _, formats in groups for _, extension in formats]


def vocabulary(app: AppTest) -> dict[str, Any]:
    """Return what the filters are called, as the browser fetches it."""
    asset = assets.find(panel_data(app, "filters")["file"].removeprefix(f"{assets.PREFIX}/").partition("?")[0])
    assert asset is not None
    assert isinstance(asset.source, bytes)
    return dict(json.loads(asset.source))


def offered(app: AppTest, key: str) -> dict[str, int]:
    """Return the number of poles that each value of a facet would give."""
    (values,) = [facet["values"] for facet in vocabulary(app)["facets"] if facet["key"] == key]
    counts = panel_data(app, "filters")["counts"][key]
    return {value["v"]: count for value, count in zip(values, counts, strict=True)}


def map_proto(app: AppTest) -> Any:
    (element,) = app.get("component_instance")
    assert element.proto.component_name == "streamlit_folium.st_folium"
    return element.proto


def map_arguments(app: AppTest) -> dict[str, Any]:
    return dict(json.loads(map_proto(app).json_args))


def shown(app: AppTest) -> dict[str, Any]:
    """Return the state that `carte.js` is handed."""
    found = re.search(r"Atlas\.show\((.*)\);", map_arguments(app)["feature_group"])
    assert found is not None
    return dict(json.loads(found[1]))


def query_of(app: AppTest) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else list(value) for name, value in dict(app.query_params).items()}


def expected(panel: Panel, **wanted: tuple[Any, ...]) -> list[str]:
    kept = []
    for pole, row in panel.poles[panel.in_panel].iterrows():
        values = {"region": [row["region"]], "annee": [row["annee_laureat"]], "secteurs": row["secteurs"]}
        if all(set(values[name]) & set(choice) for name, choice in wanted.items()):
            kept.append(str(pole))
    return kept


# --- Every page ---


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_runs_without_filters(page: str | None, panel: Panel) -> None:
    app = run(page)
    results = panel_data(app, "results")
    assert results["sentence"] == "73 PTCE en France"
    assert results["list"] == "panel RTES 2016 : 74 lignes, 73 pôles"
    assert (results["chips"], results["notice"], results["advice"]) == ([], None, [])
    assert query_of(app) == {}
    ids = shown(app)["ids"] if page is None else panel_data(app, "table")["ids"]
    assert ids == expected(panel)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_restores_the_filters_of_the_url(page: str | None, panel: Panel) -> None:
    app = run(page, **FILTERED)
    wanted = expected(panel, annee=(2013, 2015), secteurs=("Économie circulaire",), region=("Occitanie", "Martinique"))
    assert 0 < len(wanted) < 73
    ids = shown(app)["ids"] if page is None else panel_data(app, "table")["ids"]
    assert ids == wanted
    results = panel_data(app, "results")
    assert results["sentence"].startswith(f"{len(wanted)} PTCE en Occitanie ou en Martinique, secteur économie")
    assert len(results["chips"]) == 5
    chosen = panel_data(app, "filters")["chosen"]
    assert {facet: values for facet, values in chosen.items() if values} == FILTERED
    assert query_of(app) == FILTERED


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_the_url_has_of_unknown_is_noted_and_taken_away(page: str | None) -> None:
    app = run(page, region=["atlantide", "bretagne"], laureat="1789", vue="lune", pole="ptce-999")
    results = panel_data(app, "results")
    assert results["sentence"] == "4 PTCE en Bretagne"
    assert query_of(app) == {"region": ["bretagne"]}
    if page is None:
        for value in ("atlantide", "1789", "lune", "ptce-999"):
            assert f"« {value} »" in results["notice"]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_an_empty_selection_is_a_page_too(page: str | None) -> None:
    app = run(page, region="bretagne", laureat="2013")
    results = panel_data(app, "results")
    assert results["sentence"] == "Aucun PTCE en Bretagne, lauréats 2013"
    assert [item["label"] for item in results["advice"]] == [
        "Lever le filtre « région » : 21 PTCE",
        "Lever le filtre « année de lauréat » : 4 PTCE",
    ]
    assert (shown(app)["ids"] if page is None else panel_data(app, "table")["ids"]) == []


def test_every_region_has_its_link(panel: Panel) -> None:
    app = None
    for region in panel.vocabulary.regions:
        app = run(app=app, region=region.slug)
        assert shown(app)["ids"] == expected(panel, region=(region.name,)), region.name
        assert shown(app)["regions"] == [region.code]
        assert panel_data(app, "results")["notice"] is None


def test_every_value_of_every_facet_has_its_link(panel: Panel) -> None:
    app = None
    for key, facet in panel.index.facets.items():
        if key == "departement":
            continue
        for value in facet.values:
            app = run(app=app, **{key: value.value})
            results = panel_data(app, "results")
            assert results["notice"] is None, (key, value)
            assert len(results["chips"]) == 1, (key, value)
            assert value.label.lower() in results["chips"][0]["label"].lower()
            assert offered(app, key)[value.value] == len(shown(app)["ids"]), (key, value)


def test_export_links_carry_the_filters_and_nothing_else() -> None:
    app = run(region="bretagne", pole="ptce-065", ombrage="1", vue="guyane")
    links = export_links(panel_data(app, "results"))
    assert links == [f"api/v1/ptce.{extension}?region=bretagne" for extension in FORMATS]


# --- The map ---


def test_the_map_is_given_nothing_from_another_host() -> None:
    app = run(plan="ign", pole="ptce-030", **FILTERED)
    arguments = map_arguments(app)
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", json.dumps(arguments)) == []
    for link in (*arguments["js_links"], *arguments["css_links"]):
        assert re.fullmatch(r"\.\./\.\./atlas/data/carte\.(js|css)\?v=[0-9a-f]{12}", link)
    files = re.findall(r'"(\.\./[^"]+)"', arguments["script"])
    assert len(files) == 5
    assert all(file.startswith("../../atlas/") for file in files)


def test_the_map_keeps_its_identity_whatever_the_state() -> None:
    """A new id, key or base script would make the browser throw the map away: zoom, centre and popup with it."""
    constant = ("script", "header", "html", "key", "height", "js_links", "css_links", "zoom", "center", "default")
    app = run()
    first, identity = map_arguments(app), map_proto(app).id
    for query in (
        {"region": "bretagne"},
        {"secteur": "culture"},
        {"pole": "ptce-030"},
        {"vue": "guyane", "plan": "ign"},
    ):
        run(app=app, **query)
        assert map_proto(app).id == identity
        assert {name: map_arguments(app)[name] for name in constant} == {name: first[name] for name in constant}
        assert map_arguments(app)["feature_group"] != first["feature_group"]


def test_the_map_reports_clicks_only() -> None:
    assert map_arguments(run())["returned_objects"] == ["last_active_drawing"]


def test_a_filter_change_sends_ids_only() -> None:
    assert len(map_proto(run()).json_args) < 4000


def test_view_and_options_of_the_url_reach_the_map() -> None:
    state = shown(run(pole="ptce-002", vue="martinique", plan="ign", ombrage="1", region="martinique"))
    assert state == {
        "ids": ["ptce-002"],
        "regions": ["02"],
        "pole": "ptce-002",
        "vue": "martinique",
        "plan": True,
        "ombrage": True,
        "seq": 0,
        "tour": 0,
    }


def test_the_number_of_a_double_becomes_that_of_its_pole() -> None:
    app = run(pole="ptce-051")
    assert shown(app)["pole"] == "ptce-045"
    assert query_of(app) == {"pole": ["ptce-045"]}


# --- The table ---


def test_columns_and_sort_of_the_url_reach_the_table() -> None:
    app = run("liste.py", colonnes="ligne,region,nom", tri="-annee_laureat", region="bretagne")
    table = panel_data(app, "table")
    assert table["columns"] == ["nom", "region", "ligne"]
    assert table["sort"] == "-annee_laureat"
    assert table["query"] == "region=bretagne"
    assert table["caption"] == "4 PTCE en Bretagne"
    assert re.fullmatch(r"atlas/data/tableau\.json\?v=[0-9a-f]{12}", table["file"])


def test_going_to_the_list_and_back_keeps_the_state() -> None:
    app = run(region="bretagne", pole="ptce-065")
    app.switch_page("liste.py").run()
    assert panel_data(app, "table")["caption"] == "4 PTCE en Bretagne"
    app.switch_page("carte.py").run()
    assert list(app.exception) == []
    assert shown(app)["pole"] == "ptce-065"
    assert len(shown(app)["ids"]) == 4


def test_two_sessions_have_each_their_state() -> None:
    one, other = run(region="bretagne"), run(laureat="2015")
    one.run()
    assert panel_data(one, "results")["sentence"] == "4 PTCE en Bretagne"
    assert panel_data(other, "results")["sentence"] == "11 PTCE en France, lauréats 2015"


# --- The later calls ---


def test_the_later_calls_are_offered_and_off() -> None:
    app = run()
    assert panel_data(app, "filters")["appels"] is False
    assert vocabulary(app)["appels"] == "Ajouter les 30 autres lauréats connus de 2021 à 2024"
    assert panel_data(app, "results")["chips"] == []
    years = vocabulary(app)["facets"][0]["values"]
    assert [value["v"] for value in years if value.get("later")] == ["2021", "2022", "2023", "2024"]
    counts = offered(app, "laureat")
    assert (counts["2021"], counts["2022"]) == (15, 2)


def test_the_later_calls_of_the_url_reach_every_part() -> None:
    app = run(appels="1")
    assert panel_data(app, "filters")["appels"] is True
    assert panel_data(app, "results")["chips"] == [{"label": "Appels de 2021 à 2024", "facet": "appels"}]
    assert len(shown(app)["ids"]) == 103
    assert all("appels=1" in link for link in export_links(panel_data(app, "results")))


def test_where_the_panel_has_none_the_later_calls_are_advised() -> None:
    app = run(region="guadeloupe")
    assert {"label": "Ajouter les lauréats de 2021 à 2024 : 1 PTCE", "add": "appels"} in panel_data(app, "results")[
        "advice"
    ]


# --- Around a place ---


def test_a_place_of_the_url_reaches_every_part(panel: Panel) -> None:
    app = run(autour="69123", rayon="50")
    results = panel_data(app, "results")
    assert results["sentence"] == "2 PTCE à 50\u00a0km au plus de Lyon (69)"
    assert results["chips"] == [{"label": "À 50\u00a0km de Lyon (69)", "facet": "autour"}]
    assert (results["nearest"], results["advice"]) == (None, [])
    assert all("autour=69123&rayon=50" in link for link in export_links(results))
    around = shown(app)["autour"]
    assert (around["nom"], around["rayon"], around["region"]) == ("Lyon", 50, "84")
    assert list(around["poles"].items()) == [("ptce-008", 0), ("ptce-022", 20)]
    assert sorted(shown(app)["ids"]) == ["ptce-008", "ptce-022"]
    filters, near = panel_data(app, "filters"), panel_data(app, "near")
    assert (filters["autour"], filters["rayon"]) == ("69123", 50)
    assert (near["place"], near["radius"]) == ({"code": "69123", "label": "Lyon (69)"}, 50)
    assert query_of(app) == {"autour": ["69123"], "rayon": ["50"]}


def test_without_a_place_nothing_is_around() -> None:
    app = run()
    assert "autour" not in shown(app)
    near = panel_data(app, "near")
    assert (near["place"], near["radius"], near["answer"]) == (None, 30, {"n": 0, "choices": []})
    assert near["radii"] == [10, 20, 30, 50, 75, 100, 150, 200]
    assert panel_data(run("liste.py"), "table")["distances"] is None


def test_a_radius_that_is_not_offered_is_one_more_choice() -> None:
    near = panel_data(run(autour="69123", rayon="137"), "near")
    assert near["radius"] == 137
    assert near["radii"] == [10, 20, 30, 50, 75, 100, 137, 150, 200]


def test_a_place_that_does_not_exist_is_noted_and_taken_away() -> None:
    app = run(autour="99999", rayon="loin")
    assert panel_data(app, "results")["notice"] == (
        "Éléments inconnus dans le lien, ignorés : autour de « 99999 », rayon « loin »."
    )
    assert panel_data(app, "results")["sentence"] == "73 PTCE en France"
    assert query_of(app) == {}


def test_when_none_lies_within_the_nearest_three_are_named_and_a_radius_is_offered() -> None:
    results = panel_data(run(autour="72181"), "results")
    assert results["sentence"] == "Aucun PTCE à 30\u00a0km au plus du Mans (72)"
    assert results["nearest"]["title"] == "Les plus proches du Mans :"
    assert [(pole["label"], pole["distance"]) for pole in results["nearest"]["poles"]] == [
        ("CoopAxis", "78\u00a0km"),
        ("Entreprendre en coopérant", "environ 125\u00a0km"),
        ("PTCE du Pays d'Ancenis", "125\u00a0km"),
    ]
    assert results["nearest"]["poles"][0]["href"] == "./pole?autour=72181&id=ptce-015"
    assert results["advice"][:3] == [
        {"label": "Élargir à 80\u00a0km : 1 PTCE", "radius": 80},
        {"label": "Élargir à 130\u00a0km : 3 PTCE", "radius": 130},
        {"label": "Lever le filtre « autour de » : 73 PTCE", "facet": "autour"},
    ]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({"autour": "72181", "secteur": "energie"}, "Les plus proches du Mans, les autres filtres gardés :"),
        ({"autour": "97302"}, "Le plus proche de Cayenne :"),
        ({"autour": "97101"}, "Aucun PTCE connu en Guadeloupe. Les plus proches des Abymes sont ailleurs :"),
    ],
)
def test_the_nearest_are_introduced(query: dict[str, str], title: str) -> None:
    assert panel_data(run(**query), "results")["nearest"]["title"] == title


def test_a_place_overseas_shows_its_region() -> None:
    app = run(autour="97302")
    assert shown(app)["vue"] == "guyane"
    assert query_of(app) == {"autour": ["97302"], "vue": ["guyane"]}
    # The map filters inside the circle before the server answers: it must know of both collections.
    assert shown(app)["ids"] == []
    assert [pole.partition("-")[0] for pole in shown(app)["autour"]["poles"]] == ["appel"]


def test_the_table_goes_by_distance_around_a_place() -> None:
    table = panel_data(run("liste.py", autour="69123", rayon="50"), "table")
    assert table["sort"] == "distance"
    assert table["distances"]["title"] == "Distance à Lyon (km)"
    assert list(table["distances"]["km"]) == ["ptce-008", "ptce-022"]
    assert table["distances"]["km"]["ptce-008"] == [0.0, 0]
    assert "autour=69123&rayon=50" in table["query"]


def test_the_places_proposed_are_twenty_at_most(panel: Panel) -> None:
    found = near_panel.answer(panel, {"n": 4, "text": "  saint DEN "})
    assert found is not None
    assert found["n"] == 4
    assert len(found["choices"]) == 20
    assert [label for _, label in found["choices"][:2]] == ["Saint-Denis (974)", "Saint-Denis (93)"]
    assert near_panel.answer(panel, {"n": 5, "text": "35000"}) == {"n": 5, "choices": [["35238", "Rennes (35)"]]}
    assert near_panel.answer(panel, {"n": 6, "text": " \n"}) == {"n": 6, "choices": []}


@pytest.mark.parametrize("event", [{}, {"n": "1", "text": "x"}, {"n": 1}, {"n": 1, "text": ["x"]}], ids=str)
def test_what_is_no_question_has_no_answer(panel: Panel, event: dict[str, Any]) -> None:
    assert near_panel.answer(panel, event) is None
