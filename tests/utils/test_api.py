"""The data API, asked as a server asks it, with all the middleware around it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from starlette.applications import Starlette

from geo.errors import InvalidDataError, Problem
from geo.export.geojson import features
from geo.load import load_panel
from geo.model import Panel
from geo.reference.load import Reference, load_reference
from geo.selection import Selection
from tests.utils.asking import Answer, ask_application
from utils.web import health, middleware
from utils.web.api import serve
from utils.web.api.addresses import ADDRESSES, API

SITE = "https://atlas.example"
ROOT = f"{SITE}{API}"

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def panel() -> Panel:
    return load_panel()


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture(scope="module")
def application(panel: Panel, reference: Reference) -> Starlette:
    routes = serve.routes(lambda: panel, lambda: reference)
    return Starlette(routes=routes, middleware=middleware())


@pytest.fixture(scope="module")
def ask(application: Starlette) -> Ask:
    return lambda path, **options: ask_application(application, ROOT + path, **options)


@pytest.fixture(autouse=True)
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_API_PAR_MINUTE", "0")


#: One request for each address, with the schema of what it answers.
READ = {
    "/": "Sommaire",
    "/ptce?par_page=20": "PagePoles",
    "/ptce?autour=35238&rayon=100&appels=1": "PagePoles",
    "/ptce/ptce-029": "PoleComplet",
    "/ptce/appel-2021-01": "PoleComplet",
    "/regions": "Regions",
    "/regions.geojson?appels=1": "RegionsGeoJSON",
    "/regions/53": "RegionComplete",
    "/regions/06": "RegionComplete",
    "/dispositifs": "PageDispositifs",
    "/communes?q=saint-denis": "Communes",
}
WRONG = ("/ptce?region=breizh", "/ptce?page=0", "/ptce/x", "/regions/x", "/communes", "/rien", "/ptce.ods")


def document(ask: Ask) -> dict[str, Any]:
    return ask("/openapi.json").json()


# --- What every address does


@pytest.mark.parametrize("path", [*READ, "/openapi.json"])
def test_an_answer_is_sent_once_and_shrunk(ask: Ask, path: str) -> None:
    whole = ask(path)
    assert (whole.status, whole.headers["cache-control"]) == (200, "no-cache")
    assert whole.headers["content-type"] in ("application/json", "application/geo+json")
    assert whole.headers["access-control-allow-origin"] == "*"
    again = ask(path, if_none_match=whole.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"
    small = ask(path, accept_encoding="gzip")
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == whole.body
    headed = ask(path, method="HEAD")
    assert (headed.status, headed.body) == (200, b"")
    assert dict(headed.headers) == dict(whole.headers)


@pytest.mark.parametrize("path", WRONG)
def test_a_refusal_says_why_in_french_to_any_site(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status in (400, 404)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "fr"
    assert answer.headers["access-control-allow-origin"] == "*"
    problem = answer.json()
    assert problem["status"] == answer.status
    assert problem["instance"] == API + path.partition("?")[0]
    assert problem["detail"].endswith(".")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "QUERY"])
@pytest.mark.parametrize("path", ["/ptce", "/ptce.csv", "/ptce/ptce-029", "/"])
def test_nothing_can_be_written(ask: Ask, path: str, method: str) -> None:
    answer = ask(path, method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["methodes"] == ["GET", "HEAD", "OPTIONS"]


def test_another_site_may_ask_whether_it_may_ask(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask("/ptce", method="OPTIONS", origin="https://ailleurs.example", access_control_request_method="GET")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]
    assert "ETag" in ask("/ptce").headers["access-control-expose-headers"]


def test_pages_are_not_for_the_scripts_of_other_sites() -> None:
    site = Starlette(middleware=middleware())
    assert "access-control-allow-origin" not in ask_application(site, f"{SITE}/liste").headers


def test_a_refusal_of_the_framework_is_a_problem_too() -> None:
    answer = ask_application(Starlette(middleware=middleware()), f"{ROOT}/ptce")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("Introuvable")


def test_a_failure_is_a_problem_too_and_is_raised_for_the_log(reference: Reference) -> None:
    def fail() -> Panel:
        raise RuntimeError("broken")

    seen: list[Any] = []

    async def run(scope: Any, receive: Any, send: Any) -> None:
        with pytest.raises(RuntimeError, match="broken"):
            await site(scope, receive, send)
        seen.append(True)

    site = Starlette(routes=serve.routes(fail, lambda: reference), middleware=middleware())
    answer = ask_application(run, f"{ROOT}/ptce")
    assert seen
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (500, "*")
    assert answer.json()["title"] == "Erreur interne"
    assert "broken" not in answer.body.decode()


def test_without_data_it_is_unavailable_and_says_so_to_any_site(reference: Reference) -> None:
    def fail() -> Panel:
        raise InvalidDataError([Problem("data/ptce.geojson", "fichier illisible")])

    handlers = {InvalidDataError: health.unavailable}
    routes = serve.routes(fail, lambda: reference)
    site = Starlette(routes=routes, middleware=middleware(), exception_handlers=handlers)
    for path in READ:
        answer = ask_application(site, ROOT + path)
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (503, "*")
        assert answer.headers["retry-after"]


def test_no_answer_holds_up_the_server(panel: Panel, reference: Reference) -> None:
    threads = []

    def get_panel() -> Panel:
        threads.append(threading.current_thread())
        return panel

    site = Starlette(routes=serve.routes(get_panel, lambda: reference))
    for path in READ:
        ask_application(site, ROOT + path)
    assert len(threads) == len(READ)
    assert threading.main_thread() not in threads


def test_it_hangs_below_the_base_path(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "base_path", lambda: "/atlas")
    site = Starlette(routes=serve.routes(lambda: panel))
    answer = ask_application(site, f"{SITE}/atlas{API}/ptce?par_page=1")
    assert answer.json()["suivante"] == f"{SITE}/atlas{API}/ptce?page=2&par_page=1"
    assert answer.json()["metadata"]["lien"] == f"{SITE}/atlas/"
    root = ask_application(site, f"{SITE}/atlas{API}")
    assert (root.status, root.headers["location"]) == (308, "./v1/")


@pytest.mark.parametrize("path", ["/ptce.geojson", "/ptce.csv?region=bretagne", "/regions.geojson"])
def test_a_file_can_be_read_in_parts(ask: Ask, path: str) -> None:
    whole = ask(path)
    size = len(whole.body)
    assert whole.headers["accept-ranges"] == "bytes"
    for asked, start, end in (("0-99", 0, 100), ("100-", 100, size), ("-7", size - 7, size), ("5-9999999", 5, size)):
        part = ask(path, range=f"bytes={asked}", accept_encoding="gzip")
        assert (part.status, part.body) == (206, whole.body[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    for asked in ("bytes=0-1,5-6", "bytes=-", "lignes=0-9", "bytes=a-b", "bytes=\u0663-"):
        assert ask(path, range=asked).body == whole.body
    assert ask(path, range="bytes=0-9", if_range=whole.headers["etag"]).status == 200
    for asked in (f"{size}-", "9-5", "-0"):
        beyond = ask(path, range=f"bytes={asked}")
        assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")


# --- Poles


def test_a_list_has_the_records_of_the_geojson_export(ask: Ask, panel: Panel) -> None:
    found = ask("/ptce?region=bretagne&laureat=2015").json()
    exported = list(features(panel, Selection(region=("bretagne",), laureat=("2015",))))
    assert exported
    assert found["resultats"] == [{**one["properties"], "geometry": one["geometry"]} for one in exported]
    assert found["total"] == found["metadata"]["nombre"] == len(exported)


def test_a_list_is_cut_into_pages_that_lead_to_one_another(ask: Ask, panel: Panel) -> None:
    ids: list[str] = []
    address: str | None = f"{ROOT}/ptce?par_page=30&appels=1&vue=guyane"
    pages = 0
    while address:
        answer = ask(address.removeprefix(ROOT))
        content = answer.json()
        ids += [pole["id"] for pole in content["resultats"]]
        pages += 1
        address = content["suivante"]
        assert (f'<{address}>; rel="next"' in answer.headers["link"]) is (address is not None)
        assert 'rel="first"' in answer.headers["link"]
        assert 'rel="last"' in answer.headers["link"]
    assert pages == content["pages"] == 4
    assert ids == [str(pole) for pole in panel.poles.index]


def test_a_page_beyond_the_last_is_empty_and_leads_back(ask: Ask) -> None:
    content = ask("/ptce?par_page=50&page=9").json()
    assert (content["resultats"], content["total"], content["suivante"]) == ([], 73, None)
    assert content["precedente"] == f"{ROOT}/ptce?page=2&par_page=50"


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("page=0", {"page"}),
        ("page=-1", {"page"}),
        ("page=01", {"page"}),
        ("page=1.0", {"page"}),
        ("page=%D9%A3", {"page"}),
        ("page=1&page=2", {"page"}),
        ("par_page=501", {"par_page"}),
        (f"par_page={'9' * 5000}", {"par_page"}),
        ("page=x&par_page=x&region=x&laureat=2015", {"page", "par_page", "region"}),
        ("page=&par_page=%20&page=1", set()),
    ],
)
def test_a_page_that_is_none_is_refused_with_what_is_wrong_elsewhere(ask: Ask, query: str, wrong: set[str]) -> None:
    answer = ask(f"/ptce?{query}")
    assert answer.status == (400 if wrong else 200)
    errors = answer.json().get("erreurs", [])
    assert {error["parametre"] for error in errors} == wrong
    assert all(error["valeurs_admises"] for error in errors)


def test_parameters_of_the_pages_are_accepted(ask: Ask) -> None:
    other = "pole=ptce-999&vue=x&plan=x&ombrage=1&colonnes=x&tri=x&embed=true&id=x&avec=x&utm_source=x&q=&region="
    assert ask(f"/ptce?{other}").body == ask("/ptce").body


def test_a_pole_is_told_whole(ask: Ask, panel: Panel, reference: Reference) -> None:
    pole = ask("/ptce/ptce-045").json()
    assert pole["sources"]["commune"]["confiance"]
    assert [line["id"] for line in pole["autres_lignes"]] == [line["id"] for line in panel.doubles_of("ptce-045")]
    assert pole["appels"] == list(panel.calls_of("ptce-045"))
    assert pole["source_appels"] == panel.call_source("ptce-045")
    assert pole["geometry"]["type"] == "Point"
    assert pole["fiche"] == f"{SITE}/pole?id=ptce-045"
    told = {fact.id for fact in reference.pole_facts if fact.pole_id == "ptce-043"}
    assert {fact["id"] for fact in ask("/ptce/ptce-043").json()["chiffres"]} == told
    assert told


def test_a_double_gives_the_pole_that_it_names(ask: Ask) -> None:
    own, double = ask("/ptce/ptce-045"), ask("/ptce/ptce-051")
    assert double.status == 200
    assert double.body == own.body
    assert f'<{ROOT}/ptce/ptce-045>; rel="canonical"' in double.headers["link"]


def test_an_unknown_pole_leads_to_those_that_may_be_meant(ask: Ask) -> None:
    problem = ask("/ptce/ptce-29").json()
    assert [pole["id"] for pole in problem["proches"]] == ["ptce-029"]
    assert problem["voir"] == f"{ROOT}/ptce"


def test_an_unknown_address_leads_to_those_that_may_be_meant(ask: Ask) -> None:
    assert ask("/regoins").json()["proches"][0] == f"{ROOT}/regions"
    assert ask("/ptce/").json()["proches"][0] == f"{ROOT}/ptce"


# --- Regions


def test_regions_are_counted_under_the_filters(ask: Ask, panel: Panel) -> None:
    for query in ("", "?laureat=2013", "?appels=1&secteur=energie", "?region=bretagne"):
        content = ask(f"/regions{query}").json()
        assert content["total"] == len(content["resultats"]) == 18
        assert sum(region["poles"] for region in content["resultats"]) == content["metadata"]["nombre"]
        mapped = ask(f"/regions.geojson{query}").json()["features"]
        assert [feature["properties"] for feature in mapped] == content["resultats"]
        assert all(feature["geometry"]["coordinates"] for feature in mapped)


def test_a_region_is_named_by_its_code_or_its_name(ask: Ask) -> None:
    assert ask("/regions/53").body == ask("/regions/bretagne").body
    problem = ask("/regions/rhone-alpes").json()
    assert [region["code"] for region in problem["proches"]] == ["84"]


def test_a_region_has_the_values_of_its_sheet(ask: Ask, panel: Panel, reference: Reference) -> None:
    region = ask("/regions/32").json()
    own = panel.poles[panel.in_panel & (panel.poles["code_region"] == "32").to_numpy()]
    assert [pole["id"] for pole in region["liste"]] == list(own.index)
    assert region["poles"] == len(own) == sum(row["nombre"] for row in region["formes"])
    assert len(region["dispositifs"]) == sum(scheme.region_code == "32" for scheme in reference.schemes)
    assert region["plus_proches"] is None
    empty = next(one for one in ask("/regions").json()["resultats"] if not one["poles"])
    assert ask(f"/regions/{empty['code']}").json()["plus_proches"]["poles"]


# --- Schemes, communes


def test_schemes_are_those_of_the_tables(ask: Ask, reference: Reference) -> None:
    content = ask("/dispositifs?par_page=500").json()
    assert [one["id"] for one in content["resultats"]] == [scheme.id for scheme in reference.schemes]
    assert sum(len(one["montants"]) for one in content["resultats"]) == sum(len(s.amounts) for s in reference.schemes)
    own = ask("/dispositifs?region=bretagne&secteur=x").json()
    assert {one["code_region"] for one in own["resultats"]} == {"53"}
    assert ask("/dispositifs?region=breizh").status == 400
    assert "" not in [value for one in content["resultats"] for value in one.values()]


def test_communes_are_found_as_they_are_typed(ask: Ask) -> None:
    rennes = ask("/communes?q=renn").json()["resultats"][0]
    assert (rennes["code"], rennes["departement"], rennes["codes_postaux"][0]) == ("35238", "Ille-et-Vilaine", "35000")
    assert ask(f"/ptce?autour={rennes['code']}").status == 200
    assert ask("/communes?q=35000").json()["resultats"][0]["code"] == "35238"
    assert ask("/communes?q=%20").json()["resultats"] == []
    assert ask("/communes?q=").json()["erreurs"][0]["parametre"] == "q"


# --- Description


def test_the_index_names_every_address(ask: Ask) -> None:
    named = [one["adresse"].removeprefix(ROOT) for one in ask("/").json()["adresses"]]
    assert named == [address.path for address in ADDRESSES] == list(document(ask)["paths"])


@pytest.mark.parametrize(("path", "name"), READ.items())
def test_answers_are_as_described(ask: Ask, path: str, name: str) -> None:
    described = document(ask)
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    content = ask(path).json()
    jsonschema.Draft202012Validator(schema).validate(content)
    for record in content.get("resultats", [content])[:1]:
        part = described["components"]["schemas"][name]["properties"].get("resultats")
        one = described["components"]["schemas"][part["items"]["$ref"].rpartition("/")[2]] if part else None
        known = (one or described["components"]["schemas"][name])["properties"]
        if name not in ("Sommaire", "RegionsGeoJSON"):
            assert set(record) <= set(known)


@pytest.mark.parametrize("path", WRONG)
def test_refusals_are_as_described(ask: Ask, path: str) -> None:
    schema = {"$ref": "#/components/schemas/Probleme", "components": document(ask)["components"]}
    jsonschema.Draft202012Validator(schema).validate(ask(path).json())


def test_described_parameters_have_the_values_of_the_filters(ask: Ask, panel: Panel) -> None:
    parameters = {one["name"]: one["schema"] for one in document(ask)["paths"]["/ptce"]["get"]["parameters"]}
    assert parameters["region"]["items"]["enum"] == list(panel.index.allowed("region"))
    assert parameters["rayon"]["maximum"] == 500
    fields = document(ask)["components"]["schemas"]["Pole"]["properties"]
    assert [name for name in fields if name in panel.schema.names] == list(panel.schema.names)
    assert fields["precision"]["enum"] == ["adresse", "commune", "departement", "region"]
