"""Security headers on every response, errors included."""

from __future__ import annotations

import logging
import os
import re
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from utils.web.layer import Layer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

EMBEDDERS_VARIABLE: Final = "ATLAS_FRAME_ANCESTORS"
IGN_TILES: Final = "https://data.geopf.fr"

_LOGGER: Final = logging.getLogger(__name__)
#: No wildcard: each site that may show the atlas in a frame is named.
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_FIXED: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=(), display-capture=(), payment=(), usb=()",
}


class SecurityHeaders(Layer):
    """Middleware that says to the browser what the pages may do.

    Parameters
    ----------
    app
        The application to wrap.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self._embedders, refused = _read_embedders()
        if refused:
            _LOGGER.warning("%s: not an origin, ignored: %s", EMBEDDERS_VARIABLE, ", ".join(refused))

    async def answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """Add the headers to the response; an unexpected error is answered in French, with them too."""
        started = False
        policy = content_security_policy(
            component=path.startswith("/component/"),
            host=Headers(scope=scope).get("host", ""),
            embedders=self._embedders,
        )

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                headers.update({**_FIXED, "content-security-policy": policy})
                message = {**message, "headers": headers.raw}
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            if not started:
                answer = PlainTextResponse("Erreur interne du serveur.", status_code=500)
                await answer(scope, receive, send_with_headers)
            raise  # the server's log has the trace


def content_security_policy(*, component: bool, host: str = "", embedders: tuple[str, ...] = ()) -> str:
    """Return the ``Content-Security-Policy`` of a response.

    Parameters
    ----------
    component
        True inside a component's iframe: streamlit-folium evaluates the script that folium writes.
    host
        The ``Host`` header, for browsers in which ``'self'`` does not cover websockets.
    embedders
        Origins allowed to show the application in a frame, besides itself.

    Returns
    -------
    str
        The header's value.
    """
    sockets = f" ws://{host} wss://{host}" if is_host(host) else ""
    # blob: is how Streamlit loads the script of an inline component (components v2).
    # Its protobuf counts in WebAssembly; that runs nothing by itself, and refused it would be a report at each visit.
    scripts = "'self' 'unsafe-inline' 'unsafe-eval'" if component else "'self' blob: 'wasm-unsafe-eval'"
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",  # Streamlit and Leaflet both write styles from scripts
            f"img-src 'self' data: blob: {IGN_TILES}",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "worker-src 'self' blob:",
            f"connect-src 'self'{sockets}",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            " ".join(["frame-ancestors 'self'", *embedders]),
        ]
    )


def embedders() -> tuple[str, ...]:
    """Return the origins that may show the application in a frame, besides itself: what the deployment has named."""
    return _read_embedders()[0]


def is_host(text: str) -> bool:
    """Whether a ``Host`` header, which anybody may forge, looks like one."""
    return _HOST.fullmatch(text) is not None


def _read_embedders() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the variable, origins separated by spaces: those that are origins, and what is not."""
    given = tuple(os.environ.get(EMBEDDERS_VARIABLE, "").split())
    origins = tuple(origin for origin in given if _ORIGIN.fullmatch(origin))
    return origins, tuple(origin for origin in given if origin not in origins)
