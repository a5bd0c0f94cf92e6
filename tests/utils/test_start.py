"""What the server does before it answers, and what it spares itself at every rerun."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

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


#: What a session leaves behind: an event loop that only a collection closes, since it is in a circle of references.
LEFT = """
import asyncio, gc, json, os
from utils import start

gc.disable()  # Python may take its time
start.COLLECTION_PERIOD = 0.05

def leave():
    loop = asyncio.new_event_loop()
    loop.itself = loop

def opened():
    return len(os.listdir("/dev/fd"))

async def serve():
    async with start.lifespan(None):
        before = opened()
        for _ in range(20):
            leave()
        left = opened()
        for _ in range(200):
            await asyncio.sleep(0.05)
            if opened() == before:
                break
        print(json.dumps([before, left, opened()]))

asyncio.run(serve())
"""


def test_what_sessions_leave_behind_is_closed_while_the_server_runs() -> None:
    done = subprocess.run([sys.executable, "-c", LEFT], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    before, left, after = json.loads(done.stdout)
    assert left >= before + 40
    assert after == before


def test_no_rerun_ends_with_a_search_of_the_whole_memory() -> None:
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
