"""The pictures of docs/performance.md: growth with the number of points, and with the number of visitors."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from tests.bench.results import ATLAS, Results

__all__ = ["growth_with_points", "growth_with_sessions", "spread"]

#: Contender → colour on white, colour on black, mark, dashes. Apart for the colour-blind too (Okabe and Ito), and each
#: line is told by its mark and its label as well.
STYLES: Mapping[str, tuple[str, str, str, str]] = {
    ATLAS: ("#0072b2", "#56b4e9", "o", "-"),
    "empty rerun": ("#666666", "#aaaaaa", "s", ":"),
    "st.map": ("#a86600", "#e69f00", "^", "-"),
    "pydeck": ("#a04a83", "#dd8fbb", "D", "-"),
    "bare Leaflet": ("#00714f", "#2fbf95", "v", "--"),
    "naive folium": ("#b93d00", "#ff8147", "X", "-"),
}
_INK, _PAPER, _FAINT = "#1f2328", "#fefefe", "#d1d5da"
_DARK = {_INK: "#e6edf3", _PAPER: "#0d1117", _FAINT: "#3d444d"}

#: Least distance between two labels, as a share of the height.
_LABEL = 0.062


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram: a line a contender, each a list of (x, y)."""

    title: str
    lines: Mapping[str, Sequence[tuple[float, float]]]
    #: Whether a line that ends early does so because its contender could not go on.
    tells_ends: bool = False


def growth_with_points(results: Results, form: str = "svg") -> bytes:
    """Draw time and bytes of a filter change against the number of points, both axes logarithmic."""
    names = results.contenders("change")

    def line(value: Any) -> dict[str, list[tuple[float, float]]]:
        found = {name: [(size, value(size, name)) for size in results.sizes] for name in names}
        return {name: [(x, y) for x, y in points if y > 0] for name, points in found.items()}

    def both(size: int, name: str) -> float:
        parts = [results.median(f"change_{way}", size, name) for way in ("websocket", "http")]
        return sum(part for part in parts if not math.isnan(part))

    panels = (
        Panel(
            "Time of a filter change, ms (median)", line(lambda size, name: results.median("change", size, name)), True
        ),
        Panel("Bytes of a filter change, kB (median)", line(both), True),
    )
    return _draw(panels, results.sizes, "Number of points", form, points_alt(results))


def growth_with_sessions(results: Results, form: str = "svg") -> bytes:
    """Draw the p95 of a filter change and its processor time against the number of visitors on one process."""
    smallest = [one for one in results.sessions if one["size"] == min(item["size"] for item in results.sessions)]
    names = list(dict.fromkeys(one["contender"] for one in smallest))

    def line(key: str) -> dict[str, list[tuple[float, float]]]:
        return {
            name: [(one["sessions"], one[key]) for one in smallest if one["contender"] == name and one[key] > 0]
            for name in names
        }

    panels = (
        Panel("Filter change, ms (p95)", line("p95_ms")),
        Panel("Server CPU per filter change, ms", line("cpu_ms_per_change")),
    )
    ticks = sorted({one["sessions"] for one in smallest})
    return _draw(panels, ticks, "Visitors at once, one change every 5 s each", form, sessions_alt(results))


def points_alt(results: Results) -> str:
    """Say in words what the first picture shows."""
    sizes = results.sizes
    told = []
    for name in results.contenders("change"):
        known = [size for size in sizes if not math.isnan(results.median("change", size, name))]
        if known:
            first, last = (results.median("change", size, name) for size in (known[0], known[-1]))
            told.append(f"{name} from {first:,.0f} ms at {known[0]:,} points to {last:,.0f} ms at {known[-1]:,}")
    return f"Time and bytes of a filter change against the number of points, logarithmic axes: {'; '.join(told)}."


def sessions_alt(results: Results) -> str:
    """Say in words what the second picture shows."""
    told = []
    for name in dict.fromkeys(one["contender"] for one in results.sessions):
        own = [one for one in results.sessions if one["contender"] == name]
        own = [one for one in own if one["size"] == own[0]["size"]]
        first, last = own[0], own[-1]
        told.append(
            f"{name} from {first['p95_ms']:,.0f} ms with {first['sessions']} to {last['p95_ms']:,.0f} ms with "
            f"{last['sessions']}"
        )
    return f"95th percentile and CPU of a filter change against the number of visitors at once: {'; '.join(told)}."


def spread(heights: Sequence[float], least: float = _LABEL) -> list[float]:
    """Move labels apart: the same order, `least` between two neighbours or more, as near their lines as that allows."""
    order = sorted(range(len(heights)), key=lambda rank: heights[rank])
    placed: list[tuple[float, int]] = []
    for rank in order:
        lowest = placed[-1][0] + least if placed else -math.inf
        placed.append((max(heights[rank], lowest), rank))
    # Pushed upwards only so far: as much down again, on average.
    shift = sum(height - heights[rank] for height, rank in placed) / max(len(placed), 1)
    moved = {rank: height - shift for height, rank in placed}
    return [moved[rank] for rank in range(len(heights))]


def _draw(panels: Sequence[Panel], ticks: Sequence[float], across: str, form: str, alt: str) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # The same figures give the same bytes; text stays text.
    settings = {"svg.hashsalt": "atlas", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10}
    with mpl.rc_context({**settings, "text.color": _INK, "axes.labelcolor": _INK, "axes.edgecolor": _FAINT}):
        figure = Figure(figsize=(12, 4.6), facecolor=_PAPER)
        for axes, panel in zip(figure.subplots(1, len(panels)), panels, strict=True):
            _fill(axes, panel, ticks)
            axes.set_xlabel(across)
        figure.subplots_adjust(left=0.055, right=0.83, bottom=0.13, top=0.9, wspace=0.95)
        content = io.BytesIO()
        figure.savefig(content, format=form, facecolor=_PAPER, metadata={"Date": None} if form == "svg" else None)
    return _for_both_themes(content.getvalue().decode(), alt).encode() if form == "svg" else content.getvalue()


def _fill(axes: Any, panel: Panel, ticks: Sequence[float]) -> None:
    from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator

    axes.set_facecolor(_PAPER)
    axes.set_title(panel.title, loc="left", fontsize=11, fontweight="bold")
    axes.set_xscale("log")
    axes.set_yscale("log")
    lines = {name: points for name, points in panel.lines.items() if points}
    for name, points in lines.items():
        colour, _, mark, dashes = STYLES[name]
        axes.plot(*zip(*points, strict=True), color=colour, marker=mark, linestyle=dashes, linewidth=2, markersize=6)
    # Whole powers of ten: two of them are written at least.
    heights = [height for points in lines.values() for _, height in points]
    axes.set_ylim(10 ** math.floor(math.log10(min(heights))), 10 ** math.ceil(math.log10(max(heights) * 1.05)))
    axes.set_xticks(list(ticks), [f"{tick:,}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(colors=_INK, which="both", length=0)
    axes.grid(axis="y", color=_FAINT, linewidth=0.6)
    axes.spines[["top", "right", "left"]].set_visible(False)
    _label(axes, lines, ticks[-1] if panel.tells_ends else math.inf)


def _label(axes: Any, lines: Mapping[str, Sequence[tuple[float, float]]], last: float) -> None:
    """Write the name of each line beside its end; where it ends before `last`, how far it goes."""
    to_share = axes.transData + axes.transAxes.inverted()
    heights = spread([to_share.transform(points[-1])[1] for points in lines.values()])
    for (name, points), height in zip(lines.items(), heights, strict=True):
        ends = points[-1][0]
        text = name if last == math.inf or ends == last else f"{name} (up to {ends:,.0f})"
        axes.annotate(
            text,
            xy=points[-1],
            xytext=(1.04, height),
            textcoords="axes fraction",
            color=STYLES[name][0],
            va="center",
            fontweight="bold" if name == ATLAS else "normal",
            arrowprops={"arrowstyle": "-", "color": _FAINT, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 5},
        )


def _for_both_themes(svg: str, alt: str) -> str:
    """Add the colours of a dark theme, and the alternative text."""
    pairs = {**_DARK, **{light: dark for light, dark, _, _ in STYLES.values()}}
    rules = "".join(
        f'[style*="{way}: {light}"]{{{way}:{dark}!important}}'
        for light, dark in pairs.items()
        for way in ("fill", "stroke")
    )
    start = svg.index(">", svg.index("<svg")) + 1
    opening = svg[:start].replace("<svg", '<svg role="img"', 1)
    added = f"\n <title>{escape(alt)}</title>\n <style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    return "\n".join(line.rstrip() for line in (opening + added + svg[start:]).splitlines()) + "\n"
