"""Asks the IGN Géoplateforme for addresses, one after the other: only on request, and only where it is allowed.

Whatever the service does, each row gets its result, and what was found before a stop is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from geopy.exc import (
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import BANFrance

from geo.geocode.address import AddressQuery, AddressResult, Candidate, read_candidates
from geo.geocode.cache import Cache, cache_key
from geo.geocode.online_faults import FailureError, StopError, told
from geo.geocode.online_http import BoundedAdapter, proxies_for, silence
from geo.geocode.settings import SWITCH_VARIABLE, Settings
from geo.geocode.verdict import judge, unanswered
from geo.text import format_number

__all__ = ["AddressBatch", "AddressGeocoder", "geocode_addresses", "ign_geocoder"]

#: While it waits, it looks this often whether it should stop. In seconds, as what follows.
_BLINK = 0.2

#: Before asking again after a time-out or a cut connection.
_BREATH = 0.5

_OFF = f"le géocodage en ligne est désactivé ({SWITCH_VARIABLE}=non) : aucune adresse n'a été envoyée"
_CANCELLED = "arrêt demandé"


@dataclass(frozen=True, slots=True)
class AddressBatch:
    """What became of a list of addresses.

    Parameters
    ----------
    results
        In the order asked. Rows that were not asked are absent.
    stopped
        Why it ended before the last address, in French; None where it did not.
    """

    results: tuple[AddressResult, ...]
    stopped: str | None = None


def ign_geocoder(settings: Settings, retries: int = 0) -> Callable[..., Any]:
    """Return geopy's geocoder of the service, which waits `settings.pause` between two requests.

    Parameters
    ----------
    settings
        How the service is reached.
    retries
        How often it asks again by itself, whatever the error, `settings.default_wait` later.
    """
    silence()
    service = BANFrance(
        domain=settings.domain,
        scheme=settings.scheme,
        user_agent=settings.user_agent,
        timeout=settings.timeout,
        proxies=proxies_for(settings.host),
        adapter_factory=BoundedAdapter,
    )
    limited: Callable[..., Any] = RateLimiter(
        service.geocode,
        min_delay_seconds=settings.pause,
        error_wait_seconds=max(settings.pause, settings.default_wait),
        max_retries=retries,
        swallow_exceptions=False,
    )
    return limited


class AddressGeocoder:
    """Places addresses one after the other.

    Parameters
    ----------
    settings
        How the service is reached, and when to give up.
    cache
        Where answers are kept, and looked for first.
    sleep
        Waits for so many seconds; tests give another one.

    Attributes
    ----------
    stopped
        Why the last run ended before its last address, in French, or None.
    requests
        How many requests were made.
    """

    def __init__(self, settings: Settings, cache: Cache, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        self.stopped: str | None = None
        self.requests = 0
        self._cache = cache
        self._sleep = sleep
        self._ask = ign_geocoder(settings)
        self._stop: Callable[[], bool] = _never
        self._failures = 0

    def run(self, queries: Iterable[AddressQuery], stop: Callable[[], bool] | None = None) -> Iterator[AddressResult]:
        """Yield the result of each address, until the last one or until `stopped` says why not.

        Parameters
        ----------
        queries
            What to place.
        stop
            Asked before each address and while waiting; True ends the run.
        """
        self._stop, self.stopped = stop or _never, None
        if not self.settings.enabled:
            self.stopped = _OFF
            return
        self._failures = 0
        for query in queries:
            try:
                if self._stop():
                    raise StopError(_CANCELLED)
                result = self._placed(query)
            except StopError as reason:
                self.stopped = str(reason)
                return
            yield result
            if self._failures >= self.settings.failures:
                self.stopped = f"le service ne répond pas ({self._failures} échecs de suite ; {result.reason})"
                return

    def _placed(self, query: AddressQuery) -> AddressResult:
        if not query.text:
            return unanswered(query, "adresse trop courte")
        try:
            answer = self._answer(query)
        except FailureError as failure:
            self._failures = self._failures + 1 if failure.of_service else 0
            return unanswered(query, str(failure))
        return judge(query, answer)

    def _answer(self, query: AddressQuery) -> tuple[Candidate, ...]:
        key = cache_key(self.settings.url, query.text)
        kept = self._cache.get(key)
        if kept is not None:
            return kept
        answer = self._requested(query.text)
        self._failures = 0
        self._cache.put(key, answer)
        return answer

    def _requested(self, text: str) -> tuple[Candidate, ...]:
        """Ask for an address, again if need be: less so once the service has begun to fail."""
        waits, tries = self.settings.retries, 0 if self._failures else self.settings.retries
        while True:
            try:
                return self._once(text)
            except GeocoderRateLimited as error:
                self._wait_for_leave(error.retry_after, waits)
                waits -= 1
            except (GeocoderTimedOut, GeocoderUnavailable) as error:
                if not tries:
                    raise FailureError(told(error, self.settings.timeout)) from None
                tries -= 1
                self._wait(_BREATH)

    def _once(self, text: str) -> tuple[Candidate, ...]:
        self.requests += 1
        try:
            found = self._ask(text, exactly_one=False, limit=5)
            return read_candidates(location.raw for location in found or ())
        except (GeocoderRateLimited, GeocoderTimedOut, GeocoderUnavailable):
            raise
        except GeocoderQueryError:
            raise FailureError("adresse refusée par le service", of_service=False) from None
        except GeocoderServiceError as error:
            raise FailureError(told(error, self.settings.timeout)) from None
        except ValueError:
            # What geopy does with a `Retry-After` that is no date of any calendar.
            raise FailureError("réponse du service inattendue") from None

    def _wait_for_leave(self, asked: float | None, left: int) -> None:
        """Wait as long as HTTP 429 asks for, or give up."""
        seconds = self.settings.default_wait if asked is None else asked
        if seconds > self.settings.longest_wait:
            longest = format_number(self.settings.longest_wait)
            raise StopError(f"le service demande d'attendre plus de {longest} s : reprendre plus tard")
        if not left:
            raise StopError("le service refuse trop de demandes à la suite (code HTTP 429) : reprendre plus tard")
        self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            if self._stop():
                raise StopError(_CANCELLED)
            self._sleep(min(seconds, _BLINK))
            seconds -= _BLINK


def geocode_addresses(
    queries: Iterable[AddressQuery],
    settings: Settings,
    cache: Cache,
    *,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> AddressBatch:
    """Place addresses, and keep what was found whatever ends the work.

    Parameters
    ----------
    queries
        What to place.
    settings, cache, sleep
        As for `AddressGeocoder`.
    stop
        Asked before each address and while waiting; True ends the work.
    progress
        Told after each address how many are done, of how many.
    """
    asked = tuple(queries)
    geocoder = AddressGeocoder(settings, cache, sleep=sleep)
    results = []
    for result in geocoder.run(asked, stop):
        results.append(result)
        if progress is not None:
            progress(len(results), len(asked))
    return AddressBatch(tuple(results), geocoder.stopped)


def _never() -> bool:
    return False
