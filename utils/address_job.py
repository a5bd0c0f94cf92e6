"""Addresses of a visitor's list, asked one after the other in the background, so that the page can tell and cancel."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from weakref import ref

from geo.geocode.address import AddressQuery, AddressResult
from geo.geocode.cache import Cache
from geo.geocode.online import AddressGeocoder
from geo.geocode.settings import Settings
from utils.own_memory import Box

__all__ = ["AddressJob"]


class AddressJob:
    """One run over the addresses of a list. It stops by itself when the visitor leaves or brings another list.

    Parameters
    ----------
    box
        What the list is kept in; the job holds it by a weak reference only.
    queries
        What to ask.
    settings, cache
        As for `AddressGeocoder`.
    """

    def __init__(self, box: Box, queries: Sequence[AddressQuery], settings: Settings, cache: Cache) -> None:
        self.key = box.key
        self.queries = tuple(queries)
        self.results: list[AddressResult] = []
        self._box = ref(box)
        self._geocoder = AddressGeocoder(settings, cache)
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="atlas-addresses", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask no more; what was found is kept."""
        self._cancelled.set()

    @property
    def running(self) -> bool:
        """Whether it still asks."""
        return self._thread.is_alive()

    @property
    def stopped(self) -> str | None:
        """Why it ended before the last address, in French; None where it did not."""
        return self._geocoder.stopped

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so long; return whether it came."""
        self._thread.join(seconds)
        return not self.running

    def _run(self) -> None:
        for result in self._geocoder.run(self.queries, self._is_over):
            self.results.append(result)

    def _is_over(self) -> bool:
        box = self._box()
        return self._cancelled.is_set() or box is None or box.content is None
