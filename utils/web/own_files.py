"""The files of lists, served from memory.

Those of the lists that visitors import go to whoever holds their address and are never cached. Those of the list of the
deployment are everybody's, and caches may keep them: their address changes with what they say.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from geo.lists.export import FORMATS, file_name
from geo.lists.records import records_json
from geo.lists.template import template
from geo.lists.windows import MOST_CARDS, cards_json, page_json, window_json
from geo.points.grid import Window
from geo.selection import PARAMS, Selection
from geo.wording import describe_refused
from utils import own_memory, shared_list
from utils.web.api.query import query_text
from utils.web.assets import COMPONENT_DEPTH, PREFIX
from utils.web.base_path import application_url, base_path
from utils.web.routes import FOREVER, already_held

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.lists.located import LocatedList
    from geo.model import Panel

__all__ = ["TEMPLATES", "download_path", "folder_path", "routes", "template_path"]

#: Formats of the file to start from.
TEMPLATES: Final = ("csv", "xlsx")

_FOLDER: Final = "liste"
_POINTS: Final = "points.json"
_HEADERS: Final = {"cache-control": "private, no-store"}
#: The address has the filters and the window too: few of these are asked for twice, and soon after each other.
_SOON: Final = "public, max-age=600"
_GONE: Final = "Cette liste n'est plus en mémoire : importez-la de nouveau."


def folder_path(key: str) -> str:
    """Return the address of the files of a list, as seen from the frame of the map; it ends with a slash."""
    return f"{COMPONENT_DEPTH}{PREFIX}/{_FOLDER}/{key}/"


def download_path(key: str, selection: Selection, extension: str) -> str:
    """Return the address of a download of a list, relative to the root of the application.

    Parameters
    ----------
    key
        Key of the box that holds it.
    selection
        What is filtered.
    extension
        Key of `geo.lists.export.FORMATS`.
    """
    return f"{PREFIX}/{_FOLDER}/{key}/liste.{extension}{query_text(selection)}"


def template_path(extension: str) -> str:
    """Return the address of the file to start from, relative to the root of the application."""
    return f"{PREFIX}/modele-liste-ptce.{extension}"


def routes(get_panel: Callable[[], Panel]) -> list[Route]:
    """Return the routes to hand to ``st.App``, before those of `utils.web.routes`, whose folder they are in.

    Parameters
    ----------
    get_panel
        Gives the poles, whose facets read the filters. Called in a thread.
    """

    # Not async: Starlette runs them in a thread.
    def points(request: Request) -> Response:
        located = _find(request.path_params["key"])
        if located is None:
            return _gone()
        return _json(request, located, lambda: records_json(located), FOREVER)

    def window(request: Request) -> Response:
        located = _find(request.path_params["key"])
        shown = _window(request)
        if located is None or shown is None:
            return _gone()
        selection = _selection(request, get_panel())
        return _json(request, located, lambda: window_json(located, located.mask(selection), shown))

    def page(request: Request) -> Response:
        located = _find(request.path_params["key"])
        start = request.query_params.get("debut", "0")
        if located is None or not (start.isascii() and start.isdecimal() and len(start) < 9):
            return _gone()
        selection = _selection(request, get_panel())
        return _json(request, located, lambda: page_json(located, located.order(selection), int(start)))

    def cards(request: Request) -> Response:
        located = _find(request.path_params["key"])
        asked = request.query_params.getlist("rang")[:MOST_CARDS]
        if located is None or not all(text.isascii() and text.isdecimal() and len(text) < 9 for text in asked):
            return _gone()
        rows = [int(text) for text in asked if int(text) < len(located)]
        return _json(request, located, lambda: cards_json(located, rows))

    def download(request: Request) -> Response:
        located = _find(request.path_params["key"])
        extension = request.path_params["extension"]
        if located is None or extension not in FORMATS:
            return _gone()
        return _file(request, located, get_panel(), extension)

    def model(request: Request) -> Response:
        extension = request.path_params["extension"]
        if extension not in TEMPLATES:
            return PlainTextResponse("Fichier introuvable.", 404)
        return Response(template(extension), headers={"content-type": FORMATS[extension].media_type})

    folder = f"{base_path()}/{PREFIX}/{_FOLDER}/{{key}}"
    return [
        Route(f"{folder}/{_POINTS}", points, methods=["GET"], name="own-points"),
        Route(f"{folder}/vue.json", window, methods=["GET"], name="own-window"),
        Route(f"{folder}/lignes.json", page, methods=["GET"], name="own-page"),
        Route(f"{folder}/fiches.json", cards, methods=["GET"], name="own-cards"),
        Route(f"{folder}/liste.{{extension}}", download, methods=["GET"], name="own-download"),
        Route(f"{base_path()}/{template_path('{extension}')}", model, methods=["GET"], name="own-template"),
    ]


def _find(key: str) -> LocatedList | None:
    shared = shared_list.find(key)
    return shared if shared is not None else own_memory.find(key)


def _headers(located: LocatedList, request: Request, kept: str = _SOON) -> dict[str, str]:
    if located.origin is None:
        return _HEADERS
    # The key is made of all that the answer is made of, but for the query, which is in the address.
    return {"cache-control": kept, "etag": f'W/"{request.path_params["key"]}"'}


def _json(request: Request, located: LocatedList, make: Callable[[], bytes], kept: str = _SOON) -> Response:
    headers = _headers(located, request, kept)
    if _is_held(request, located):
        return Response(status_code=304, headers=headers)
    return Response(make(), headers={**headers, "content-type": "application/json"})


def _is_held(request: Request, located: LocatedList) -> bool:
    return located.origin is not None and already_held(request.headers.get("if-none-match"), request.path_params["key"])


def _file(request: Request, located: LocatedList, panel: Panel, extension: str) -> Response:
    query = {name: request.query_params.getlist(name) for name in PARAMS}
    selection, dropped = Selection.from_query(query, panel.index)
    if dropped:
        return PlainTextResponse(f"{describe_refused(dropped)} Aucun fichier n'a été produit.", 400, _HEADERS)
    if _is_held(request, located):
        return Response(status_code=304, headers=_headers(located, request))
    link = application_url(request, f"/{PREFIX}") + query_text(selection)
    choice = FORMATS[extension]
    name = file_name(located, selection, extension)
    headers = {
        **_headers(located, request),
        "content-type": choice.media_type,
        "content-disposition": f'attachment; filename="{name}"',
    }
    return StreamingResponse(choice.export(located, selection, panel, link), headers=headers)


def _selection(request: Request, panel: Panel) -> Selection:
    """Return the filters of the request; a value that does not exist is left out, as on the page."""
    query = {name: request.query_params.getlist(name) for name in PARAMS}
    return Selection.from_query(query, panel.index)[0]


def _window(request: Request) -> Window | None:
    """Read `bornes` (west, south, east, north) and `zoom`; None where they are not numbers that can be."""
    try:
        west, south, east, north = (float(text) for text in request.query_params.get("bornes", "").split(","))
        zoom = float(request.query_params.get("zoom", ""))
    except ValueError:
        return None
    numbers = (west, south, east, north, zoom)
    sound = all(map(math.isfinite, numbers)) and max(map(abs, numbers)) <= 1000
    return Window(*numbers) if sound else None


def _gone() -> Response:
    return PlainTextResponse(_GONE, 404, _HEADERS)
