"""What was measured: a list of figures per question, number of points and contender."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from geo.files import write_text

__all__ = ["ATLAS", "QUESTIONS", "Measure", "Question", "Results"]

ATLAS = "atlas"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is measured.

    Parameters
    ----------
    title
        What it is, with its unit.
    unit
        Short, for tables.
    decimals
        Shown.
    note
        How it is measured.
    """

    title: str
    unit: str
    decimals: int
    note: str = ""


#: In the order in which they are told.
QUESTIONS: Mapping[str, Question] = {
    "change": Question(
        "Filter change → map updated",
        "ms",
        0,
        "From the click to the first frame that shows the right points (for the atlas, the right count of its layer).",
    ),
    "answer": Question(
        "Filter change → answer of the server on the page",
        "ms",
        0,
        "The atlas shows a click at once, from what the browser has; this is when the server's own answer is there.",
    ),
    "change_websocket": Question(
        "Websocket bytes per filter change", "kB", 1, "Both ways, until the server is idle again."
    ),
    "change_http": Question(
        "HTTP bytes per filter change",
        "kB",
        1,
        "Answers and their headers, compressed as sent, until the server is idle.",
    ),
    "change_cpu": Question(
        "Server CPU per filter change",
        "ms",
        0,
        "Processor time of the whole server process, all threads, nothing subtracted, from the click until it is idle.",
    ),
    "cold": Question(
        "First map, cold server", "s", 2, "From the start of the server process to the map in a fresh browser; once."
    ),
    "warm": Question("First map, warm server", "s", 2, "From the address to the map, in a fresh browser each time."),
    "visit_http": Question("HTTP bytes of a first visit", "kB", 0, "Nothing in the browser's cache."),
    "visit_websocket": Question("Websocket bytes of a first visit", "kB", 1),
    "interactive": Question(
        "Time to interactive, CPU slowed down 4 times",
        "s",
        2,
        "Warm server; from the address to the end of the last task above 50 ms, or to the map if that is later.",
    ),
    "pan": Question(
        "Pan → map complete", "ms", 0, "From the release of the mouse to the last change of the picture that follows."
    ),
    "zoom": Question(
        "Zoom → map complete",
        "ms",
        0,
        "From a notch of the wheel to the last change of the picture, animation included.",
    ),
    "move_websocket": Question("Websocket bytes per pan or zoom", "kB", 1, "0: no rerun of the page."),
    "move_http": Question("HTTP bytes per pan or zoom", "kB", 1),
    "card": Question(
        "Click → card",
        "ms",
        0,
        "The atlas: card of a pole; with a layer, card of one of its rows, asked of the server beyond a threshold. "
        "Naive and bare: popup of a marker. The two others have none.",
    ),
    "memory": Question("Server memory with one visitor", "MB", 0, "Resident memory of the process after the changes."),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """The figures of one contender for one question at one size; or why there are none, in `note`."""

    question: str
    size: int
    contender: str
    values: tuple[float, ...] = ()
    note: str = ""

    @property
    def median(self) -> float:
        """Median of the values; NaN where there is none."""
        return statistics.median(self.values) if self.values else math.nan

    @property
    def p90(self) -> float:
        """The value below which nine in ten are, the nearest rank above; NaN where there is none."""
        return sorted(self.values)[math.ceil(len(self.values) * 0.9) - 1] if self.values else math.nan


@dataclass
class Results:
    """All measures of a run, and what it ran on."""

    machine: dict[str, Any] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    geocoding: list[dict[str, Any]] = field(default_factory=list)

    def add(self, question: str, size: int, contender: str, values: Sequence[float] = (), note: str = "") -> None:
        """Keep figures; those that could not be read are left out."""
        kept = tuple(float(value) for value in values if math.isfinite(value))
        self.measures.append(Measure(question, size, contender, kept, note))

    def find(self, question: str, size: int, contender: str) -> Measure | None:
        """Return what was measured, or None if nothing was."""
        wanted = (question, size, contender)
        return next((one for one in self.measures if (one.question, one.size, one.contender) == wanted), None)

    def median(self, question: str, size: int, contender: str) -> float:
        """Return a median, NaN where there is none."""
        found = self.find(question, size, contender)
        return found.median if found else math.nan

    def ratio(self, question: str, size: int, rival: str) -> float:
        """Return how many times what the rival takes the atlas takes; NaN where there is none."""
        own, other = self.median(question, size, ATLAS), self.median(question, size, rival)
        return own / other if other else math.nan

    @property
    def sizes(self) -> list[int]:
        """Numbers of points, the smallest first."""
        return sorted({one.size for one in self.measures})

    def contenders(self, question: str) -> list[str]:
        """Return who was measured for a question, in the order of the run."""
        return list(dict.fromkeys(one.contender for one in self.measures if one.question == question))

    def write(self, path: Path) -> None:
        """Write everything as JSON."""
        write_text(path, json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")

    @classmethod
    def read(cls, path: Path) -> Results:
        """Read what `write` wrote."""
        document = json.loads(path.read_text(encoding="utf-8"))
        measures = [Measure(**{**one, "values": tuple(one["values"])}) for one in document.pop("measures")]
        return cls(measures=measures, **document)
