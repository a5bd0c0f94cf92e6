"""No room left where temporary files go: an answer that says so, never half a file taken for a whole one."""

from __future__ import annotations

import asyncio
import errno
import gc
import http.client
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl.worksheet._writer
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

from geo.model import Panel
from tests.geo.export.small_panel import build_panel
from tests.utils.asking import ask_application
from utils.web import downloads, middleware


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    return build_panel(tmp_path_factory.mktemp("full") / "data")


@pytest.fixture
def no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have the temporary files of openpyxl be written to a device that is full; call it to have room again."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    made = iter(range(100))

    def create(suffix: str = "") -> str:
        link = tmp_path / f"{next(made)}{suffix}"
        link.symlink_to(full)
        return str(link)

    monkeypatch.setattr(openpyxl.worksheet._writer, "create_temporary_file", create)
    return monkeypatch.undo


def application(panel: Panel) -> Starlette:
    return Starlette(routes=downloads.routes(lambda: panel), middleware=middleware())


# openpyxl leaves the writing of the sheet half done, which the garbage collector meets again when it ends it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_without_room_is_refused_in_french(
    panel: Panel, no_room: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    served = application(panel)
    with caplog.at_level(logging.ERROR):
        answer = ask_application(served, "/api/v1/ptce.xlsx")
    assert answer.status == 507
    assert answer.headers["content-type"] == "application/problem+json"
    assert "content-disposition" not in answer.headers
    assert "n'a plus la place d'écrire ce fichier" in answer.json()["detail"]
    assert [record.message for record in caplog.records] == [
        "Export xlsx not made, no room for a temporary file: No space left on device"
    ]
    # What needs no temporary file is there still, and the workbook once there is room.
    assert ask_application(served, "/api/v1/ptce.csv").status == 200
    no_room()
    again = ask_application(served, "/api/v1/ptce.xlsx")
    assert again.status == 200
    assert again.body.startswith(b"PK")
    gc.collect()  # here, and not in the middle of another test


def test_another_failure_is_not_taken_for_a_lack_of_room(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> str:
        raise OSError(errno.ECONNRESET, "Connection reset by peer")

    monkeypatch.setattr(openpyxl.worksheet._writer, "create_temporary_file", fail)
    with pytest.raises(OSError, match="reset"):
        ask_application(application(panel), "/api/v1/ptce.xlsx")


# --- After the first byte


@pytest.fixture
def port() -> Iterator[int]:
    """Serve a file of which the second piece cannot be made, as the exports of lists are served."""

    def pieces() -> Iterator[bytes]:
        yield b"nom;commune\n" * 500
        raise OSError(errno.ENOSPC, "No space left on device")

    def download(_request: Any) -> StreamingResponse:
        return StreamingResponse(pieces(), headers={"content-type": "text/csv"})

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    served = Starlette(routes=[Route("/liste.csv", download)], middleware=middleware())
    server = uvicorn.Server(uvicorn.Config(served, host="127.0.0.1", port=free, log_level="critical"))
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),))
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield free
    server.should_exit = True
    thread.join(20)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_file_cut_short_does_not_pass_for_a_whole_one(port: int, encoding: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/liste.csv", headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    assert answer.status == 200
    with pytest.raises(http.client.IncompleteRead):
        answer.read()
    connection.close()
