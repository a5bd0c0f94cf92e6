"""Addresses asked in the background: told, cancelled, and dropped when the visitor leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from geo.geocode.address import AddressQuery
from geo.geocode.cache import MemoryCache
from geo.geocode.settings import Settings
from geo.lists.located import LocatedList
from tests.geo.geocode.address_server import AddressServer, Asked, Reply, feature, serving
from utils import own_memory
from utils.address_job import AddressJob

#: Far longer than it takes: a busy machine is no failure.
PATIENCE = 60.0


class Located(LocatedList):
    """Stands for a list: nothing here looks inside."""

    def __init__(self) -> None:
        pass


@pytest.fixture
def service() -> Iterator[AddressServer]:
    with serving() as world:
        world.script(Reply(features=(feature(),)))
        yield world


def settings(service: AddressServer) -> Settings:
    return Settings(domain=service.domain, scheme="http", pause=0.0)


def queries(count: int) -> list[AddressQuery]:
    return [AddressQuery(row, f"{row} rue Saint-Domingue", "44200", "Nantes", "44109") for row in range(2, 2 + count)]


def test_all_are_asked_and_kept_in_order(service: AddressServer) -> None:
    box = own_memory.hold(Located())
    job = AddressJob(box, queries(5), settings(service), MemoryCache())
    job.start()
    assert job.wait(PATIENCE)
    assert [result.row for result in job.results] == [2, 3, 4, 5, 6]
    assert len(service.asked) == 5
    assert job.stopped is None
    assert job.key == box.key


def test_cancelling_keeps_what_was_found(service: AddressServer) -> None:
    third, go_on = threading.Event(), threading.Event()

    def reply(asked: Asked) -> Reply:
        if len(service.asked) == 3:
            third.set()
            go_on.wait(PATIENCE)
        return Reply(features=(feature(),))

    service.reply = reply
    box = own_memory.hold(Located())
    job = AddressJob(box, queries(50), settings(service), MemoryCache())
    job.start()
    assert third.wait(PATIENCE)
    assert job.running
    job.cancel()
    go_on.set()
    assert job.wait(PATIENCE)
    assert len(job.results) == 3
    assert job.stopped == "arrêt demandé"


@pytest.mark.parametrize("leaving", ["emptied", "dropped"])
def test_it_ends_when_the_visitor_leaves(service: AddressServer, leaving: str) -> None:
    boxes = [own_memory.hold(Located())]
    job = AddressJob(boxes[0], queries(50), settings(service), MemoryCache())

    def reply(asked: Asked) -> Reply:
        if len(service.asked) == 2:
            if leaving == "emptied":
                boxes[0].content = None
            else:
                boxes.clear()
        return Reply(features=(feature(),))

    service.reply = reply
    job.start()
    assert job.wait(PATIENCE)
    assert len(service.asked) == 2
    assert job.stopped == "arrêt demandé"


def test_nothing_is_asked_where_it_is_switched_off(service: AddressServer) -> None:
    box = own_memory.hold(Located())
    off = Settings(enabled=False, domain=service.domain, scheme="http")
    job = AddressJob(box, queries(3), off, MemoryCache())
    job.start()
    assert job.wait(PATIENCE)
    assert service.asked == []
    assert job.stopped is not None
    assert "désactivé" in job.stopped
