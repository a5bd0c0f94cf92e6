"""Refusals that the framework words by itself, in French: « Not Found », « Method Not Allowed »."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from utils.web.api.addresses import is_api
from utils.web.capture import Captured, rework
from utils.web.layer import Layer
from utils.web.problems import problem

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

#: Status → what a visitor reads. Any other refusal is « Demande refusée ».
_FRENCH: Final = {
    400: "Demande mal formée.",
    403: "Accès refusé.",
    404: "Introuvable : il n'y a rien à cette adresse.",
    405: "Méthode refusée : cette adresse ne peut qu'être lue.",
    413: "Fichier trop lourd.",
    429: "Trop de demandes : réessayez dans un instant.",
    500: "Erreur interne du serveur.",
    503: "Service momentanément indisponible : réessayez dans un instant.",
}
_DEFAULT: Final = "Demande refusée."

#: What Starlette says, and Streamlit where it serves the files of components.
_ENGLISH: Final = {*(status.phrase for status in HTTPStatus), "Component not found", "not found", "read error",
    "File not found", "File too large", "File is too large", "Invalid range",
}  # fmt: skip

#: What browsers ask for on their own behalf, and nobody reads.
_UNREAD: Final = "/_stcore/"


class FrenchErrors(Layer):
    """Middleware that puts the framework's own refusals into French; those worded by our routes go by."""

    async def answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """Reword the answer if it is a plain refusal."""
        if path.startswith(_UNREAD):
            await self.app(scope, receive, send)
        else:
            change = partial(_state_problem, path) if is_api(path) else _reword
            await rework(self.app, scope, receive, send, wanted=_is_refusal, change=change)


def _is_refusal(response: Captured) -> bool:
    # Streamlit does not say what its refusal of a path is.
    return response.status >= 400 and response.headers.get("content-type", "text/plain").startswith("text/plain")


async def _reword(response: Captured) -> None:
    if response.body.decode(errors="replace").strip() in _ENGLISH:
        response.body = _FRENCH.get(response.status, _DEFAULT).encode()
        response.headers["content-type"] = "text/plain; charset=utf-8"


async def _state_problem(path: str, response: Captured) -> None:
    """Say it as the data API says its own refusals."""
    await _reword(response)
    said = problem(path, response.status, response.body.decode(), {"cache-control": "no-cache"})
    response.body = bytes(said.body)
    response.headers.update(dict(said.headers))
