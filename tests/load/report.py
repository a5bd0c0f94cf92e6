"""The figures of a load, as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tests.load.measure import LoadFigures

__all__ = ["HEADER", "line", "target"]

#: What is aimed at, for 100 visitors.
_SESSIONS: Final = 100
_P95_MS: Final = 1000.0
_SESSION_KB: Final = 3 * 1024

HEADER: Final = (
    "            change → view       → end of run    changes    CPU by  cores   memory  memory  received client\n"
    "visitors     p50      p95      p50      p95    /s  all    change   used  a visitor  of all by change  cores errors"
)


def line(figures: LoadFigures) -> str:
    """Return one row of the table."""
    return (
        f"{figures.sessions:8}{figures.p50_ms:6.0f}ms{figures.p95_ms:7.0f}ms"
        f"{figures.finished_p50_ms:7.0f}ms{figures.finished_p95_ms:7.0f}ms"
        f"{figures.changes_per_second:6.1f}{figures.changes:5}{figures.cpu_ms_per_change:8.1f}ms{figures.cpu_share:7.2f}"
        f"{figures.memory_kb_per_session:9.0f}kB{figures.memory_mb:6.0f}MB"
        f"{figures.received_bytes_per_change / 1000:8.1f}kB{figures.client_cpu_share:7.2f}{figures.errors:7}"
    )


def target(measured: Sequence[LoadFigures]) -> str:
    """Say whether what is aimed at for 100 visitors was reached."""
    found = next((item for item in measured if item.sessions == _SESSIONS), None)
    if found is None:
        return ""
    met = found.p95_ms < _P95_MS and found.memory_kb_per_session < _SESSION_KB and not found.errors
    aim = f"{_SESSIONS} visitors, p95 < {_P95_MS:.0f} ms and < {_SESSION_KB} kB each"
    best = f"{found.p95_ms:.0f} ms, {found.memory_kb_per_session:.0f} kB, {found.errors} errors"
    return f"{aim}: {'reached' if met else 'NOT reached'} ({best})"
