"""The pictures that go with our links where they are shared: a map of the view, its title, a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.selection import Selection
from utils.web.assets import PREFIX
from utils.web.base_path import base_path
from utils.web.drawing import PATIENCE, BusyError, turn
from utils.web.page_views import PAGES, view_of
from utils.web.routes import already_held

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.model import Panel
    from utils.web.page_views import PageView

__all__ = ["HEIGHT", "WIDTH", "card_path", "routes"]

#: In pixels: what social networks ask for.
WIDTH: Final = 1200
HEIGHT: Final = 630

#: To be raised when the code draws another picture of the same view.
_LAYOUT: Final = 1
_NAME: Final = "apercu.png"
#: A link is asked for by several networks, one after the other; the data changes a few times a year.
_SOON: Final = "public, max-age=3600"


def routes(get_panel: Callable[[], Panel]) -> list[Route]:
    """Return the route to hand to ``st.App``, before those of `utils.web.routes`, whose folder it is in.

    Parameters
    ----------
    get_panel
        Gives the poles. Called in a thread.
    """

    # Not async: Starlette runs it in a thread.
    def card(request: Request) -> Response:
        return _answer(request, get_panel())

    return [Route(f"{base_path()}/{PREFIX}/{_NAME}", card, methods=["GET"])]


def card_path(view: PageView, digest: str) -> str:
    """Return the address of the picture of a view, relative to the root of the application.

    Parameters
    ----------
    view
        What is shown.
    digest
        `Panel.digest`: networks keep a picture for as long as its address stays the same.
    """
    query = urlencode([("page", view.page), *view.query.items(), ("v", digest)], doseq=True)
    return f"{PREFIX}/{_NAME}?{query}"


def _answer(request: Request, panel: Panel) -> Response:
    page = request.query_params.get("page", "")
    if page not in PAGES:
        return PlainTextResponse("Page inconnue.", status_code=404)
    view = view_of(panel, page, {name: request.query_params.getlist(name) for name in request.query_params})
    parts = repr((_LAYOUT, panel.digest, view.selection.to_query(), view.title, view.text))
    fingerprint = sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    headers = {"etag": f'"{fingerprint}"', "cache-control": _SOON}
    if already_held(request.headers.get("if-none-match"), fingerprint):
        return Response(status_code=304, headers=headers)
    try:
        content = _draw(panel, view.selection, view.title, view.text)
    except BusyError:
        text = "Trop d'images sont demandées en même temps, réessayez dans un instant."
        return PlainTextResponse(text, status_code=503, headers={"retry-after": str(PATIENCE)})
    return Response(content, media_type="image/png", headers=headers)


# By the panel and not by its digest: its vocabularies are in other files.
@lru_cache(maxsize=32)
def _draw(panel: Panel, selection: Selection, title: str, text: str) -> bytes:
    # The library of drawings, when the first picture is asked for and not when the server starts.
    from geo.picture.social import draw_card

    with turn():
        return draw_card(panel, selection, title, text)
