"""The download addresses: `/api/v1/ptce.csv?region=bretagne&laureat=2015`, with the query string of the page itself.

A page may leave out a value that it does not know, since it says so beside the result. A file has nowhere to say it
and would pass for the answer: here an unknown value is refused, with the values allowed. Parameters that filter nothing
(the pole in hand, the view of the map…) are accepted and ignored, so that a page's query string can be used as it is.
"""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from geo.export import FORMATS, Format, file_name
from geo.export.metadata import describe
from geo.selection import PARAMS, Dropped, Selection, clean_text
from geo.wording import DROPPED_SHOWN, describe_refused
from utils.web.base_path import application_url, base_path
from utils.web.routes import REVALIDATE, already_held

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.filters import FacetIndex
    from geo.model import Panel

__all__ = ["API", "LAYOUT", "download_path", "query_text", "routes"]

#: Path of the interface, below the base path.
API: Final = "/api/v1"

#: To be raised when the code makes other files of the same data, so that copies in caches are fetched again.
LAYOUT: Final = 2

_LOGGER: Final = logging.getLogger(__name__)

#: What a system says when a temporary file cannot be written: openpyxl makes a workbook by way of one.
_NO_ROOM: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ENOENT, errno.EACCES}
)

#: A value received is shown, cut: it may be anything.
_SHOWN: Final = 60
_LONGEST_PATH: Final = 200


def routes(get_panel: Callable[[], Panel]) -> list[Route]:
    """Return the routes to hand to ``st.App``, under the configured base path.

    Parameters
    ----------
    get_panel
        Gives the poles, each time they are asked for. Called in a thread.

    Returns
    -------
    list of Route
        GET and HEAD for every format of `geo.export.FORMATS`.
    """

    # Not async: Starlette runs it in a thread, and the sessions of the pages are not held up by an export.
    def download(request: Request) -> Response:
        return _answer(request, get_panel())

    return [Route(f"{base_path()}{API}/ptce.{{extension}}", download, methods=["GET"], name="download")]


def download_path(selection: Selection, extension: str) -> str:
    """Return the address of a download, relative to the root of the application: `api/v1/ptce.csv?region=bretagne`.

    Parameters
    ----------
    selection
        What is filtered.
    extension
        Key of `geo.export.FORMATS`.
    """
    return f"{API.lstrip('/')}/ptce.{FORMATS[extension].extension}{query_text(selection)}"


def _answer(request: Request, panel: Panel) -> Response:
    choice = FORMATS.get(request.path_params["extension"])
    if choice is None:
        return _unknown_format(request)
    # An empty value is what a form sends for a field left alone: it filters nothing.
    query = {name: [value for value in request.query_params.getlist(name) if value.strip()] for name in PARAMS}
    selection, dropped = Selection.from_query(query, panel.index)
    if dropped:
        return _unknown_values(request, panel.index, dropped)
    link = application_url(request, API) + query_text(selection)
    fingerprint = _fingerprint(panel, selection, choice, link)
    # Weak: compression on the way changes the bytes, not what they say.
    headers = {"etag": f'W/"{fingerprint}"', "cache-control": REVALIDATE}
    if already_held(request.headers.get("if-none-match"), fingerprint):
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = f'attachment; filename="{file_name(selection, choice.extension)}"'
    headers["link"] = f'<{panel.dataset.licence_url}>; rel="license"'
    # In the headers rather than by media_type, to which Starlette adds a charset of its own.
    headers["content-type"] = choice.media_type
    try:
        content = choice.export(panel, selection, link)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        return _no_room(request, choice, error)
    return Response(content, headers=headers)


def query_text(selection: Selection) -> str:
    """Return the selection as the query of a URL, question mark included; nothing where nothing is filtered."""
    query = urlencode(selection.to_query(), doseq=True)
    return f"?{query}" if query else ""


def _fingerprint(panel: Panel, selection: Selection, choice: Format, link: str) -> str:
    """Hash all that the file is made of, without making it."""
    parts: list[object] = [
        LAYOUT,
        choice.extension,
        panel.digest,
        selection.to_query(),
        # The documents, the licence and the titles are in other files than the one of the digest.
        describe(panel, selection, link).members(),
        [(field.name, field.title, field.description) for field in panel.schema.fields],
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _no_room(request: Request, choice: Format, error: OSError) -> Response:
    # Not the path, which says something of the machine.
    _LOGGER.error("Export %s not made, no room for a temporary file: %s", choice.extension, error.strerror)
    detail = (
        "Le serveur n'a plus la place d'écrire ce fichier ; aucun fichier n'a été produit. "
        "Réessayez plus tard, ou prenez le format CSV ou GeoJSON."
    )
    return _problem(request, 507, "Place insuffisante sur le serveur", detail, {})


def _unknown_format(request: Request) -> Response:
    received = clean_text(str(request.path_params["extension"]))[:_SHOWN]
    offered = ", ".join(FORMATS)
    detail = f"Le format « {received} » n'existe pas ; formats proposés : {offered}."
    return _problem(request, 404, "Introuvable", detail, {"formats": list(FORMATS)})


def _unknown_values(request: Request, index: FacetIndex, dropped: Sequence[Dropped]) -> Response:
    errors = [
        {
            "parametre": item.param,
            "valeur": clean_text(item.value)[:_SHOWN],
            "valeurs_admises": list(index.allowed(item.param)),
        }
        for item in dropped[:DROPPED_SHOWN]
    ]
    explained = "Aucun fichier n'a été produit ; les valeurs admises sont dans « erreurs »."
    detail = f"{describe_refused(dropped)} {explained}"
    return _problem(request, 400, "Requête incorrecte", detail, {"erreurs": errors})


def _problem(request: Request, status: int, title: str, detail: str, members: Mapping[str, Any]) -> Response:
    """Return a problem as RFC 9457 has it; of the type « about:blank », whose title is that of the status."""
    problem = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path[:_LONGEST_PATH],
        **members,
    }
    headers = {"content-type": "application/problem+json", "cache-control": REVALIDATE, "content-language": "fr"}
    return Response(json.dumps(problem, ensure_ascii=False).encode(), status, headers)
