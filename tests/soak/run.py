"""A soak: a server of its own, several visitors at once, and what was found."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright

from tests.browser.chromium import FLAGS, find_chromium
from tests.load.loopback import check_loopback
from tests.load.servers import PROJECT, Server, serve_several
from tests.load.visitor import LOST, Visitor, WrongAnswerError
from tests.soak.clicks import click_around
from tests.soak.findings import Findings, judge, sample
from tests.soak.visitors import ask, filter_and_leave

__all__ = ["LONGEST", "Crowd", "soak"]

LONGEST: Final = 3600.0

#: Every other host is refused, and each request to one is a fault.
_ARGUMENTS: Final = (*FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")

#: What is asked for once before anything is measured, so that what is kept for good is there.
_FIRST: Final = (
    "", "liste", "region?id=bretagne", "pole?id=ptce-029", "reperes", "api/v1/ptce.csv", "api/v1/ptce.xlsx",
    "api/v1/ptce.geojson", "api/v1/ptce.gpkg", "api/v1/ptce.kml", "api/v1/ptce.pdf", "api/v1/ptce.png",
    "api/v1/ptce.svg", "api/v1/ptce.html", "api/v1/regions.pdf", "atlas/apercu.png?page=",
    "atlas/modele-liste-ptce.xlsx",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many visitors of each kind: who filter over a websocket, who ask for addresses, who click in a browser."""

    dialogues: int = 4
    askers: int = 1
    browsers: int = 2

    def __post_init__(self) -> None:
        if not all(0 <= count <= 20 for count in (self.dialogues, self.askers, self.browsers)):
            raise ValueError(f"{self}: from 0 to 20 visitors of each kind.")


def soak(seconds: float, seed: int, log: Path, *, crowd: Crowd | None = None, folder: Path = PROJECT) -> Findings:
    """Serve the project of a folder, send visitors there, stop it, return what was found.

    Parameters
    ----------
    seconds
        For how long, at most `LONGEST`.
    seed
        Of all that is chosen at random. What a browser does also depends on what it meets, hence on the time of day.
    log
        Where the server writes.
    crowd
        The visitors.
    folder
        What is served.

    Raises
    ------
    ValueError
        If a bound is passed.
    """
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"{seconds} s: more than 0, at most {LONGEST:.0f}.")
    # Nothing a visitor does may make the server ask another machine.
    settings = {"ATLAS_GEOCODAGE": "non"}
    with serve_several("app.py", 1, folder=folder, log=log, settings=settings) as (server,):
        findings = asyncio.run(_soak(server, seconds, seed, crowd or Crowd()))
        if server.process.poll() is not None:
            findings.fault("server", f"it ended by itself, exit code {server.process.returncode}")
    findings.read_log(log)
    judge(findings)
    return findings


async def _soak(server: Server, seconds: float, seed: int, crowd: Crowd) -> Findings:
    address = check_loopback(server.address)
    findings = Findings()
    try:
        await _warm_up(address)
    except (WrongAnswerError, *LOST) as error:
        findings.fault("first visitor", repr(error))
    async with AsyncExitStack() as stack:
        browser = await _browser(stack) if crowd.browsers else None
        if browser is not None:
            # The gazetteer and all that places a list are kept for good too, once one was brought.
            await click_around(browser, address, f"{seed} first", 0.0, findings)
        start = time.monotonic()
        end = start + seconds
        tasks = [filter_and_leave(address, f"{seed} dialogue {rank}", end, findings) for rank in range(crowd.dialogues)]
        tasks += [ask(address, f"{seed} asker {rank}", end, findings) for rank in range(crowd.askers)]
        if browser is not None:
            tasks += [
                click_around(browser, address, f"{seed} browser {rank}", end, findings)
                for rank in range(crowd.browsers)
            ]
        await asyncio.gather(_measure(server, start, end, findings), *tasks)
    # Those who left are gone: nobody is counted any more.
    await _leave(server, findings)
    return findings


async def _warm_up(address: str) -> None:
    visitor = Visitor(address)
    await visitor.open()
    for _ in range(20):
        await visitor.change()
    for path in _FIRST:
        await visitor.get(path)
    await visitor.close()


async def _browser(stack: AsyncExitStack) -> Browser:
    path = find_chromium()
    if path is None:
        raise RuntimeError("No Chromium: run `make browser`.")
    playwright = await stack.enter_async_context(async_playwright())
    browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
    stack.push_async_callback(browser.close)
    return browser


async def _measure(server: Server, start: float, end: float, findings: Findings) -> None:
    step = min(5.0, (end - start) / 12)
    while time.monotonic() < end and server.process.poll() is None:
        findings.samples.append(await asyncio.to_thread(sample, server.address, server.pid, start))
        await asyncio.sleep(step)


async def _leave(server: Server, findings: Findings) -> None:
    if server.process.poll() is not None:
        return
    left = -1
    deadline = time.monotonic() + 30
    while left and time.monotonic() < deadline:
        left = (await asyncio.to_thread(sample, server.address, server.pid, 0.0)).sessions
        await asyncio.sleep(0.5)
    if left:
        findings.fault("server", f"{left} sessions still open 30 s after the last visitor left")
