"""The figures as text for a terminal: a table a question, contenders down, numbers of points across."""

from __future__ import annotations

import math

from tests.bench.results import ATLAS, QUESTIONS, Results
from tests.bench.targets import TARGETS, Verdict, judge

__all__ = ["number", "table", "text"]

_NAME = 14
_CELL = 25


def text(results: Results) -> str:
    """Return all that was measured, at most 120 columns wide."""
    machine = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    parts = [
        f"Measured on: {machine}",
        "Each cell: median (p90), then how many times the contender's figure the atlas's is.",
    ]
    parts += [table(results, question) for question in QUESTIONS if results.contenders(question)]
    parts += [_pages(results), _sessions(results), _geocoding(results), _targets(results)]
    return "\n\n".join(part for part in parts if part)


def table(results: Results, question: str) -> str:
    """Return the table of one question."""
    asked = QUESTIONS[question]
    sizes = [
        size for size in results.sizes if any(results.find(question, size, who) for who in results.contenders(question))
    ]
    lines = [f"{asked.title} ({asked.unit})", " " * _NAME + "".join(f"{size:>{_CELL},}" for size in sizes)]
    for who in results.contenders(question):
        cells = "".join(f"{_cell(results, question, size, who):>{_CELL}}" for size in sizes)
        lines.append(f"{who:<{_NAME}}{cells}")
    return "\n".join(lines)


def number(value: float, decimals: int = 0) -> str:
    """Write a number with thousands apart; a dash for none, and for a ratio as many digits as it takes to be seen."""
    # Beyond a hundred, decimals are noise.
    return "–" if math.isnan(value) else f"{value:,.{0 if abs(value) >= 100 else decimals}f}"


def ratio(value: float) -> str:
    """Write a ratio with two significant digits or more."""
    if math.isnan(value):
        return "–"
    if 0 < value < 0.0005:
        return "< 0.001 ×"
    decimals = next((count for least, count in ((100, 0), (10, 1), (0.1, 2)) if value >= least), 3)
    return f"{value:.{decimals}f} ×"


def _cell(results: Results, question: str, size: int, who: str) -> str:
    found = results.find(question, size, who)
    if found is None:
        return "–"
    if not found.values:
        # The reason follows in the document; here there is room for one word.
        return found.note.split(":")[0] if found.note else "–"
    decimals = QUESTIONS[question].decimals
    shown = number(found.median, decimals)
    if len(found.values) > 1:
        shown += f" ({number(found.p90, decimals)})"
    return shown if who == ATLAS else f"{shown}{ratio(results.ratio(question, size, who)):>9}"


def _pages(results: Results) -> str:
    if not results.pages:
        return ""
    sizes = list(dict.fromkeys(page["size"] for page in results.pages))
    lines = [
        "Page switch → content: ms, and kB received over the websocket",
        " " * _NAME + "".join(f"{size:>{_CELL},}" for size in sizes),
    ]
    for name in dict.fromkeys(page["name"] for page in results.pages):
        cells = [page for page in results.pages if page["name"] == name]
        lines.append(
            f"{name:<{_NAME}}" + "".join(f"{page['milliseconds']:>15,.0f}{page['kilobytes']:>10.1f}" for page in cells)
        )
    return "\n".join(lines)


def _sessions(results: Results) -> str:
    if not results.sessions:
        return ""
    lines = [
        "Many visitors, each changing a filter every 5 s, one process",
        f"{'':<{_NAME}}{'points':>9}{'sessions':>10}{'changes':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}"
        f"{'MB/session':>12}{'kB/change':>11}{'errors':>8}",
    ]
    for one in results.sessions:
        lines.append(
            f"{one['contender']:<{_NAME}}{one['size']:>9,}{one['sessions']:>10}{one['changes']:>9}{one['p50_ms']:>9,.0f}"
            f"{one['p95_ms']:>9,.0f}{one['cpu_ms_per_change']:>9,.0f}{one['memory_kb_per_session'] / 1000:>12.2f}"
            f"{one['received_bytes_per_change'] / 1000:>11.1f}{one['errors']:>8}"
        )
    return "\n".join(lines)


def _geocoding(results: Results) -> str:
    if not results.geocoding:
        return ""
    lines = ["Offline geocoding of 10,000 rows, processor time, beside a plain merge of pandas (ms)"]
    lines += [
        f"{one['name']:<44}merge {one['merge_ms']:>7.1f}   geocode {one['own_ms']:>7.1f}   {one['times']:>5.2f} ×"
        for one in results.geocoding
    ]
    return "\n".join(lines)


def _targets(results: Results) -> str:
    verdicts = judge(results)
    if not verdicts:
        return ""
    sizes = list(dict.fromkeys(verdict.size for verdict in verdicts))
    lines = ["Targets of a filter change: measured/allowed", " " * 32 + "".join(f"{size:>22,}" for size in sizes)]
    for target in TARGETS:
        cells = "".join(f"{verdict_text(one):>22}" for one in verdicts if one.target is target)
        lines.append(f"{f'{target.title} ({target.unit})':<32}{cells}")
    return "\n".join(lines)


def verdict_text(verdict: Verdict) -> str:
    """Write a cell of the table of targets: « 0.95/1 reached »."""
    short = _short_ratio if verdict.target.rival else number
    if verdict.limit is None:
        return "it cannot" if math.isnan(verdict.value) else short(verdict.value)
    if math.isnan(verdict.value):
        return "not measured"
    return f"{short(verdict.value)}/{short(verdict.limit)} {'reached' if verdict.reached else 'NOT reached'}"


def _short_ratio(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}"
