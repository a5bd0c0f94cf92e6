"""Hold a response back until it is whole, so that a middleware can change its body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(slots=True)
class Captured:
    """A response to be sent: its status, its headers and, once it is whole, its body."""

    status: int
    headers: MutableHeaders
    body: bytes = b""


async def rework(
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    wanted: Callable[[Captured], bool],
    change: Callable[[Captured], Awaitable[None]],
) -> None:
    """Run an application and change those of its responses that are wanted.

    A HEAD request is run as a GET whose body is then dropped: both get the same headers, as HTTP asks.

    Parameters
    ----------
    app, scope, receive, send
        The wrapped application and what ASGI hands over.
    wanted
        Called with the status and headers, before any body. May change headers. False lets the response stream by.
    change
        Called with the whole response when it is wanted; the content length is set afterwards.
    """
    drop_body = scope["method"] == "HEAD"
    # Without this extension a server cannot be asked to send a file by itself, past us.
    extensions = {key: value for key, value in (scope.get("extensions") or {}).items() if "pathsend" not in key}
    inner: dict[str, Any] = {**scope, "method": "GET" if drop_body else scope["method"], "extensions": extensions}
    held: Captured | None = None
    chunks: list[bytes] = []

    async def send_through(message: Message) -> None:
        nonlocal held
        if message["type"] == "http.response.start":
            seen = Captured(message["status"], MutableHeaders(raw=list(message.get("headers", []))))
            if wanted(seen):
                held = seen
            else:
                await send({**message, "headers": seen.headers.raw})
        elif message["type"] == "http.response.body" and held is not None:
            chunks.append(message.get("body", b""))
            if not message.get("more_body", False):
                held.body = b"".join(chunks)
                await change(held)
                await _send_whole(held, send, drop_body=drop_body)
        elif message["type"] == "http.response.body" and drop_body:
            await send({**message, "body": b""})
        else:
            await send(message)

    await app(inner, receive, send_through)


async def _send_whole(response: Captured, send: Send, *, drop_body: bool) -> None:
    if response.status == 304:
        del response.headers["content-length"]
        response.body = b""
    else:
        response.headers["content-length"] = str(len(response.body))
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers.raw})
    await send({"type": "http.response.body", "body": b"" if drop_body else response.body})


def without_headers(scope: Scope, *names: bytes) -> Scope:
    """Return a copy of a request's scope without some of its headers.

    Parameters
    ----------
    scope
        The scope of an HTTP request.
    names
        Header names in lower case.

    Returns
    -------
    Scope
        The copy.
    """
    return {**scope, "headers": [(key, value) for key, value in scope["headers"] if key.lower() not in names]}
