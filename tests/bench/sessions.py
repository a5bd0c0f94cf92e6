"""Many visitors at once: what the load script says of the atlas and of its rivals."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from tests.bench.contenders import Contender
from tests.load.measure import measure

__all__ = ["PAUSE", "crowd"]

#: Seconds between two changes of one visitor.
PAUSE = 5.0


def crowd(contender: Contender, size: int, sessions: int, seconds: float) -> dict[str, Any]:
    """Measure so many visitors at once on one process.

    Parameters
    ----------
    contender
        Whose server is started.
    size
        Number of points, kept with the figures.
    sessions
        Visitors.
    seconds
        For how long they change filters.
    """
    assert contender.app is not None
    with _environment(contender.settings):
        figures = measure(contender.app, sessions, seconds=seconds, pause=PAUSE)
    return {"contender": contender.name, "size": size, **asdict(figures)}


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Set variables for the servers started meanwhile."""
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
