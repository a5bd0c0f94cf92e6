"""Many visitors at once, each filtering at a human pace, and what they waited for.

Answers are timed where a visitor sees them: from the event that leaves the browser to the last of the messages that
show the new view. The time between two events of a visitor is drawn around the pause, whatever the answer takes: when
the server no longer follows, waiting adds up instead of being hidden by visitors who wait with it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import fmean, quantiles
from typing import Final

from tests.load.servers import cpu_seconds, resident_kb, serve
from tests.load.visitor import LOST, Change, Visitor, WrongAnswerError

__all__ = ["LARGEST", "LONGEST", "LoadFigures", "measure", "measure_at"]

#: Bounds of a measure: visitors at once, and seconds of filtering.
LARGEST: Final = 200
LONGEST: Final = 300.0

#: Visitors who load the page at the same time, at the start.
_ARRIVING: Final = 4

#: What a server does once and not for each visitor is done before it is measured.
_WARM_UP_CHANGES: Final = 12


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """What was measured.

    Parameters
    ----------
    sessions, changes
        Visitors, and filter changes that were answered rightly.
    p50_ms, p95_ms
        From the event to the view that answers it, in milliseconds.
    cpu_ms_per_change
        Processor time of all servers during the filtering, by change, waiting and housekeeping included.
    memory_kb_per_session
        What the memory of the servers grew by, from one visitor gone to all of them having filtered, by visitor.
    received_bytes_per_change
        Over the websocket, uncompressed.
    errors
        Answers that were wrong, late or lost.
    finished_p50_ms, finished_p95_ms
        From the event to the end of the run.
    changes_per_second
        Over the time of filtering.
    cpu_share
        Processor time of all servers by second; 1.0 is one core.
    client_cpu_share
        Likewise for this program, which shares the machine.
    memory_mb
        Memory of all servers at the end.
    """

    sessions: int
    changes: int
    p50_ms: float
    p95_ms: float
    cpu_ms_per_change: float
    memory_kb_per_session: float
    received_bytes_per_change: float
    errors: int
    finished_p50_ms: float
    finished_p95_ms: float
    changes_per_second: float
    cpu_share: float
    client_cpu_share: float
    memory_mb: float


@dataclass(slots=True)
class _Tally:
    """What visitors report while they filter."""

    changes: list[Change] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def measure(app: str, sessions: int, *, seconds: float, pause: float = 5.0) -> LoadFigures:
    """Start a server, load it, stop it.

    Parameters
    ----------
    app
        An ASGI file, from the root of the project, such as ``app.py`` or ``tests/bench/rivals/serve_floor.py``.
    sessions
        How many visitors, up to `LARGEST`.
    seconds
        For how long they filter, up to `LONGEST`.
    pause
        Mean time between two changes of a visitor, in seconds.
    """
    with serve(app) as server:
        return measure_at(server.address, [server.pid], sessions, seconds=seconds, pause=pause)


def measure_at(
    address: str,
    pids: Sequence[int],
    sessions: int,
    *,
    seconds: float,
    pause: float = 5.0,
    behind: Sequence[str] = (),
) -> LoadFigures:
    """Load servers that run already.

    Parameters
    ----------
    address
        Where visitors go, on this machine.
    pids
        Processes whose memory and processor time are counted; NaN where there is none.
    sessions, seconds, pause
        As for `measure`.
    behind
        The servers themselves where `address` is that of a proxy: each of them is warmed up.

    Raises
    ------
    ValueError
        If the address is not on this machine, or a bound is passed.
    """
    if not (1 <= sessions <= LARGEST and 0 < seconds <= LONGEST and pause > 0):
        raise ValueError(
            f"{sessions} sessions, {seconds} s, pause of {pause} s: 1 to {LARGEST} sessions, "
            f"at most {LONGEST:.0f} s, and a pause above 0."
        )
    return asyncio.run(_measure(address, behind or [address], pids, sessions, seconds, pause))


async def _measure(
    address: str, servers: Sequence[str], pids: Sequence[int], sessions: int, seconds: float, pause: float
) -> LoadFigures:
    for server in servers:
        await _warm_up(server)
    before_kb = sum(map(resident_kb, pids))
    visitors = [Visitor(address, seed=number) for number in range(sessions)]
    door = asyncio.Semaphore(_ARRIVING)
    await asyncio.gather(*(_arrive(visitor, door) for visitor in visitors))
    tally = _Tally()
    cpu, own_cpu, start = sum(map(cpu_seconds, pids)), time.process_time(), time.perf_counter()
    await asyncio.gather(*(_filter(visitor, start + seconds, pause, tally) for visitor in visitors))
    elapsed = time.perf_counter() - start
    cpu, own_cpu = sum(map(cpu_seconds, pids)) - cpu, time.process_time() - own_cpu
    memory_kb = sum(map(resident_kb, pids))
    await asyncio.gather(*(visitor.close() for visitor in visitors))
    return _figures(tally, sessions, elapsed, cpu, own_cpu, before_kb, memory_kb)


async def _warm_up(address: str) -> None:
    visitor = Visitor(address)
    await visitor.open()
    for _ in range(_WARM_UP_CHANGES):
        await visitor.change()
    await visitor.close()


async def _arrive(visitor: Visitor, door: asyncio.Semaphore) -> None:
    async with door:
        await visitor.open()


async def _filter(visitor: Visitor, end: float, pause: float, tally: _Tally) -> None:
    """Change the filters until the end, at times that do not depend on the answers."""
    pace = Random(visitor.random.random())
    due = time.perf_counter() + pace.uniform(0, pause)
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        late = time.perf_counter() - due
        try:
            change = await visitor.change()
        except WrongAnswerError as error:
            tally.errors.append(str(error))
        except LOST as error:
            tally.errors.append(repr(error))
            return
        else:
            # What an event waited for its turn behind the answer before it is waiting too.
            tally.changes.append(Change(change.sent, change.answered + late, change.finished + late, change.received))
        due += pace.uniform(0.5 * pause, 1.5 * pause)


def _figures(
    tally: _Tally, sessions: int, elapsed: float, cpu: float, own_cpu: float, before_kb: float, memory_kb: float
) -> LoadFigures:
    count = len(tally.changes)
    answered = [change.answered * 1000 for change in tally.changes]
    finished = [change.finished * 1000 for change in tally.changes]
    return LoadFigures(
        sessions=sessions,
        changes=count,
        p50_ms=percentile(answered, 50),
        p95_ms=percentile(answered, 95),
        cpu_ms_per_change=cpu * 1000 / count if count else float("nan"),
        memory_kb_per_session=(memory_kb - before_kb) / sessions,
        received_bytes_per_change=fmean(change.received for change in tally.changes) if count else float("nan"),
        errors=len(tally.errors),
        finished_p50_ms=percentile(finished, 50),
        finished_p95_ms=percentile(finished, 95),
        changes_per_second=count / elapsed,
        cpu_share=cpu / elapsed,
        client_cpu_share=own_cpu / elapsed,
        memory_mb=memory_kb / 1024,
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile, NaN of nothing."""
    if len(values) < 2:
        return values[0] if values else float("nan")
    return quantiles(values, n=100, method="inclusive")[percent - 1]
