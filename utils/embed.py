"""A page shown in a frame of another site, which `?embed=true` asks for: a title, the view, a credit, a way out.

Streamlit keeps that parameter to itself: it is in no `st.query_params`, stays in the address whatever is written there,
and is told by `st.context.is_embedded`. The filters cannot be changed there: the view is the one that the site chose.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.model import Panel
from geo.wording import describe_dropped, describe_selection
from utils import footer, panels, state, terms
from utils.links import page_link

__all__ = ["is_embedded", "show_credit", "show_title"]


def is_embedded() -> bool:
    """Whether the page at hand is to be shown without what surrounds it."""
    return st.context.is_embedded is True


def show_title(panel: Panel, count: int) -> None:
    """Draw the title of the map or of the list: what the filters keep, in words.

    Parameters
    ----------
    panel
        Everything that is known.
    count
        How many poles the filters keep.
    """
    now = state.current()
    panels.mount(
        "embedded",
        {
            "title": describe_selection(now.selection, panel.index, count),
            "notice": describe_dropped(now.dropped) if now.dropped else None,
        },
        # Only that the map does not come.
        lambda event: state.change(lambda before: state.with_filter(before, event, panel)),
    )


def show_credit(panel: Panel, path: str) -> None:
    """Draw the bottom of an embedded page: a link to the same view in the whole atlas, and whom to credit.

    Parameters
    ----------
    panel
        Everything that is known.
    path
        `url_path` of the page.
    """
    now = state.current()
    own = {name: values[0] for name, values in now.own.items()}
    st.html(
        f'<footer class="atlas-pied" data-lexique="{escape(terms.file_url())}"><p>'
        '<a class="atlas-entier" target="_blank" rel="noopener" '
        f'href="{escape(page_link(path, **own))}">Ouvrir dans l\'atlas complet</a></p>'
        f"<p>{footer.credit(panel, appels=now.selection.appels)}</p></footer>"
    )
