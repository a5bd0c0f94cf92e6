"""How far long work has come, on a terminal and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from geo.text import format_number

__all__ = ["Progress"]

#: Seconds before the first line, and between two of them: short work says nothing.
_PATIENCE, _EVERY = 1.0, 0.5


class Progress:
    """Writes « 42 % (420/1 000) » over itself.

    Parameters
    ----------
    stream
        Where to write; nothing is written unless it is a terminal.
    what
        What is counted, in French and in the plural.
    clock
        Seconds of a clock that never goes back.
    """

    def __init__(self, stream: TextIO, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._what = what
        self._clock = clock
        self._shown = stream.isatty()
        self._started = clock()
        self._next = self._started + _PATIENCE
        self._width = 0

    def tell(self, done: int, total: int) -> None:
        """Say how many are done, of how many."""
        now = self._clock()
        if not self._shown or now < self._next:
            return
        self._next = now + _EVERY
        text = f"{100 * done // total:3d} % ({format_number(done)}/{format_number(total)} {self._what}"
        text += f", encore {_duration((now - self._started) / done * (total - done))})"
        self._stream.write(f"\r{text.ljust(self._width)}")
        self._stream.flush()
        self._width = len(text)

    def close(self) -> None:
        """Leave the line empty, for what is written next."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


def _duration(seconds: float) -> str:
    return f"{format_number(seconds, 0)} s" if seconds < 90 else f"{format_number(seconds / 60, 0)} min"
