"""The download addresses, asked as a server asks them."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from starlette.applications import Starlette

from geo.export import DATA, FORMATS, PRINT
from geo.load import load_panel
from geo.model import Panel
from geo.provenance.published import PublishedFile
from geo.selection import Selection
from tests.geo.export.small_panel import build_panel
from tests.utils.asking import Answer, ask_application
from utils.web import downloads, drawing


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    return build_panel(tmp_path_factory.mktemp("downloads") / "data")


def _ask(get_panel: Callable[[], Panel], url: str, **options: str) -> Answer:
    return ask_application(Starlette(routes=downloads.routes(get_panel)), url, **options)


@pytest.fixture
def ask(panel: Panel) -> Callable[..., Answer]:
    return lambda url, **options: _ask(lambda: panel, url, **options)


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_file_is_what_the_export_gives(ask: Callable[..., Answer], panel: Panel, extension: str) -> None:
    answer = ask(f"https://atlas.example/api/v1/ptce.{extension}?laureat=2015")
    link = "https://atlas.example/?laureat=2015"
    assert answer.status == 200
    assert answer.body == FORMATS[extension].export(panel, Selection(laureat=("2015",)), link)
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["content-type"] == FORMATS[extension].media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="ptce-2015.{extension}"'
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["link"] == f'<{panel.dataset.licence_url}>; rel="license"'


@pytest.mark.parametrize("extension", list(FORMATS))
def test_an_empty_selection_is_a_file_too(ask: Callable[..., Answer], extension: str) -> None:
    answer = ask(f"/api/v1/ptce.{extension}?laureat=2013&region=bretagne")
    assert answer.status == 200
    assert len(answer.body) > 500


def test_head_has_the_headers_of_get(ask: Callable[..., Answer]) -> None:
    got, headed = ask("/api/v1/ptce.csv"), ask("/api/v1/ptce.csv", method="HEAD")
    assert headed.status == 200
    assert dict(headed.headers) == dict(got.headers)


def test_nothing_can_be_posted(ask: Callable[..., Answer]) -> None:
    assert ask("/api/v1/ptce.csv", method="POST").status == 405


def test_repeated_parameters_add_up(ask: Callable[..., Answer]) -> None:
    features = ask("/api/v1/ptce.geojson?region=guyane&region=bretagne").json()["features"]
    assert [feature["id"] for feature in features] == ["ptce-003", "ptce-070"]


def test_parameters_that_filter_nothing_are_ignored(ask: Callable[..., Answer]) -> None:
    other = "pole=ptce-999&vue=mayotte&plan=ign&ombrage=1&colonnes=nom&tri=nom&embed=true&utm_source=x&region=&q=%20"
    assert ask(f"/api/v1/ptce.csv?{other}").body == ask("/api/v1/ptce.csv").body


def test_an_unknown_value_is_refused_and_explained(ask: Callable[..., Answer]) -> None:
    answer = ask("/api/v1/ptce.csv?region=breizh&laureat=2015&secteur=x&secteur=energie")
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "content-disposition" not in answer.headers
    problem = answer.json()
    assert (problem["type"], problem["status"], problem["instance"]) == ("about:blank", 400, "/api/v1/ptce.csv")
    assert problem["title"]
    assert "breizh" in problem["detail"]
    named = [(error["parametre"], error["valeur"]) for error in problem["erreurs"]]
    assert named == [("secteur", "x"), ("region", "breizh")]
    assert problem["erreurs"][1]["valeurs_admises"] == ["bretagne", "hauts-de-france", "occitanie", "guyane"]


@pytest.mark.parametrize("extension", list(FORMATS))
def test_later_calls_are_a_parameter_like_another(ask: Callable[..., Answer], panel: Panel, extension: str) -> None:
    answer = ask(f"https://atlas.example/api/v1/ptce.{extension}?appels=1")
    link = "https://atlas.example/?appels=1"
    assert answer.body == FORMATS[extension].export(panel, Selection(appels=True), link)
    assert answer.headers["content-disposition"] == f'attachment; filename="ptce-avec-appels.{extension}"'
    assert answer.body != ask(f"https://atlas.example/api/v1/ptce.{extension}").body


def test_a_later_year_gives_its_laureates(ask: Callable[..., Answer]) -> None:
    features = ask("/api/v1/ptce.geojson?laureat=2021&laureat=2023").json()["features"]
    assert [feature["id"] for feature in features] == ["ptce-045", "appel-2021-01"]
    assert ask("/api/v1/ptce.csv?appels=").body == ask("/api/v1/ptce.csv").body


def test_later_calls_take_one_value_only(ask: Callable[..., Answer]) -> None:
    answer = ask("/api/v1/ptce.csv?appels=oui")
    assert answer.status == 400
    assert answer.json()["erreurs"] == [{"parametre": "appels", "valeur": "oui", "valeurs_admises": ["1"]}]


def test_a_value_as_long_as_a_book_is_not_sent_back_whole(ask: Callable[..., Answer]) -> None:
    answer = ask(f"/api/v1/ptce.csv?region={'a' * 5000}")
    assert answer.status == 400
    assert b"a" * 61 not in answer.body


def test_an_unknown_format_is_not_found_and_explained(ask: Callable[..., Answer]) -> None:
    answer = ask("/api/v1/ptce.ods")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["formats"] == list(FORMATS)


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_copy_still_good_is_not_sent_again(ask: Callable[..., Answer], extension: str) -> None:
    url = f"/api/v1/ptce.{extension}?region=bretagne"
    etag = ask(url).headers["etag"]
    for received in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        answer = ask(url, if_none_match=received)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == etag
        assert answer.headers["cache-control"] == "no-cache"
    assert ask(url, if_none_match='"other"').status == 200


def test_the_etag_tells_apart_formats_selections_addresses_and_data(ask: Callable[..., Answer], panel: Panel) -> None:
    newer = replace(panel, digest="0" * 12)
    relicensed = replace(panel, dataset=replace(panel.dataset, licence_title="Autre"))
    answers = [
        ask("/api/v1/ptce.csv"),
        ask("/api/v1/ptce.geojson"),
        ask("/api/v1/ptce.csv?region=bretagne"),
        ask("/api/v1/ptce.csv?appels=1"),
        ask("https://other.example/api/v1/ptce.csv"),
        _ask(lambda: newer, "/api/v1/ptce.csv"),
        _ask(lambda: relicensed, "/api/v1/ptce.csv"),
    ]
    assert len({answer.headers["etag"] for answer in answers}) == len(answers)


def test_the_order_of_parameters_changes_nothing(ask: Callable[..., Answer]) -> None:
    one, other = ask("/api/v1/ptce.csv?q=a&laureat=2015"), ask("/api/v1/ptce.csv?laureat=2015&q=a&vue=guyane")
    assert one.headers["etag"] == other.headers["etag"]
    assert one.body == other.body


def _link(answer: Answer) -> str:
    link: str = answer.json()["metadata"]["lien"]
    return link


def test_the_link_leads_back_to_the_same_selection(ask: Callable[..., Answer]) -> None:
    query = "q=l%27%C3%A9t%C3%A9%26&region=bretagne&region=guyane&vue=guyane"
    link = _link(ask(f"https://atlas.example/api/v1/ptce.geojson?{query}"))
    assert link.startswith("https://atlas.example/?")
    assert parse_qs(urlsplit(link).query) == {"region": ["bretagne", "guyane"], "q": ["l'été&"]}


def test_the_link_of_everything_has_no_query(ask: Callable[..., Answer]) -> None:
    assert _link(ask("http://localhost:8501/api/v1/ptce.geojson")) == "http://localhost:8501/"


def test_the_link_keeps_the_prefix_of_the_server(ask: Callable[..., Answer]) -> None:
    answer = ask("https://region.example/outils/api/v1/ptce.geojson", root_path="/outils")
    assert _link(answer) == "https://region.example/outils/"


def test_routes_hang_below_the_base_path(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "base_path", lambda: "/atlas")
    answer = _ask(lambda: panel, "https://region.example/atlas/api/v1/ptce.geojson")
    assert _link(answer) == "https://region.example/atlas/"
    assert _ask(lambda: panel, "https://region.example/api/v1/ptce.geojson").status == 404


def test_an_export_does_not_hold_up_the_server(panel: Panel) -> None:
    threads = []

    def get_panel() -> Panel:
        threads.append(threading.current_thread())
        return panel

    _ask(get_panel, "/api/v1/ptce.csv")
    assert threads
    assert threading.main_thread() not in threads


def test_download_path_is_the_address_of_the_same_file(ask: Callable[..., Answer]) -> None:
    path = downloads.download_path(Selection(region=("bretagne",), q="l'été"), "xlsx")
    assert path == "api/v1/ptce.xlsx?region=bretagne&q=l%27%C3%A9t%C3%A9"
    about = openpyxl.load_workbook(io.BytesIO(ask(f"https://atlas.example/{path}").body))["À propos"]
    assert "https://atlas.example/?region=bretagne&q=l%27%C3%A9t%C3%A9" in [row[1].value for row in about.iter_rows()]


# --- Around a place ---


@pytest.fixture(scope="module")
def published() -> Panel:
    """The small panel has no gazetteer."""
    return load_panel()


@pytest.mark.parametrize(
    ("query", "param", "value", "allowed"),
    [
        ("autour=35000", "autour", "35000", "code INSEE d'une commune"),
        ("autour=Rennes", "autour", "Rennes", "code INSEE d'une commune"),
        ("autour=35238&rayon=0", "rayon", "0", "nombre entier de 1 à 500"),
        ("autour=35238&rayon=501", "rayon", "501", "nombre entier de 1 à 500"),
        ("autour=35238&rayon=trente", "rayon", "trente", "nombre entier de 1 à 500"),
    ],
)
def test_an_unknown_place_or_radius_is_refused(
    published: Panel, query: str, param: str, value: str, allowed: str
) -> None:
    answer = _ask(lambda: published, f"/api/v1/ptce.csv?{query}")
    assert answer.status == 400
    assert answer.json()["erreurs"] == [{"parametre": param, "valeur": value, "valeurs_admises": [allowed]}]


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_circle_is_a_file_named_after_its_place(published: Panel, extension: str) -> None:
    answer = _ask(lambda: published, f"https://atlas.example/api/v1/ptce.{extension}?autour=35238&rayon=60")
    assert answer.status == 200
    name = f'attachment; filename="ptce-autour-rennes-60km.{extension}"'
    assert answer.headers["content-disposition"] == name
    other = _ask(lambda: published, f"https://atlas.example/api/v1/ptce.{extension}?autour=35238")
    assert other.headers["etag"] != answer.headers["etag"]
    assert other.body != answer.body


def test_an_empty_place_filters_nothing(published: Panel) -> None:
    given = _ask(lambda: published, "/api/v1/ptce.csv?autour=&rayon=")
    assert given.status == 200
    assert given.body == _ask(lambda: published, "/api/v1/ptce.csv").body


@pytest.mark.parametrize("extension", [choice.extension for choice in FORMATS.values()])
def test_drawings_wait_for_their_turn_and_tables_do_not(
    ask: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 0.01)
    with drawing.turn():
        answer = ask(f"/api/v1/ptce.{extension}?region=guyane")
    if FORMATS[extension].group == PRINT:
        assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
        assert int(answer.headers["retry-after"]) > 0
    else:
        assert answer.status == 200
    # The turn is given back, whatever came of it.
    assert ask("/api/v1/ptce.svg?region=guyane").status == 200


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_map_is_another_one_when_a_boundary_is(panel: Panel, extension: str) -> None:
    def tag(digest: str) -> str:
        files = [PublishedFile("regions/regions.geojson", "Régions", 10, "sha256", digest)]
        application = Starlette(routes=downloads.routes(lambda: panel, lambda: files))
        return ask_application(application, f"/api/v1/ptce.{extension}", if_none_match="*").headers["etag"]

    assert (tag("a" * 64) == tag("b" * 64)) == (FORMATS[extension].group == DATA)
    assert tag("a" * 64) == tag("a" * 64)
