"""Answers of the address service, kept so that the same address is not asked twice.

In memory for the web page, because nothing of a visitor's list is written to disk; in a file for the command line,
which resumes from it after an interruption. Failures are never kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import astuple, fields
from pathlib import Path
from typing import Protocol

from geo.geocode.address import Candidate
from geo.text import fold

__all__ = ["Cache", "DiskCache", "MemoryCache", "cache_key"]

#: How long another process may hold the file.
BUSY_SECONDS = 5.0

_TYPES = tuple(float if field.name in ("score", "latitude", "longitude") else str for field in fields(Candidate))


def cache_key(url: str, text: str) -> str:
    """Return what an answer is kept under: the service, and the address without case, accents nor hyphens."""
    return f"{url} {fold(text)}"


class Cache(Protocol):
    """Where answers are kept."""

    def get(self, key: str) -> tuple[Candidate, ...] | None:
        """Return the answer kept, which may be empty, or None where there is none."""
        ...

    def put(self, key: str, answer: Sequence[Candidate]) -> None:
        """Keep an answer."""
        ...


class MemoryCache:
    """A cache that goes with whoever holds it."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[Candidate, ...]] = {}

    def get(self, key: str) -> tuple[Candidate, ...] | None:
        """Return the answer kept, which may be empty, or None where there is none."""
        return self._answers.get(key)

    def put(self, key: str, answer: Sequence[Candidate]) -> None:
        """Keep an answer."""
        self._answers[key] = tuple(answer)

    def __len__(self) -> int:
        return len(self._answers)


class DiskCache:
    """A cache in an SQLite file, for one thread. Each answer is on disk as soon as it is kept.

    A file that is not a cache is set aside under another name and never deleted; a disk that refuses leaves a cache in
    memory. Either is told in `problem`, and neither stops anything.

    Parameters
    ----------
    path
        The file, made with its folder if it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem = ""
        self._memory = MemoryCache()
        self._file = self._opened()

    def _opened(self) -> sqlite3.Connection | None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _connect(self.path)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                aside = _free_name(self.path)
                self.path.replace(aside)
                self.problem = f"cache illisible, mis de côté sous le nom {aside.name} : les adresses sont redemandées"
                return _connect(self.path)
        except (OSError, sqlite3.Error) as error:
            self._refused(error)
            return None

    def _refused(self, error: Exception) -> None:
        self.problem = f"cache inutilisable ({self.path} : {error}) : les réponses ne sont pas gardées sur le disque"

    def get(self, key: str) -> tuple[Candidate, ...] | None:
        """Return the answer kept, which may be empty, or None where there is none."""
        kept = self._memory.get(key)
        if kept is not None or self._file is None:
            return kept
        try:
            row = self._file.execute("SELECT reponse FROM reponses WHERE cle = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        return None if row is None else _read(row[0])

    def put(self, key: str, answer: Sequence[Candidate]) -> None:
        """Keep an answer."""
        self._memory.put(key, answer)
        if self._file is None:
            return
        text = json.dumps([astuple(candidate) for candidate in answer], ensure_ascii=False)
        try:
            self._file.execute("INSERT OR REPLACE INTO reponses (cle, reponse) VALUES (?, ?)", (key, text))
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self._refused(error)
        self.close()

    def close(self) -> None:
        """Close the file; what is asked afterwards is kept in memory only."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _connect(path: Path) -> sqlite3.Connection:
    """Open a cache that is sound, or a new one; raise `sqlite3.DatabaseError` for any other file."""
    # Without isolation level, each answer is on disk once `execute` is back.
    file = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        with closing(file.execute("PRAGMA quick_check(1)")) as check:
            if check.fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("quick_check")
        with closing(file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")) as tables:
            if {name for (name,) in tables.fetchall()} - {"reponses"}:
                # Somebody's data: neither written into nor set aside.
                raise sqlite3.OperationalError("ce fichier SQLite n'est pas un cache de géocodage")
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute("CREATE TABLE IF NOT EXISTS reponses (cle TEXT PRIMARY KEY, reponse TEXT NOT NULL) WITHOUT ROWID")
        with closing(file.execute("SELECT name FROM pragma_table_info('reponses')")) as columns:
            if [name for (name,) in columns.fetchall()] != ["cle", "reponse"]:
                raise sqlite3.DatabaseError("reponses")
    except BaseException:
        file.close()
        raise
    return file


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.illisible-{number}")).exists():
        number += 1
    return aside


def _read(text: object) -> tuple[Candidate, ...] | None:
    """Read an answer kept; None where it is not one, so that it is asked again."""
    try:
        rows = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) and tuple(map(type, row)) == _TYPES for row in rows):
        return None
    return tuple(Candidate(*row) for row in rows)
