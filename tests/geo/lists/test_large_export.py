"""Exports of long lists come in pieces, and hold a part of the list at a time."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from geo.lists.export import FORMATS
from geo.lists.located import LocatedList
from geo.model import Panel
from geo.selection import Selection
from tests.geo.lists.large_list import LARGE_ROLES, large_table
from tests.geo.lists.list_samples import LINK, place, shared_gazetteer

PROJECT = Path(__file__).resolve().parents[3]
FEWER, MORE = 2_000, 8_000


@pytest.fixture(scope="module")
def lists(panel: Panel) -> tuple[LocatedList, LocatedList]:
    gazetteer = shared_gazetteer()
    fewer, more = (place(large_table(rows, gazetteer), LARGE_ROLES, panel, gazetteer) for rows in (FEWER, MORE))
    return fewer, more


def _peak(extension: str, located: LocatedList, panel: Panel) -> int:
    tracemalloc.start()
    try:
        for _ in FORMATS[extension].export(located, Selection(), panel, LINK):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("extension", list(FORMATS))
def test_memory_of_an_export_hardly_grows_with_the_rows(
    extension: str, panel: Panel, lists: tuple[LocatedList, LocatedList]
) -> None:
    fewer, more = (_peak(extension, located, panel) for located in lists)
    # A workbook reads each column once, one at a time, to know whether all its texts are numbers.
    assert (more - fewer) / (MORE - FEWER) < 250


@pytest.mark.parametrize("extension", list(FORMATS))
def test_pieces_are_small(extension: str, panel: Panel, lists: tuple[LocatedList, LocatedList]) -> None:
    pieces = [len(piece) for piece in FORMATS[extension].export(lists[1], Selection(), panel, LINK)]
    assert min(pieces) > 0
    assert max(pieces) < 500_000
    assert len(pieces) > 4


#: Exports 100,000 rows in each format, and prints the peak of memory before and after, in bytes.
_PROBE = """
import json, sys

from geo.lists.export import FORMATS
from geo.load import load_panel
from geo.selection import Selection
from tests.geo.lists.large_list import LARGE_ROLES, large_table
from tests.geo.lists.list_samples import place, shared_gazetteer

def peak():
    if sys.platform != "linux":
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    # There getrusage counts what the process that started this one held at that moment.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))

panel, gazetteer = load_panel(), shared_gazetteer()
located = place(large_table(100_000, gazetteer), LARGE_ROLES, panel, gazetteer)
before = peak()
sizes = {}
for extension, format_ in FORMATS.items():
    sizes[extension] = sum(map(len, format_.export(located, Selection(), panel, "")))
print(json.dumps({"before": before, "after": peak(), "sizes": sizes}))
"""


def test_a_hundred_thousand_rows_take_less_than_a_gigabyte() -> None:
    command = [sys.executable, "-c", _PROBE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["sizes"]["geojson"] > 30_000_000
    assert 100_000_000 < found["after"] <= 1_000_000_000
    assert found["after"] - found["before"] <= 150_000_000
