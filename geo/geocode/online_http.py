"""One HTTP request to the address service, bounded in time and in size, that leaves no trace of the address.

geopy's own adapter bounds the wait for each byte and not for the answer, follows redirections to any host, and lets
urllib3 write the URL, so the address, into the log when it tries again.
"""

from __future__ import annotations

import json
import logging
import time
from typing import Any
from urllib.request import proxy_bypass

import requests
from geopy.adapters import AdapterHTTPError, RequestsAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable
from urllib3.exceptions import HTTPError, ReadTimeoutError

from geo.geocode.address import read_candidates

__all__ = ["BoundedAdapter", "proxies_for", "silence"]

#: Five places take about 4 kB.
MAX_BYTES = 1_000_000

_LOCAL = ("localhost", "127.0.0.1")


def proxies_for(host: str) -> dict[str, str] | None:
    """Return what geopy takes for proxies: None for those of the system, empty for a host that needs none."""
    return {} if host.partition(":")[0] in _LOCAL or proxy_bypass(host) else None


def silence() -> None:
    """Keep addresses out of the log, where geopy and urllib3 write URLs at any level."""
    for name in ("geopy", "urllib3.connectionpool"):
        logging.getLogger(name).addFilter(_nothing)


def _nothing(_record: logging.LogRecord) -> bool:
    return False


class BoundedAdapter(RequestsAdapter):  # type: ignore[misc]  # geopy has no types
    """Adapter of geopy's whose `timeout` is for the whole answer."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context, pool_connections=1, pool_maxsize=1, max_retries=0)

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        """Return the answer, parsed; raise the errors of `geopy.exc`, or `AdapterHTTPError`."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            # Without the cause, which quotes the answer.
            raise GeocoderParseError("not JSON") from None
        # Read before geopy does: it takes an answer without features for « nothing found », and bends coordinates.
        features = answer.get("features") if isinstance(answer, dict) else None
        if not isinstance(features, list):
            raise GeocoderParseError("no features")
        try:
            read_candidates(features)
        except ValueError as error:
            raise GeocoderParseError(str(error)) from None
        return answer

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """Return the answer as text; raise the errors of `geopy.exc`, or `AdapterHTTPError`."""
        deadline = time.monotonic() + timeout
        try:
            with self.session.get(url, timeout=timeout, headers=headers, stream=True, allow_redirects=False) as answer:
                if answer.status_code != 200:
                    raise AdapterHTTPError(
                        f"HTTP {answer.status_code}",
                        status_code=answer.status_code,
                        headers=answer.headers,
                        text=None,
                    )
                return _body(answer, deadline).decode("utf-8", "replace")
        except (requests.Timeout, ReadTimeoutError):
            raise GeocoderTimedOut("timed out") from None
        except requests.ConnectionError as error:
            # Their messages hold the URL.
            raise GeocoderUnavailable(type(error).__name__) from None
        except HTTPError as error:
            raise GeocoderUnavailable(type(error).__name__) from None
        except requests.RequestException as error:
            raise GeocoderServiceError(type(error).__name__) from None


def _body(answer: requests.Response, deadline: float) -> bytes:
    parts, size = [], 0
    # Not `iter_content`, which waits for a whole part and so for a service that sends one byte at a time.
    while part := answer.raw.read1(65536, decode_content=True):
        parts.append(part)
        size += len(part)
        if time.monotonic() > deadline:
            raise GeocoderTimedOut("timed out")
        if size > MAX_BYTES:
            raise GeocoderParseError("too long")
    return b"".join(parts)
