"""What every curated table is read and checked with: rows, columns, keys, links, cells that hold several values."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from geo.errors import InvalidDataError, Problem
from geo.load import read_numbered_table

__all__ = [
    "SEPARATOR",
    "Row",
    "Tables",
    "check_characters",
    "check_columns",
    "check_unique",
    "is_link",
    "read_rows",
    "split_values",
]

#: Between the values of a cell that holds several.
SEPARATOR = "|"

Row = tuple[int, dict[str, str]]


@dataclass(slots=True)
class Tables:
    """The curated tables, rows numbered as a spreadsheet shows them, and the problems found in their cells."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    missing: set[tuple[str, str]] = field(default_factory=set)

    def lacks(self, file: str, *columns: str) -> bool:
        """Whether the file has lost one of these columns: what is checked against them would all look wrong."""
        return any((file, column) in self.missing for column in columns)

    def values(self, file: str, column: str) -> list[str]:
        """Return a column of `file`; nothing if it is missing."""
        return [] if self.lacks(file, column) else [row[column] for _, row in self.rows[file]]

    def report(
        self,
        file: str,
        row: int | None,
        column: str | None,
        message: str,
        value: object = None,
        allowed: Sequence[object] = (),
        advice: str = "",
    ) -> None:
        """Record a problem of `data/source/<file>`, unless the whole column is missing: that is one problem, not 74."""
        if column is not None and self.lacks(file, column):
            return
        self.problems.append(Problem(f"data/source/{file}", message, row, column, value, allowed, advice))


def read_rows(tables: Tables, path: Path) -> list[Row]:
    """Read the rows of a table as far as they can be, reporting what is wrong with the file.

    Returns
    -------
    list of (row number as a spreadsheet shows it, column → trimmed cell)
        Nothing if the file is missing; bad bytes replaced, rows cut or filled to the length of the header.
    """
    try:
        return read_numbered_table(path)
    except InvalidDataError as error:
        tables.problems += [replace(problem, file=f"data/source/{path.name}") for problem in error.problems]
    if not path.exists():
        return []
    # Already refused: read again for the sake of the other problems, bad bytes replaced, rows cut or filled.
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    return [
        (number, dict(zip_longest(header, (cell.strip() for cell in cells[: len(header)]), fillvalue="")))
        for number, cells in enumerate(rows, start=2)
        if any(cell.strip() for cell in cells)
    ]


def check_columns(
    tables: Tables, file: str, columns: Sequence[str], rows: list[Row], *, may_be_empty: bool = False
) -> list[Row]:
    """Check the header of a table, and return its rows with every column of `columns`, empty where it is missing."""
    if not rows:
        # A file that could not be read has its problem already.
        if not may_be_empty and not any(problem.file.endswith(f"/{file}") for problem in tables.problems):
            tables.report(file, None, None, "table vide", advice="rétablir ses lignes depuis le dépôt")
        return rows
    present = rows[0][1].keys()
    missing = [column for column in columns if column not in present]
    if len(missing) == len(columns):
        advice = "enregistrer la feuille en « CSV UTF-8 (séparateur : point-virgule) »"
        tables.report(file, 1, None, "en-tête illisible", " ".join(present)[:80], columns, advice)
        return []
    for column in missing:
        tables.report(file, 1, column, "colonne absente", allowed=columns, advice="rétablir l'en-tête de la colonne")
    for column in sorted(present - set(columns)):
        tables.report(file, 1, column, "colonne inconnue", allowed=columns, advice="la retirer ou corriger son nom")
    tables.missing.update((file, column) for column in missing)
    for _, row in rows:
        row.update(dict.fromkeys(missing, ""))
    return rows


def is_link(text: str) -> bool:
    """Whether a text is a web address that a page may link to: http or https, a host with a dot, nothing to escape."""
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        # « http://[ » and the like.
        return False
    return re.fullmatch(r"https?://[^\s<>\"]+", text) is not None and "." in host


def check_characters(tables: Tables, file: str, number: int, column: str, text: str) -> None:
    """Check that a cell is one line without control characters."""
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        tables.report(file, number, column, "caractère de contrôle ou saut de ligne", text, advice="le retirer")


def check_unique(tables: Tables, file: str, columns: tuple[str, ...]) -> None:
    """Check that no two rows have the same values in `columns`."""
    first: dict[tuple[str, ...], int] = {}
    for number, row in [] if tables.lacks(file, *columns) else tables.rows[file]:
        key = tuple(row[column] for column in columns)
        if key in first:
            message = f"valeur en double, déjà à la ligne {first[key]}"
            tables.report(file, number, columns[-1], message, " / ".join(key), advice="n'en garder qu'une")
        first.setdefault(key, number)


def split_values(text: str) -> list[str]:
    """Return the values of a cell that holds several, or none."""
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]
