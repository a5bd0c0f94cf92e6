"""Drawings are made one at a time: each keeps a core busy for a second or more, which the pages share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

__all__ = ["PATIENCE", "BusyError", "turn"]

#: Seconds after which whoever waits is told to come back: threads that wait are missing elsewhere.
PATIENCE: Final = 20

_turn: Final = Lock()
_LOGGER: Final = logging.getLogger(__name__)


class BusyError(Exception):
    """Others have been drawing for `PATIENCE` seconds."""


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to draw, and keep it for the block.

    Raises
    ------
    BusyError
        If it does not come.
    """
    if not _turn.acquire(timeout=PATIENCE):
        _LOGGER.warning("not drawn: others have been drawing for %s s", PATIENCE)
        raise BusyError
    try:
        yield
    finally:
        _turn.release()
