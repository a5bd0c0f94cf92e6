"""Visitors in a real browser, who click anywhere."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from random import Random
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Error, Frame, Locator, Page, Response

from tests.soak.addresses import page_address
from tests.soak.findings import Findings

__all__ = ["click_around"]

#: Milliseconds given to one click: what is hidden or gone by then was only missed.
_PATIENCE: Final = 4_000

#: Milliseconds for a page to come, on a machine that is busy with the rest.
_LOADING: Final = 60_000

#: What Chromium writes about what is meant to be so: Streamlit looking for its server below a page's address, an
#: address that names nothing, a page that does not exist, a page left before its files came.
_HARMLESS: Final = re.compile(
    r"Failed to load resource: the server responded with a status of 404 .*/_stcore/(host-config|health)$"
    r"|Failed to load resource: net::ERR_ABORTED"
    r"|The page that you have requested does not seem to exist"
)

_SIZES: Final = ((1440, 900), (390, 844), (768, 1024), (1024, 600))

_LIST: Final = (
    "nom;commune;département;secteur\nLa Fabrique;Rennes;35;Culture\nLe Lieu;Lille;59;Énergie\nRien;Xyzzy;;\n"
)

_LINKS: Final = "a[href]:visible:not([target=_blank]):not([download])"
_IN_MAP: Final = (
    ".liste tbody tr:not([hidden]) button", ".leaflet-marker-pane .marque", ".barre button", ".fiche-retour",
    ".options button:not(:has-text('Plan IGN'))", ".leaflet-control-zoom a", ".legende summary", "path.region",
)  # fmt: skip
_IN_PAGE: Final = (
    ".atlas-filtres input[type=checkbox]", ".atlas-facette > summary", ".atlas-puce", ".atlas-effacer",
    ".atlas-exports > summary", ".atlas-conseils button", ".atlas-colonnes summary", ".atlas-tableau th button",
    "[role=tab]", "main button, [data-testid=stMain] button",
)  # fmt: skip
_KEYS: Final = ("Tab", "Tab", "Shift+Tab", "Enter", "Escape", "ArrowDown", "Space", "PageDown")


class Clicker:
    """One visitor: a page of a browser, and what they may do there."""

    def __init__(self, page: Page, address: str, who: str, findings: Findings) -> None:
        self.page = page
        self.home = address.rstrip("/")
        self.who = who
        self.random = Random(who)
        self.findings = findings
        page.on("console", self._hear)
        page.on("pageerror", lambda error: findings.fault(who, f"uncaught: {error}"))
        page.on("crash", lambda _: findings.fault(who, "the page crashed"))
        page.on("response", self._look)
        page.on("request", lambda request: self._check_host(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        text = f"{message.text} {message.location.get('url', '')}".strip()
        if message.type == "error" and not _HARMLESS.search(text):
            self.findings.fault(self.who, f"console: {text}")

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.findings.fault(self.who, f"status {response.status}: {response.url}")

    def _check_host(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != urlsplit(self.home).netloc:
            self.findings.fault(self.who, f"request that leaves the server: {url}")

    async def act(self) -> None:
        """Do one thing at random, then look at what the page says."""
        actions: list[tuple[int, Callable[[], Awaitable[str]]]] = [
            (30, self._click_in_page), (20, self._click_in_map), (12, self._follow_link), (8, self._go),
            (6, self._back), (3, self._reload), (4, self._resize), (5, self._search), (8, self._press),
            (2, self.bring_list), (4, self._export),
        ]  # fmt: skip
        weights = [weight for weight, _ in actions]
        action = self.random.choices([do for _, do in actions], weights)[0]
        name = action.__name__.strip("_").replace("_", " ")
        try:
            self.findings.did(self.who, name, await action())
        except Error as error:
            # Hidden, gone, covered: a visitor who misses clicks again.
            self.findings.did(self.who, f"{name}, missed", error.message.splitlines()[0][:120])
        await self._check()

    async def _check(self) -> None:
        if await self.page.get_by_test_id("stException").count():
            self.findings.fault(self.who, f"an error is shown at {self.page.url}")

    async def _one_of(self, found: Locator) -> Locator | None:
        count = await found.count()
        return found.nth(self.random.randrange(count)) if count else None

    async def _click(self, found: Locator, selector: str) -> str:
        target = await self._one_of(found)
        if target is None:
            return f"{selector} (none)"
        await target.click(timeout=_PATIENCE)
        return selector

    async def _click_in_page(self) -> str:
        selector = self.random.choice(_IN_PAGE)
        return await self._click(self.page.locator(selector).locator("visible=true"), selector)

    async def _click_in_map(self) -> str:
        selector = self.random.choice(_IN_MAP)
        frame: Frame | None = next((item for item in self.page.frames if "streamlit_folium" in item.url), None)
        return await self._click(frame.locator(selector), selector) if frame else "no map"

    async def _follow_link(self) -> str:
        target = await self._one_of(self.page.locator(_LINKS))
        if target is None:
            return "none"
        address = await target.evaluate("(link) => link.href")
        if urlsplit(address).netloc != urlsplit(self.home).netloc or "/api/" in address or "/atlas/" in address:
            return "elsewhere"
        await target.click(timeout=_PATIENCE)
        return str(address)

    async def _go(self) -> str:
        path = page_address(self.random)
        await self.page.goto(f"{self.home}/{path}", timeout=_LOADING)
        return path[:300]

    async def _back(self) -> str:
        forward = self.random.random() < 0.3
        await (self.page.go_forward if forward else self.page.go_back)(timeout=_LOADING)
        return "forward" if forward else "back"

    async def _reload(self) -> str:
        await self.page.reload(timeout=_LOADING)
        return self.page.url

    async def _resize(self) -> str:
        width, height = self.random.choice(_SIZES)
        await self.page.set_viewport_size({"width": width, "height": height})
        return f"{width}×{height}"

    async def _search(self) -> str:
        text = self.random.choice(("énergie", "rennes", "<b>x</b>", "zzzz", "35", "${1}", ""))
        target = await self._one_of(self.page.locator("input[type=search]:visible, input[role=combobox]:visible"))
        if target is not None:
            await target.fill(text, timeout=_PATIENCE)
        return text

    async def _press(self) -> str:
        key = self.random.choice(_KEYS)
        await self.page.keyboard.press(key)
        return key

    async def bring_list(self) -> str:
        """Import a small list and go to the map."""
        await self.page.goto(f"{self.home}/importer", timeout=_LOADING)
        file = {"name": "lieux.csv", "mimeType": "text/csv", "buffer": _LIST.encode()}
        await self.page.locator("input[type=file]").set_input_files(file, timeout=_LOADING)  # type: ignore[arg-type]
        await self.page.get_by_role("link", name="Voir la carte").click(timeout=_LOADING)
        return "lieux.csv"

    async def _export(self) -> str:
        target = await self._one_of(self.page.locator("a[download]"))
        if target is None:
            return "none"
        address = await target.evaluate("(link) => link.href")
        if urlsplit(address).netloc != urlsplit(self.home).netloc:
            return "elsewhere"
        answer = await self.page.request.get(address, timeout=_LOADING)
        # A list is in memory for as long as its tab: it may have gone with a reload.
        if answer.status not in {200, 404} or not await answer.body():
            self.findings.fault(self.who, f"export: status {answer.status} of {address}")
        return str(address)


async def click_around(browser: Browser, address: str, seed: str, end: float, findings: Findings) -> None:
    """Bring a list, then click anywhere until the end, in a browser of its own."""
    context = await browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1440, "height": 900}
    )
    try:
        page = await context.new_page()
        page.set_default_timeout(_LOADING)
        clicker = Clicker(page, address, seed, findings)
        await page.goto(address)
        await clicker.bring_list()
        while time.monotonic() < end:
            await clicker.act()
    finally:
        await context.close()
