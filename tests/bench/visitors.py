"""Browsers that open a page afresh, and what can be asked of the page they have opened."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.bench import browser as script
from tests.bench.contenders import Contender
from tests.bench.servers import Server
from tests.bench.wire import Wire

__all__ = ["DESKTOP", "Visitor", "enter", "settle"]

DESKTOP = {"width": 1440, "height": 900}

#: Two readings of a process that far apart, in seconds, with less than that much processor time between them, in
#: milliseconds: it is idle.
_APART, _IDLE = 0.1, 3.0
_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Visitor:
    """A page, open in a browser of its own."""

    context: BrowserContext
    page: Page
    session: CDPSession
    wire: Wire

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()


def enter(browser: Browser, address: str, slowdown: float = 1) -> Visitor:
    """Ask for a page in a fresh browser; `slowdown` divides its speed."""
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR", bypass_csp=True)
    context.add_init_script(script.PREPARE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    wire = Wire(session)
    if slowdown != 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto(address, timeout=120_000)
    return Visitor(context, page, session, wire)


def wait_until_shown(visitor: Visitor, contender: Contender, patience: float = 60.0) -> None:
    """Wait until the page shows every point; `patience` is in seconds."""
    visitor.page.wait_for_function(
        """([marks]) => marks.every(([done, argument]) => {
             try { return new Function("start", "argument", done)(0, argument); } catch { return false; }
           })""",
        arg=[contender.expects(0)],
        timeout=patience * 1000,
    )


def settle(server: Server, page: Page) -> float:
    """Wait until the process is idle and return the processor time that it has used, in milliseconds."""
    deadline = time.monotonic() + _LONGEST
    before = server.cpu_ms()
    while True:
        page.wait_for_timeout(_APART * 1000)
        now = server.cpu_ms()
        # Where it cannot be read, one wait is all there is.
        if not now - before > _IDLE or time.monotonic() > deadline:
            return now
        before = now
