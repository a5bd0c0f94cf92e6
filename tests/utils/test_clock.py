"""The clock of the machine is set right now and then: nothing that waits or expires goes by it."""

from __future__ import annotations

import ast
import asyncio
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.load.servers import PROJECT, Server, serve
from tests.load.visitor import Visitor

#: Calls that read the clock of the machine.
WALL_CLOCK = {
    ("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"),
    ("date", "today"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip

#: Where the date is what is meant: beside what it dates. Nothing there waits, counts or expires.
DATES = {"geo/build/__main__.py", "utils/log.py"}


def readings(source: str) -> list[str]:
    """Return the calls of a source that read the clock of the machine."""
    return [
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in WALL_CLOCK
    ]


def test_readings_of_the_clock_are_found() -> None:
    assert readings("import time\nend = time.time() + 5\nstart = time.monotonic()") == ["time.time"]


def test_only_dates_are_read_from_the_clock() -> None:
    sources = [
        PROJECT / "app.py",
        *(path for name in ("geo", "utils", "pages") for path in (PROJECT / name).rglob("*.py")),
    ]
    assert len(sources) > 100
    found = {path.relative_to(PROJECT).as_posix() for path in sources if readings(path.read_text(encoding="utf-8"))}
    assert found <= DATES


# --- On a real server whose clock is set while it runs

#: Python reads this at its start: the clock then goes by as many seconds as the file says.
SITECUSTOMIZE = """
import time
from pathlib import Path

_real = time.time
_file = Path(__file__).with_name("ecart")


def _shifted():
    return _real() + float(_file.read_text())


time.time = _shifted
"""


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the seconds by which the clock of the server is wrong."""
    folder = tmp_path_factory.mktemp("horloge")
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    file = folder / "ecart"
    file.write_text("0", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def server(clock: Path) -> Iterator[Server]:
    with serve(
        "app.py", log=clock.with_name("log.txt"), settings={"PYTHONPATH": f"{clock.parent}:{PROJECT}"}
    ) as running:
        yield running


def told_by(server: Server) -> float:
    """Return the time that the server writes in its answers, in seconds."""
    with urlopen(f"{server.address}/_stcore/health", timeout=30) as answer:
        return parsedate_to_datetime(answer.headers["date"]).timestamp()


@pytest.mark.parametrize("seconds", [3600, -3600, 86400, -86400, 0])
def test_a_clock_that_jumps_changes_nothing(server: Server, clock: Path, seconds: int) -> None:
    async def visit() -> None:
        visitor = Visitor(server.address, seed=1)
        await visitor.open()
        await visitor.change()
        clock.write_text(str(seconds), encoding="utf-8")
        # The session is there still, its answers are right, and so are the files.
        for _ in range(3):
            await visitor.change()
        assert (await visitor.get("api/v1/ptce.xlsx")).startswith(b"PK")
        assert b"ptce-001" in await visitor.get("api/v1/ptce.geojson")
        await visitor.close()

    asyncio.run(visit())
    # The server does go by the clock that was set; it looks at it once a second.
    deadline = time.monotonic() + 30
    while abs(told_by(server) - time.time() - seconds) >= 600:
        assert time.monotonic() < deadline, "The server does not go by the clock that was set."
        time.sleep(0.1)
    assert "Traceback" not in clock.with_name("log.txt").read_text(encoding="utf-8")
