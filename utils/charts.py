"""Charts on a page: heading and sentence, bars, then the notes and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geo.charts import ACCENT, PALE, Numbers, bar_chart
from utils import templates

__all__ = ["show", "show_all"]

#: Width of a page (`.atlas-page`), and of one chart according to how many stand side by side, in pixels; less where the
#: screen has less. None is wider than the paper: a chart keeps on paper the width that it had on the screen.
_PAGE = 1216
_WIDTHS = {1: 672, 2: 592, 3: 384}


def show_all(questions: Sequence[Numbers]) -> None:
    """Draw one to three charts side by side where there is room, else one under the other."""
    with st.container(horizontal_alignment="center"), st.container(horizontal=True, width=_PAGE, gap="medium"):
        for numbers in questions:
            with st.container(width=_WIDTHS[len(questions)]):
                show(numbers)


def show(numbers: Numbers) -> None:
    """Draw one chart with what goes above and under it."""
    # The legend is ours: that of Vega is cut where the chart is narrow.
    keys = [(name, colour) for name, colour in zip(numbers.series, (PALE, ACCENT), strict=False)]
    templates.show(
        "reperes_question.html",
        title=numbers.title,
        reading=numbers.reading,
        keys=keys if len(keys) > 1 else [],
        accent=ACCENT,
    )
    st.altair_chart(
        bar_chart(numbers), alt=f"Barres : {numbers.title}. Les mêmes nombres sont dans le tableau qui suit."
    )
    notes = (*numbers.notes, f"Source : {numbers.source}.")
    templates.show("reperes_reponse.html", numbers=numbers, notes=notes)
