"""The Atom feed of what changed in the data: `/nouveautes.atom`, an entry per version. See RFC 4287."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

# Written here, never parsed, which is what bandit is about.
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405

from starlette.responses import Response
from starlette.routing import Route

from geo.changes.wording import describe_changes, summarise
from geo.provenance.citation import author
from geo.text import clean
from geo.typography import no_break
from utils.web.api.answers import tagged, unmodified
from utils.web.base_path import application_url, base_path
from utils.web.headers import is_host

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.changes.news import Version
    from geo.model import Dataset, Panel

__all__ = ["MEDIA_TYPE", "PATH", "feed", "routes"]

#: Path of the feed, below the base path.
PATH: Final = "/nouveautes.atom"

MEDIA_TYPE: Final = "application/atom+xml"

#: Page that shows the same.
_PAGE: Final = "nouveautes"

_ATOM: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "fr"


def routes(get_panel: Callable[[], Panel], get_news: Callable[[], Sequence[Version]]) -> list[Route]:
    """Return the route to hand to ``st.App``, under the configured base path: GET and HEAD.

    Parameters
    ----------
    get_panel, get_news
        Give what the data says of itself, and its versions, each time the feed is asked for. Called in a thread.
    """

    def answer(request: Request) -> Response:
        content = feed(get_panel().dataset, get_news(), _root(request))
        fingerprint = sha256(content).hexdigest()[:16]
        held = unmodified(request, fingerprint)
        if held is not None:
            return held
        headers = {**tagged(fingerprint), "content-type": MEDIA_TYPE, "content-language": _LANGUAGE}
        return Response(content, headers=headers)

    return [Route(f"{base_path()}{PATH}", answer, methods=["GET"], name="news_feed")]


def _root(request: Request) -> str:
    """Return the address of the application, or "" where the request gives none that is: links are then relative."""
    return application_url(request, "") if is_host(request.headers.get("host", "")) else ""


def feed(dataset: Dataset, versions: Sequence[Version], root: str) -> bytes:
    """Return the feed, the same bytes for the same arguments.

    Parameters
    ----------
    dataset
        What the data says of itself.
    versions
        The newest first; at least one.
    root
        Address of the application, with a final slash. No id depends on it, so that an atlas that moves tells nothing
        twice.
    """
    top = Element("feed", {"xmlns": _ATOM, "xml:lang": _LANGUAGE})
    _text(top, "id", _identifier(dataset, "nouveautes"))
    name = author(dataset) or dataset.name
    _text(top, "title", f"Nouveautés – {name}")
    _text(top, "subtitle", "Ce qui change d'une version des données à l'autre.")
    _text(top, "updated", _instant(versions[0]))
    _text(SubElement(top, "author"), "name", name)
    _text(top, "rights", f"{dataset.licence_title} ({dataset.licence_url}) ; {dataset.later.whole_attribution}")
    SubElement(top, "link", {"rel": "self", "type": MEDIA_TYPE, "href": f"{root}{PATH.lstrip('/')}"})
    SubElement(top, "link", {"rel": "alternate", "type": "text/html", "hreflang": _LANGUAGE, "href": f"{root}{_PAGE}"})
    for version in versions:
        _entry(top, dataset, version, root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="utf-8") + b"\n"


def _entry(top: Element, dataset: Dataset, version: Version, root: str) -> None:
    entry = SubElement(top, "entry")
    _text(entry, "id", _identifier(dataset, version.number))
    _text(entry, "title", version.title)
    for name in ("published", "updated"):
        _text(entry, name, _instant(version))
    _text(entry, "summary", f"{_since(version)}.")
    href = f"{root}{_PAGE}#version-{version.number}"
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "hreflang": _LANGUAGE, "href": href})
    _text(entry, "content", _html(version)).set("type", "html")


def _since(version: Version) -> str:
    if version.changes is None:
        return f"Première version : {version.contents.describe()}"
    return f"Depuis la version précédente : {summarise(version.changes)}"


def _html(version: Version) -> str:
    """Return what changed as HTML; readers of feeds show it as it comes, so it holds headings and lists only."""
    top = Element("div")
    _text(top, "p", f"{_since(version)}.")
    if version.changes is not None:
        _text(top, "p", f"Contenu : {version.contents.describe()}.")
    if version.notes:
        notes = SubElement(top, "ul")
        for note in version.notes:
            _text(notes, "li", note)
    for section in describe_changes(version.changes) if version.changes else ():
        _text(top, "h3", section.heading)
        lines = SubElement(top, "ul")
        for item in section.items:
            line = SubElement(lines, "li")
            _text(line, "b", item.name)
            said = ([item.id] if item.id else []) + list(item.details)
            line[-1].tail = no_break(clean(f" : {' ; '.join(said)}")) if said else ""
    return tostring(top, encoding="unicode", method="html")


def _text(parent: Element, name: str, text: str) -> Element:
    found = SubElement(parent, name)
    found.text = no_break(clean(text))
    return found


def _identifier(dataset: Dataset, name: str) -> str:
    # A name-based UUID (RFC 9562): the same on every server, for as long as the data keeps its name.
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{dataset.name}/{name}')}"


def _instant(version: Version) -> str:
    return f"{version.day}T00:00:00Z"
