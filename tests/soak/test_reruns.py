"""One visitor who filters five hundred times: the server is as large after as before."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from tests.load.servers import Server, resident_kb, serve
from tests.load.visitor import Visitor
from tests.soak.findings import sample

WARM_UP = 100
CHANGES = 500

#: In kB. A rerun that kept 20 kB for good, a tenth of what it handles, would be beyond it; what the allocator itself
#: takes between two measures of a server that keeps nothing was below 4 MB.
MEMORY_BOUND = 10 * 1024

#: More of a kind than before, for 500 reruns: what the run at hand holds differs from one run to the next.
OBJECTS_BOUND = 50


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve("tests/soak/counted.py") as running:
        yield running


def test_five_hundred_reruns_leave_nothing_behind(server: Server) -> None:
    asyncio.run(_filter(server))
    # The session is over with its tab.
    assert sample(server.address, server.pid, 0.0).sessions == 0


async def _filter(server: Server) -> None:
    visitor = Visitor(server.address, seed=1)
    await visitor.open()
    for _ in range(WARM_UP):
        await visitor.change()
    objects, memory = await _objects(visitor), resident_kb(server.pid)
    assert objects, "Nothing is counted."
    for _ in range(CHANGES):
        await visitor.change()
    after = await _objects(visitor)
    assert {
        kind: after[kind] - count for kind, count in objects.items() if after.get(kind, 0) - count > OBJECTS_BOUND
    } == {}
    assert {kind: count for kind, count in after.items() if kind not in objects and count > OBJECTS_BOUND} == {}
    assert resident_kb(server.pid) - memory < MEMORY_BOUND
    await visitor.close()


async def _objects(visitor: Visitor) -> dict[str, int]:
    counted: dict[str, int] = json.loads(await visitor.get("test/objets"))
    return counted
