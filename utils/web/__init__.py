"""Web glue: what the server adds around Streamlit.

``assets`` names and fingerprints our files, ``routes`` serves them, ``index_page`` puts the served pages into French
and ``plain_errors`` the refusals, ``compression`` shrinks what travels, ``rate_limit`` holds back who asks too often,
``cross_origin`` lets other sites read the data API, and ``headers`` says what a browser may do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.middleware import Middleware

from utils.web.compression import Compression
from utils.web.cross_origin import CrossOrigin
from utils.web.headers import SecurityHeaders
from utils.web.index_page import FrenchPages
from utils.web.plain_errors import FrenchErrors
from utils.web.rate_limit import RateLimit
from utils.web.routes import routes

if TYPE_CHECKING:
    from geo.model import Panel

__all__ = ["middleware", "routes"]


def middleware(get_panel: Callable[[], Panel] | None = None) -> list[Middleware]:
    """Return the middleware to hand to ``st.App``, outermost first.

    Headers come first so that they cover errors and refusals too; pages are rewritten before they are compressed.

    Parameters
    ----------
    get_panel
        Gives the poles, by which each page says what it shows; see `FrenchPages`.

    Returns
    -------
    list of Middleware
        To be passed as ``st.App(..., middleware=middleware())``.
    """
    return [
        *(Middleware(layer) for layer in (SecurityHeaders, CrossOrigin, RateLimit, Compression)),
        Middleware(FrenchPages, get_panel=get_panel),
        Middleware(FrenchErrors),
    ]
