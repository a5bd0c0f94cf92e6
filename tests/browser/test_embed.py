"""The atlas in a real page of another site: what is shown, what is not, where its links lead, what it weighs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Frame, FrameLocator, expect

from tests.browser.atlas import PROJECT, Atlas, Server, boxes, overlap, serve

pytestmark = pytest.mark.browser

SIZES = [(400, 300), (600, 450), (900, 600)]


class Host(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Another site, on a port of its own: its origin and its folder."""
    folder = tmp_path_factory.mktemp("site")
    with ThreadingHTTPServer(("localhost", 0), partial(Host, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}", folder
        server.shutdown()


@pytest.fixture(scope="module")
def hospitable(site: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the atlas that lets that site show it."""
    log = tmp_path_factory.mktemp("hospitable") / "log.txt"
    with serve(PROJECT, log, ATLAS_FRAME_ANCESTORS=site[0]) as running:
        yield running


@pytest.fixture
def framed(visit_on: Callable[..., Atlas], hospitable: Server, site: tuple[str, Path]) -> Callable[..., Atlas]:
    """Open the page of the other site with a view of the atlas in a frame."""
    origin, folder = site

    def framed(path: str, width: int = 600, height: int = 450, **options: Any) -> Atlas:
        atlas = visit_on(hospitable, viewport={"width": width + 40, "height": height + 40}, **options)
        atlas.watch.allowed_hosts.add(urlsplit(origin).netloc)
        (folder / "index.html").write_text(
            '<!doctype html><html lang="fr"><title>Une mairie</title><link rel="icon" href="data:,">'
            f'<iframe id="atlas" title="x" src="{hospitable.url}{path}" width="{width}" height="{height}"></iframe>',
            encoding="utf-8",
        )
        atlas.page.goto(origin)
        return atlas

    return framed


def inside(atlas: Atlas) -> FrameLocator:
    return atlas.page.frame_locator("#atlas")


def outer(atlas: Atlas) -> Frame:
    return next(frame for frame in atlas.page.frames if urlsplit(frame.url).query.find("embed=true") >= 0)


def inner(atlas: Atlas) -> FrameLocator:
    return inside(atlas).frame_locator('iframe[title="Carte des PTCE"]')


def wait_for_map(atlas: Atlas) -> FrameLocator:
    expect(inner(atlas).locator("main.atlas[data-pret=oui]")).to_be_visible()
    return inner(atlas)


def test_the_map_shows_with_its_title_its_credit_and_the_way_to_the_whole_atlas(framed: Callable[..., Atlas]) -> None:
    atlas = framed("/?embed=true&region=bretagne&appels=1")
    chart = wait_for_map(atlas)
    view = inside(atlas)
    expect(view.get_by_role("heading", level=1)).to_have_text("4 PTCE en Bretagne, lauréats de 2021 à 2024 compris")
    expect(chart.locator(".marque")).not_to_have_count(0)
    credit = view.locator(".atlas-pied")
    expect(credit).to_contain_text("RTES (2016) et les annonces des lauréats")
    expect(credit).to_contain_text("données du")
    expect(credit.get_by_role("link", name="Licence Ouverte 2.0")).to_have_attribute("target", "_blank")
    for gone in (".atlas-entete", ".atlas-filtres", ".atlas-exports", ".atlas-puces", '[data-testid="stSidebar"]'):
        expect(view.locator(gone)).to_have_count(0)
    assert view.locator("html").get_attribute("lang") == "fr"
    with atlas.page.context.expect_page() as opened:
        view.get_by_role("link", name="Ouvrir dans l'atlas complet").click()
    whole = opened.value
    expect(whole.locator(".atlas-entete")).to_be_visible()
    expect(whole.locator(".atlas-resultats strong")).to_have_text("4 PTCE en Bretagne, lauréats de 2021 à 2024 compris")
    assert parse_qs(urlsplit(whole.url).query) == {"region": ["bretagne"], "appels": ["1"]}
    atlas.page.goto("about:blank")


def test_a_click_keeps_the_frame_and_a_sheet_opens_beside(framed: Callable[..., Atlas]) -> None:
    atlas = framed("/?embed=true&region=martinique&vue=martinique")
    chart = wait_for_map(atlas)
    chart.locator(".marque").click()
    # The address of the frame follows, and stays that of a frame.
    expect(inside(atlas).locator(".atlas-entier")).to_have_attribute("href", re.compile("pole=ptce-"))
    assert parse_qs(urlsplit(outer(atlas).url).query)["embed"] == ["true"]
    with atlas.page.context.expect_page() as opened:
        chart.locator(".leaflet-popup .fiche-complete").click()
    expect(opened.value.locator(".atlas-entete")).to_be_visible()
    query = parse_qs(urlsplit(opened.value.url).query)
    assert "embed" not in query
    assert query["region"] == ["martinique"]
    # A region cannot be filtered there: nothing could undo it.
    assert chart.locator("path.region.filtree").count() == 1
    atlas.page.goto("about:blank")


def test_the_list_is_behind_a_button_that_the_keyboard_reaches(framed: Callable[..., Atlas]) -> None:
    atlas = framed("/?embed=true&region=bretagne", 400, 300)
    chart = wait_for_map(atlas)
    button = chart.get_by_role("button", name="Liste", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(chart.locator(".panneau")).to_be_hidden()
    button.press("Enter")
    expect(chart.locator(".liste tbody tr:visible")).to_have_count(4)
    chart.locator(".ligne-nom:visible").first.focus()
    atlas.page.keyboard.press("Escape")
    expect(chart.locator(".panneau")).to_be_hidden()
    expect(button).to_be_focused()
    # As does the button that passes the map, the first thing in it.
    chart.locator(".passer").press("Enter")
    expect(chart.locator(".liste-titre")).to_be_focused()
    atlas.page.goto("about:blank")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_overlaps_or_scrolls_in_a_small_frame(framed: Callable[..., Atlas], width: int, height: int) -> None:
    atlas = framed("/?embed=true", width, height)
    chart = wait_for_map(atlas)
    main = inside(atlas).get_by_test_id("stMain")
    assert main.evaluate("(node) => [node.scrollHeight - node.clientHeight, node.scrollWidth - node.clientWidth]") == [
        0,
        0,
    ]
    title, carte, foot = (
        boxes(inside(atlas).locator(selector))[0] for selector in (".atlas-titre", ".st-key-atlas-carte", ".atlas-pied")
    )
    assert not any(overlap(one, other) for one, other in ((title, carte), (carte, foot)))
    assert foot["y"] + foot["height"] <= height
    assert carte["height"] > height * 0.5
    controls = boxes(chart.locator(".leaflet-control-zoom, .options, .legende, .encart, .leaflet-control-attribution"))
    shown = [box for box in controls if box["width"]]
    assert not [
        (one["text"], other["text"])
        for rank, one in enumerate(shown)
        for other in shown[rank + 1 :]
        if overlap(one, other)
    ]
    # The whole of the country, and not a corner of it.
    view = chart.locator("body").evaluate(
        "() => { const b = window.map.getBounds(); return [b.getSouth(), b.getNorth()]; }"
    )
    assert view[0] < 42.4
    assert view[1] > 50.9
    atlas.page.goto("about:blank")


def test_other_pages_lose_what_surrounds_them_and_their_links_open_the_atlas(framed: Callable[..., Atlas]) -> None:
    atlas = framed("/liste?embed=true&region=bretagne")
    view = inside(atlas)
    expect(view.locator(".atlas-tableau tbody tr")).to_have_count(4)
    expect(view.get_by_role("heading", level=1)).to_have_text("4 PTCE en Bretagne")
    with atlas.page.context.expect_page() as opened:
        view.get_by_role("link", name="Groupe Néo 56").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Groupe Néo 56")
    assert "embed" not in opened.value.url
    atlas = framed("/region?embed=true&id=bretagne")
    view = inside(atlas)
    expect(view.get_by_role("heading", level=1)).to_have_text("Bretagne")
    expect(view.locator(".atlas-entier")).to_have_attribute("href", "./region?id=bretagne")
    expect(view.locator(".atlas-entete")).to_have_count(0)
    expect(view.locator(".atlas-corps a[href]:not([target=_blank])")).to_have_count(0)
    atlas.page.goto("about:blank")


def test_an_embedded_map_is_lighter(visit: Callable[..., Atlas], record_property: pytest.RecordProperty) -> None:
    sizes: dict[str, list[int]] = {}
    for name, query in (("whole", {}), ("embedded", {"embed": "true"})):
        atlas = visit(viewport={"width": 600, "height": 450})
        session = atlas.page.context.new_cdp_session(atlas.page)
        found = sizes.setdefault(name, [])
        session.on("Network.loadingFinished", lambda event, found=found: found.append(event["encodedDataLength"]))
        session.send("Network.enable")
        atlas.open(**query)
        expect(atlas.page.locator(".atlas-pied")).to_be_visible()
        expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        atlas.page.wait_for_load_state("networkidle")
        for gone in ("filtres.json", "lexique.json", "communes.json") if query else ():
            assert atlas.watch.count(gone) == 0, gone
    told = {name: [sum(found), len(found)] for name, found in sizes.items()}
    print(f"\nFirst visit, bytes and requests: {json.dumps(told)}")
    record_property("first visit", told)
    assert told["embedded"][0] < told["whole"][0] - 300_000
    assert told["embedded"][1] < told["whole"][1]


def test_a_site_that_is_not_named_sees_nothing(atlas: Atlas, site: tuple[str, Path]) -> None:
    origin, folder = site
    (folder / "index.html").write_text(
        f'<title>x</title><link rel="icon" href="data:,"><iframe src="{atlas.server.url}/?embed=true"></iframe>',
        encoding="utf-8",
    )
    atlas.watch.allowed_hosts.add(urlsplit(origin).netloc)
    atlas.watch.expected_errors.append(re.compile("frame-ancestors"))
    with atlas.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        atlas.page.goto(origin)
