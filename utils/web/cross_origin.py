"""Lets the scripts of any site read the data API, which is public and knows no visitor (CORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response

from utils.web.api.addresses import is_api
from utils.web.layer import Layer
from utils.web.problems import problem

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

__all__ = ["METHODS", "CrossOrigin"]

#: What an address of the interface answers to.
METHODS: Final = "GET, HEAD, OPTIONS"

_ANY: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Allow, Content-Disposition, Content-Range, ETag, Link, Retry-After",
}
_ALLOWED: Final = {
    "allow": METHODS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "Accept, Content-Type, If-None-Match, Range",
    "access-control-max-age": "86400",
}


class CrossOrigin(Layer):
    """Middleware that says so on every answer of the interface, refusals and failures too, and answers OPTIONS."""

    async def answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """Add the headers to the answer of an address of the interface; let everything else go by."""
        if not is_api(path):
            await self.app(scope, receive, send)
            return
        started = False

        async def send_openly(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                headers.update(_ANY)
                message = {**message, "headers": headers.raw}
            await send(message)

        if scope["method"] == "OPTIONS":
            # A browser asks before it asks: no data is read for it, and it counts for nothing in the limit.
            await Response(status_code=204, headers=_ALLOWED)(scope, receive, send_openly)
            return
        try:
            await self.app(scope, receive, send_openly)
        except Exception:
            if not started:
                detail = "Erreur interne du serveur : la réponse n'a pas pu être produite."
                await problem(path, 500, detail, {"cache-control": "no-store"})(scope, receive, send_openly)
            raise  # the server's log has the trace
