"""What the « Partager » dialogue asks for: how a view is cited, who may show it in a frame, the QR code of its address.

A QR code is made of an address of this application only: anybody may ask for one, and it must not lead elsewhere under
our name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.provenance.citation import bibtex, citation
from geo.selection import PARAMS
from utils.titles import ATLAS
from utils.web.api.addresses import IGNORED
from utils.web.assets import PREFIX
from utils.web.base_path import base_path
from utils.web.headers import embedders, is_host
from utils.web.page_views import PAGES, view_of
from utils.web.routes import REVALIDATE

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.model import Panel

__all__ = ["LONGEST", "SharedAddress", "read_address", "routes"]

#: Characters of an address; beyond, its QR code is too fine for a telephone.
LONGEST: Final = 1000

#: Parameters of our pages: filters, the view, what is shown of a page; and the one that Streamlit keeps to itself.
_KNOWN: Final = frozenset({*PARAMS, *IGNORED})
_MOST_PARAMS: Final = 100
_PRINTED: Final = re.compile("[!-~]+")
_QR_TYPES: Final[Mapping[str, str]] = {"svg": "image/svg+xml", "png": "image/png"}
_REFUSED: Final = "Cette adresse n'est pas celle d'une page de l'atlas."


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """The absolute address of a page of this application, and what it says: its page and its parameters."""

    text: str
    page: str
    query: Mapping[str, Sequence[str]]


def routes(get_panel: Callable[[], Panel]) -> list[Route]:
    """Return the routes to hand to ``st.App``, before those of `utils.web.routes`, whose folder they are in.

    Parameters
    ----------
    get_panel
        Gives the poles. Called in a thread.
    """

    # Not async: Starlette runs them in a thread.
    def share(request: Request) -> Response:
        address = read_address(request)
        return _refused() if address is None else _json(_members(get_panel(), address))

    def qr(request: Request) -> Response:
        address = read_address(request)
        kind = request.path_params["kind"]
        if address is None or kind not in _QR_TYPES:
            return _refused()
        return Response(_qr_code(address.text, kind), media_type=_QR_TYPES[kind], headers={"cache-control": REVALIDATE})

    folder = f"{base_path()}/{PREFIX}"
    return [
        Route(f"{folder}/partage.json", share, methods=["GET"]),
        Route(f"{folder}/qr.{{kind}}", qr, methods=["GET"]),
    ]


def read_address(request: Request) -> SharedAddress | None:
    """Return the address that a request is about (parameter `adresse`), if it is that of one of our pages.

    The host must be the one that was asked, the folder the application's own, and every parameter one of ours. The
    scheme is the visitor's: behind a proxy the server may not know it.
    """
    text = request.query_params.get("adresse", "")
    host = request.headers.get("host", "")
    if len(text) > LONGEST or not _PRINTED.fullmatch(text) or not is_host(host):
        return None
    try:
        parts = urlsplit(text)
        query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=_MOST_PARAMS)
    except ValueError:
        return None
    folder, _, page = parts.path.rpartition("/")
    ours = request.url.path.rpartition(f"/{PREFIX}/")[0]
    is_ours = parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() and folder == ours
    if not is_ours or parts.fragment or page not in PAGES or not query.keys() <= _KNOWN:
        return None
    return SharedAddress(text, page, query)


def _members(panel: Panel, address: SharedAddress) -> dict[str, object]:
    view = view_of(panel, address.page, address.query)
    part = "" if view.title == ATLAS else view.title
    return {
        "titre": view.title,
        "citation": citation(panel.dataset, panel.digest, address.text, part),
        "bibtex": bibtex(panel.dataset, panel.digest, address.text, part),
        "sites": embedders(),
    }


def _qr_code(text: str, kind: str) -> bytes:
    # When the first code is asked for, not when the server starts.
    import segno

    out = BytesIO()
    # Four modules of margin, as ISO/IEC 18004 wants; on white in both themes, since few readers know a negative.
    style = {"border": 4, "dark": "#000", "light": "#fff"}
    if kind == "svg":
        segno.make_qr(text, error="m").save(out, kind="svg", scale=4, xmldecl=False, title="Code QR", **style)
    else:
        segno.make_qr(text, error="m").save(out, kind="png", scale=12, **style)
    return out.getvalue()


def _json(members: Mapping[str, object]) -> Response:
    content = json.dumps(members, ensure_ascii=True, separators=(",", ":")).encode()
    return Response(content, media_type="application/json", headers={"cache-control": REVALIDATE})


def _refused() -> Response:
    return PlainTextResponse(_REFUSED, status_code=400, headers={"cache-control": REVALIDATE})
