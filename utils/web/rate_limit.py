"""A limit to how often one address asks for what is costly to make: the API, the exports of lists, pictures."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers

from utils.web.layer import Layer
from utils.web.problems import problem

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = [
    "DRAWN_COST",
    "PER_MINUTE",
    "PER_MINUTE_VARIABLE",
    "PROXIES_VARIABLE",
    "Buckets",
    "RateLimit",
    "caller",
    "per_minute",
]

#: Requests a minute and an address, all at once or spread; 0 for no limit.
PER_MINUTE_VARIABLE: Final = "ATLAS_API_PAR_MINUTE"
#: A whole town hall may be behind one address, and a script that fetches every region asks 18 times.
PER_MINUTE: Final = 120

#: How many proxies of ours the requests come through.
PROXIES_VARIABLE: Final = "ATLAS_PROXIES"

#: Addresses remembered at once; the one that asked least lately is forgotten first.
_MOST_CALLERS: Final = 20_000

#: Seconds in which a bucket is full again, and after which its address is forgotten.
_MINUTE: Final = 60

_LIMITED: Final = re.compile(r"/api/|/atlas/liste/[^/]+/liste\.[a-z]+$|/atlas/(qr\.[a-z]+|apercu\.png)$")
#: What is drawn, and takes as long to make as many tables: it counts for that many requests.
_DRAWN: Final = re.compile(r"/api/.*\.(pdf|png|svg)$|/atlas/apercu\.png$")
DRAWN_COST: Final = 5
_LOGGER: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class _Bucket:
    left: float
    seen: float


class Buckets:
    """Token buckets, one for each caller: full at first, filled again at a steady pace.

    Parameters
    ----------
    per_minute
        Size of a bucket, and what runs into it in a minute.
    clock
        In seconds; never goes back, unlike the time of day.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, caller: str, cost: int = 1) -> int:
        """Take `cost` requests from the bucket of `caller`; all that it holds, if that is less when it is full.

        Returns
        -------
        int
            0 if there was one left; else in how many seconds there will be.
        """
        self.forget()
        now = self._clock()
        bucket = self._buckets.pop(caller, None) or _Bucket(self.per_minute, now)
        pace = self.per_minute / _MINUTE
        bucket.left = min(self.per_minute, bucket.left + (now - bucket.seen) * pace)
        bucket.seen = now
        self._buckets[caller] = bucket  # last: the first is the one that asked least lately
        if len(self._buckets) > _MOST_CALLERS:
            self._buckets.popitem(last=False)
        cost = min(cost, self.per_minute)
        if bucket.left < cost:
            return math.ceil((cost - bucket.left) / pace)
        bucket.left -= cost
        return 0

    def forget(self) -> float | None:
        """Forget the callers who have not asked for a minute: full again, their buckets are those of strangers.

        Returns
        -------
        float or None
            In how many seconds there will be another one to forget; None if nobody is left.
        """
        now = self._clock()
        while self._buckets:
            left = next(iter(self._buckets.values())).seen + _MINUTE - now
            if left > 0:
                return left
            self._buckets.popitem(last=False)
        return None


class RateLimit(Layer):
    """Middleware that answers 429 to an address that asks too often for what is costly.

    No address is kept for longer than a minute after it last asked, whether or not anybody else asks: the legal notices
    say so. An alarm of the event loop sees to it, one at a time, and none while nobody is remembered.

    Parameters
    ----------
    app
        The application to wrap.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self._proxies = _number(PROXIES_VARIABLE, 0)
        self._buckets = Buckets(per_minute())
        self._alarm_in: asyncio.AbstractEventLoop | None = None

    async def answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """Answer, or hand the request on."""
        wait = 0
        if self._buckets.per_minute and _LIMITED.match(path):
            cost = DRAWN_COST if _DRAWN.match(path) else 1
            wait = self._buckets.wait(caller(scope, self._proxies), cost)
            loop = asyncio.get_running_loop()
            # A loop that has ended took its alarm with it.
            if self._alarm_in is not loop:
                self._forget(loop)
        if wait:
            await _too_many(scope["path"], self._buckets.per_minute, wait)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _forget(self, loop: asyncio.AbstractEventLoop) -> None:
        left = self._buckets.forget()
        self._alarm_in = None if left is None else loop
        if left is not None:
            loop.call_later(left, self._forget, loop)


def caller(scope: Scope, proxies: int) -> str:
    """Return who asks: the address that the outermost of our own proxies saw.

    Parameters
    ----------
    scope
        An HTTP request.
    proxies
        How many of our own proxies it came through. Each writes at the end of ``X-Forwarded-For`` who it got the
        request from; what stands before those is the caller's own word, which may be anything.

    Returns
    -------
    str
        The address; of an IPv6 address its first 64 bits, all of which one subscriber has.
    """
    hops = [hop.strip() for hop in ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")]
    name = hops[-proxies] if 0 < proxies <= len(hops) else (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(name)
    except ValueError:
        return ""  # strangers share one bucket
    if not isinstance(address, IPv6Address):
        return str(address)
    # A server that listens for both kinds sees IPv4 written as IPv6.
    return str(address.ipv4_mapped) if address.ipv4_mapped else f"{int(address) >> 64:x}/64"


def per_minute() -> int:
    """Return how many requests an address may make in a minute, as configured; 0 for no limit."""
    return _number(PER_MINUTE_VARIABLE, PER_MINUTE)


def _number(variable: str, default: int) -> int:
    text = os.environ.get(variable, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdecimal() and len(text) < 7:
        return int(text)
    _LOGGER.warning("%s: not a whole number, %d instead: %s", variable, default, text)
    return default


def _too_many(path: str, per_minute: int, wait: int) -> Response:
    detail = f"Plus de {per_minute} requêtes par minute depuis cette adresse : réessayez dans {wait} s."
    return problem(path, 429, detail, {"cache-control": "no-store", "retry-after": str(wait)})
