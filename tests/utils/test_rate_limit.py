"""How often one address may ask for what is costly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.utils.asking import Answer, ask_application
from utils.web import rate_limit
from utils.web.rate_limit import (
    DRAWN_COST,
    PER_MINUTE,
    PER_MINUTE_VARIABLE,
    PROXIES_VARIABLE,
    Buckets,
    RateLimit,
    caller,
)

EXPORT = "/api/v1/ptce.csv"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def atlas() -> Starlette:
    return Starlette(
        routes=[Route("/{path:path}", lambda _: PlainTextResponse("ok"))], middleware=[Middleware(RateLimit)]
    )


def ask(application: Any, path: str = EXPORT, **headers: str) -> Answer:
    return ask_application(application, path, **headers)


def scope(client: str, forwarded: str = "") -> dict[str, Any]:
    headers = [(b"x-forwarded-for", part.encode()) for part in forwarded.split("|") if part]
    return {"type": "http", "headers": headers, "client": (client, 1)}


# --- Buckets ---


def test_a_bucket_empties_and_fills_again() -> None:
    clock = Clock()
    buckets = Buckets(30, clock)
    assert [buckets.wait("a") for _ in range(31)] == [0] * 30 + [2]
    clock.now += 1
    assert buckets.wait("a") == 1
    clock.now += 1
    assert [buckets.wait("a") for _ in range(2)] == [0, 2]
    clock.now += 3600
    assert [buckets.wait("a") for _ in range(31)] == [0] * 30 + [2]


def test_whoever_waits_as_told_is_served() -> None:
    clock = Clock()
    buckets = Buckets(7, clock)
    for _ in range(20):
        clock.now += buckets.wait("a")
        wait = buckets.wait("a")
        if wait:
            clock.now += wait
            assert buckets.wait("a") == 0


def test_callers_do_not_empty_each_others_buckets() -> None:
    buckets = Buckets(1, Clock())
    assert [buckets.wait(name) for name in "abab"] == [0, 0, 60, 60]


def test_the_memory_of_callers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "_MOST_CALLERS", 50)
    buckets = Buckets(1, Clock())
    for number in range(500):
        buckets.wait(f"10.0.{number}")
    assert len(buckets) == 50
    assert buckets.wait("10.0.499") > 0  # the latest are those that are kept


def test_an_address_is_forgotten_after_a_minute() -> None:
    clock = Clock()
    buckets = Buckets(5, clock)
    for name in "ab":
        buckets.wait(name)
        clock.now += 30
    assert len(buckets) == 2
    buckets.wait("c")
    assert len(buckets) == 2  # « a » is forgotten
    clock.now += 60
    buckets.wait("d")
    assert len(buckets) == 1


def test_forgetting_says_when_there_will_be_more_to_forget() -> None:
    clock = Clock()
    buckets = Buckets(5, clock)
    assert buckets.forget() is None
    for name in "aba":
        buckets.wait(name)
        clock.now += 10
    assert buckets.forget() == 40  # « b », who asked 20 s ago
    clock.now += 40
    assert (buckets.forget(), len(buckets)) == (10, 1)
    clock.now += 10
    assert (buckets.forget(), len(buckets)) == (None, 0)


# --- Who asks ---


@pytest.mark.parametrize(
    ("client", "forwarded", "proxies", "expected"),
    [
        ("192.0.2.7", "", 0, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", 0, "192.0.2.7"),  # nobody of ours wrote it
        ("10.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", 1, "198.51.100.1"),  # the first is the caller's own word
        ("10.0.0.1", "203.0.113.9|198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("10.0.0.1", "", 1, ""),  # the proxy said nothing that can be read
        ("10.0.0.1", "198.51.100.1", 2, "10.0.0.1"),
        ("::ffff:192.0.2.7", "", 0, "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "20010db800010002/64"),
        ("2001:db8:1:2:ffff::1", "", 0, "20010db800010002/64"),
        ("testclient", "", 0, ""),
    ],
)
def test_the_caller_is_whom_our_own_proxies_saw(client: str, forwarded: str, proxies: int, expected: str) -> None:
    assert caller(scope(client, forwarded), proxies) == expected


# --- Answers ---


@pytest.mark.parametrize("path", [EXPORT, "/api/v1/ptce.bmp", "/atlas/liste/cle/liste.xlsx"])
def test_too_many_requests_are_told_when_to_come_back(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PER_MINUTE_VARIABLE, "3")
    application = atlas()
    answers = [ask(application, path) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert int(refused.headers["retry-after"]) in range(1, 21)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["cache-control"] == "no-store"
    assert refused.json()["status"] == 429
    assert "3 requêtes par minute" in refused.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/api/v1/ptce.png", "/api/v1/regions/53.pdf", "/api/v1/ptce.svg", "/atlas/apercu.png"]
)
def test_a_drawing_counts_for_several(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PER_MINUTE_VARIABLE, str(2 * DRAWN_COST + 1))
    application = atlas()
    assert [ask(application, path).status for _ in range(3)] == [200, 200, 429]
    assert ask(application, EXPORT).status == 200, "there is one left for a table"
    # Less than one drawing a minute would be none at all.
    monkeypatch.setenv(PER_MINUTE_VARIABLE, str(DRAWN_COST - 1))
    assert ask(atlas(), path).status == 200


@pytest.mark.parametrize("path", ["/", "/liste", "/apis", "/atlas/liste/cle/vue.json", "/_stcore/health"])
def test_pages_and_what_a_map_asks_for_are_not_counted(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PER_MINUTE_VARIABLE, "1")
    application = atlas()
    assert {ask(application, path).status for _ in range(5)} == {200}


def test_each_address_behind_our_proxy_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PER_MINUTE_VARIABLE, "1")
    monkeypatch.setenv(PROXIES_VARIABLE, "1")
    application = atlas()
    seen = [ask(application, x_forwarded_for=f"{word}, 198.51.100.{last}") for word, last in ["a1", "b1", "c2", "d2"]]
    assert [answer.status for answer in seen] == [200, 429, 200, 429]


def test_a_limit_of_zero_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PER_MINUTE_VARIABLE, "0")
    application = atlas()
    assert {ask(application).status for _ in range(PER_MINUTE + 5)} == {200}


def layer_of(clock: Clock) -> RateLimit:
    async def served(_scope: Any, _receive: Any, _send: Any) -> None:
        pass

    layer = RateLimit(served)
    layer._buckets = Buckets(5, clock)
    return layer


async def ask_layer(layer: RateLimit, client: str, path: str = EXPORT) -> None:
    async def never(*_: Any) -> None:
        raise AssertionError

    await layer({**scope(client), "path": path}, never, never)


def test_addresses_are_forgotten_though_nobody_asks_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    layer = layer_of(clock)
    alarms: list[tuple[float, Callable[[], None]]] = []

    async def go() -> None:
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(
            loop, "call_later", lambda after, call, *given: alarms.append((after, partial(call, *given)))
        )
        await ask_layer(layer, "192.0.2.1", "/")
        assert alarms == []  # a page is not counted
        await ask_layer(layer, "192.0.2.1")
        clock.now += 20
        for _ in range(3):
            await ask_layer(layer, "192.0.2.2")
        for after, known in ((60, 1), (20, 0)):
            # One at a time, however many ask.
            ((due, ring),) = alarms
            assert due == after
            alarms.clear()
            clock.now += 40 if after == 60 else 20
            ring()
            assert len(layer._buckets) == known
        assert alarms == []
        # And again, for the next one to ask.
        await ask_layer(layer, "192.0.2.3")
        assert [after for after, _ in alarms] == [60]

    asyncio.run(go())


def test_an_alarm_that_went_with_its_event_loop_is_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "_MINUTE", 0.05)
    layer = layer_of(Clock())
    layer._buckets = Buckets(5)
    asyncio.run(ask_layer(layer, "192.0.2.1"))
    assert len(layer._buckets) == 1

    async def ask_and_wait() -> None:
        await ask_layer(layer, "192.0.2.2")
        for _ in range(200):
            await asyncio.sleep(0.01)
            if not len(layer._buckets):
                return

    asyncio.run(ask_and_wait())
    assert len(layer._buckets) == 0


def test_a_setting_that_is_no_number_is_told_and_ignored(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(PER_MINUTE_VARIABLE, "beaucoup")
    application = atlas()
    # No time goes by: else the bucket would fill while a slow machine empties it.
    monkeypatch.setattr(Buckets.__init__, "__defaults__", (Clock(),))
    assert [ask(application).status for _ in range(PER_MINUTE + 1)] == [200] * PER_MINUTE + [429]
    assert PER_MINUTE_VARIABLE in caplog.text
