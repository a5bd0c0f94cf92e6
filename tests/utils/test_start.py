"""What the server does before it answers, and what it spares itself at every rerun."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

#: Starts as the server does, then asks for what the map page needs.
SCRIPT = """
import asyncio, gc, json, sys
from unittest.mock import patch
from utils import data, start

async def serve():
    async with start.lifespan(None):
        with patch.object(data, "load_panel") as again, patch.object(data, "poles_json") as again_too:
            data.map_files(data.panel())
        reads = again.call_count, again_too.call_count
        print(json.dumps([gc.get_freeze_count(), *reads, "streamlit_folium" in sys.modules]))

asyncio.run(serve())
"""


def test_the_first_visitor_finds_everything_read_and_out_of_sight_of_the_collector() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    frozen, panels, files, component = json.loads(done.stdout)
    assert frozen > 100_000
    assert (panels, files) == (0, 0)
    # Imported here, it would not be registered for the pages.
    assert component is False


#: Starts with a reading that fails in a way that nobody foresaw.
FAILING = """
import asyncio
from unittest.mock import patch
from utils import data, start

async def serve():
    with patch.object(data, "map_files", side_effect=RuntimeError("secret words")):
        async with start.lifespan(None):
            print("serving")

asyncio.run(serve())
"""


def test_what_fails_at_the_start_does_not_keep_the_server_from_starting() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (0, "serving\n")
    logged = [json.loads(line) for line in done.stderr.splitlines() if "not ready" in line]
    assert [line["exception"] for line in logged] == ["RuntimeError"]
    assert "secret words" not in done.stderr


#: Starts without a file of the map, asks for the map three times, then once the file is back.
LOST = """
import asyncio, json, shutil, sys
from pathlib import Path
from utils import data, start
from utils.web import assets

async def serve():
    async with start.lifespan(None):
        without = [data.map_files(data.panel()) is None for _ in range(3)]
        missing = assets.missing()
        shutil.copy(sys.argv[1], "geo/mapping/web")
        made = data.map_files(data.panel())
        Path("geo/mapping/web/keyboard.js").unlink()
        again = data.map_files(data.panel())
        print(json.dumps([without, missing, made is not None, made == again, assets.missing()]))

asyncio.run(serve())
"""


def test_the_server_starts_without_a_file_of_the_map(tmp_path: Path) -> None:
    for name in ("geo", "utils", "data"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "geo" / "mapping" / "web" / "keyboard.js").unlink()
    done = subprocess.run(
        [sys.executable, "-c", LOST, str(PROJECT / "geo" / "mapping" / "web" / "keyboard.js")],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lost = ["web/keyboard.js"]
    assert json.loads(done.stdout) == [[True] * 3, lost, True, True, lost]
    logged = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    errors = [line for line in logged if line["level"] == "ERROR"]
    assert [line["message"] for line in errors] == ["map: not made, the list stands in for it. web/keyboard.js"]
    assert "trace" not in errors[0]


#: Prints how many files are allowed once the server has started, having been allowed fewer.
FILES = """
import asyncio, json, resource, sys
from utils import start

resource.setrlimit(resource.RLIMIT_NOFILE, (256, int(sys.argv[1])))

async def serve():
    async with start.lifespan(None):
        print(json.dumps(resource.getrlimit(resource.RLIMIT_NOFILE)))

asyncio.run(serve())
"""


@pytest.mark.parametrize("most", [700, 4_000])
def test_the_server_allows_itself_as_many_open_files_as_it_may(most: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILES, str(most)], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [most, most]


def test_no_rerun_ends_with_a_search_of_the_whole_memory() -> None:
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
