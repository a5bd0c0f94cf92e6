"""What must not happen while visitors come and go, and what is counted meanwhile."""

from __future__ import annotations

import json
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from statistics import median
from typing import Final
from urllib.request import urlopen

from streamlit.runtime.memory_session_storage import MemorySessionStorage

from tests.load.servers import resident_kb

__all__ = ["Findings", "Sample", "files_of_no_session", "growth", "judge", "sample"]

#: What a sound server never writes in its log.
_FAULTY_LINE: Final = re.compile(r"Traceback|\b(ERROR|CRITICAL)\b|Exception|Error: ")

#: How much a server may grow between the first and the last third of a measure. What is kept on purpose is bounded and
#: is there by the first third: caches, and sessions, which Streamlit keeps for two minutes after their tab is closed.
#: What is left is the allocator's: some 20 MB from one measure to the next. Ten minutes hold more than 2,000 reruns:
#: 32 kB forgotten by each would be seen.
MEMORY_BOUND_KB: Final = 64 * 1024

#: A thread belongs to a session that is open or to a pool of 40.
THREADS_BOUND: Final = 48

#: Files that belong to no session: those open from the start, connections that ask for files.
FILES_BOUND: Final = 96

#: Each session has an event loop of three files, and a connection while it is open; the last ones that ended are kept.
_FILES_A_SESSION: Final = 4
_FILES_A_KEPT_SESSION: Final = 3
_KEPT_SESSIONS: Final = int(signature(MemorySessionStorage).parameters["maxsize"].default)

_ACTIONS_KEPT: Final = 40
_LONGEST_FAULT: Final = 12_000

#: Colours, in which Streamlit writes its traces.
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Sample:
    """A server at one moment: seconds since the start, memory, threads, open files, sessions."""

    at: float
    memory_kb: float
    threads: int
    files: int
    sessions: int


@dataclass(slots=True)
class Findings:
    """What was done and what went wrong; each fault with what was done just before it, to be done again."""

    faults: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    _last: dict[str, deque[str]] = field(default_factory=dict)

    def did(self, who: str, action: str, detail: str = "") -> None:
        """Note an action."""
        self.done[action] += 1
        self._last.setdefault(who, deque(maxlen=_ACTIONS_KEPT)).append(f"{action} {detail}".strip())

    def fault(self, who: str, what: str) -> None:
        """Note a fault; of those that repeat, the first ones say it all."""
        if len(self.faults) < 50:
            last = "\n".join(f"      {action}" for action in list(self._last.get(who, ()))[-12:])
            self.faults.append(f"{who}: {what[:_LONGEST_FAULT]}" + (f"\n    after\n{last}" if last else ""))

    def read_log(self, log: Path) -> None:
        """Look for faults in what the server wrote."""
        text = _COLOURS.sub("", log.read_text(encoding="utf-8", errors="replace")) if log.exists() else ""
        lines = text.splitlines()
        found = [number for number, line in enumerate(lines) if _FAULTY_LINE.search(line)]
        if found:
            around = lines[max(0, found[0] - 2) : found[0] + 120]
            self.fault("server", f"{len(found)} faulty lines in the log, the first one:\n" + "\n".join(around))


def sample(address: str, pid: int, start: float) -> Sample:
    """Look at a server from outside."""
    process = Path(f"/proc/{pid}")
    try:
        status = (process / "status").read_text(encoding="utf-8")
        threads = int(re.search(r"^Threads:\s*(\d+)", status, re.MULTILINE)[1])  # type: ignore[index]
        files = sum(1 for _ in (process / "fd").iterdir())
    except OSError:
        # A system that does not say, or a server that is gone: the memory says which.
        threads = files = 0
    return Sample(time.monotonic() - start, resident_kb(pid), threads, files, _sessions(address))


def _sessions(address: str) -> int:
    with urlopen(f"{address.rstrip('/')}/_stcore/metrics?families=active_sessions", timeout=30) as answer:
        text = answer.read().decode()
    found = re.search(r"^active_sessions(?:\{[^}]*\})? (\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def growth(samples: list[Sample], what: str) -> float:
    """Return by how much something grew from the first to the last third: of each, the median."""
    third = max(1, len(samples) // 3)
    first, last = samples[:third], samples[-third:]
    return median(getattr(item, what) for item in last) - median(getattr(item, what) for item in first)


def files_of_no_session(samples: list[Sample]) -> int:
    """Return the most files open at once beyond those that sessions, open or kept, can have."""
    kept = _FILES_A_KEPT_SESSION * _KEPT_SESSIONS
    return max((item.files - kept - _FILES_A_SESSION * item.sessions for item in samples), default=0)


def judge(findings: Findings) -> None:
    """Make a fault of any growth beyond its bound, and of files that belong to no session."""
    bounds = {"memory_kb": MEMORY_BOUND_KB, "threads": THREADS_BOUND}
    for what, bound in bounds.items():
        grown = growth(findings.samples, what) if len(findings.samples) > 2 else 0.0
        if grown > bound:
            findings.fault("server", f"{what} grew by {grown:.0f} from the first to the last third, bound {bound}")
    others = files_of_no_session(findings.samples)
    if others > FILES_BOUND:
        findings.fault("server", f"{others} open files that belong to no session, bound {FILES_BOUND}")
    if not any(findings.done.values()):
        findings.fault("soak", "nothing was done: " + json.dumps(findings.done))
