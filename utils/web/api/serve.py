"""Routes of the data API: GET and HEAD for each address, and for every other path or method a refusal that helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Match, Route

from utils import data, data_files, legal
from utils.web import downloads
from utils.web.api import catalogue, openapi, poles, reference, region_documents, regions
from utils.web.api.addresses import ADDRESSES, API
from utils.web.api.answers import Answer, Refusal, answered, refusal_answer
from utils.web.api.query import api_url, shown
from utils.web.base_path import base_path
from utils.web.cross_origin import METHODS

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from geo.model import Panel
    from geo.reference.load import Reference

__all__ = ["routes"]


def routes(get_panel: Callable[[], Panel], get_reference: Callable[[], Reference] = data.reference) -> list[Route]:
    """Return the routes to hand to ``st.App``, under the configured base path.

    Parameters
    ----------
    get_panel, get_reference
        Give the data, each time they are asked for. Called in a thread.
    """
    answers: Mapping[str, Answer] = {
        "/": lambda request: reference.show_index(request, get_panel()),
        "/openapi.json": lambda request: openapi.show(request, get_panel(), data.dictionary()),
        "/ptce": lambda request: poles.list_poles(request, get_panel()),
        "/ptce/{id}": lambda request: poles.show_pole(request, get_panel(), get_reference()),
        "/regions": lambda request: regions.list_regions(request, get_panel(), data.populations()),
        "/regions.geojson": lambda request: regions.map_regions(
            request, get_panel(), data.populations(), data.region_boundaries()
        ),
        "/regions/{code}": lambda request: regions.show_region(
            request, get_panel(), get_reference(), data.populations()
        ),
        "/dispositifs": lambda request: reference.list_schemes(request, get_panel(), get_reference()),
        "/communes": lambda request: reference.find_places(request, get_panel()),
    }
    root = f"{base_path()}{API}"
    served = [Route(root + path, answered(answer), methods=["GET"]) for path, answer in answers.items()]
    # Before the region of that code: « bretagne.pdf » is none.
    documents = region_documents.routes(get_panel, get_reference, data.populations)
    harvested = catalogue.routes(get_panel, data.published, data_files.find_file, lambda: legal.notice().contact_link)
    known = [*harvested, *documents, *served, *downloads.routes(get_panel, data.published)]
    return [
        *known,
        Route(root, lambda _request: RedirectResponse("./v1/", 308), methods=["GET"]),
        Route(f"{root}/{{path:path}}", _Refusals(known)),
    ]


class _Refusals:
    """Application that refuses what no address of the interface answers: no such path, or no such method there."""

    def __init__(self, known: Sequence[Route]) -> None:
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # In a thread, as any other answer: a path may be long.
        answer = await run_in_threadpool(self._refuse, Request(scope))
        await answer(scope, receive, send)

    def _refuse(self, request: Request) -> Response:
        if any(route.matches(request.scope)[0] is Match.PARTIAL for route in self._known):
            detail = f"Méthode inconnue à cette adresse, qui ne peut qu'être lue ; méthodes admises : {METHODS}."
            answer = refusal_answer(request, Refusal(405, detail, methodes=METHODS.split(", ")))
            answer.headers["allow"] = METHODS
            return answer
        asked = f"/{request.path_params['path'][:100]}"
        paths = [address.path for address in ADDRESSES if "{" not in address.path]
        close = [api_url(request, path) for path in get_close_matches(asked, paths, 3)]
        detail = f"Adresse introuvable : « {shown(asked)} »."
        return refusal_answer(request, Refusal(404, detail, proches=close, voir=api_url(request, "/")))
