"""Every error the atlas raises on purpose.

Messages are French: whoever reads them edits a spreadsheet or looks at a page. Each one gives the argument or the
place in a file, the value received, the values allowed, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["AtlasError", "InvalidDataError", "Problem", "SourceIntegrityError", "UnknownValueError"]

#: Beyond this many, allowed values are cut in a message: the list would hide the problem.
ALLOWED_SHOWN = 20

#: A received value is cut in a message: it may be anything, and of any length.
LONGEST_RECEIVED = 300


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file.

    Parameters
    ----------
    file
        Path of the file, relative to the project.
    message
        What is wrong, in French, without the value.
    row
        Line as a spreadsheet numbers it (1 is the header), or None for the file as a whole.
    column
        Name of the column, or None.
    value
        Value received, or None where there is none to show.
    allowed
        Values that would be accepted.
    advice
        What to do.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    value: object = None
    allowed: Sequence[object] = ()
    advice: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", ligne {self.row}"
        if self.column is not None:
            place += f", colonne « {self.column} »"
        text = f"{place} : {self.message}"
        if self.value is not None:
            text += f" ; valeur reçue : {_received(self.value)}"
        if self.allowed:
            text += f" ; valeurs admises : {_shown(self.allowed)}"
        if self.advice:
            text += f" ; à faire : {self.advice}"
        return text


def _received(value: object) -> str:
    # One line whatever it holds: line ends and marks of direction are written as escapes.
    text = repr(value)
    return text if len(text) <= LONGEST_RECEIVED else f"{text[:LONGEST_RECEIVED]}…"


def _shown(allowed: Sequence[object]) -> str:
    shown = ", ".join(str(value) for value in allowed[:ALLOWED_SHOWN])
    rest = len(allowed) - ALLOWED_SHOWN
    return f"{shown} … et {rest} autres" if rest > 0 else shown


class AtlasError(Exception):
    """Root of the tree: catch this to catch every error the atlas raises on purpose."""


class InvalidDataError(AtlasError):
    """A file, or several, do not hold what they should.

    Parameters
    ----------
    problems
        All the problems found, never only the first.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "1 problème" if count == 1 else f"{count} problèmes"
        super().__init__("\n".join([f"{head} dans les données :", *(f"- {problem}" for problem in self.problems)]))


class UnknownValueError(AtlasError, ValueError):
    """An argument is not one of the values allowed."""

    def __init__(self, argument: str, value: object, allowed: Sequence[object], advice: str = "") -> None:
        self.argument = argument
        self.value = value
        self.allowed = tuple(allowed)
        text = f"{argument} : valeur inconnue {_received(value)} ; valeurs admises : {_shown(self.allowed)}"
        super().__init__(f"{text} ; à faire : {advice}" if advice else text)


class SourceIntegrityError(AtlasError):
    """A downloaded build input is missing or is not the file that was pinned."""
