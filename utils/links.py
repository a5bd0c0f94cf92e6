"""Addresses of our pages, which keep the filters, and how a page reads what its address asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from urllib.parse import urlencode

from utils import state

__all__ = ["ask", "asked", "filters_to_come", "page_link"]

#: Whether the filters are left for the browser to put in, and what then stands in their place.
_to_come: ContextVar[bool] = ContextVar("filters_to_come", default=False)
_PLACE = {"filtres": ["ici"]}


@contextmanager
def filters_to_come() -> Iterator[None]:
    """Within this block, links do not hold the filters of the visitor: `panels/pages.js` will put them in."""
    token = _to_come.set(True)
    try:
        yield
    finally:
        _to_come.reset(token)


def page_link(path: str, **params: str) -> str:
    """Return the address of a page, relative to the root, with the filters in use and the parameters given.

    Parameters
    ----------
    path
        Its `url_path`: `pole`, `region`, `liste`; nothing for the map.
    params
        Parameters of that page: `id="ptce-029"`. They replace a filter of the same name.
    """
    filters = _PLACE if _to_come.get() else state.link_query(state.current())
    query = {**filters, **{name: [value] for name, value in params.items()}}
    text = urlencode(query, doseq=True)
    return f"./{path}" + (f"?{text}" if text else "")


def asked(param: str) -> str | None:
    """Return what the address of the page gives for one of its own parameters (see `state.PAGE_PARAMS`)."""
    values = state.current().own.get(param)
    return values[0] if values else None


def ask(param: str, value: str) -> None:
    """Give the page shown another value of one of its own parameters, from a callback; an empty one takes it away."""

    def update(before: state.State) -> state.State:
        others = {name: values for name, values in before.own.items() if name != param}
        return replace(before, own={**others, param: [value]} if value else others)

    state.change(update)
