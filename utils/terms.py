"""Words of the glossary, marked where they appear so that the page can explain them on hover, focus or tap."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from markupsafe import Markup, escape

from geo.reference.glossary import Term, find_terms
from utils import data
from utils.web import assets

__all__ = ["explain", "file_url", "one_page", "parts"]

#: Terms already explained on the page being written: the first mention is enough.
_explained: ContextVar[set[str] | None] = ContextVar("explained", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Mark each term once within this block."""
    token = _explained.set(set())
    try:
        yield
    finally:
        _explained.reset(token)


def explain(text: str) -> Markup:
    """Return `text` escaped, the terms of the glossary that it holds marked.

    `web/static/panels/words.js` shows their definition, from the file at `file_url`.
    """
    done = _explained.get()
    parts, position = [], 0
    for start, end, term in find_terms(text, data.reference().terms):
        if done is not None and term.id in done:
            continue
        if done is not None:
            done.add(term.id)
        parts += [escape(text[position:start]), _button(text[start:end], term)]
        position = end
    return Markup("").join([*parts, escape(text[position:])])


def parts(text: str) -> list[str | list[str]]:
    """Return `text` in pieces for a component that writes with `textContent`: a text, or [text, id] for a term."""
    pieces: list[str | list[str]] = []
    position = 0
    for start, end, term in find_terms(text, data.reference().terms):
        pieces += [text[position:start], [text[start:end], term.id]]
        position = end
    return [piece for piece in (*pieces, text[position:]) if piece]


def _button(text: str, term: Term) -> Markup:
    # Not a button, which would not break over two lines as words do.
    mark = Markup('<span role="button" tabindex="0" class="atlas-terme" data-terme="{}">{}</span>')
    return mark.format(term.id, text)


def file_url() -> str:
    """Publish the definitions and return their address."""
    return _file(data.reference().terms).publish()


@lru_cache(maxsize=2)
def _file(terms: tuple[Term, ...]) -> assets.Publication:
    entries = {
        term.id: {
            "titre": f"{term.term} – {term.expansion}" if term.expansion else term.term,
            "definition": term.definition,
        }
        for term in terms
    }
    return assets.prepare("glossaire.json", json.dumps(entries, ensure_ascii=False).encode(), "application/json")
