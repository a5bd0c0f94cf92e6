"""Two servers behind the nginx of `deploy/`, one of which is stopped while visitors filter."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.load.dialogue import Atlas
from tests.load.filters import Filter, known_filters
from tests.load.proxy import find_nginx, proxy
from tests.load.servers import Server, serve_several
from tests.load.visitor import LOST, Visitor

pytestmark = pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed: tools/ensure_nginx.sh")

VISITORS = 6

#: Changes of each visitor before and after one of the servers stops.
CHANGES = 4

_FILES = re.compile(rb"atlas/data/[\w.-]+\?v=\w+")


@dataclass(frozen=True)
class Deployment:
    """What runs, and where visitors go."""

    servers: tuple[Server, Server]
    address: str
    folder: Path

    def cookie_of(self, server: Server) -> str:
        """Return the value by which nginx knows a server."""
        written = (self.folder / "replicas.conf").read_text(encoding="utf-8")
        found = re.search(rf':{server.port}\$" (\d+);', written)
        assert found
        return found[1]


@dataclass
class Stay:
    """What happened to one visitor, and the filters of the last answer."""

    visitor: Visitor
    now: Filter = field(default_factory=lambda: known_filters()[0])
    replica: str = ""
    lost: list[str] = field(default_factory=list)
    before: str = ""
    after: str = ""

    async def change(self) -> None:
        """Change the filters; where the connection is lost, come back as the page in a browser does."""
        try:
            await self.visitor.change()
        except LOST as error:
            self.lost.append(repr(error))
            # The address is still that of the last answer.
            self.dialogue.now = self.now
            await self.visitor.come_back()
        else:
            self.now = self.dialogue.now

    @property
    def dialogue(self) -> Atlas:
        """What the visitor says, who is on the atlas."""
        assert isinstance(self.visitor.dialogue, Atlas)
        return self.visitor.dialogue


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("nginx")
    with serve_several("app.py", 2) as (one, other), proxy([one.address, other.address], folder) as address:
        yield Deployment((one, other), address, folder)


@pytest.fixture(scope="module")
def stays(deployment: Deployment) -> list[Stay]:
    """Let visitors filter on both servers, stop the first one in the middle, and let them go on."""
    return asyncio.run(_live_through_it(deployment))


async def _live_through_it(deployment: Deployment) -> list[Stay]:
    stays = [Stay(Visitor(deployment.address, seed=number)) for number in range(VISITORS)]
    async with AsyncExitStack() as leaving:
        for stay in stays:
            await stay.visitor.open()
            leaving.push_async_callback(stay.visitor.close)
            stay.replica = stay.visitor.cookies["atlas_replique"].value
        half_way = asyncio.Barrier(VISITORS + 1)
        async with asyncio.TaskGroup() as lives:
            for stay in stays:
                lives.create_task(_filter(stay, half_way))
            await half_way.wait()
            deployment.servers[0].process.kill()
    return stays


async def _filter(stay: Stay, half_way: asyncio.Barrier) -> None:
    for _ in range(CHANGES):
        await stay.change()
    stay.before = stay.visitor.query
    await half_way.wait()
    for number in range(CHANGES):
        await stay.change()
        if number == 0:
            stay.after = stay.visitor.query
        await asyncio.sleep(0.2)
    files = {found for message in stay.visitor.shown for found in _FILES.findall(message.SerializeToString())}
    assert files
    for name in files:
        assert await stay.visitor.get(name.decode())


def test_visitors_are_spread_over_the_servers(deployment: Deployment, stays: list[Stay]) -> None:
    known = {deployment.cookie_of(server) for server in deployment.servers}
    assert {stay.replica for stay in stays} == known


def test_visitors_of_the_other_server_notice_nothing(deployment: Deployment, stays: list[Stay]) -> None:
    there = [stay for stay in stays if stay.replica == deployment.cookie_of(deployment.servers[1])]
    assert [(stay.lost, stay.visitor.connections) for stay in there] == [([], 1)] * len(there)


def test_visitors_of_the_stopped_server_find_their_filters_again(deployment: Deployment, stays: list[Stay]) -> None:
    stopped, other = map(deployment.cookie_of, deployment.servers)
    moved = [stay for stay in stays if stay.replica == stopped]
    assert [(len(stay.lost), stay.visitor.connections) for stay in moved] == [(1, 2)] * len(moved)
    assert [stay.after for stay in moved] == [stay.before for stay in moved]
    assert {stay.visitor.cookies["atlas_replique"].value for stay in moved} == {other}
