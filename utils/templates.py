"""Pages written as HTML: Jinja templates of `utils/web/templates/`, every value escaped, shown by `st.html`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from geo.reference.schemes import Scheme
from geo.sheets.schemes import SchemeText, describe_scheme, document_titles
from geo.text import format_number
from geo.typography import no_break
from utils import data, panels, state, terms
from utils.links import filters_to_come, page_link
from utils.web import assets

__all__ = ["render", "show", "show_shared"]

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "web" / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    # A misspelt name must not become a blank on the page.
    undefined=StrictUndefined,
)
_ENVIRONMENT.filters["nombre"] = format_number
_ENVIRONMENT.filters["termes"] = terms.explain
_ENVIRONMENT.globals["lien"] = page_link


def _scheme_text(scheme: Scheme) -> SchemeText:
    return describe_scheme(scheme, document_titles(data.panel().vocabulary.documents))


_ENVIRONMENT.globals["dispositif_dit"] = _scheme_text


def render(name: str, **values: Any) -> str:
    """Return the template `name` filled with `values`.

    Parameters
    ----------
    name
        File of `utils/web/templates/`.
    values
        What the template names. Text is escaped; lists and dataclasses are read as they are.

    Notes
    -----
    In templates, `nombre` writes a number in French, `termes` marks the words of the glossary in a text (once each),
    `lien("pole", id="ptce-029")` is the address of a page that keeps the filters; `dispositif_dit(scheme)` is what
    `_dispositif.html` shows of a support scheme.
    """
    with terms.one_page():
        text = _ENVIRONMENT.get_template(name).render(**values)
    # Indentation is for whoever reads the template, not for the wire.
    return no_break(re.sub(r"\s*\n\s*", "\n", text))


def show(name: str, **values: Any) -> None:
    """Draw the template `name` where the page is."""
    st.html(render(name, **values))


def show_shared(key: str, name: str, **values: Any) -> None:
    """Draw a template that is the same for every visitor, once a page: it travels as a file, which browsers keep.

    Parameters
    ----------
    key
        Name of the file, of which there is one per sheet: `pole-ptce-029`.
    name, values
        As for `render`. Nothing of the session may be in them; links get the filters in the browser.
    """
    with filters_to_come():
        text = render(name, **values)
    file = assets.publish(f"fiche-{key}.html", text.encode(), "text/html")
    query = urlencode(state.link_query(state.current()), doseq=True)
    panels.mount("fragment", {"file": file, "query": query}, place=key.partition("-")[0])
