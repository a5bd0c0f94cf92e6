"""What a request of the data API asks for: the filters of the pages, and which page of the list.

A page may leave out a value that it does not know, since it says so beside the result. A file has nowhere to say it
and would pass for the answer: here an unknown value is refused, with the values allowed. Parameters that filter nothing
(the pole in hand, the view of the map…) are accepted and ignored, so that a page's query string can be used as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from geo.selection import PARAMS, Dropped, Selection, clean_text
from geo.wording import DROPPED_SHOWN, describe_refused
from utils.web.api.addresses import API, DEFAULT_PER_PAGE, MAX_PAGE, MAX_PER_PAGE, PAGE, PAGING, PER_PAGE, SAID
from utils.web.api.answers import Refusal
from utils.web.base_path import application_url

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.filters import FacetIndex

__all__ = ["Paging", "api_url", "query_text", "read_page", "read_selection", "refused", "shown"]

#: A value received is shown, cut: it may be anything.
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is asked for: the page, from 1, and how many elements one has."""

    page: int = 1
    per_page: int = DEFAULT_PER_PAGE

    def part(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the elements of that page; none beyond the last."""
        start = (self.page - 1) * self.per_page
        return items[start : start + self.per_page]

    def last(self, total: int) -> int:
        """Return the number of the last page of a list of `total` elements; an empty list has one."""
        return max(1, -(-total // self.per_page))

    def links(self, total: int) -> dict[str, int]:
        """Return the relations of RFC 8288 → number of the page: `first`, `prev`, `next`, `last`."""
        last = self.last(total)
        found = {"first": 1}
        if self.page > 1:
            found["prev"] = min(self.page - 1, last)
        if self.page < last:
            found["next"] = self.page + 1
        return {**found, "last": last}


def read_selection(request: Request, index: FacetIndex, *, nothing: str = "") -> Selection:
    """Read the filters of a request.

    Parameters
    ----------
    request
        Its query is that of a page.
    index
        The facets, which know the values allowed.
    nothing
        What was not made of a request that is refused, as the beginning of a sentence.

    Raises
    ------
    Refusal
        If a value is not one of its parameter.
    """
    selection, dropped = Selection.from_query(_given(request, PARAMS), index)
    if dropped:
        raise refused(dropped, index, nothing)
    return selection


def read_page(request: Request, index: FacetIndex, params: Sequence[str] = PARAMS) -> tuple[Selection, Paging]:
    """Read the filters of a request for a list, those of `params` only, and which page of it is asked for.

    Raises
    ------
    Refusal
        If a value is not one of its parameter: all of them at once.
    """
    selection, dropped = Selection.from_query(_given(request, params), index)
    given = _given(request, PAGING)
    numbers = {
        PAGE: _number(given[PAGE], MAX_PAGE, 1),
        PER_PAGE: _number(given[PER_PAGE], MAX_PER_PAGE, DEFAULT_PER_PAGE),
    }
    wrong = [Dropped(name, text) for name in PAGING if numbers[name] is None for text in dict.fromkeys(given[name])]
    page, per_page = numbers[PAGE], numbers[PER_PAGE]
    if dropped or page is None or per_page is None:
        raise refused([*dropped, *wrong], index)
    return selection, Paging(page, per_page)


def _given(request: Request, names: Sequence[str]) -> dict[str, list[str]]:
    # An empty value is what a form sends for a field left alone: it filters nothing.
    return {name: [value for value in request.query_params.getlist(name) if value.strip()] for name in names}


def _number(texts: Sequence[str], greatest: int, default: int) -> int | None:
    """Return the one number that is given, the default if none is, None if it is not a whole number in bounds."""
    if not texts:
        return default
    text = texts[0]
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(greatest)) and not text.startswith("0")
    return int(text) if plain and int(text) <= greatest and set(texts) == {text} else None


def refused(dropped: Sequence[Dropped], index: FacetIndex, nothing: str = "") -> Refusal:
    """Return the refusal of values that are not among those of their parameters."""
    errors = [
        {
            "parametre": item.param,
            "valeur": shown(item.value),
            "valeurs_admises": list(SAID.get(item.param) or index.allowed(item.param)),
        }
        for item in dropped[:DROPPED_SHOWN]
    ]
    explained = "les valeurs admises sont dans « erreurs »."
    rest = f"{nothing} ; {explained}" if nothing else explained[0].upper() + explained[1:]
    return Refusal(400, f"{describe_refused(dropped)} {rest}", erreurs=errors)


def shown(text: str) -> str:
    """Return a text received as an answer shows it: on one line, cut."""
    return clean_text(text)[:_SHOWN]


def query_text(selection: Selection, **others: object) -> str:
    """Return the selection as the query of a URL, question mark included; nothing where nothing is filtered."""
    query = urlencode({**selection.to_query(), **others}, doseq=True)
    return f"?{query}" if query else ""


def api_url(request: Request, path: str = "") -> str:
    """Return the absolute URL of an address of the interface, such as `/ptce`, or of the interface itself."""
    return application_url(request, API).removesuffix("/") + API + path
