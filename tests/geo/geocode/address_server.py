"""A real HTTP server on localhost that answers as the address service does, and fails in all the ways it may."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    Parameters
    ----------
    features
        Of the answer; None to send `body` instead.
    delay
        Seconds before the first byte.
    cut
        Announce more bytes than are sent, then close.
    drip
        Seconds between two bytes of the body.
    hang_up
        Close without a word.
    """

    features: tuple[object, ...] | None = ()
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    cut: bool = False
    drip: float = 0
    hang_up: bool = False


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    query: str
    limit: str
    agent: str
    time: float
    client: tuple[str, int]


def feature(
    label: str = "8 Rue Saint-Domingue 44200 Nantes",
    *,
    longitude: float = -1.5401,
    latitude: float = 47.2051,
    kind: str = "housenumber",
    score: float = 0.95,
    citycode: str = "44109",
    **more: object,
) -> dict[str, object]:
    """Return a place as the service writes it."""
    properties = {
        "label": label,
        "score": score,
        "type": kind,
        "citycode": citycode,
        "postcode": "44200",
        "city": "Nantes",
        "context": "44, Loire-Atlantique, Pays de la Loire",
        "name": "8 Rue Saint-Domingue",
        "x": 356000.1,
        "y": 6687000.2,
        "importance": 0.6,
        "id": "44109_6543_00008",
        "_type": "address",
    } | ({"housenumber": label.split()[0]} if kind == "housenumber" else {})
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": properties | more,
    }


class AddressServer:
    """The server. `reply` is asked what to do with each request."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.reply: Callable[[Asked], Reply] = lambda _asked: Reply()
        self.domain = ""

    @property
    def queries(self) -> list[str]:
        return [asked.query for asked in self.asked]

    def script(self, *replies: Reply) -> None:
        """Answer with these, one after the other; the last one for ever."""
        left = list(replies)
        self.reply = lambda _asked: left.pop(0) if len(left) > 1 else left[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are two packets: with Nagle's algorithm each answer takes 40 ms.
    disable_nagle_algorithm = True
    world: AddressServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        arguments = parse_qs(parts.query)
        asked = Asked(
            parts.path,
            arguments.get("q", [""])[0],
            arguments.get("limit", [""])[0],
            self.headers["User-Agent"],
            time.monotonic(),
            self.client_address,
        )
        self.world.asked.append(asked)
        reply = self.world.reply(asked)
        time.sleep(reply.delay)
        if reply.hang_up:
            self.close_connection = True
            return
        try:
            self._send(reply, asked)
        except OSError:
            # The client did not wait.
            self.close_connection = True

    def _send(self, reply: Reply, asked: Asked) -> None:
        body = reply.body
        if reply.features is not None and reply.status == 200:
            answer = {
                "type": "FeatureCollection",
                "version": "draft",
                "features": list(reply.features),
                "attribution": "BAN",
                "licence": "ETALAB-2.0",
                "query": asked.query,
                "limit": 5,
            }
            body = json.dumps(answer).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body) + (100 if reply.cut else 0)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for part in [body] if not reply.drip else [bytes([byte]) for byte in body]:
            self.wfile.write(part)
            time.sleep(reply.drip)
        self.close_connection = self.close_connection or reply.cut

    def log_message(self, *_args: object) -> None:
        """Keep the output of the tests clean."""


@contextmanager
def serving() -> Iterator[AddressServer]:
    world = AddressServer()
    handler = type("Handler", (_Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    # A client that keeps its connection open does not hold the end of a test.
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    world.domain = f"127.0.0.1:{server.server_address[1]}/geocodage"
    try:
        yield world
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
