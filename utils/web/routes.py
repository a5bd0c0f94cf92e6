"""The one route that serves our assets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from utils.web import assets
from utils.web.base_path import base_path

if TYPE_CHECKING:
    from starlette.requests import Request

FOREVER: Final = "public, max-age=31536000, immutable"
REVALIDATE: Final = "no-cache"


def routes() -> list[BaseRoute]:
    """Return the routes to hand to ``st.App``, under the configured base path.

    ``st.App`` leaves the routes it is given where they are, while Streamlit's own move under ``server.baseUrlPath``.

    Returns
    -------
    list of BaseRoute
        To be passed as ``st.App(..., routes=routes())``.
    """
    return [Route(f"{base_path()}/{assets.PREFIX}/{{name:path}}", serve_asset, methods=["GET"])]


async def serve_asset(request: Request) -> Response:
    """Serve one asset: for a year when the address carries its fingerprint, else to be asked for again each time.

    Parameters
    ----------
    request
        With the asset's name in ``path_params["name"]``.

    Returns
    -------
    Response
        200 or 206, 304 when the browser already has this content, 404 when there is no such asset.
    """
    asset = assets.find(request.path_params["name"])
    if asset is None:
        return PlainTextResponse("Fichier introuvable.", status_code=404, headers={"cache-control": REVALIDATE})
    fingerprinted = request.query_params.get("v") == asset.fingerprint
    headers = {"etag": f'"{asset.fingerprint}"', "cache-control": FOREVER if fingerprinted else REVALIDATE}
    if already_held(request.headers.get("if-none-match"), asset.fingerprint):
        return Response(status_code=304, headers=headers)
    if isinstance(asset.source, bytes):
        return Response(asset.source, headers=headers, media_type=asset.media_type)
    return FileResponse(asset.source, headers=headers, media_type=asset.media_type)


def already_held(if_none_match: str | None, fingerprint: str) -> bool:
    """Say whether an ``If-None-Match`` header names that content.

    Parameters
    ----------
    if_none_match
        The header, or ``None`` when the request has none.
    fingerprint
        The entity tag, without quotes. Weak and strong tags compare equal, as they do for this header.

    Returns
    -------
    bool
        True when the answer can be 304.
    """
    if if_none_match is None:
        return False
    tags = [tag.strip().removeprefix("W/").strip('"') for tag in if_none_match.split(",")]
    return fingerprint in tags or "*" in tags
