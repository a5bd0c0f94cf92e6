"""What the head of a served page says of the view that its address asks for: title, description, card for links.

Social networks, messengers and search engines read it without running the page; they want absolute addresses.
The vocabulary is that of https://ogp.me/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers

from geo.errors import InvalidDataError
from utils.titles import ATLAS
from utils.web.cards import HEIGHT, WIDTH, card_path
from utils.web.headers import is_host
from utils.web.page_views import PAGES, view_of

if TYPE_CHECKING:
    from starlette.types import Scope

    from geo.model import Panel
    from utils.web.page_views import PageView

__all__ = ["with_head"]

_TITLE: Final = re.compile(r"<title>.*?</title>\s*<meta name=\"description\"[^>]*>", re.DOTALL)
_MOST_PARAMS: Final = 1000


def with_head(page: bytes, get_panel: Callable[[], Panel], scope: Scope, path: str, base: str) -> bytes:
    """Return a page of ours whose head says what its address shows.

    Parameters
    ----------
    page
        As `index_page` rewrites it, with the title and the description of the atlas.
    get_panel
        Gives the poles.
    scope
        The request.
    path
        Its path below the base path.
    base
        The base path, as `utils.web.base_path` gives it.

    Returns
    -------
    bytes
        The page; as it was where the address is none of our pages'.
    """
    name = path.strip("/").removesuffix("index.html")
    if name not in PAGES:
        return page
    try:
        panel = get_panel()
    except InvalidDataError:
        # The page itself says what is wrong.
        panel = None
    view = view_of(panel, name, _query(scope))
    host = Headers(scope=scope).get("host", "")
    # A forged host would be told to everybody who is shown the link.
    root = f"{scope['scheme']}://{host}{base}/" if is_host(host) else None
    tags = "\n    ".join(_tags(view, root, panel.digest if panel else ""))
    return _TITLE.sub(lambda _: tags, page.decode(), count=1).encode()


def _query(scope: Scope) -> dict[str, list[str]]:
    try:
        return parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=_MOST_PARAMS)
    except ValueError:
        return {}


def _tags(view: PageView, root: str | None, digest: str) -> list[str]:
    properties = [
        ("og:type", "website"),
        ("og:site_name", ATLAS),
        ("og:locale", "fr_FR"),
        ("og:title", view.title),
        ("og:description", view.text),
    ]
    if root:
        properties += [
            ("og:url", root + view.address),
            ("og:image", root + card_path(view, digest)),
            ("og:image:type", "image/png"),
            ("og:image:width", str(WIDTH)),
            ("og:image:height", str(HEIGHT)),
            ("og:image:alt", f"{view.title} : carte"),
        ]
    return [
        f"<title>{escape(view.tab)}</title>",
        f'<meta name="description" content="{escape(view.text)}" />',
        *([f'<link rel="canonical" href="{escape(root + view.address)}" />'] if root else []),
        *(f'<meta property="{name}" content="{escape(content)}" />' for name, content in properties),
        '<meta name="twitter:card" content="summary_large_image" />',
    ]
