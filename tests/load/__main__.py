"""`python -m tests.load`: load the atlas with more and more visitors and print what they waited for.

Only on this machine, and bounded: up to 200 visitors at once, up to 300 seconds each time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.load.loopback import check_loopback
from tests.load.measure import LARGEST, LONGEST, LoadFigures, measure_at
from tests.load.proxy import proxy
from tests.load.report import HEADER, line, target
from tests.load.servers import PROJECT, serve_several

SESSIONS = (1, 10, 50, 100)
SECONDS = 30.0
PAUSE = 5.0


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--sessions",
        type=int,
        nargs="+",
        default=list(SESSIONS),
        help=f"visitors at once, one measure each (default: {' '.join(map(str, SESSIONS))}; at most {LARGEST})",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        help=f"seconds of filtering (default: {SECONDS:.0f}; at most {LONGEST:.0f})",
    )
    parser.add_argument(
        "--pause",
        type=float,
        default=PAUSE,
        help=f"mean time between two changes of a visitor (default: {PAUSE:.0f} s)",
    )
    parser.add_argument(
        "--app", default="app.py", help="what is served (default: app.py; or a rival of tests/bench/rivals)"
    )
    parser.add_argument(
        "--processes",
        type=int,
        default=1,
        choices=range(1, 9),
        help="servers; several stand behind the nginx of deploy/",
    )
    parser.add_argument("--address", type=check_loopback, help="a server that runs already, on this machine")
    parser.add_argument(
        "--pid", type=int, nargs="*", default=[], help="with --address: processes whose cost is counted"
    )
    return parser.parse_args(given)


@contextmanager
def _running(chosen: argparse.Namespace) -> Iterator[tuple[str, list[int], list[str]]]:
    """Start what is to be loaded; yield where visitors go, the processes, and the servers themselves."""
    if chosen.address:
        yield chosen.address, chosen.pid, []
        return
    with ExitStack() as stack:
        servers = stack.enter_context(serve_several(chosen.app, chosen.processes))
        pids, addresses = [server.pid for server in servers], [server.address for server in servers]
        front = addresses[0]
        if len(servers) > 1:
            front = stack.enter_context(proxy(addresses, Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        yield front, pids, addresses


def main() -> int:
    """Measure, print a table, keep the figures; return 1 if an answer was wrong or missing."""
    chosen = arguments()
    print(f"{chosen.app}, {chosen.processes} process(es), a change of filters every {chosen.pause:g} s by visitor")
    print(HEADER, flush=True)
    measured: list[LoadFigures] = []
    for sessions in chosen.sessions:
        # A fresh server each time, so that its memory is that of these visitors.
        with _running(chosen) as (address, pids, servers):
            figures = measure_at(address, pids, sessions, seconds=chosen.seconds, pause=chosen.pause, behind=servers)
        measured.append(figures)
        print(line(figures), flush=True)
    print(target(measured))
    kept = PROJECT / ".cache" / "load.json"
    kept.parent.mkdir(exist_ok=True)
    content = {"app": chosen.app, "processes": chosen.processes, "figures": [asdict(item) for item in measured]}
    kept.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 1 if any(item.errors for item in measured) else 0


if __name__ == "__main__":
    sys.exit(main())
