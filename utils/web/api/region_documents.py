"""The documents of the regions: `/api/v1/regions/bretagne.pdf`, and `/api/v1/regions.pdf` for all of them in one file.

To be put before a route of `/api/v1/regions/{code}`, which would take `bretagne.pdf` for a code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from geo.export.metadata import describe
from geo.selection import Selection
from utils.web.api.addresses import API
from utils.web.api.answers import answered, tagged, unmodified
from utils.web.api.regions import region_asked
from utils.web.base_path import application_url, base_path
from utils.web.downloads import LAYOUT
from utils.web.drawing import turn

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.documents.sheets import Sheets
    from geo.model import Panel, Region
    from geo.population import Population
    from geo.reference.load import Reference

__all__ = ["document_path", "routes"]

_ALL: Final = "regions"


def routes(
    get_panel: Callable[[], Panel],
    get_reference: Callable[[], Reference],
    get_populations: Callable[[], Mapping[str, Population]],
) -> list[Route]:
    """Return the routes to hand to ``st.App``, under the configured base path.

    Parameters
    ----------
    get_panel, get_reference, get_populations
        Give what the sheets are made from, each time it is asked for. Called in a thread.

    Returns
    -------
    list of Route
        GET and HEAD.
    """

    def sheets(request: Request) -> Sheets:
        # Here: reportlab and the maps take a second to import, and only who asks for a document needs them.
        from geo.documents.sheets import Sheets

        link = f"{application_url(request, API)}region"
        return Sheets(get_panel(), get_reference().schemes, get_populations(), link)

    root = f"{base_path()}{API}/regions"
    one = answered(lambda request: _answer_one(request, sheets(request)))
    every = answered(lambda request: _answer_all(request, sheets(request)))
    return [
        Route(f"{root}.pdf", every, methods=["GET"], name="regions_document"),
        Route(f"{root}/{{code}}.pdf", one, methods=["GET"], name="region_document"),
    ]


def document_path(region: Region | None = None) -> str:
    """Return the address of a document relative to the root of the application: that of a region, or of all of them."""
    name = f"regions/{region.slug}" if region else _ALL
    return f"{API.lstrip('/')}/{name}.pdf"


def _answer_one(request: Request, sheets: Sheets) -> Response:
    region = region_asked(request, sheets.panel)

    def make() -> bytes:
        from geo.documents.region import region_pdf

        return region_pdf(sheets, region.code)

    return _answer(request, sheets, region.slug, f"ptce-region-{region.slug}", make)


def _answer_all(request: Request, sheets: Sheets) -> Response:
    def make() -> bytes:
        return _kept.get(_fingerprint(sheets, _ALL), sheets)

    return _answer(request, sheets, _ALL, "ptce-regions", make)


def _answer(request: Request, sheets: Sheets, name: str, stem: str, make: Callable[[], bytes]) -> Response:
    fingerprint = _fingerprint(sheets, name)
    held = unmodified(request, fingerprint)
    if held is not None:
        return held
    headers = tagged(fingerprint)
    headers["content-type"] = "application/pdf"
    headers["content-disposition"] = f'attachment; filename="{stem}.pdf"'
    headers["link"] = f'<{sheets.panel.dataset.licence_url}>; rel="license"'
    with turn():
        content = make()
    return Response(content, headers=headers)


def _fingerprint(sheets: Sheets, name: str) -> str:
    """Hash all that a document is made of, without making it."""
    parts: list[object] = [
        LAYOUT,
        name,
        sheets.panel.digest,
        sheets.link,
        # The documents, the licence and the titles are in other files than the one of the digest.
        describe(sheets.panel, Selection(appels=True), sheets.link).members(),
        repr(sheets.schemes),
        repr(dict(sheets.populations)),
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]


class _Kept:
    """The last document of all regions: it takes seconds to make, and is the same until the data changes."""

    def __init__(self) -> None:
        self._last = ("", b"")

    def get(self, fingerprint: str, sheets: Sheets) -> bytes:
        """Return the document of that fingerprint, made if it is another one than the last; on one's turn only."""
        from geo.documents.region import all_regions_pdf

        if fingerprint != self._last[0]:
            self._last = (fingerprint, all_regions_pdf(sheets))
        return self._last[1]


_kept: Final = _Kept()
