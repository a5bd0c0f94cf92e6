"""No English anywhere: every page and state, every menu, every message, in words and in formats."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.atlas import Atlas, Server, serve
from tests.browser.conftest import Visit
from tests.browser.english import RECORDER, english, said, streamlit_strings
from tests.browser.walk import stops

pytestmark = pytest.mark.browser


def reading(atlas: Atlas) -> Atlas:
    """Have all that this visitor is shown or told from now on written down."""
    atlas.page.add_init_script(RECORDER)
    return atlas


@pytest.mark.parametrize(
    "text",
    [
        "Choose an option",
        "Fullscreen: Barres : Par région",
        "Zoom in",
        "A JavaScript library for interactive maps",
        "Cancel upload of mes lieux.csv",
        "1,234.5",
        "1,234,567 habitants",
        "11/23/2026",
        "Jan 5",
        "20 MB",
        "Save as SVG",
        "rect mark container",
        "Monday",
        "About",
    ],
)
def test_english_is_found(text: str) -> None:
    assert text in english([text])


@pytest.mark.parametrize(
    "text",
    [
        "73 PTCE en France (panel RTES 2016 : 74 lignes, 73 pôles)",
        "1 234,5",
        "0,123",
        "23/11/2026",
        "Licence Ouverte / Open Licence version 2.0",
        "Le pin, la main, un import ou un export, la page, un but, on sort",
        "https://www.example.org/search?you=the",
        "version 2026.11",
        "20 Mo par fichier",
    ],
)
def test_french_is_let_by(text: str) -> None:
    assert english([text]) == {}


def test_the_words_of_streamlit_are_read_from_its_bundles() -> None:
    assert len(streamlit_strings()) > 150
    assert {"main menu", "clear all", "download as png", "sidebar"} <= streamlit_strings()


def test_english_planted_in_the_page_or_the_map_is_found(atlas: Atlas) -> None:
    reading(atlas).open()
    assert english(said(atlas.page)) == {}
    # What styles write, and what was there for the time of one picture, count too.
    atlas.page.add_style_tag(content='footer::after { content: "Read more" }')
    atlas.frame.evaluate("() => document.querySelector('.leaflet-container').setAttribute('title', 'Zoom in')")
    atlas.page.evaluate(
        """() => new Promise((resolve) => {
            const note = document.body.appendChild(document.createElement("p"));
            note.textContent = "Please wait";
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { note.remove(); resolve(); })));
        })"""
    )
    assert set(english(said(atlas.page))) == {"Read more", "Zoom in", "Please wait"}


def test_no_page_nor_state_is_in_english(visit: Visit) -> None:
    atlas = reading(visit())
    found: dict[str, dict[str, str]] = {}
    for stop in stops():
        if not stop.narrow_only:
            stop.arrive(atlas)
            texts = said(atlas.page)
            assert len(texts) > 20, stop
            found[str(stop)] = english(texts)
    assert {stop: texts for stop, texts in found.items() if texts} == {}


def test_no_message_is_in_english(atlas: Atlas, tmp_path: Path) -> None:
    atlas.watch.expected_errors.append(re.compile("rien-du-tout|Page not found|page that you have requested"))
    page = reading(atlas).page
    found: dict[str, dict[str, str]] = {}

    # An address that leads nowhere.
    page.goto(atlas.address("/rien-du-tout"))
    expect(page.get_by_role("dialog")).to_contain_text("n'existe pas")
    found["no such page"] = english(said(page))

    # A file that the browser itself refuses to send.
    page.goto(atlas.address("/importer"))
    large = tmp_path / "gros.csv"
    large.write_bytes(b"nom;commune\n" * 1_800_000)
    page.locator("input[type=file]").set_input_files(large)
    expect(page.get_by_test_id("stFileUploader")).to_contain_text("dépasse")
    found["a file too large"] = english(said(page))

    # The buttons of a chart, and their tooltips.
    page.goto(atlas.address("/reperes"))
    chart = page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg")).to_be_visible(timeout=60_000)
    frame = page.get_by_test_id("stFullScreenFrame").first
    frame.hover()
    # All at once: they come and go with the pointer.
    frame.get_by_role("button", include_hidden=True).evaluate_all("(buttons) => buttons.forEach((one) => one.focus())")
    found["chart"] = english(said(page))
    assert {state: texts for state, texts in found.items() if texts} == {}


def test_a_lost_connection_is_not_told_in_english(atlas: Atlas) -> None:
    sockets: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    atlas.page.route_web_socket(re.compile("/_stcore/stream"), connect)
    atlas.watch.expected_errors.append(
        re.compile("ERR_INTERNET_DISCONNECTED|WebSocket|Client Error|Streamlit", re.IGNORECASE)
    )
    reading(atlas).open("/liste")
    said(atlas.page)
    atlas.page.context.set_offline(True)
    sockets[-1].close()
    expect(atlas.page.get_by_role("dialog")).to_contain_text("ne répond plus", timeout=60_000)
    assert english(said(atlas.page)) == {}
    atlas.page.context.set_offline(False)
    expect(atlas.page.get_by_role("dialog")).to_have_count(0, timeout=60_000)
    assert english(said(atlas.page)) == {}


def test_a_page_that_fails_does_not_say_it_in_english(
    copy_of_project: Path, visit_on: Callable[..., Atlas], tmp_path: Path
) -> None:
    (copy_of_project / "pages" / "glossaire.py").write_text("raise RuntimeError('broken on purpose')\n")
    with serve(copy_of_project, tmp_path / "log.txt") as server:
        atlas = reading(visit_on(server))
        atlas.page.goto(atlas.address("/glossaire"))
        expect(atlas.page.get_by_role("alert").or_(atlas.page.get_by_test_id("stException")).first).to_be_visible()
        expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        texts = said(atlas.page)
        assert any("erreur" in text for text in texts)
        assert english(texts) == {}
        # The log has the trace, as it must, with the reference that the page gives.
        log = server.new_log()
        assert "RuntimeError" in log
        assert "Traceback" in log
        atlas.page.goto("about:blank")  # the server ends before the visit


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/atlas/rien"),
        ("POST", "/atlas/static/interface.js"),
        ("GET", "/api/rien.csv"),
        ("POST", "/api/ptce.csv"),
        ("GET", "/api/ptce.csv?region=atlantide"),
        ("GET", "/static/rien.js"),
        ("GET", "/component/rien/index.html"),
        ("PUT", "/liste"),
    ],
)
def test_no_answer_of_the_server_is_in_english(server: Server, method: str, path: str) -> None:
    request = urllib.request.Request(server.url + path, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            body, kind = answer.read().decode(), answer.headers.get("content-type", "")
    except urllib.error.HTTPError as error:
        body, kind = error.read().decode(), error.headers.get("content-type", "")
    # A page is looked at in a browser.
    assert "html" in kind or english([body]) == {}
