"""`python -m tests.soak`: visitors click and ask at random until time is up; the exit status says whether all held.

Only on this machine, and bounded: a server of its own, at most an hour.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import randrange

from tests.soak.findings import FILES_BOUND, MEMORY_BOUND_KB, THREADS_BOUND, Findings, files_of_no_session, growth
from tests.soak.run import LONGEST, Crowd, soak

_ROWS = 12


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("seconds", type=float, nargs="?", default=600.0, help=f"at most {LONGEST:.0f} (default: 600)")
    parser.add_argument("seed", type=int, nargs="?", default=None, help="of what is chosen; a random one by default")
    parser.add_argument("--dialogues", type=int, default=4, help="visitors who filter over a websocket (default: 4)")
    parser.add_argument("--askers", type=int, default=1, help="programs that ask for addresses (default: 1)")
    parser.add_argument("--browsers", type=int, default=2, help="browsers that click (default: 2)")
    chosen = parser.parse_args(given)
    if not 0 < chosen.seconds <= LONGEST:
        parser.error(f"{chosen.seconds} s: more than 0, at most {LONGEST:.0f}")
    return chosen


def report(findings: Findings) -> str:
    """Return what was measured, done and found, as a text."""
    lines = ["   time    memory  threads  files  sessions"]
    step = max(1, len(findings.samples) // _ROWS)
    lines += [
        f"{item.at:6.0f}s{item.memory_kb / 1024:8.1f}MB{item.threads:9}{item.files:7}{item.sessions:10}"
        for item in findings.samples[::step]
    ]
    lines += [
        f"growth from the first to the last third: memory {growth(findings.samples, 'memory_kb') / 1024:+.1f} MB "
        f"(bound {MEMORY_BOUND_KB / 1024:.0f}), threads {growth(findings.samples, 'threads'):+.0f} ({THREADS_BOUND})",
        f"files beyond those of sessions, at most: {max(0, files_of_no_session(findings.samples))} ({FILES_BOUND})",
        "done: " + ", ".join(f"{count} {action}" for action, count in findings.done.most_common()),
    ]
    return "\n".join(lines + [f"FAULT {fault}" for fault in findings.faults])


def main() -> int:
    """Run, print, and return 1 if something did not hold."""
    chosen = arguments()
    seed = randrange(10**6) if chosen.seed is None else chosen.seed
    crowd = Crowd(chosen.dialogues, chosen.askers, chosen.browsers)
    print(f"{chosen.seconds:.0f} s, seed {seed}, {crowd}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        findings = soak(chosen.seconds, seed, Path(folder) / "server.log", crowd=crowd)
    print(report(findings))
    held = not findings.faults
    print("all held" if held else f"{len(findings.faults)} FAULTS; to do it again: make soak SOAK_SEED={seed}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
