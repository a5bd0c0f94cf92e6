"""Refusals of what programs ask for, as RFC 9457 has them, in French."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from starlette.responses import Response

__all__ = ["MEDIA_TYPE", "TITLES", "problem"]

MEDIA_TYPE: Final = "application/problem+json"

#: Status → title: of the type « about:blank », a problem has the title of its status.
TITLES: Final[Mapping[int, str]] = MappingProxyType(
    {
        400: "Requête incorrecte",
        404: "Introuvable",
        405: "Méthode refusée",
        429: "Trop de requêtes",
        500: "Erreur interne",
        503: "Service indisponible",
        507: "Place insuffisante sur le serveur",
    }
)

_OTHER: Final = "Demande refusée"
_LONGEST_PATH: Final = 200


def problem(path: str, status: int, detail: str, headers: Mapping[str, str], **members: Any) -> Response:
    """Return the answer to a request that is refused.

    Parameters
    ----------
    path
        Path of the request, cut: it may be anything.
    status
        HTTP status.
    detail
        What is wrong and what to do, in French.
    headers
        Beside those of the content; `cache-control` is one of them.
    members
        What a program needs to go on: values allowed, close matches.
    """
    content = {
        "type": "about:blank",
        "title": TITLES.get(status, _OTHER),
        "status": status,
        "detail": detail,
        "instance": path[:_LONGEST_PATH],
        **members,
    }
    # A path may hold half a pair of surrogates, which UTF-8 does not.
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, {"content-type": MEDIA_TYPE, "content-language": "fr", **headers})
