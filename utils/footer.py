"""Bottom of every page: what the data is, of when, under which licence; and the links that the law wants there."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import streamlit as st

from geo.errors import InvalidDataError
from geo.model import Panel
from geo.reference.accessibility import Criterion, tally
from geo.typography import no_break
from utils import data
from utils.links import page_link

__all__ = ["credit", "show"]


def show(panel: Panel) -> None:
    """Draw the bottom of the page."""
    st.html(
        f'<footer class="atlas-pied"><p>{credit(panel)} · limites : IGN et INSEE</p>'
        f'<p><a href="{escape(page_link("accessibilite"))}">{_accessibility()}</a>'
        f' · <a href="{escape(page_link("mentions-legales"))}">Mentions légales</a>'
        f' · <a href="{escape(page_link("plan-du-site"))}">Plan du site</a></p></footer>'
    )


def credit(panel: Panel, *, appels: bool = False) -> str:
    """Return, as HTML, whom to credit, of when the data is and under which licence.

    Parameters
    ----------
    panel
        Everything that is known.
    appels
        Whether the later calls are among what is shown.
    """
    dataset = panel.dataset
    day = "/".join(reversed(dataset.date.split("-")))
    late = " (une mise à jour n'a pas pu être lue)" if data.is_outdated() else ""
    return (
        f"{escape(dataset.later.whole_attribution if appels else dataset.attribution)} · "
        f"données du {escape(day)}, version {escape(dataset.version)}{late} · "
        f'<a href="{escape(dataset.licence_url)}" target="_blank" rel="noopener">Licence Ouverte 2.0</a>'
    )


def _accessibility() -> str:
    try:
        return _level(data.criteria())
    except InvalidDataError:
        # The page behind the link says what is wrong; the others do not need it.
        return "Accessibilité"


@lru_cache(maxsize=2)
def _level(criteria: tuple[Criterion, ...]) -> str:
    # The words that the decree of 2019 wants on the first page.
    return no_break(f"Accessibilité : {tally(criteria).level}")
