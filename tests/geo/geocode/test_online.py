"""Addresses are asked from a real local server that speaks the service's format, faults included."""

from __future__ import annotations

import dataclasses
import email.utils
import json
import logging
import random
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from geo.errors import UnknownValueError
from geo.geocode.address import AddressQuery, AddressResult
from geo.geocode.cache import MemoryCache
from geo.geocode.online import AddressBatch, AddressGeocoder, geocode_addresses
from geo.geocode.online_http import MAX_BYTES, proxies_for
from geo.geocode.settings import Settings
from geo.geocode.status import CORRECTED, EXACT, NOT_FOUND
from tests.geo.geocode.address_server import AddressServer, Reply, feature, serving

SOLILAB = AddressQuery(2, "8 rue Saint-Domingue", "44200", "Nantes", "44109", (47.2316, -1.5482))
FOUND = Reply((feature(),))
ENDLESS = json.dumps({"features": [feature()]}).encode() + b" " * MAX_BYTES


@pytest.fixture
def server() -> Iterator[AddressServer]:
    with serving() as world:
        yield world


@pytest.fixture
def settings(server: AddressServer) -> Settings:
    return Settings(domain=server.domain, scheme="http", pause=0, timeout=5)


@pytest.fixture
def waits() -> list[float]:
    """Seconds that the geocoder wanted to wait, each wait in parts."""
    return []


@pytest.fixture
def ask(settings: Settings, waits: list[float]) -> Callable[..., AddressBatch]:
    def ask(*queries: AddressQuery, **more: object) -> AddressBatch:
        options = {"settings": settings, "cache": MemoryCache(), "sleep": waits.append} | more
        return geocode_addresses(queries, **options)

    return ask


def numbered(count: int) -> list[AddressQuery]:
    return [dataclasses.replace(SOLILAB, row=row, address=f"{row} rue Saint-Domingue") for row in range(2, count + 2)]


# What is sent, and what comes back


def test_a_sure_answer_in_the_commune_is_exact(server: AddressServer, ask: Callable[..., AddressBatch]) -> None:
    server.script(FOUND)
    assert ask(SOLILAB) == AddressBatch(
        (
            AddressResult(
                2,
                EXACT,
                "adresse trouvée : 8 Rue Saint-Domingue 44200 Nantes",
                "haute",
                "adresse",
                47.2051,
                -1.5401,
                0.95,
                "8 Rue Saint-Domingue 44200 Nantes",
                "housenumber",
                "44109",
            ),
        )
    )


def test_the_service_is_asked_as_it_is_documented(server: AddressServer, ask: Callable[..., AddressBatch]) -> None:
    ask(SOLILAB)
    (asked,) = server.asked
    assert (asked.path, asked.query, asked.limit) == ("/geocodage/search", "8 rue Saint-Domingue 44200 Nantes", "5")
    assert asked.agent == "atlas-des-ptce"


def test_user_agent_is_the_one_set(server: AddressServer, settings: Settings, ask: Callable[..., object]) -> None:
    ask(SOLILAB, settings=dataclasses.replace(settings, user_agent="carte-de-la-cress/3 (contact@example.org)"))
    assert [asked.agent for asked in server.asked] == ["carte-de-la-cress/3 (contact@example.org)"]


def test_one_connection_serves_all_requests(server: AddressServer, ask: Callable[..., object]) -> None:
    ask(*numbered(5))
    assert len(server.asked) == 5
    assert len({asked.client for asked in server.asked}) == 1


def test_an_address_is_asked_once_however_it_is_written(
    server: AddressServer, ask: Callable[..., AddressBatch]
) -> None:
    server.script(FOUND)
    cache = MemoryCache()
    again = dataclasses.replace(SOLILAB, row=3, address="8, RUE SAINT DOMINGUE")
    results = ask(SOLILAB, again, cache=cache).results + ask(SOLILAB, cache=cache).results
    assert [result.status for result in results] == [EXACT, EXACT, EXACT]
    assert len(server.asked) == 1


def test_what_is_not_found_is_not_asked_again(server: AddressServer, ask: Callable[..., AddressBatch]) -> None:
    cache = MemoryCache()
    assert [ask(SOLILAB, cache=cache).results[0].reason for _ in range(2)] == ["adresse inconnue du service"] * 2
    assert len(server.asked) == 1


def test_nothing_is_asked_where_there_is_no_address(server: AddressServer, ask: Callable[..., AddressBatch]) -> None:
    rows = [AddressQuery(2, ""), AddressQuery(3, " - ", "35000", "Rennes"), AddressQuery(4, "A")]
    assert {result.reason for result in ask(*rows).results} == {"adresse trop courte"}
    assert server.asked == []


def test_nothing_is_asked_when_switched_off(
    server: AddressServer, settings: Settings, ask: Callable[..., AddressBatch]
) -> None:
    batch = ask(SOLILAB, settings=dataclasses.replace(settings, enabled=False))
    assert batch.results == ()
    assert "désactivé (ATLAS_GEOCODAGE=non)" in (batch.stopped or "")
    assert server.asked == []


def test_requests_keep_their_distance(server: AddressServer, settings: Settings, ask: Callable[..., object]) -> None:
    ask(*numbered(5), settings=dataclasses.replace(settings, pause=0.1))
    times = [asked.time for asked in server.asked]
    # The server sees a request a little after it was sent, and not always as little.
    assert times[-1] - times[0] >= 0.4 - 0.05
    assert min(later - sooner for sooner, later in pairwise(times)) > 0.05


def test_progress_is_told_after_each_address(ask: Callable[..., object]) -> None:
    told: list[tuple[int, int]] = []
    ask(*numbered(3), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# Stops that are asked for


def test_what_was_found_before_a_stop_is_kept(server: AddressServer, ask: Callable[..., AddressBatch]) -> None:
    server.script(FOUND)
    batch = ask(*numbered(4), stop=lambda: len(server.asked) == 2)
    assert ([result.row for result in batch.results], batch.stopped) == ([2, 3], "arrêt demandé")


def test_a_stop_is_heard_while_waiting(
    server: AddressServer, waits: list[float], ask: Callable[..., AddressBatch]
) -> None:
    server.script(Reply(status=429, headers={"Retry-After": "40"}))
    batch = ask(SOLILAB, stop=lambda: sum(waits) > 1)
    assert batch == AddressBatch((), "arrêt demandé")
    assert sum(waits) < 1.5


def test_an_exception_of_whoever_shows_the_progress_loses_no_answer(server: AddressServer, settings: Settings) -> None:
    cache = MemoryCache()

    def leave(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        geocode_addresses(numbered(2), settings, cache, progress=leave)
    assert len(cache) == 1


# HTTP 429


def test_429_is_waited_for_as_long_as_the_service_says(
    server: AddressServer, waits: list[float], ask: Callable[..., AddressBatch]
) -> None:
    server.script(Reply(status=429, headers={"Retry-After": "7"}), FOUND)
    batch = ask(SOLILAB)
    assert [result.status for result in batch.results] == [EXACT]
    assert sum(waits) == pytest.approx(7)
    assert len(server.asked) == 2


def test_429_with_a_date_is_waited_for(
    server: AddressServer, waits: list[float], ask: Callable[..., AddressBatch]
) -> None:
    date = email.utils.formatdate(time.time() + 20, usegmt=True)
    server.script(Reply(status=429, headers={"Retry-After": date}), FOUND)
    assert ask(SOLILAB).results[0].status == EXACT
    assert 17 < sum(waits) <= 21


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "bientôt".encode().decode("latin-1")}, {"Retry-After": ""}])
def test_429_without_a_usable_delay_is_waited_for_five_seconds(
    server: AddressServer, waits: list[float], ask: Callable[..., AddressBatch], headers: dict[str, str]
) -> None:
    server.script(Reply(status=429, headers=headers), FOUND)
    assert ask(SOLILAB).results[0].status == EXACT
    assert sum(waits) == pytest.approx(5)


def test_429_for_ever_ends_with_what_was_found(
    server: AddressServer, waits: list[float], ask: Callable[..., AddressBatch]
) -> None:
    server.script(FOUND, Reply(status=429, headers={"Retry-After": "1"}))
    batch = ask(*numbered(9))
    assert [result.row for result in batch.results] == [2]
    assert batch.stopped == "le service refuse trop de demandes à la suite (code HTTP 429) : reprendre plus tard"
    assert (len(server.asked), sum(waits)) == (4, pytest.approx(2))


@pytest.mark.parametrize("delay", ["3600", "9" * 40])
def test_429_for_longer_than_anybody_waits_ends_at_once(
    server: AddressServer, waits: list[float], ask: Callable[..., AddressBatch], delay: str
) -> None:
    server.script(Reply(status=429, headers={"Retry-After": delay}))
    batch = ask(*numbered(3))
    assert batch.results == ()
    assert batch.stopped is not None
    assert batch.stopped.startswith("le service demande d'attendre")
    assert (len(server.asked), waits) == (1, [])


def test_429_with_a_date_that_does_not_exist_is_a_fault(
    server: AddressServer, ask: Callable[..., AddressBatch]
) -> None:
    server.script(Reply(status=429, headers={"Retry-After": "Fri, 31 Dec 999999 23:59:59 GMT"}), FOUND)
    first, second = ask(*numbered(2)).results
    assert (first.reason, second.placed) == ("réponse du service inattendue", True)


def test_429_is_waited_for_even_after_a_failure(server: AddressServer, ask: Callable[..., AddressBatch]) -> None:
    server.script(Reply(status=500), Reply(status=429, headers={"Retry-After": "1"}), FOUND)
    assert [result.status for result in ask(*numbered(2)).results] == [NOT_FOUND, CORRECTED]


# Everything else that goes wrong: the row is told, and the rest goes on


@pytest.mark.parametrize(
    ("reply", "reason", "requests"),
    [
        (Reply(status=500), "erreur du service (code HTTP 500)", 1),
        (Reply(status=502), "erreur du service (code HTTP 502)", 1),
        (Reply(status=503), "erreur du service (code HTTP 503)", 3),
        (Reply(status=403), "erreur du service (code HTTP 403)", 1),
        (Reply(status=302, headers={"Location": "/geocodage/ailleurs"}), "erreur du service (code HTTP 302)", 1),
        (Reply(status=204), "erreur du service (code HTTP 204)", 1),
        (Reply(status=400), "adresse refusée par le service", 1),
        (Reply(hang_up=True), "service injoignable ou connexion coupée", 3),
        (Reply(cut=True), "service injoignable ou connexion coupée", 3),
        (Reply(None, body=b'{"type": "FeatureCollection", "feat'), "réponse du service illisible", 1),
        (Reply(None, body=b""), "réponse du service illisible", 1),
        (Reply(None, body=b"<html>portail de la mairie</html>"), "réponse du service illisible", 1),
        (Reply(None, body=b"[" * 100_000), "réponse du service illisible", 1),
        (Reply(None, body=ENDLESS), "réponse du service illisible", 1),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_a_fault_is_told_and_the_rest_goes_on(
    server: AddressServer, ask: Callable[..., AddressBatch], reply: Reply, reason: str, requests: int
) -> None:
    first, second = numbered(2)
    server.reply = lambda asked: reply if asked.query == first.text else FOUND
    cache = MemoryCache()
    batch = ask(first, second, cache=cache)
    assert [(result.status, result.placed) for result in batch.results] == [(NOT_FOUND, False), (CORRECTED, True)]
    assert batch.results[0].reason == reason
    assert batch.stopped is None
    assert server.queries == [first.text] * requests + [second.text]
    # Asked again another day: a failure is not an answer.
    server.script(FOUND)
    assert ask(first, cache=cache).results[0].placed


@pytest.mark.parametrize(
    "reply", [Reply(FOUND.features, delay=1), Reply(FOUND.features, drip=0.05)], ids=["late", "drip"]
)
def test_a_slow_answer_is_not_waited_for(
    server: AddressServer, settings: Settings, ask: Callable[..., AddressBatch], reply: Reply
) -> None:
    first, second = numbered(2)
    server.reply = lambda asked: reply if asked.query == first.text else FOUND
    patience = dataclasses.replace(settings, timeout=0.3, retries=1)
    started = time.monotonic()
    batch = ask(first, second, settings=patience)
    assert time.monotonic() - started < 5
    assert [result.placed for result in batch.results] == [False, True]
    assert batch.results[0].reason == "pas de réponse en 0,3 s"
    assert server.queries == [first.text] * 2 + [second.text]


def test_a_passing_fault_is_not_seen(server: AddressServer, ask: Callable[..., AddressBatch]) -> None:
    server.script(Reply(hang_up=True), Reply(status=503), FOUND)
    assert ask(SOLILAB).results[0].status == EXACT


def test_a_service_that_fails_again_and_again_is_left_alone(
    server: AddressServer, ask: Callable[..., AddressBatch]
) -> None:
    rows = numbered(20)
    server.reply = lambda asked: FOUND if asked.query == rows[0].text else Reply(hang_up=True)
    batch = ask(*rows)
    assert [result.placed for result in batch.results] == [True] + [False] * 5
    assert batch.stopped is not None
    assert batch.stopped.startswith("le service ne répond pas (5 échecs de suite ; service injoignable")
    # The first to fail is asked three times, the next ones once.
    assert len(server.asked) == 1 + 3 + 4


def test_failures_far_apart_stop_nothing(server: AddressServer, ask: Callable[..., AddressBatch]) -> None:
    server.reply = lambda _asked: FOUND if len(server.asked) % 5 == 0 else Reply(status=500)
    batch = ask(*numbered(20))
    assert (len(batch.results), batch.stopped) == (20, None)


def test_addresses_that_the_service_refuses_are_no_failure_of_the_service(
    server: AddressServer, ask: Callable[..., AddressBatch]
) -> None:
    server.script(Reply(status=400))
    assert ask(*numbered(9)).stopped is None


def test_a_service_that_is_not_there_is_told(ask: Callable[..., AddressBatch], settings: Settings) -> None:
    with serving() as gone:
        domain = gone.domain
    batch = ask(*numbered(9), settings=dataclasses.replace(settings, domain=domain))
    assert len(batch.results) == 5
    assert batch.results[0].reason == "service injoignable ou connexion coupée"
    assert batch.stopped is not None


def test_a_service_that_cannot_prove_who_it_is_gets_no_address(
    server: AddressServer, settings: Settings, ask: Callable[..., AddressBatch]
) -> None:
    # It does not speak TLS at all.
    (result,) = ask(SOLILAB, settings=dataclasses.replace(settings, scheme="https")).results
    assert result.reason == "connexion chiffrée impossible (certificat du service, ou du réseau)"
    assert server.asked == []


@pytest.mark.parametrize(
    ("host", "direct"),
    [("127.0.0.1:8000", True), ("localhost", True), ("addok.mairie.example", True), ("data.geopf.fr", False)],
)
def test_proxies_are_those_of_the_system(monkeypatch: pytest.MonkeyPatch, host: str, direct: bool) -> None:
    monkeypatch.setenv("no_proxy", "mairie.example")
    assert proxies_for(host) == ({} if direct else None)


WRONG = {
    "no point": {"geometry": None},
    "no coordinates": {"geometry": {"type": "Point"}},
    "coordinates as text": {"geometry": {"type": "Point", "coordinates": "1,2"}},
    "numbers as text": {"geometry": {"type": "Point", "coordinates": ["-1.54", "47.2"]}},
    "one number": {"geometry": {"type": "Point", "coordinates": [1]}},
    "null numbers": {"geometry": {"type": "Point", "coordinates": [None, None]}},
    "not a number": {"geometry": {"type": "Point", "coordinates": [float("nan"), 47.2]}},
    "huge integer": {"geometry": {"type": "Point", "coordinates": [10**400, 47.2]}},
    "beyond the pole": {"geometry": {"type": "Point", "coordinates": [-1.54, 472.0]}},
    "no properties": {"properties": None},
    "list of properties": {"properties": ["score"]},
}
WRONG_PROPERTIES = {
    "no score": {"score": None},
    "score as text": {"score": "0.9"},
    "score as a percentage": {"score": 95},
    "score that is true": {"score": True},
    "code as a number": {"citycode": 44109},
    "no label": {"label": None},
    "label as a list": {"label": ["8 Rue"]},
    "endless label": {"label": "x" * 1000},
    "half a character": {"label": "\ud800"},
    "type as a number": {"type": 4},
}


@pytest.mark.parametrize(
    "features",
    [
        *[(feature() | wrong,) for wrong in WRONG.values()],
        *[(feature() | {"properties": {**feature()["properties"], **wrong}},) for wrong in WRONG_PROPERTIES.values()],
        (None,),
        ("x",),
        (3,),
        ([],),
    ],
    ids=[*WRONG, *WRONG_PROPERTIES, "null", "text", "number", "list"],
)
def test_an_answer_of_another_shape_places_nothing(
    server: AddressServer, ask: Callable[..., AddressBatch], features: tuple[object, ...]
) -> None:
    server.script(Reply(features))
    (result,) = ask(SOLILAB).results
    assert (result.status, result.placed) == (NOT_FOUND, False)
    assert result.reason == "réponse du service illisible"


@pytest.mark.parametrize("body", ["null", "[]", "3", "{}", '{"features": null}', '{"features": {}}'])
def test_an_answer_without_features_is_not_taken_for_nothing_found(
    server: AddressServer, ask: Callable[..., AddressBatch], body: str
) -> None:
    server.script(Reply(None, body=body.encode()))
    cache = MemoryCache()
    assert ask(SOLILAB, cache=cache).results[0].reason == "réponse du service illisible"
    assert len(cache) == 0


def test_no_answer_whatever_raises_anything(server: AddressServer, settings: Settings) -> None:
    chance = random.Random(4)
    values = [None, True, -1, 10**30, 0.5, "", "é", "44109", [], {}, [1, 2], {"coordinates": [0, 0]}]

    def spoil(value: object) -> object:
        if chance.random() < 0.1:
            return chance.choice(values)
        if isinstance(value, dict):
            return {key: spoil(part) for key, part in value.items() if chance.random() > 0.05}
        if isinstance(value, list):
            return [spoil(part) for part in value]
        return value

    whole = {"type": "FeatureCollection", "features": [feature(), feature(citycode="44162")]}
    server.reply = lambda _asked: Reply(None, body=json.dumps(spoil(whole)).encode())
    geocoder = AddressGeocoder(dataclasses.replace(settings, failures=1000), MemoryCache())
    results = list(geocoder.run(numbered(1000)))
    assert geocoder.stopped is None
    assert len(results) == len(server.asked) == 1000
    assert {result.status for result in results} == {EXACT, CORRECTED, NOT_FOUND}
    assert all(result.placed or result.status == NOT_FOUND for result in results)


def test_addresses_are_never_logged(
    server: AddressServer, ask: Callable[..., AddressBatch], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(Reply(hang_up=True), Reply(status=500, body=b"Saint-Domingue"), Reply(status=429), FOUND)
    assert ask(*numbered(4)).results[-1].placed
    assert "omingue" not in caplog.text


# Settings


def test_settings_come_from_the_environment() -> None:
    environ = {
        "ATLAS_GEOCODAGE": " Non ",
        "ATLAS_GEOCODAGE_HOTE": "http://addok.interne:7878/geocodage/",
        "ATLAS_GEOCODAGE_AGENT": "carte-de-la-cress/3",
    }
    settings = Settings.from_environment(environ)
    assert (settings.enabled, settings.scheme, settings.domain, settings.user_agent) == (
        False,
        "http",
        "addok.interne:7878/geocodage",
        "carte-de-la-cress/3",
    )
    assert (settings.host, settings.url) == ("addok.interne:7878", "http://addok.interne:7878/geocodage")


@pytest.mark.parametrize("environ", [{}, {"ATLAS_GEOCODAGE_HOTE": "", "ATLAS_GEOCODAGE": "oui"}])
def test_settings_default_to_the_service_of_the_ign(environ: dict[str, str]) -> None:
    assert Settings.from_environment(environ) == Settings()
    assert Settings().url == "https://data.geopf.fr/geocodage"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ATLAS_GEOCODAGE", "peut-être"),
        ("ATLAS_GEOCODAGE_HOTE", "ftp://data.geopf.fr"),
        ("ATLAS_GEOCODAGE_HOTE", "nom:mot-de-passe@data.geopf.fr"),
        ("ATLAS_GEOCODAGE_HOTE", "data.geopf.fr/geocodage?q="),
        ("ATLAS_GEOCODAGE_HOTE", "data.geopf.fr\r\nX: y"),
        ("ATLAS_GEOCODAGE_AGENT", "carte\r\nX-Injected: 1"),
        ("ATLAS_GEOCODAGE_AGENT", "carte de la région Bretagne é"),
    ],
)
def test_a_wrong_setting_is_refused(variable: str, value: str) -> None:
    with pytest.raises(UnknownValueError, match=f"{variable} : valeur inconnue .* ; valeurs admises : .* ; à faire"):
        Settings.from_environment({variable: value})


def test_a_run_can_be_followed_by_another(server: AddressServer, settings: Settings) -> None:
    server.script(Reply(status=429, headers={"Retry-After": "999"}), FOUND)
    geocoder = AddressGeocoder(settings, MemoryCache())
    assert list(geocoder.run([SOLILAB])) == []
    assert geocoder.stopped is not None
    assert [result.status for result in geocoder.run([SOLILAB])] == [EXACT]
    assert geocoder.stopped is None
    assert geocoder.requests == 2
