"""The measures taken of a page: first map, filter change, pan and zoom, card, time to interactive."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field

from playwright.sync_api import Browser
from playwright.sync_api import Error as PlaywrightError

from tests.bench import browser as script
from tests.bench.contenders import Contender
from tests.bench.results import Results
from tests.bench.servers import Server
from tests.bench.visitors import Visitor, enter, settle, wait_until_shown

__all__ = ["LIMIT", "Entrant", "change_in_turn", "first_maps", "interactive"]

#: The longest that a change may take, in seconds: beyond it, the contender cannot.
LIMIT = 120.0

#: A contender slower than this, in milliseconds, is measured in fewer rounds.
SLOW_MS = 2000.0
SLOW_ROUNDS = 3

#: … or once only.
HOPELESS_MS = 10_000.0

#: How much slower the processor of an old laptop is.
SLOWDOWN = 4.0


@dataclass
class Entrant:
    """A contender whose server runs and whose page is open, and what was measured of its changes."""

    contender: Contender
    server: Server
    visitor: Visitor
    clicks: int = 0
    #: Changes that are not counted: they fill caches.
    unmeasured: int = 2
    rounds: int = 0
    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: str = ""

    @property
    def finished(self) -> bool:
        """Whether nothing more is to be measured."""
        return bool(self.failed) or self.clicks >= self.unmeasured + self.rounds

    def change(self) -> None:
        """Click once on the filter; keep how long it took, what travelled and what the server spent."""
        self.clicks += 1
        self.visitor.wire.restart()
        before = self.server.cpu_ms()
        self.visitor.page.bring_to_front()
        expected = self.contender.expects(self.clicks)
        try:
            times = self.visitor.page.evaluate(script.CHANGE, [expected, LIMIT * 1000])
        except PlaywrightError as error:
            self.failed = f"not done after {LIMIT:g} s" if "not done" in str(error) else str(error).splitlines()[0]
            return
        spent = settle(self.server, self.visitor.page) - before
        if self.clicks == 1 and times[0] > SLOW_MS:
            self.unmeasured, self.rounds = 1, min(SLOW_ROUNDS if times[0] < HOPELESS_MS else 1, self.rounds)
        if self.clicks <= self.unmeasured:
            return
        for question, value in zip(self.contender.marks, times, strict=True):
            self.values[question].append(value)
        self.values["change_websocket"].append(self.visitor.wire.websocket / 1000)
        self.values["change_http"].append(self.visitor.wire.http / 1000)
        if self.contender.app:
            self.values["change_cpu"].append(spent)


def change_in_turn(entrants: list[Entrant], size: int, results: Results) -> None:
    """Change the filter of each in turn until all have had their rounds, and keep the figures."""
    while waiting := [entrant for entrant in entrants if not entrant.finished]:
        for entrant in waiting:
            entrant.change()
    for entrant in entrants:
        name = entrant.contender.name
        if entrant.failed:
            results.add("change", size, name, note=f"cannot: {entrant.failed}")
            continue
        for question, values in entrant.values.items():
            results.add(question, size, name, values)
        if entrant.contender.app:
            results.add("memory", size, name, [entrant.server.memory_mb()])


def first_maps(
    browser: Browser, contender: Contender, server: Server, visits: int
) -> tuple[Visitor, dict[str, list[float]]]:
    """Open a server's page for the first time since it started, then `visits` times more.

    Returns
    -------
    tuple
        The last visitor, whose page stays open, and the figures by question.
    """
    values: dict[str, list[float]] = defaultdict(list)
    for visit in range(visits + 1):
        began = time.perf_counter() if visit else server.started
        visitor = enter(browser, server.address)
        try:
            wait_until_shown(visitor, contender, LIMIT)
        except PlaywrightError:
            visitor.leave()
            raise
        values["warm" if visit else "cold"].append(time.perf_counter() - began)
        settle(server, visitor.page)
        if visit:
            values["visit_http"].append(visitor.wire.http / 1000)
            values["visit_websocket"].append(visitor.wire.websocket / 1000)
        if visit < visits:
            visitor.leave()
    return visitor, values


def interactive(browser: Browser, contender: Contender, server: Server, patience: float = 60.0) -> float:
    """Return after how many seconds a page answers, in a browser whose processor is slowed down."""
    visitor = enter(browser, server.address, SLOWDOWN)
    try:
        wait_until_shown(visitor, contender, patience)
        return float(
            visitor.page.evaluate(
                """async () => {
                     const shown = performance.now();
                     const quiet = () => performance.now() - Math.max(shown, window.lastLongTask) > 1000;
                     while (!quiet()) await new Promise((resolve) => setTimeout(resolve, 100));
                     return Math.max(shown, window.lastLongTask) / 1000;
                   }"""
            )
        )
    finally:
        visitor.leave()
