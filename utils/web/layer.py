"""What all our middleware has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from utils.web.base_path import base_path, below_base

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Layer(ABC):
    """A middleware around HTTP requests; websockets and the server's own events go by.

    Parameters
    ----------
    app
        The application to wrap.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._base = base_path()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer an HTTP request; hand everything else on."""
        if scope["type"] == "http":
            await self.answer(scope, receive, send, below_base(scope["path"], self._base))
        else:
            await self.app(scope, receive, send)

    @abstractmethod
    async def answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """Answer an HTTP request, or hand it on.

        Parameters
        ----------
        scope, receive, send
            What ASGI hands over.
        path
            The path of the request below the base path, such as ``/liste``.
        """
