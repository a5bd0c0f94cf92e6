"""The download addresses: `/api/v1/ptce.csv?region=bretagne&laureat=2015`, with the query string of the page itself."""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from geo.errors import InvalidDataError
from geo.export import DATA, FORMATS, PRINT, Format, file_name
from geo.export.metadata import describe
from utils.web.api.addresses import API
from utils.web.api.answers import Refusal, answered, tagged, unmodified
from utils.web.api.query import query_text, read_selection, shown
from utils.web.api.ranges import is_partial, whole_or_part
from utils.web.base_path import application_url, base_path
from utils.web.drawing import turn

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.model import Panel
    from geo.provenance.published import PublishedFile
    from geo.selection import Selection

__all__ = ["LAYOUT", "download_parts", "download_path", "routes"]

#: To be raised when the code makes other files of the same data, so that copies in caches are fetched again.
LAYOUT: Final = 3

_LOGGER: Final = logging.getLogger(__name__)

#: What a system says when a temporary file cannot be written: openpyxl makes a workbook by way of one.
_NO_ROOM: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ENOENT, errno.EACCES}
)

_NOTHING: Final = "Aucun fichier n'a été produit"


def routes(get_panel: Callable[[], Panel], get_files: Callable[[], Sequence[PublishedFile]] = tuple) -> list[Route]:
    """Return the routes to hand to ``st.App``, under the configured base path.

    Parameters
    ----------
    get_panel
        Gives the poles, each time they are asked for. Called in a thread.
    get_files
        Gives the published files: a map is another one when a boundary is, though the poles are the same.

    Returns
    -------
    list of Route
        GET and HEAD for every format of `geo.export.FORMATS`.
    """
    download = answered(lambda request: _answer(request, get_panel(), get_files))
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
    path, query = download_parts(selection)
    return f"{path}{FORMATS[extension].extension}{query}"


def download_parts(selection: Selection) -> tuple[str, str]:
    """Return what stands before and after the extension in the address of a download: `api/v1/ptce.`, `?region=…`."""
    return f"{API.lstrip('/')}/ptce.", query_text(selection)


def _answer(request: Request, panel: Panel, get_files: Callable[[], Sequence[PublishedFile]]) -> Response:
    choice = FORMATS.get(request.path_params["extension"])
    if choice is None:
        raise _unknown_format(str(request.path_params["extension"]))
    selection = read_selection(request, panel.index, nothing=_NOTHING)
    link = application_url(request, API) + query_text(selection)
    drawn = choice.group != DATA
    fingerprint = _fingerprint(panel, selection, choice, link, _digests(get_files) if drawn else [])
    held = unmodified(request, fingerprint)
    if held is not None:
        return held
    headers = tagged(fingerprint)
    headers["content-disposition"] = f'attachment; filename="{file_name(selection, choice.extension)}"'
    headers["link"] = f'<{panel.dataset.licence_url}>; rel="license"'
    # In the headers rather than by media_type, to which Starlette adds a charset of its own.
    headers["content-type"] = choice.media_type
    try:
        # Who asks for a part will ask for the next one.
        make = _kept if is_partial(request) else _made
        content = make(choice, panel, selection, link)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise _no_room(choice, error) from error
    return whole_or_part(request, content, headers)


def _made(choice: Format, panel: Panel, selection: Selection, link: str) -> bytes:
    with turn() if choice.group == PRINT else nullcontext():
        return choice.export(panel, selection, link)


_kept = lru_cache(maxsize=8)(_made)


def _fingerprint(panel: Panel, selection: Selection, choice: Format, link: str, ground: list[str]) -> str:
    """Hash all that the file is made of, without making it."""
    parts: list[object] = [
        LAYOUT,
        choice.extension,
        panel.digest,
        selection.to_query(),
        # The documents, the licence and the titles are in other files than the one of the digest.
        describe(panel, selection, link).members(),
        [(field.name, field.title, field.description) for field in panel.schema.fields],
        ground,
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _digests(get_files: Callable[[], Sequence[PublishedFile]]) -> list[str]:
    try:
        return [file.digest for file in get_files()]
    except InvalidDataError:
        # What describes the files is lost; they may be there all the same.
        return []


def _no_room(choice: Format, error: OSError) -> Refusal:
    # Not the path, which says something of the machine.
    _LOGGER.error("Export %s not made, no room for a temporary file: %s", choice.extension, error.strerror)
    detail = (
        "Le serveur n'a plus la place d'écrire ce fichier ; aucun fichier n'a été produit. "
        "Réessayez plus tard, ou prenez le format CSV ou GeoJSON."
    )
    return Refusal(507, detail)


def _unknown_format(extension: str) -> Refusal:
    offered = ", ".join(FORMATS)
    detail = f"Le format « {shown(extension)} » n'existe pas ; formats proposés : {offered}."
    return Refusal(404, detail, formats=list(FORMATS))
