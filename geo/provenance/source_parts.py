"""Sources as the tables write them, joined by « ; », taken apart into texts and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from geo.mapping.records import safe_link

__all__ = ["SourcePart", "split_sources"]

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One source: what to write, and its http(s) address or None. An address is written by its site's name."""

    text: str
    link: str | None


def split_sources(text: str) -> tuple[SourcePart, ...]:
    """Take apart the sources of a cell.

    Examples
    --------
    >>> split_sources("CRESS PACA ; https://www.avise.org/a")
    (SourcePart(text='CRESS PACA', link=None), SourcePart(text='avise.org', link='https://www.avise.org/a'))
    """
    return tuple(_part(part.strip()) for part in text.split(" ; ") if part.strip())


def _part(text: str) -> SourcePart:
    found = _ADDRESS.search(text)
    link = safe_link(found[0]) if found else None
    if link is None:
        return SourcePart(text, None)
    return SourcePart(text.replace(link, urlsplit(link).netloc.removeprefix("www.")), link)
