"""Numbers for one question, and their chart: horizontal bars, the values written beside them.

What a chart says is in its data, in French: axes, formats and tooltips of Vega, which are English, are off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from geo.text import NO_BREAK_SPACE, format_number

__all__ = ["ACCENT", "MISSING", "PALE", "QUIET", "Numbers", "Row", "bar_chart"]

#: Said in the place of a number that the document does not give: it is not zero.
MISSING = "absent"

_GUIDE = "RTES, « Les rôles des collectivités locales dans les dynamiques de PTCE » (2016)"

#: Bars: contrast 4.9 on the light background, 3.7 on the dark one.
ACCENT = "#1b7a9e"

#: Inside of the bars of the first of two series, which have the outline of the others.
PALE = f"{ACCENT}26"

#: What is not a category: contrast 4.0 and 4.5.
QUIET = "#71818a"

# In pixels.
_ROW, _PAIRED_ROW, _LETTER, _MARGIN = 25, 46, 7.6, 30

#: Empty row that keeps « non renseigné » apart.
_GAP = " "

_FONT_SIZE = 13

_NAME = "d"

#: The colour of the text around, whatever the theme, on paper too: charts are SVG.
_INK = "currentColor"


@dataclass(frozen=True, slots=True)
class Row:
    """One category.

    Parameters
    ----------
    label
        Its name.
    values
        One per series; None where the document gives none.
    apart
        Whether it is not a category but the lack of one (« non renseigné »): drawn last, and otherwise.
    note
        What to say beside the values.
    """

    label: str
    values: tuple[float | None, ...]
    apart: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers for one chart and for the table under it.

    Parameters
    ----------
    title, reading
        Heading, and a sentence that says what is read.
    heading
        What the rows are.
    series
        Name of each series, with its sample.
    rows
        In the order in which they are shown.
    unit
        Behind every number: « % », « k€ », or nothing.
    notes
        Sample and cautions.
    source
        Where the numbers come from.
    """

    title: str
    reading: str
    heading: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    notes: tuple[str, ...] = ()
    source: str = _GUIDE

    def say(self, value: float | None) -> str:
        """Write one value as chart and table both show it: « 1 239 k€ », « absent »."""
        if value is None:
            return MISSING
        return f"{format_number(value)}{NO_BREAK_SPACE}{self.unit}" if self.unit else format_number(value)


def bar_chart(numbers: Numbers) -> alt.LayerChart:
    """Draw numbers as horizontal bars, side by side where there are several series.

    A missing value has no bar, and the word that says so. Width is that of the place it is put in.
    """
    data = _data(numbers)
    several = len(numbers.series) > 1
    # A named data set stays in the specification, as text; Streamlit would turn another one into a binary table, which
    # is three times as long. The second layer names that of the first.
    bars = alt.Chart(alt.InlineData(values=data, name=_NAME)).mark_bar()
    # Zero has no outline either.
    outline = alt.condition("datum.v", alt.value(1.5), alt.value(0))
    bars = bars.encode(x=alt.X("v:Q", axis=None), strokeWidth=outline, **_look(numbers))
    words = alt.Chart(alt.NamedData(name=_NAME)).mark_text(
        align="left", baseline="middle", dx=6, fontSize=_FONT_SIZE, color=_INK
    )
    words = words.encode(x=alt.X("p:Q", axis=None), text="t:N")
    lines = len({item["n"] for item in data})
    height = lines * (_PAIRED_ROW if several else _ROW) + _MARGIN
    # Room for the longest value at the end of the longest bar.
    room = round(max(len(item["t"]) for item in data) * _LETTER) + 10
    chart = alt.LayerChart(
        layer=[bars, words],
        encoding=_place(several=several),
        height=height,
        background="transparent",
        padding={"left": 0, "top": 4, "right": room, "bottom": 4},
    )
    # Accessible names would be in English; the alternative text and the table say the same.
    quiet: alt.LayerChart = chart.configure(aria=False).configure_view(stroke=None)
    return quiet


def _place(*, several: bool) -> alt.FacetedEncoding:
    axis = alt.Axis(domain=False, ticks=False, labelLimit=0, labelPadding=8, labelFontSize=_FONT_SIZE, labelColor=_INK)
    y = alt.Y("n:N", sort=None, title=None, axis=axis)
    if not several:
        return alt.FacetedEncoding(y=y)
    return alt.FacetedEncoding(y=y, yOffset=alt.YOffset("s:O"))


def _look(numbers: Numbers) -> dict[str, Any]:
    if len(numbers.series) == 1:
        colour = alt.condition("datum.a", alt.value(QUIET), alt.value(ACCENT))
        return {"fill": colour, "stroke": colour, "fillOpacity": alt.condition("datum.a", alt.value(0.2), alt.value(1))}
    # Hollow, then full: told apart without colour.
    scale = alt.Scale(domain=list(range(len(numbers.series))), range=[PALE, ACCENT])
    return {
        "fill": alt.Fill("s:O", scale=scale, legend=None),
        "stroke": alt.value(ACCENT),
    }


def _data(numbers: Numbers) -> list[dict[str, Any]]:
    """Return one record per bar: name, value, where its text stands, text, series (if several), whether it is apart."""
    records: list[dict[str, Any]] = []
    for row in numbers.rows:
        if row.apart:
            records.append({"n": _GAP, "v": 0, "p": 0, "t": ""})
        for position, value in enumerate(row.values):
            record: dict[str, Any] = {"n": row.label, "p": _short(value or 0), "t": numbers.say(value)}
            if value is not None:
                record["v"] = _short(value)
            if len(numbers.series) > 1:
                record["s"] = position
            if row.apart:
                record["a"] = 1
            records.append(record)
    return records


def _short(value: float) -> float:
    return int(value) if value == int(value) else value
