"""Gzip for everything that shrinks, each content once.

Streamlit sends its own bundles uncompressed (2.9 MB on a first visit) and compresses the rest again for each request.
Here a body is compressed the first time it is seen and kept, under a bound, for everyone after; what comes in pieces is
compressed piece by piece and never held.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders

from utils.web.capture import Captured, rework, without_headers
from utils.web.gzip_stream import GzipStream
from utils.web.layer import Layer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST: Final = 600
LARGEST: Final = 16 * 1024 * 1024
CACHE_BYTES: Final = 64 * 1024 * 1024
LEVEL: Final = 6
_COMPRESSIBLE: Final = frozenset(
    {
        "application/csv",
        "application/geo+json",
        "application/geopackage+sqlite3",
        "application/javascript",
        "application/json",
        "application/ld+json",
        "application/manifest+json",
        "application/vnd.google-earth.kml+xml",
        "application/wasm",
        "application/xml",
        "image/svg+xml",
    }
)


class CompressedCache:
    """Compressed bodies by content, the least recently used dropped beyond a number of bytes.

    Parameters
    ----------
    max_bytes
        Bound on the compressed bytes kept.
    """

    def __init__(self, max_bytes: int = CACHE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bodies: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()
        # Taken by content: two first visitors at once wait for one compression instead of doing two.
        self._compressing = tuple(Lock() for _ in range(16))

    async def compress(self, body: bytes) -> bytes:
        """Return the body compressed, from memory when it was seen before.

        Parameters
        ----------
        body
            What to compress.

        Returns
        -------
        bytes
            A gzip stream.
        """
        key = blake2b(body, digest_size=16).digest()
        kept = self._get(key)
        return kept if kept is not None else await run_in_threadpool(self._compress_once, key, body)

    def _compress_once(self, key: bytes, body: bytes) -> bytes:
        with self._compressing[key[0] % len(self._compressing)]:
            compressed = self._get(key)
            if compressed is None:
                compressed = _gzip(body)
                self._put(key, compressed)
            return compressed

    def _get(self, key: bytes) -> bytes | None:
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def _put(self, key: bytes, compressed: bytes) -> None:
        with self._lock:
            self._bodies[key] = compressed
            self._size += len(compressed)
            while self._size > self._max_bytes:
                _, dropped = self._bodies.popitem(last=False)
                self._size -= len(dropped)


class Compression(Layer):
    """Middleware that compresses what `CompressedCache` keeps.

    Parameters
    ----------
    app
        The application to wrap.
    cache
        Where to keep compressed bodies; its own by default.
    """

    def __init__(self, app: ASGIApp, cache: CompressedCache | None = None) -> None:
        super().__init__(app)
        self.cache = cache or CompressedCache()

    async def answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """Compress the response to a GET or HEAD request; let everything else go by."""
        if scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        allowed = accepts_gzip(Headers(scope=scope).get("accept-encoding", ""))

        def wanted(response: Captured) -> bool:
            if response.status == 304 or _is_compressible(response.headers):
                _vary_on_encoding(response.headers)
            # Not 206: a part of a file is a part of its plain bytes.
            return allowed and response.status == 200 and _is_worth_it(response.headers)

        # Without this header the layers below leave the body alone: only we compress.
        inner = without_headers(scope, b"accept-encoding")
        if allowed:
            send = GzipStream(send, _may_shrink, drop_body=scope["method"] == "HEAD")
        await rework(self.app, inner, receive, send, wanted=wanted, change=self._compress)

    async def _compress(self, response: Captured) -> None:
        # What is one visitor's own is compressed for them alone: a copy kept here would outlive their session.
        if "no-store" in response.headers.get("cache-control", ""):
            response.body = await run_in_threadpool(_gzip, response.body)
        else:
            response.body = await self.cache.compress(response.body)
        response.headers["content-encoding"] = "gzip"
        # The entity tag of the plain bytes must not let a browser join a plain part to compressed ones.
        del response.headers["accept-ranges"]
        etag = response.headers.get("etag")
        if etag is not None and not etag.startswith("W/"):
            response.headers["etag"] = f"W/{etag}"


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether an ``Accept-Encoding`` header allows gzip.

    Parameters
    ----------
    accept_encoding
        The header, empty when the request has none.

    Returns
    -------
    bool
        False for ``gzip;q=0`` too.
    """
    for item in accept_encoding.split(","):
        coding, _, parameters = item.partition(";")
        if coding.strip().lower() in {"gzip", "*"}:
            quality = parameters.strip().removeprefix("q=")
            return quality == "" or quality.strip("0.") != ""
    return False


def _is_compressible(headers: Headers) -> bool:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "text/event-stream":
        return False
    return media_type.startswith("text/") or media_type in _COMPRESSIBLE


def _vary_on_encoding(headers: MutableHeaders) -> None:
    if "accept-encoding" not in headers.get("vary", "").lower():
        headers.add_vary_header("Accept-Encoding")


def _is_worth_it(headers: Headers) -> bool:
    length = headers.get("content-length", "")
    # No length: a stream, which `GzipStream` compresses as it flows.
    return length.isdigit() and SMALLEST <= int(length) <= LARGEST and _may_shrink(headers)


def _may_shrink(headers: Headers) -> bool:
    return "content-encoding" not in headers and _is_compressible(headers)
