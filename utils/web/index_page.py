"""The served HTML pages, put into French.

Streamlit answers every page address with its own ``index.html``, which says ``lang="en"``, « Streamlit » and carries
its icon: it is rewritten on the way out, as is the page inside the map's iframe.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from utils.titles import ATLAS
from utils.web import assets, dataset_tag, news_feed, page_head
from utils.web.capture import Captured, rework, without_headers
from utils.web.layer import Layer
from utils.web.page_views import PAGES
from utils.web.routes import REVALIDATE, already_held

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from geo.model import Panel

MAP_TITLE: Final = "Carte des PTCE"
DESCRIPTION: Final = PAGES[""][1]
NOSCRIPT: Final = (
    "<p>L'atlas des PTCE a besoin de JavaScript pour afficher la carte et les listes. "
    "Activez-le dans votre navigateur, puis rechargez la page.</p>"
)
#: Before everything else, so that a keyboard reaches them first; `panels/places.js` follows them. After it, what the
#: page has a screen reader say.
SKIP_LINKS: Final = (
    '<nav class="atlas-evitement" aria-label="Accès rapide"><ul>'
    '<li><a href="#stMain" data-vers="contenu">Aller au contenu</a></li>'
    '<li><a href="./liste" data-vers="liste">Aller à la liste des pôles</a></li>'
    '<li hidden><a href="#stSidebar" data-vers="filtres">Aller aux filtres</a></li>'
    '</ul></nav><p id="atlas-annonces" class="atlas-lecteur" role="status"></p>\n    '
)
COMPONENT: Final = "/component/streamlit_folium.st_folium/"

_LOGGER: Final = logging.getLogger(__name__)
_NOT_PAGES: Final = ("/_stcore/", "/api/", "/component/", "/media/", "/static/", f"/{assets.PREFIX}/")
_ROOT: Final = b'<div id="root">'
#: Assets that a page was served without, and that the log told.
_told: Final[set[str]] = set()
_LANG: Final = (r"<html lang=\"en\"", '<html lang="fr"')


class FrenchPages(Layer):
    """Middleware that rewrites the HTML pages.

    Parameters
    ----------
    app
        The application to wrap.
    get_panel
        Gives the poles, by which each page says what it shows; without, all pages say the same. Called in a thread.
    """

    def __init__(self, app: ASGIApp, get_panel: Callable[[], Panel] | None = None) -> None:
        super().__init__(app)
        self._get_panel = get_panel

    async def answer(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """Rewrite the answer if it is one of the pages; let everything else go by."""
        if not may_be_page(path) or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        if_none_match = Headers(scope=scope).get("if-none-match")

        french = french_component if path.startswith(COMPONENT) else french_index

        async def change(response: Captured) -> None:
            if _ROOT not in response.body:
                return  # HTML, but not an empty shell for an application: a route's own answer
            headers = response.headers
            response.body = french(response.body)
            if path in dataset_tag.DESCRIBED:
                response.body = dataset_tag.tagged(response.body)
            if self._get_panel and french is french_index:
                response.body = await run_in_threadpool(
                    page_head.with_head, response.body, self._get_panel, scope, path, self._base
                )
            fingerprint = sha256(response.body).hexdigest()[:12]
            headers["etag"] = f'"{fingerprint}"'
            headers["cache-control"] = REVALIDATE
            del headers["last-modified"], headers["accept-ranges"]
            if already_held(if_none_match, fingerprint):
                response.status = 304

        # What a browser holds is our page, not Streamlit's: whether it is fresh is not for Streamlit to say.
        inner = without_headers(
            scope, b"if-none-match", b"if-modified-since", b"range", b"if-range", b"accept-encoding"
        )
        await rework(self.app, inner, receive, send, wanted=_is_html, change=change)


def may_be_page(path: str) -> bool:
    """Say whether an address, below the base path, can be that of one of our pages.

    Parameters
    ----------
    path
        Such as ``/``, ``/liste`` or ``/component/streamlit_folium.st_folium/index.html``.

    Returns
    -------
    bool
        False for Streamlit's interfaces, its bundles, our assets and whatever carries a file extension.
    """
    if path.startswith(COMPONENT):
        return path in {COMPONENT, f"{COMPONENT}index.html"}
    name = path.rpartition("/")[2]
    return path.startswith("/") and not path.startswith(_NOT_PAGES) and ("." not in name or name == "index.html")


def french_index(page: bytes) -> bytes:
    """Return Streamlit's page as ours: language, title, description, icon, style, script and noscript.

    What is missing of our assets is left out and logged: the rest of the page is worth more than an error.

    Parameters
    ----------
    page
        The page that Streamlit serves.

    Returns
    -------
    bytes
        The page to send. The same bytes for the same page as long as our assets do not change.
    """
    return _french_index(
        page, _addresses((assets.ICON,)), _addresses(assets.PAGE_STYLES), _addresses(assets.PAGE_SCRIPTS)
    )


def _addresses(names: Iterable[str]) -> tuple[str, ...]:
    found = []
    for name in names:
        try:
            found.append(assets.url(name))
            _told.discard(name)
        except FileNotFoundError:
            # Once, and not at every page, until it is back.
            if name not in _told:
                _told.add(name)
                _LOGGER.warning("Served pages do without a missing file: %s", name)
    return tuple(found)


@lru_cache(maxsize=4)
def _french_index(page: bytes, icons: tuple[str, ...], styles: tuple[str, ...], scripts: tuple[str, ...]) -> bytes:
    # Relative addresses, as Streamlit's own: right under any base path, since pages are one level deep.
    ours = (
        f'<title>{ATLAS}</title>\n    <meta name="description" content="{DESCRIPTION}" />\n'
        + f'    <link rel="alternate" type="application/atom+xml" title="Nouveautés" href=".{news_feed.PATH}" />\n'
        + "".join(f'    <link rel="stylesheet" href="./{style}" />\n' for style in styles)
        + "".join(f'    <script defer src="./{script}"></script>\n' for script in scripts)
    )
    changes = [
        _LANG,
        (r"<title>.*?</title>", ours),
        (
            r"<link rel=\"shortcut icon\"[^>]*>",
            "".join(f'<link rel="icon" type="image/svg+xml" href="./{icon}" />' for icon in icons),
        ),
        (r"(?s)(?<=<noscript>).*?(?=</noscript>)", NOSCRIPT),
        (r"(?=<div id=\"root\">)", SKIP_LINKS),
    ]
    # Left out: the font we do not use, the pointer to an interface that is off, an inline script that only matters to
    # a prerendering service (and would need an exception in the content security policy), and notes in English.
    unwanted = [
        r"(?s)\s*<link\s+rel=\"preload\"[^>]*as=\"font\"[^>]*>",
        r"\s*<link rel=\"service-desc\"[^>]*>",
        r"(?s)\s*<script>\s*window\.prerenderReady.*?</script>",
        r"(?s)(?<=\n)\s*<!--(?!.*<!DOCTYPE).*?-->",
    ]
    return _replace(page, changes, unwanted)


@lru_cache(maxsize=4)
def french_component(page: bytes) -> bytes:
    """Return the page inside the map's iframe with a French language, title, description and noscript.

    Parameters
    ----------
    page
        The page of streamlit-folium.

    Returns
    -------
    bytes
        The page to send.
    """
    changes = [
        _LANG,
        (r"<title>.*?</title>", f"<title>{MAP_TITLE}</title>"),
        (r"<meta name=\"description\"[^>]*>", f'<meta name="description" content="{MAP_TITLE}"/>'),
        (r"(?s)(?<=<noscript>).*?(?=</noscript>)", NOSCRIPT),
    ]
    return _replace(page, changes, [])


def _replace(page: bytes, changes: list[tuple[str, str]], unwanted: list[str]) -> bytes:
    """Apply each change once; one that finds nothing is logged, and the page is served without it."""
    text = page.decode()
    for pattern, replacement in changes:
        text, count = re.subn(pattern, lambda _, new=replacement: new, text, count=1)  # type: ignore[misc]
        if not count:
            _LOGGER.warning("Nothing to replace in the served page: %s", pattern)
    for pattern in unwanted:
        text = re.sub(pattern, "", text)
    return text.encode()


def _is_html(response: Captured) -> bool:
    return response.status == 200 and response.headers.get("content-type", "").startswith("text/html")
