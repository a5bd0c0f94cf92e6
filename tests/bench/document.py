"""docs/performance.md and its pictures, written from the figures of the bench.

`python -m tests.bench.document` writes them again from the last run, without measuring.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geo.files import write_bytes, write_text
from tests.bench.picture import growth_with_points, growth_with_sessions, points_alt, sessions_alt
from tests.bench.report import number, ratio, verdict_text
from tests.bench.results import ATLAS, QUESTIONS, Results
from tests.bench.servers import ROOT
from tests.bench.targets import TARGETS, judge

__all__ = ["FIGURES", "page", "write"]

DOCS = ROOT / "docs"
FIGURES = ROOT / ".cache" / "bench.json"

_CONTENDERS = """\
| Name | What it is |
|---|---|
| atlas | the map page as visitors have it; from 1,000 points on, a list of that length lies over its poles |
| empty rerun | the floor: the same page with the same layer, where a click changes one text |
| st.map | Streamlit's own map: points only |
| pydeck | `st.pydeck_chart` with a layer of points, each named under the mouse |
| bare Leaflet | the physical limit: a static page, points as circles on a canvas, filtered in the browser |
| naive folium | a fresh `folium.Map` at each rerun, one marker a point, everything returned |
"""

_METHOD = """\
All of them show the same points on the same machine in the same run, each in its own Chromium window (headless, 1440 ×
900), server and browser sharing the processor. There is no graphics card, without which `st.map` and pydeck draw more
slowly than on most desks. They are asked the same (the sector Culture, on and off) one after the other within each
round, so that a busy moment slows all of them. The points are the panel; beyond it, structures drawn among the
communes in proportion to their population, some kilometres around the town hall, with the sectors, legal form and year
of a pole of the panel (seeded: always the same). The rivals show the points alone; the atlas shows its poles, the
regions and the layer, given by `ATLAS_COUCHE`. Every host but the one measured is refused: folium's scripts are served
from the same host, `st.map` and pydeck draw without a background map, which favours them. A change is done when the
right number of points has been drawn, which is counted in the page (markers, or what WebGL is told to draw). The first
changes of each are not counted; those that take more than 2 s are made fewer times. What is not done after 120 s is
given up. Streamlit's cache of messages already sent is off: a filter counts as asked for the first time. Ratios are
between figures of one size; the sizes come one after the other, and that of 10,000 may come from a run of its own, the
naive page from another.
"""


def write(results: Results) -> None:
    """Write the document and its pictures."""
    write_bytes(DOCS / "performance-points.svg", growth_with_points(results))
    if results.sessions:
        write_bytes(DOCS / "performance-sessions.svg", growth_with_sessions(results))
    write_text(DOCS / "performance.md", page(results))


def page(results: Results) -> str:
    """Return the document as Markdown."""
    machine = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    parts = [
        "# Performance",
        "Written by `make bench`, not by hand. Times depend on the machine and on what else it does: ratios within "
        f"this run say more than milliseconds. This run: {machine}.",
        f"![{points_alt(results)}](performance-points.svg)",
    ]
    if results.sessions:
        parts.append(f"![{sessions_alt(results)}](performance-sessions.svg)")
    parts += ["## Targets of a filter change", "Measured/allowed.", _targets(results)]
    parts += ["## Who is measured", _CONTENDERS.strip(), "## How", _METHOD.strip(), "## Figures"]
    parts.append("Median (90th percentile); after the comma, how many times the contender's figure the atlas's is.")
    for question in QUESTIONS:
        if results.contenders(question):
            parts += [f"### {QUESTIONS[question].title}", QUESTIONS[question].note, _question(results, question)]
    parts += _pages(results) + _sessions(results) + _geocoding(results)
    return "\n\n".join(part for part in parts if part) + "\n"


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = "|---|" + "---:|" * (len(head) - 1)
    return "\n".join([f"| {' | '.join(head)} |", rule, *(f"| {' | '.join(row)} |" for row in rows)])


def _targets(results: Results) -> str:
    verdicts = judge(results)
    sizes = list(dict.fromkeys(verdict.size for verdict in verdicts))
    rows = [
        [f"{target.title} ({target.unit})", *(verdict_text(one) for one in verdicts if one.target is target)]
        for target in TARGETS
    ]
    return _rows(["", *(f"{size:,}" for size in sizes)], rows)


def _question(results: Results, question: str) -> str:
    unit = QUESTIONS[question].unit
    rows = []
    reasons = {}
    for who in results.contenders(question):
        cells = []
        for size in results.sizes:
            cells.append(_cell(results, question, size, who))
            found = results.find(question, size, who)
            if found and found.note:
                reasons[f"{who}, {size:,} points: {found.note}."] = None
        rows.append([who, *cells])
    table = _rows([unit, *(f"{size:,}" for size in results.sizes)], rows)
    return "\n\n".join([table, *reasons])


def _cell(results: Results, question: str, size: int, who: str) -> str:
    found = results.find(question, size, who)
    if found is None or not found.values:
        return found.note.split(":")[0] if found and found.note else "–"
    decimals = QUESTIONS[question].decimals
    shown = number(found.median, decimals)
    if len(found.values) > 1:
        shown += f" ({number(found.p90, decimals)})"
    told = ratio(results.ratio(question, size, who))
    return shown if who == ATLAS or told == "–" else f"{shown}, {told}"


def _pages(results: Results) -> list[str]:
    if not results.pages:
        return []
    sizes = list(dict.fromkeys(one["size"] for one in results.pages))
    rows = []
    for name in dict.fromkeys(one["name"] for one in results.pages):
        own = [one for one in results.pages if one["name"] == name]
        rows.append([name, *(f"{one['milliseconds']:,.0f} ms, {one['kilobytes']:.1f} kB" for one in own)])
    note = "From a click on a link to the content of the page; bytes received over the websocket. The atlas only."
    return ["### Page switch → content", note, _rows(["page", *(f"{size:,}" for size in sizes)], rows)]


def _sessions(results: Results) -> list[str]:
    if not results.sessions:
        return []
    head = [
        "one process",
        "points",
        "visitors",
        "changes",
        "p50 ms",
        "p95 ms",
        "CPU ms/change",
        "MB/visitor",
        "kB/change",
        "errors",
    ]
    rows = [
        [
            one["contender"],
            f"{one['size']:,}",
            str(one["sessions"]),
            str(one["changes"]),
            number(one["p50_ms"]),
            number(one["p95_ms"]),
            number(one["cpu_ms_per_change"]),
            number(one["memory_kb_per_session"] / 1000, 2) if one["sessions"] > 1 else "–",
            number(one["received_bytes_per_change"] / 1000, 1),
            str(one["errors"]),
        ]
        for one in results.sessions
    ]
    note = (
        "Websocket visitors of `tests/load`, each changing a filter every 5 s, on one process; memory per visitor is "
        "what the process grew by."
    )
    return ["### Many visitors", note, _rows(head, rows)]


def _geocoding(results: Results) -> list[str]:
    if not results.geocoding:
        return []
    rows = [
        [one["name"], number(one["merge_ms"], 1), number(one["own_ms"], 1), ratio(one["times"])]
        for one in results.geocoding
    ]
    note = "10,000 rows, processor time, beside a plain merge of pandas on keys already cleaned."
    return ["### Offline geocoding", note, _rows(["list", "merge ms", "geocode ms", "ratio"], rows)]


def main() -> None:
    """Write the document again from the last run."""
    write(Results.read(Path(FIGURES)))


if __name__ == "__main__":
    main()
