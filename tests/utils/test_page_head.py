"""What the head of a served page says of its address, and the picture that goes with the link."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import streamlit
from PIL import Image
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from geo.errors import InvalidDataError, Problem
from geo.model import Panel
from geo.selection import Selection
from tests.utils.asking import Answer, ask_application
from utils.web import cards, drawing
from utils.web.index_page import FrenchPages
from utils.web.page_views import PAGES, view_of

HOST = "atlas.exemple.fr"
INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


class Head(HTMLParser):
    """Reads title, metas and canonical link of a page as a social network does."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.canonical: str | None = None
        self.title = ""
        self.titles = self.scripts = 0
        self._in_title = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._in_title = tag == "title"
        self.titles += tag == "title"
        self.scripts += tag == "script"
        if tag == "meta" and (name := named.get("property") or named.get("name")):
            assert name not in self.metas, f"{name} twice"
            self.metas[name] = named["content"] or ""
        if tag == "link" and named.get("rel") == "canonical":
            self.canonical = named["href"]

    def handle_endtag(self, tag: str) -> None:
        self._in_title &= tag != "title"

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""


def site_of(get_panel: Any) -> FrenchPages:
    shell = Starlette(routes=[Route("/{page:path}", lambda _: HTMLResponse(INDEX))])
    return FrenchPages(shell, get_panel)


@pytest.fixture(scope="module")
def site(panel: Panel) -> FrenchPages:
    return site_of(lambda: panel)


def ask(site: Any, address: str, **headers: str) -> Answer:
    return ask_application(site, address, **{"host": HOST, **headers})


def head(site: Any, address: str, **headers: str) -> Head:
    answer = ask(site, address, **headers)
    assert answer.status == 200
    return Head(answer.body.decode())


@pytest.mark.parametrize(
    ("address", "title", "tab", "canonical"),
    [
        ("/", "Atlas des PTCE", "Atlas des PTCE", ""),
        ("/?region=bretagne", "4 PTCE en Bretagne", "4 PTCE en Bretagne – Carte – Atlas des PTCE", "?region=bretagne"),
        ("/?embed=true&region=bretagne&vue=guyane&pole=ptce-029", "4 PTCE en Bretagne", "", "?region=bretagne"),
        (
            "/liste?secteur=energie&region=bretagne&inconnu=1",
            "1 PTCE en Bretagne, secteur énergie",
            "1 PTCE en Bretagne, secteur énergie – Liste – Atlas des PTCE",
            "liste?secteur=energie&region=bretagne",
        ),
        ("/region?id=bretagne", "4 PTCE en Bretagne", "Bretagne – Atlas des PTCE", "region?id=bretagne"),
        ("/region?id=53", "4 PTCE en Bretagne", "", "region?id=bretagne"),
        ("/region?id=atlantide", "Régions", "Régions – Atlas des PTCE", "region"),
        ("/pole?id=ptce-999", "Fiche d'un pôle", "", "pole"),
        ("/?region=atlantide", "Atlas des PTCE", "Atlas des PTCE", ""),
        ("/glossaire", "Glossaire", "Glossaire – Atlas des PTCE", "glossaire"),
    ],
)
def test_each_address_says_what_it_shows(site: FrenchPages, address: str, title: str, tab: str, canonical: str) -> None:
    found = head(site, address)
    assert found.metas["og:title"] == title
    assert found.titles == 1
    if tab:
        assert found.title == tab
    url = f"http://{HOST}/{canonical}"
    assert (found.canonical, found.metas["og:url"]) == (url, url)
    assert found.metas["og:description"] == found.metas["description"] != ""
    assert found.metas["twitter:card"] == "summary_large_image"
    assert (found.metas["og:type"], found.metas["og:locale"]) == ("website", "fr_FR")
    assert found.metas["og:site_name"] == "Atlas des PTCE"
    assert found.metas["og:image"].startswith(f"http://{HOST}/atlas/apercu.png?page=")


def test_a_sheet_says_whose_it_is(site: FrenchPages, panel: Panel) -> None:
    found = head(site, "/pole?id=ptce-029&region=bretagne")
    name = panel.poles.at["ptce-029", "nom"]
    assert found.metas["og:title"] == name
    assert found.title == f"{name} – Atlas des PTCE"
    assert panel.poles.at["ptce-029", "commune"] in found.metas["description"]
    assert found.canonical == f"http://{HOST}/pole?id=ptce-029"


@pytest.mark.parametrize("page", [page for page in PAGES if page])
def test_every_page_has_words_of_its_own(site: FrenchPages, page: str) -> None:
    assert head(site, f"/{page}").metas["description"] != head(site, "/").metas["description"]


def test_another_page_has_another_tag_of_freshness(site: FrenchPages) -> None:
    tags = [ask(site, address).headers["etag"] for address in ("/", "/?region=bretagne", "/liste", "/?vue=guyane")]
    assert len({*tags}) == 3
    assert tags[0] == tags[3]
    assert ask(site, "/?region=bretagne", if_none_match=tags[1]).status == 304
    assert ask(site, "/?region=bretagne", if_none_match=tags[0]).status == 200


HOSTILE = (
    '"><script>alert(1)</script>',
    "</title><img src=x onerror=alert(1)>",
    "' onload='x",
    "a\x00b\ud800c\u202ed",
    "x" * 10_000,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(panel: Panel, name: str) -> None:
    poles = panel.poles.copy()
    poles.at["ptce-029", "nom"] = name
    found = head(site_of(lambda: replace(panel, poles=poles)), "/pole?id=ptce-029")
    calm = head(site_of(lambda: panel), "/pole?id=ptce-029")
    assert (found.scripts, found.titles, found.metas.keys()) == (calm.scripts, calm.titles, calm.metas.keys())
    assert len(found.metas["og:title"]) <= 130
    if len(name) < 100 and name.isprintable():
        assert found.metas["og:title"] == name


@pytest.mark.parametrize("text", HOSTILE[:3])
def test_a_hostile_search_stays_text(site: FrenchPages, text: str) -> None:
    found = head(site, f"/?q={quote(text, safe='')}")
    assert f"texte « {text} »" in found.metas["og:title"]
    assert found.scripts == head(site, "/").scripts
    assert parse_qs(urlsplit(found.canonical or "").query) == {"q": [text]}


@pytest.mark.parametrize("host", ['pirate"><script>', "a/b", "a b", "user@pirate.example", ""])
def test_a_forged_host_is_not_repeated(site: FrenchPages, host: str) -> None:
    answer = ask(site, "/?region=bretagne", host=host)
    found = Head(answer.body.decode())
    assert found.metas["og:title"] == "4 PTCE en Bretagne"
    assert not {"og:url", "og:image", "og:image:alt"} & found.metas.keys()
    assert found.canonical is None
    assert "pirate" not in answer.body.decode()


def test_data_that_cannot_be_read_leaves_the_name_of_the_page() -> None:
    def fail() -> Panel:
        raise InvalidDataError([Problem("a.csv", "un")])

    found = head(site_of(fail), "/liste?region=bretagne")
    assert found.metas["og:title"] == "Liste et exports"


# --- Pictures ---


@pytest.fixture(scope="module")
def gallery(panel: Panel) -> Starlette:
    return Starlette(routes=cards.routes(lambda: panel))


def picture(site: FrenchPages, gallery: Starlette, address: str) -> bytes:
    """Fetch the picture that a page names, as a social network does."""
    image = urlsplit(head(site, address).metas["og:image"])
    answer = ask(gallery, f"{image.path}?{image.query}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    return answer.body


def test_each_view_has_a_picture_of_the_size_that_its_head_says(site: FrenchPages, gallery: Starlette) -> None:
    pictures = [picture(site, gallery, address) for address in ("/?region=bretagne", "/?region=occitanie")]
    assert pictures[0] != pictures[1]
    for content in pictures:
        image = Image.open(io.BytesIO(content))
        assert (image.format, image.size) == ("PNG", (1200, 630))
    metas = head(site, "/?region=bretagne").metas
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")


def test_a_picture_is_drawn_once(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[Selection, str]] = []

    def draw_card(_panel: Panel, selection: Selection, title: str, _text: str) -> bytes:
        drawn.append((selection, title))
        return b"\x89PNG"

    monkeypatch.setattr("geo.picture.social.draw_card", draw_card)
    cards._draw.cache_clear()
    gallery = Starlette(routes=cards.routes(lambda: panel))
    address = "/atlas/apercu.png?page=liste&region=bretagne"
    first, again = ask(gallery, address), ask(gallery, f"{address}&v=1&vue=guyane")
    assert first.body == again.body == b"\x89PNG"
    assert drawn == [(Selection(region=("bretagne",)), "4 PTCE en Bretagne")]
    assert ask(gallery, address, if_none_match=first.headers["etag"]).status == 304
    assert ask(gallery, "/atlas/apercu.png?page=ailleurs").status == 404
    cards._draw.cache_clear()


def test_who_waits_too_long_is_told_to_come_back(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 0.01)
    with drawing.turn():
        answer = ask(Starlette(routes=cards.routes(lambda: panel)), "/atlas/apercu.png?region=corse")
    assert answer.status == 503
    assert "retry-after" in answer.headers


def test_no_drawing_library_is_loaded_before_it_is_needed() -> None:
    code = "import json, sys, utils.web.page_head; print(json.dumps('matplotlib' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) is False


def test_a_view_of_the_whole_atlas_has_no_parameter(panel: Panel) -> None:
    assert view_of(panel, "", {"appels": ["0"], "region": ["atlantide"]}).address == ""
