"""What a browser is told to refuse, and does: foreign scripts, foreign frames, foreign websockets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Frame, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.browser.atlas import PROJECT, Atlas, Server, serve

pytestmark = pytest.mark.browser

Visit = Callable[..., Atlas]

#: How Chromium says that it obeyed.
POLICY = re.compile(r"Content Security Policy|frame-ancestors")

#: What Streamlit's page asks for.
SUBPROTOCOLS = [Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")]

#: Keeps what the policy of a page refused, in every frame, from before its first script on. On the window: that of a
#: frame outlives its first document, an empty one.
LISTEN = """
window.refused = [];
window.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""

PAGES = (
    "/liste",
    "/importer",
    "/region",
    "/region?region=bretagne",
    "/reperes",
    "/chronologie",
    "/glossaire",
    "/donnees",
)

#: Ways in for a script, as an injection would write them in a page → the directive that refuses them. Run through the
#: document: what playwright evaluates itself is above the policy.
INJECTIONS = {
    "script element": (
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);",
        "script-src-elem",
    ),
    "event attribute": (
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,x\" onerror=\"window.ran = 1\">');",
        "script-src-attr",
    ),
    "javascript: link": (
        "const a = document.createElement('a'); a.href = 'javascript:void(window.ran = 1)'; document.body.append(a);"
        "a.click();",
        "script-src-elem",
    ),
    "script from elsewhere": (
        "const s = document.createElement('script'); s.src = 'https://pirate.example/x.js'; document.body.append(s);",
        "script-src-elem",
    ),
    "data: script": (
        "const s = document.createElement('script'); s.src = 'data:text/javascript,window.ran=1';"
        "document.body.append(s);",
        "script-src-elem",
    ),
    "request elsewhere": ("fetch('https://pirate.example/vol').catch(() => {});", "connect-src"),
    "picture from elsewhere": ("new Image().src = 'https://pirate.example/p.png';", "img-src"),
    "frame from elsewhere": (
        "const f = document.createElement('iframe'); f.src = 'https://pirate.example/'; document.body.append(f);",
        "frame-src",
    ),
    "form sent elsewhere": (
        "const f = document.createElement('form'); f.action = 'https://pirate.example/'; document.body.append(f);"
        "f.submit();",
        "form-action",
    ),
    "plugin": (
        "const o = document.createElement('object'); o.data = 'https://pirate.example/o'; document.body.append(o);",
        "object-src",
    ),
    "base address": (
        "const b = document.createElement('base'); b.href = 'https://pirate.example/'; document.head.append(b);",
        "base-uri",
    ),
}

#: In the frame of the map inline scripts have to run (folium writes them); the rest is refused there as well.
ALSO_IN_THE_FRAME = ("script from elsewhere", "data: script", "request elsewhere", "picture from elsewhere", "plugin")


def refused(frame: Frame) -> list[str]:
    return list(frame.evaluate("() => window.refused"))


def test_the_policy_reports_nothing_in_normal_use(visit: Visit) -> None:
    atlas = visit()
    atlas.page.context.add_init_script(LISTEN)
    atlas.open()
    atlas.box("secteur", "energie").click()
    expect(atlas.chips).to_have_count(1)
    atlas.rows.first.locator("a, button").first.click()
    expect(atlas.card).to_be_visible()
    assert refused(atlas.frame) == []
    assert refused(atlas.page.main_frame) == []
    for path in PAGES:
        atlas.page.goto(atlas.address(path))
        expect(atlas.page.locator("[data-test-script-state=notRunning]")).to_be_attached()
        expect(atlas.page.locator(".atlas-pied")).to_be_visible()
        for frame in atlas.page.frames:
            assert refused(frame) == [], path


@pytest.mark.parametrize("path", ["/", "/liste", "/pole?id=ptce-005"])
def test_an_injected_script_is_refused_on_our_pages(path: str, visit: Visit) -> None:
    atlas = visit()
    atlas.page.context.add_init_script(LISTEN)
    atlas.page.goto(atlas.address(path))
    expect(atlas.page.locator(".atlas-pied")).to_be_visible()
    atlas.watch.expected_errors.append(POLICY)
    atlas.watch.allowed_hosts.add("pirate.example")  # asked for, and refused before it is sent
    sent: list[str] = []
    atlas.page.on(
        "requestfailed", lambda request: sent.append(request.failure or "") if "pirate" in request.url else None
    )
    if path == "/":
        atlas.wait()
        check(atlas.frame, {name: INJECTIONS[name] for name in ALSO_IN_THE_FRAME})
    check(atlas.page.main_frame, INJECTIONS)
    assert sent
    assert set(sent) == {"csp"}


def check(frame: Frame, injections: dict[str, tuple[str, str]]) -> None:
    """Try each way in, and wait until the policy has said which directive refused it."""
    for name, (code, directive) in injections.items():
        frame.evaluate(f"() => {{ window.refused = []; {code} }}")
        try:
            frame.wait_for_function("(name) => window.refused.some((line) => line.startsWith(name))", arg=directive)
        except Error:
            pytest.fail(f"{name}: {directive} refused nothing; {refused(frame)}")
        assert frame.evaluate("() => window.ran") is None, name


def test_text_is_not_evaluated_as_code_on_our_pages(visit: Visit) -> None:
    atlas = visit().open("/liste")
    atlas.watch.expected_errors.append(POLICY)
    # From a timer of the page itself: what playwright calls is allowed to.
    outcome = atlas.page.evaluate(
        """() => new Promise((resolve) => {
            setTimeout(() => {
                try { resolve(String(new Function("return 7")())); } catch (error) { resolve(error.name); }
            });
        })"""
    )
    assert outcome == "EvalError"


# --- Frames ---


class Host(SimpleHTTPRequestHandler):
    """Another site."""

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with ThreadingHTTPServer(("localhost", 0), partial(Host, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}", tmp_path
        server.shutdown()


def embed(atlas: Atlas, site: tuple[str, Path]) -> None:
    origin, folder = site
    (folder / "index.html").write_text(
        f'<title>x</title><link rel="icon" href="data:,"><iframe id="atlas" src="{atlas.server.url}/liste"></iframe>'
    )
    atlas.watch.allowed_hosts.add(urlsplit(origin).netloc)
    atlas.page.goto(origin)


def test_another_site_cannot_frame_the_atlas(atlas: Atlas, other_site: tuple[str, Path]) -> None:
    atlas.watch.expected_errors.append(POLICY)
    with atlas.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        embed(atlas, other_site)


def test_a_configured_site_can(
    visit_on: Callable[[Server], Atlas], other_site: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("embedded") / "log.txt"
    with serve(PROJECT, log, ATLAS_FRAME_ANCESTORS=f"https://autre.exemple.fr {other_site[0]}") as server:
        atlas = visit_on(server)
        embed(atlas, other_site)
        expect(atlas.page.frame_locator("#atlas").locator(".atlas-tableau caption")).not_to_be_empty()
        atlas.page.goto("about:blank")  # the server ends before the visit


# --- Websockets ---


@pytest.mark.parametrize(("origin", "accepted"), [("", True), ("http://pirate.example", False), ("null", False)])
def test_a_websocket_is_for_our_own_pages(origin: str, accepted: bool, server: Server) -> None:
    address = f"{server.url.replace('http', 'ws', 1)}/_stcore/stream"
    with ExitStack() as stack:
        if not accepted:
            stack.enter_context(pytest.raises(InvalidStatus, match="403"))
        stack.enter_context(connect(address, origin=Origin(origin or server.url), subprotocols=SUBPROTOCOLS))
