"""Asks an application for a URL, without a client library: Starlette's own needs a package that nothing else uses."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def ask_application(application: Any, url: str, *, method: str = "GET", root_path: str = "", **headers: str) -> Answer:
    parts = urlsplit(url)
    given = {"host": parts.netloc or "localhost:8501", **headers}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": parts.scheme or "http", "server": ("localhost", 8501), "client": ("127.0.0.1", 1),
        "path": parts.path, "raw_path": parts.path.encode(), "root_path": root_path,
        "query_string": parts.query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    sent: list[Any] = []
    asked = 0

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        if asked > 1:
            await asyncio.sleep(3600)  # a client that waits for the whole of a stream
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), body)
