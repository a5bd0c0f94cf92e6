"""What the browser tests share: a server of the project, and the atlas as a visitor sees it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import (
    BrowserContext,
    ElementHandle,
    Error,
    Frame,
    FrameLocator,
    Locator,
    Page,
    WebSocketRoute,
    expect,
)

PROJECT = Path(__file__).resolve().parents[2]

#: In milliseconds. Generous: the machine may be busy, and a condition that holds costs nothing.
PATIENCE = 20_000

expect.set_options(timeout=PATIENCE)


# --- Server ---


@dataclass
class Server:
    """A running server of the project."""

    url: str
    log: Path
    _read: int = 0

    def new_log(self) -> str:
        """Return what the server has written since the last call."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        new, self._read = text[self._read :], len(text)
        return new


@contextmanager
def serve(project: Path, log: Path, **settings: str) -> Iterator[Server]:
    """Run ``streamlit run app.py`` in `project` on a free port, as ``make run`` does; `settings` are variables."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = [f"--server.port={port}", "--server.address=localhost"]
    # Another checkout on the path would be served in place of this one.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | settings
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options], cwd=project, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            server = Server(f"http://localhost:{port}", log)
            _wait_until_up(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_up(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start (exit code {process.poll()}):\n{server.new_log()}")


# --- What a browser did that it should not have ---


#: What Streamlit itself provokes: below a page's address it first looks for its server there, then at the root.
ALLOWED_ERRORS = (re.compile(r"Failed to load resource: .* 404 .*/[a-z-]+/_stcore/(host-config|health)$", re.DOTALL),)


@dataclass
class Watch:
    """Records requests, messages and errors of a browser context."""

    server: Server
    requests: list[str] = field(default_factory=list)
    #: Hosts that the test itself allows, because it answers in their place.
    allowed_hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    #: Patterns of errors that the test itself provokes.
    expected_errors: list[re.Pattern[str]] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("page", self._follow_page)
        context.on("weberror", lambda error: self.errors.append(f"uncaught: {error.error}"))
        context.on(
            "console",
            lambda message: (
                self.errors.append(f"{message.text} {message.location.get('url', '')}".strip())
                if message.type == "error"
                else None
            ),
        )

    def _follow_page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.requests.append(socket.url.replace("ws:", "http:", 1)))

    def strangers(self) -> list[str]:
        """Return the requests to other hosts than the server's and the allowed ones."""
        home = urlsplit(self.server.url).netloc
        return [
            url
            for url in self.requests
            if not url.startswith(("data:", "blob:")) and urlsplit(url).netloc not in {home, *self.allowed_hosts}
        ]

    def unexpected_errors(self) -> list[str]:
        allowed = [*ALLOWED_ERRORS, *self.expected_errors]
        return [error for error in self.errors if not any(pattern.search(error) for pattern in allowed)]

    def count(self, name: str) -> int:
        """Return how many requests asked for a file called `name`."""
        return sum(urlsplit(url).path.endswith(f"/{name}") for url in self.requests)


# --- The page ---

#: The layer that groups the poles, in the frame of the map.
_GROUP = "Object.values(window.map._layers).find((layer) => layer.getVisibleParent)"

Box = Mapping[str, float]


@dataclass
class Atlas:
    """The atlas as a visitor sees it: one browser page."""

    page: Page
    server: Server
    watch: Watch

    # Going somewhere

    def open(self, path: str = "/", **query: str | Sequence[str]) -> Atlas:
        """Load the map page, or another one, and wait until it shows its poles."""
        self.page.goto(self.address(path, **query))
        return self.wait()

    def address(self, path: str = "/", **query: str | Sequence[str]) -> str:
        text = urlencode(query, doseq=True)
        return f"{self.server.url}{path}" + (f"?{text}" if text else "")

    def wait(self) -> Atlas:
        """Wait until the page at hand shows its poles."""
        if urlsplit(self.page.url).path.endswith("/liste"):
            expect(self.page.locator(".atlas-tableau caption")).not_to_be_empty()
        else:
            expect(self.map.locator("main.atlas[data-pret=oui]")).to_be_visible()
        return self

    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)

    def expect_query(self, **expected: str | Sequence[str]) -> None:
        """Wait until the address holds these parameters and no other."""
        wanted = {name: [value] if isinstance(value, str) else list(value) for name, value in expected.items()}
        try:
            self.page.wait_for_url(lambda _: self.query() == wanted, wait_until="commit")
        except Error:
            assert self.query() == wanted

    # Filters and results

    @property
    def sentence(self) -> Locator:
        return self.page.locator(".atlas-resultats strong")

    @property
    def chips(self) -> Locator:
        return self.page.locator(".atlas-puce")

    @property
    def notice(self) -> Locator:
        return self.page.locator(".atlas-notice")

    @property
    def search(self) -> Locator:
        return self.page.get_by_label("Rechercher")

    def box(self, facet: str, value: str) -> Locator:
        """Return the checkbox of a value, in a facet that is unfolded if need be."""
        details = self.page.locator(f"details[data-facette={facet}]")
        if facet != "departement" and details.get_attribute("open") is None:
            details.locator("> summary").click()
        return self.page.locator(f'input[name="{facet}-{value}"]')

    def count_beside(self, facet: str, value: str) -> Locator:
        return self.page.locator(f'label:has(> input[name="{facet}-{value}"]) .atlas-compte')

    def lift(self, label: str) -> None:
        self.page.get_by_role("button", name=f"Retirer le filtre {label}", exact=True).click()

    def export(self, label: str) -> Path:
        """Download from the menu; the path ends with the name that the server gave."""
        menu = self.page.locator(".atlas-exports")
        if menu.get_attribute("open") is None:
            menu.locator("> summary").click()
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=label, exact=True).click()
        path = Path(download.value.path())
        named = path.with_name(f"{path.name}-telecharge") / download.value.suggested_filename
        named.parent.mkdir(exist_ok=True)
        return path.rename(named)

    # Map

    @property
    def map(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Carte des PTCE"]')

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "/component/streamlit_folium" in frame.url)

    @property
    def iframe(self) -> Locator:
        return self.page.locator('iframe[title="Carte des PTCE"]')

    @property
    def rows(self) -> Locator:
        return self.map.locator(".liste tbody tr:not([hidden])")

    def row(self, pole: str) -> Locator:
        return self.map.locator(f'.liste tbody tr[data-id="{pole}"]')

    def row_ids(self) -> list[str]:
        return self.rows.evaluate_all("(rows) => rows.map((row) => row.dataset.id)")

    @property
    def card(self) -> Locator:
        return self.map.locator("article.fiche")

    @property
    def popup(self) -> Locator:
        return self.map.locator(".leaflet-popup")

    def expect_popup(self, name: str) -> None:
        """Wait until the popup of a pole is the only one: the one before takes its time to fade."""
        expect(self.popup.locator(".bulle-nom")).to_have_text([name])
        self.still()
        assert self.popup_is_open()

    def popup_is_open(self) -> bool:
        """Say whether the map holds an open popup, and not one that is fading away."""
        return self.frame.evaluate("() => Boolean(window.map._popup && window.map._popup.isOpen())")

    @property
    def tooltip(self) -> Locator:
        return self.map.locator(".infobulle")

    @property
    def singles(self) -> Locator:
        """Poles seen as themselves on the main map."""
        return self.map.locator(".scene > .leaflet-container .leaflet-marker-pane .marque:not(.grappe)")

    @property
    def clusters(self) -> Locator:
        return self.map.locator(".scene > .leaflet-container .leaflet-marker-pane .grappe")

    @property
    def inset_markers(self) -> Locator:
        return self.map.locator(".encart .leaflet-marker-pane .marque")

    def drawn(self) -> int:
        """Count the poles drawn on the main map: singles and what groups say that they hold."""
        return self.singles.count() + sum(int(text) for text in self.clusters.all_text_contents())

    def expect_poles(self, ids: Sequence[str]) -> None:
        """Wait until the list has these poles, in any order, and the maps as many; on the métropole only."""
        expect(self.rows).to_have_count(len(ids))
        assert sorted(self.row_ids()) == sorted(ids)
        insets = self.inset_markers.count() if self.inset_markers.first.is_visible() else 0
        assert self.drawn() + insets == len(ids)

    def view_button(self, name: str) -> Locator:
        return self.map.get_by_role("group", name="Vues de la carte").get_by_role(
            "button", name=re.compile(f"^{name} ")
        )

    def option(self, name: str) -> Locator:
        return self.map.get_by_role("group", name="Options de la carte").get_by_role("button", name=name)

    def position(self) -> tuple[float, float, float]:
        """Return latitude and longitude of the centre, and zoom."""
        return tuple(
            self.frame.evaluate(
                "() => { const c = window.map.getCenter(); return [c.lat, c.lng, window.map.getZoom()]; }"
            )
        )

    def still(self) -> None:
        """Wait until the map moves no more: it slides to make room for a popup."""
        self.frame.wait_for_function(
            "() => !window.map._animatingZoom && !(window.map._panAnim && window.map._panAnim._inProgress)"
        )

    def zoom_in(self) -> float:
        """Press the zoom button once and return the zoom that follows."""
        return self._zoom("Zoomer", ">")

    def zoom_out(self) -> float:
        return self._zoom("Dézoomer", "<")

    def _zoom(self, button: str, sign: str) -> float:
        before = self.position()[2]
        self.map.get_by_role("button", name=button, exact=True).click()
        self.frame.wait_for_function(f"(before) => window.map.getZoom() {sign} before", arg=before)
        self.still()
        return self.position()[2]

    def mark_of(self, pole: str) -> ElementHandle:
        """Return what stands for a pole on the map: its marker, or the group that holds it."""
        handle = self.frame.evaluate_handle(
            f"""(id) => {{
                const group = {_GROUP};
                const marker = group.getLayers().find((layer) => layer.pole.id === id);
                return group.getVisibleParent(marker).getElement();
            }}""",
            pole,
        )
        element = handle.as_element()
        assert element is not None, f"{pole} is not on the map."
        return element

    def reach(self, pole: str) -> ElementHandle:
        """Click groups, as a visitor does, until the pole is seen as itself; return its marker."""
        for _ in range(10):
            mark = self.mark_of(pole)
            if mark.get_attribute("data-id") == pole:
                return mark
            mark.click()
        raise AssertionError(f"{pole} is still inside a group after ten clicks.")

    def region(self, code: str) -> tuple[ElementHandle, dict[str, float]]:
        """Return the polygon of a region and a point of it (from the corner of its box) that nothing covers."""
        handle = self.frame.evaluate_handle(
            """(code) => {
                const holds = (layer) => layer.feature && layer.feature.properties.code === code && layer._path;
                return Object.values(window.map._layers).find(holds)._path;
            }""",
            code,
        )
        path = handle.as_element()
        assert path is not None
        point = path.evaluate(
            """(path) => {
                const box = path.getBoundingClientRect();
                const shown = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];
                for (const x of shown) for (const y of shown) {
                    const [left, top] = [box.left + box.width * x, box.top + box.height * y];
                    if (document.elementFromPoint(left, top) === path) return { x: box.width * x, y: box.height * y };
                }
                return null;
            }"""
        )
        assert point is not None, f"No part of the region {code} is in view."
        return path, point

    def bounds(self) -> dict[str, float]:
        """Return what the map shows, in degrees."""
        return self.frame.evaluate(
            """() => {
                const b = window.map.getBounds();
                return { west: b.getWest(), south: b.getSouth(), east: b.getEast(), north: b.getNorth() };
            }"""
        )

    # Keyboard

    def tab_to(self, selector: str, limit: int = 60) -> None:
        """Press Tab until the focus, inside the map, is on something that `selector` describes."""
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            if self.frame.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{limit} times Tab do not reach {selector}.")

    def focused(self, attribute: str) -> str | None:
        return self.frame.evaluate("(name) => document.activeElement.getAttribute(name)", attribute)


@dataclass
class Traffic:
    """Counts the bytes of the websocket of a page, from `start` on. Create it before the page is loaded."""

    page: Page
    sizes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.on("Network.webSocketFrameReceived", lambda event: self._count("received", event))
        session.on("Network.webSocketFrameSent", lambda event: self._count("sent", event))
        session.send("Network.enable")

    def _count(self, way: str, event: Mapping[str, Any]) -> None:
        response = event["response"]
        data = response["payloadData"]
        # Binary frames come in base64.
        self.sizes[way] += len(data.encode()) if response["opcode"] == 1 else len(data.rstrip("=")) * 3 // 4
        self.sizes[f"frames {way}"] += 1

    def start(self) -> None:
        self.sizes.clear()

    @property
    def total(self) -> int:
        return self.sizes["received"] + self.sizes["sent"]


class SlowWire:
    """The websocket of a page, through which nothing goes one way or the other while the test holds it."""

    def __init__(self, atlas: Atlas) -> None:
        self.page = atlas.page
        self.hold_clicks = self.hold_answers = False
        self.clicks: list[Callable[[], None]] = []
        self.answers: list[tuple[bytes, Callable[[], None]]] = []
        atlas.page.route_web_socket(re.compile("/_stcore/stream"), self._connect)

    def _connect(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def click(message: str | bytes) -> None:
            send = partial(server.send, message)
            self.clicks.append(send) if self.hold_clicks else send()

        def answer(message: str | bytes) -> None:
            send = partial(page.send, message)
            if self.hold_answers:
                self.answers.append((message.encode() if isinstance(message, str) else message, send))
            else:
                send()

        page.on_message(click)
        server.on_message(answer)

    def wait_for_answer(self, pattern: str) -> None:
        """Wait until an answer that holds this text (a regular expression) is being held."""
        for _ in range(PATIENCE // 20):
            if any(re.search(pattern.encode(), message) for message, _ in self.answers):
                return
            # Lets the events of the wire come in.
            self.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 20))")
        raise AssertionError(f"No answer says {pattern!r}.")

    def release_clicks(self) -> None:
        self.hold_clicks = False
        while self.clicks:
            self.clicks.pop(0)()

    def release_answers(self) -> None:
        self.hold_answers = False
        while self.answers:
            self.answers.pop(0)[1]()


def overlap(one: Box, other: Box, tolerance: float = 0.5) -> bool:
    """Say whether two boxes (x, y, width, height) share more than their edge."""
    return (
        one["x"] + tolerance < other["x"] + other["width"]
        and other["x"] + tolerance < one["x"] + one["width"]
        and one["y"] + tolerance < other["y"] + other["height"]
        and other["y"] + tolerance < one["y"] + one["height"]
    )


def boxes(locator: Locator) -> list[dict[str, Any]]:
    """Return text, x, y, width and height of each element, in the frame that it is in."""
    return locator.evaluate_all(
        """(nodes) => nodes.map((node) => {
            const { x, y, width, height } = node.getBoundingClientRect();
            return { text: node.textContent, x, y, width, height };
        })"""
    )


__all__ = ["PATIENCE", "PROJECT", "Atlas", "Server", "SlowWire", "Traffic", "Watch", "boxes", "overlap", "serve"]
