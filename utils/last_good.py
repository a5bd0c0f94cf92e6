"""The last good reading of files that may be replaced, spoilt or removed at any time while they are served."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, Generic, TypeVar

from geo.errors import InvalidDataError, Problem

__all__ = ["LastGood", "State", "UnforeseenError", "stamp_of_files"]

T = TypeVar("T")

#: How many times files that change while they are read are read again before it is left for the next time.
_TRIES: Final = 3

#: After so many seconds a failed reading is tried again though no file has changed: the cause may lie elsewhere.
_PATIENCE: Final = 30.0


class UnforeseenError(InvalidDataError):
    """A reading failed in a way that its loader does not know of; the cause is what was raised."""


@dataclass(frozen=True, slots=True)
class State(Generic[T]):
    """What is served and what was last tried.

    Parameters
    ----------
    value
        The last good reading, None as long as there is none.
    read_at
        When it was read, in seconds of the clock; None as long as there is none.
    tried
        Stamp of the files last tried, well or not.
    tried_at
        When.
    error
        Why the last reading failed, None if it did not.
    """

    value: T | None = None
    read_at: float | None = None
    tried: str | None = None
    tried_at: float = 0.0
    error: InvalidDataError | None = None


class LastGood(Generic[T]):
    """Gives a value read from files; when they change it reads them again, and keeps the old value if they are bad.

    Any number of threads may ask. One at a time reads; meanwhile the others get the value from before, if there is one.

    Parameters
    ----------
    load
        Reads the files and returns the value; is handed the one from before, or None. Raises `InvalidDataError`.
    stamp
        Says what the files are, without reading them: another text as soon as one of them changes.
    on_good, on_bad
        Called once per reading with what it gave, by the thread that reads.
    clock
        Seconds that only go forward.
    """

    def __init__(
        self,
        load: Callable[[T | None], T],
        stamp: Callable[[], str],
        *,
        on_good: Callable[[T], None] = lambda _: None,
        on_bad: Callable[[InvalidDataError], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load, self._stamp, self._clock = load, stamp, clock
        self._on_good, self._on_bad = on_good, on_bad
        self._reading = Lock()
        self._state: State[T] = State()

    @property
    def state(self) -> State[T]:
        """What is known now; asks no file."""
        return self._state

    def get(self) -> T:
        """Return the value of the files as they are, or the last good one.

        Raises
        ------
        InvalidDataError
            If no reading was ever good.
        """
        stamp = self._stamp()
        # Whoever has something to show does not wait for the reader.
        if self._is_due(stamp) and self._reading.acquire(blocking=self._state.value is None):
            try:
                if self._is_due(stamp := self._stamp()):
                    self._read(stamp)
            finally:
                self._reading.release()
        state = self._state
        if state.value is not None:
            return state.value
        raise state.error or _unsettled()

    def _is_due(self, stamp: str) -> bool:
        state = self._state
        if stamp != state.tried:
            return True
        return state.error is not None and self._clock() - state.tried_at >= _PATIENCE

    def _read(self, stamp: str) -> None:
        for _ in range(_TRIES):
            value, error = self._tried()
            before, stamp = stamp, self._stamp()
            # Files that changed meanwhile may have been read half before, half after.
            if stamp == before:
                self._settle(value, error, stamp)
                return

    def _tried(self) -> tuple[T | None, InvalidDataError | None]:
        try:
            return self._load(self._state.value), None
        except InvalidDataError as error:
            return None, error
        # Garbage fails in ways that no loader foresees, and must not take down what is being served.
        except Exception as error:
            problem = Problem(
                "data", f"lecture impossible ({type(error).__name__})", advice="voir le journal du serveur"
            )
            unforeseen = UnforeseenError([problem])
            unforeseen.__cause__ = error
            return None, unforeseen

    def _settle(self, value: T | None, error: InvalidDataError | None, stamp: str) -> None:
        before, now = self._state, self._clock()
        if error is None:
            self._state = State(value, now, stamp, now)
            if value is not None:
                self._on_good(value)
            return
        self._state = State(before.value, before.read_at, stamp, now, error)
        if stamp != before.tried or str(error) != str(before.error):
            self._on_bad(error)


def stamp_of_files(folder: Path, names: Iterable[str]) -> Callable[[], str]:
    """Return what tells in a few microseconds whether one of these files changed: nothing of them is read.

    Parameters
    ----------
    folder
        Folder of the files.
    names
        Their paths in it.
    """
    paths = [(name, os.fspath(folder / name)) for name in names]
    return lambda: " ".join([_stamp_of(name, path) for name, path in paths])


def _stamp_of(name: str, path: str) -> str:
    try:
        status = os.stat(path)  # noqa: PTH116 - at every rerun, for every file
    except OSError as error:
        return f"{name}!{error.errno}"
    return f"{name}={status.st_mtime_ns}:{status.st_size}:{status.st_ino}:{status.st_ctime_ns}"


def _unsettled() -> InvalidDataError:
    advice = "recharger la page dans quelques secondes"
    return InvalidDataError([Problem("data", "fichiers en cours de remplacement", advice=advice)])
