"""`python -m tests.fuzz [seconds] [seed]`: reads broken files until time is up, or until one is not refused properly.

A file found is to become a test in `tests/geo/lists/test_read_crashes.py`.
"""

from __future__ import annotations

import base64
import random
import resource
import sys
import time
from collections import Counter
from contextlib import suppress

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.check import check
from tests.fuzz.mutations import STRATEGIES

_EXAMPLES = 200

#: Beyond this the process would fail: a small file may not take so much.
_MEMORY = 3 << 30


def main(seconds: float, first: int) -> int:
    """Run for so many seconds, and return the exit status."""
    # Some systems have no such limit.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.RLIM_INFINITY))
    print(f"{seconds:.0f} s of broken files, seed {first}")
    outcomes: Counter[tuple[str, str]] = Counter()
    end, rank = time.monotonic() + seconds, first
    while time.monotonic() < end:
        for name, strategy in STRATEGIES.items():
            found = _round(name, strategy, rank, outcomes)
            if found is not None:
                print(f"FAILED on {name}, seed {rank}: {found!r}", file=sys.stderr)
                return 1
        rank += 1
    for name in STRATEGIES:
        print(f"{name:10} {outcomes[name, 'read']:7} read {outcomes[name, 'refused']:7} refused")
    print(f"{outcomes.total()} files in {seconds:.0f} s, none read or refused otherwise than it should be")
    return 0


def _round(
    name: str, strategy: st.SearchStrategy[tuple[bytes, str]], rank: int, outcomes: Counter[tuple[str, str]]
) -> BaseException | None:
    last: list[tuple[bytes, str]] = []

    @seed(rank)
    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(strategy)
    def example(case: tuple[bytes, str]) -> None:
        last[:] = [case]
        outcomes[name, check(*case)] += 1

    try:
        example()
    # KeyboardInterrupt is the user's; a MemoryError is a finding.
    except Exception as error:
        content, file_name = last[0]
        print(f"file name {file_name!r}, content in base64:\n{base64.b64encode(content).decode()}", file=sys.stderr)
        return error
    return None


if __name__ == "__main__":
    asked = sys.argv[1:]
    sys.exit(main(float(asked[0]) if asked else 60.0, int(asked[1]) if len(asked) > 1 else random.randrange(10**6)))
