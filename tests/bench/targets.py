"""What the atlas is to reach for a filter change, by number of points; printed beside the figures, never asserted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.bench.results import ATLAS, Results

__all__ = ["TARGETS", "Target", "Verdict", "judge"]

SIZES = (74, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table.

    Parameters
    ----------
    title
        What is held against what.
    question
        Key of `tests.bench.results.QUESTIONS`.
    rival
        Whose figure the atlas's is divided by; None for the atlas's own figure.
    limits
        At most, by number of points; None where the rival is not expected to finish.
    """

    title: str
    question: str
    rival: str | None
    limits: tuple[float | None, ...]

    @property
    def unit(self) -> str:
        """× for a ratio, else that of the figure."""
        return "×" if self.rival else ("kB" if self.question.endswith("websocket") else "ms")


TARGETS = (
    Target("against an empty rerun", "change", "empty rerun", (1.5, 2, 2.5, 4)),
    Target("against st.map", "change", "st.map", (1, 1, 0.7, 1 / 5)),
    Target("against the naive page", "change", "naive folium", (1 / 5, 1 / 15, 1 / 60, None)),
    Target("websocket per change", "change_websocket", None, (12, 40, 60, 60)),
    Target("server CPU per change", "change_cpu", None, (60, 70, 90, 200)),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One cell of the table: what was measured, what was asked, and whether it is reached (None: cannot be said)."""

    target: Target
    size: int
    value: float
    limit: float | None

    @property
    def reached(self) -> bool | None:
        """Whether the value is within the limit."""
        if self.limit is None or math.isnan(self.value):
            return None
        return self.value <= self.limit


def judge(results: Results) -> list[Verdict]:
    """Hold every target against what was measured, for the sizes that were."""
    found = []
    for target in TARGETS:
        for size, limit in zip(SIZES, target.limits, strict=True):
            if size not in results.sizes:
                continue
            if target.rival:
                value = results.ratio(target.question, size, target.rival)
            else:
                value = results.median(target.question, size, ATLAS)
            found.append(Verdict(target, size, value, limit))
    return found
