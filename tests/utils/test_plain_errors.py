"""Refusals of the framework, in French; those of our routes and of Streamlit's interfaces as they are."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.utils.asking import ask_application
from utils.web.plain_errors import FrenchErrors


async def _answer(request: Request) -> Response:
    text = request.query_params["dit"]
    return PlainTextResponse(text, int(request.query_params["statut"]))


SITE = FrenchErrors(Starlette(routes=[Route("/api/rien", _answer), Route("/_stcore/rien", _answer)]))


@pytest.mark.parametrize(
    ("status", "said", "told"),
    [
        (404, "Not Found", "Introuvable"),
        (405, "Method Not Allowed", "Méthode refusée"),
        (429, "Too Many Requests", "Trop de demandes"),
        (418, "I'm a Teapot", "Demande refusée."),
        (404, "Fichier introuvable.", "Fichier introuvable."),
        (200, "Not Found", "Not Found"),
    ],
)
def test_refusals_are_in_french(status: int, said: str, told: str) -> None:
    answer = ask_application(SITE, f"/api/rien?{urlencode({'statut': status, 'dit': said})}")
    assert answer.status == status
    assert answer.body.decode().startswith(told)
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_what_nobody_reads_is_left_alone() -> None:
    assert ask_application(SITE, "/_stcore/rien?statut=404&dit=Not+Found").body == b"Not Found"
