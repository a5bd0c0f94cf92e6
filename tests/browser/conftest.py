"""A real server and a real Chromium, from which nothing but that server can be reached."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from geo.model import Panel
from tests.browser.atlas import PATIENCE, PROJECT, Atlas, Server, Watch, serve
from tests.browser.chromium import FLAGS, find_chromium

# Refuses every other host. Not playwright's routing, which would switch off the cache that visitors have.
ARGUMENTS = (*FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost")
DESKTOP = {"width": 1440, "height": 900}

Visit = Callable[..., Atlas]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(PROJECT, tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


# One per module and not per session: while it lives, playwright's event loop counts as running in this thread, and
# no test elsewhere could call asyncio.run.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    assert path is not None, "No Chromium: run `make browser`."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def visit_on(browser: Browser) -> Iterator[Callable[..., Atlas]]:
    """Open a new visitor's browser on any server; at the end, check what each of them did."""
    opened: list[Atlas] = []

    def visit_on(server: Server, **options: Any) -> Atlas:
        settings = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": DESKTOP, **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        watch = Watch(server)
        watch.follow(context)
        opened.append(Atlas(context.new_page(), server, watch))
        return opened[-1]

    yield visit_on
    for atlas in opened:
        atlas.page.context.close()
    for atlas in opened:
        assert atlas.watch.strangers() == [], "Requests that leave the server."
        assert atlas.watch.unexpected_errors() == [], "Errors in the console of the browser."
        log = atlas.server.new_log()
        assert "Traceback" not in log, log


@pytest.fixture
def visit(visit_on: Callable[..., Atlas], server: Server) -> Visit:
    """Open a new visitor's browser on the server of the session, with any option of a playwright context."""
    return lambda **options: visit_on(server, **options)


@pytest.fixture
def atlas(visit: Visit) -> Atlas:
    """A visitor with a desktop screen, nothing loaded yet."""
    return visit()


@pytest.fixture(scope="session")
def poles(panel: Panel) -> dict[str, dict[str, Any]]:
    """The poles of the panel as records, by id, in the order of the list."""
    listed = panel.poles[panel.in_panel]
    return {
        str(pole): {**row, "lon": row["geometry"].x, "lat": row["geometry"].y}
        for pole, row in zip(listed.index, listed.to_dict("records"), strict=True)
    }


@pytest.fixture(scope="module")
def copy_of_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private copy of what the server runs, to be changed at will."""
    target = tmp_path_factory.mktemp("copy") / "projet"
    target.mkdir()
    for name in ("pages", "geo", "utils", "data", ".streamlit"):
        shutil.copytree(PROJECT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "app.py", target)
    return target
