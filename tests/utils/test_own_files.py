"""The files of visitors' lists, as their addresses answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import openpyxl
import pytest
from starlette.applications import Starlette

from geo.lists.columns import recognise
from geo.lists.export import FORMATS
from geo.lists.located import locate
from geo.lists.read import read_list
from geo.model import Panel
from geo.selection import Selection
from tests.utils.asking import Answer, ask_application
from utils import data, own_memory
from utils.web import compression, own_files, routes
from utils.web.compression import Compression

LIST = "nom;commune;département;secteur\nLa Fabrique;Rennes;35;Culture\nLe Lieu;Lille;59;\nNulle part;Xyzzy;;\n"


@pytest.fixture(scope="module")
def panel() -> Panel:
    return data.panel()


@pytest.fixture
def box(panel: Panel) -> own_memory.Box:
    table = read_list(LIST.encode(), "mes lieux.csv")
    return own_memory.hold(locate(table, recognise(table), data.gazetteer(), panel.index, panel.vocabulary))


Site = Callable[[str], Answer]


@pytest.fixture
def site(panel: Panel) -> Site:
    app = Compression(Starlette(routes=[*own_files.routes(lambda: panel), *routes()]))
    return lambda path: ask_application(app, path)


def folder(box: own_memory.Box) -> str:
    return own_files.folder_path(box.key).removeprefix("../..")


def test_points_are_served_to_whoever_has_the_address(site: Site, box: own_memory.Box) -> None:
    answer = site(f"{folder(box)}points.json")
    assert answer.status == 200
    assert json.loads(answer.body)["noms"] == ["La Fabrique", "Le Lieu", "Nulle part"]


def test_nothing_of_a_list_is_kept_by_caches(
    panel: Panel, box: own_memory.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[bytes] = []
    monkeypatch.setattr(compression.CompressedCache, "_put", lambda cache, key, body: kept.append(body))
    monkeypatch.setattr(compression, "SMALLEST", 1)
    app = Compression(Starlette(routes=own_files.routes(lambda: panel)))
    zipped: Site = lambda path: ask_application(app, path, accept_encoding="gzip")  # noqa: E731
    for address in (
        f"{folder(box)}points.json",
        f"/{own_files.download_path(box.key, Selection(), 'csv')}",
    ):
        answer = zipped(address)
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["content-encoding"] == "gzip"
        assert "etag" not in answer.headers
    assert kept == []


def test_a_download_has_all_the_rows(site: Site, box: own_memory.Box) -> None:
    answer = site(f"/{own_files.download_path(box.key, Selection(), 'csv')}")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";"))
    assert [row["nom"] for row in rows] == ["La Fabrique", "Le Lieu", "Nulle part"]
    assert [row["atlas_code_commune"] for row in rows] == ["35238", "59350", ""]
    assert "attachment" in answer.headers["content-disposition"]


def test_a_download_is_sent_as_it_is_written(panel: Panel, box: own_memory.Box) -> None:
    app = Compression(Starlette(routes=own_files.routes(lambda: panel)))
    for extension in ("csv", "geojson", "xlsx"):
        answer = ask_application(app, f"/{own_files.download_path(box.key, Selection(), extension)}")
        assert "content-length" not in answer.headers
        assert answer.headers["content-type"] == FORMATS[extension].media_type


def test_a_download_follows_the_filters(site: Site, box: own_memory.Box) -> None:
    path = own_files.download_path(box.key, Selection(region=("bretagne",)), "geojson")
    features = site(f"/{path}").json()["features"]
    assert [feature["properties"]["nom"] for feature in features] == ["La Fabrique"]


def test_a_window_is_told_with_its_filters(site: Site, box: own_memory.Box) -> None:
    answer = site(f"{folder(box)}vue.json?bornes=-6,41,10,52&zoom=5.5")
    assert sorted(point[3] for point in answer.json()["points"]) == ["La Fabrique", "Le Lieu"]
    assert answer.headers["cache-control"] == "private, no-store"
    filtered = site(f"{folder(box)}vue.json?bornes=-6,41,10,52&zoom=5.5&region=bretagne&region=narnia").json()
    assert [point[3] for point in filtered["points"]] == ["La Fabrique"]
    assert filtered["gardees"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "",
        "bornes=1,2,3&zoom=5",
        "bornes=a,b,c,d&zoom=5",
        "bornes=nan,1,2,3&zoom=5",
        "bornes=1,2,3,4&zoom=inf",
        "bornes=1,2,3,1e300&zoom=5",
        "bornes=1,2,3,4&zoom=",
    ],
)
def test_a_window_that_cannot_be_is_not_found(site: Site, box: own_memory.Box, query: str) -> None:
    assert site(f"{folder(box)}vue.json?{query}").status == 404


def test_pages_and_cards_are_told(site: Site, box: own_memory.Box) -> None:
    page = site(f"{folder(box)}lignes.json?debut=1").json()
    assert (page["nombre"], [row[1] for row in page["lignes"]]) == (3, ["Le Lieu", "Nulle part"])
    around = site(f"{folder(box)}lignes.json?debut=0&autour=59350&rayon=500").json()
    assert [row[1] for row in around["lignes"]] == ["Le Lieu", "La Fabrique"]
    cards = site(f"{folder(box)}fiches.json?rang=0&rang=99").json()
    assert [card["nom"] for card in cards] == ["La Fabrique"]
    for bad in ("lignes.json?debut=-1", "lignes.json?debut=x", "fiches.json?rang=-1", "fiches.json?rang=x"):
        assert site(f"{folder(box)}{bad}").status == 404


def test_an_unknown_filter_is_refused(site: Site, box: own_memory.Box) -> None:
    path = own_files.download_path(box.key, Selection(), "csv")
    answer = site(f"/{path}?region=narnia")
    assert answer.status == 400
    assert "narnia" in answer.body.decode()


@pytest.mark.parametrize("name", ["points.json", "liste.csv", "vue.json?bornes=1,2,3,4&zoom=5", "fiches.json?rang=1"])
def test_a_list_that_is_gone_is_not_found(site: Site, name: str) -> None:
    answer = site(f"/atlas/liste/inconnue/{name}")
    assert answer.status == 404
    assert "mémoire" in answer.body.decode()


def test_an_unknown_format_is_not_found(site: Site, box: own_memory.Box) -> None:
    assert site(f"/atlas/liste/{box.key}/liste.exe").status == 404


def test_the_file_to_start_from_is_served(site: Site) -> None:
    book = openpyxl.load_workbook(io.BytesIO(site(f"/{own_files.template_path('xlsx')}").body))
    assert book.worksheets[0].max_row > 1
    assert site(f"/{own_files.template_path('csv')}").body.decode().count("\n") > 1
    assert site(f"/{own_files.template_path('exe')}").status == 404
