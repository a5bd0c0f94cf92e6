"""What is wrong in a visitor's file, gathered so that all of it is told at once."""

from __future__ import annotations

from typing import NoReturn

from geo.errors import InvalidDataError, Problem
from geo.text import format_number, settle

__all__ = ["SHOWN", "ProblemList", "excerpt", "refuse"]

#: Beyond this many, problems are counted and no longer told: a page is not read further.
SHOWN = 30

_VALUE_SHOWN = 80


def excerpt(value: str) -> str:
    """Return a value short enough for a message."""
    return value if len(value) <= _VALUE_SHOWN else settle(f"{value[:_VALUE_SHOWN]}…")


def refuse(file: str, message: str, advice: str, **place: object) -> NoReturn:
    """Raise the error of a file that cannot be read further, `place` being `row`, `column` or `value`."""
    raise InvalidDataError([Problem(file, message, advice=advice, **place)])  # type: ignore[arg-type]


class ProblemList:
    """The problems of one file, the first `SHOWN` of them told, the others counted.

    Parameters
    ----------
    file
        Name of the file, as the visitor knows it.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._told: list[Problem] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(
        self,
        message: str,
        advice: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Add a problem; the arguments are those of `geo.errors.Problem`."""
        self._count += 1
        if self._count <= SHOWN:
            shown = None if value is None else excerpt(value)
            named = None if column is None else excerpt(column)
            self._told.append(Problem(self.file, message, row=row, column=named, value=shown, advice=advice))

    def raise_if_any(self) -> None:
        """Raise `InvalidDataError` if there is a problem."""
        if self._count > SHOWN:
            more = format_number(self._count - SHOWN)
            advice = "corriger d'abord ceux qui précèdent, puis importer de nouveau"
            self._told.append(Problem(self.file, f"et {more} autres problèmes, non montrés", advice=advice))
        if self._told:
            raise InvalidDataError(self._told)
