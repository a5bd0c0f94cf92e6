"""How much of a file is read: a list, not a data base, and no file that is made to exhaust the server."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "DEPLOYED",
    "MAX_BYTES",
    "MAX_CELL",
    "MAX_CHARACTERS",
    "MAX_COLUMNS",
    "MAX_ENTRIES",
    "MAX_LINES",
    "MAX_MARKS",
    "MAX_ROWS",
    "MAX_UNPACKED",
    "MAX_VALUES",
    "VISITOR",
    "Limits",
]

#: The file as it is sent.
MAX_BYTES = 20_000_000

#: Rows that hold something, the header left out.
MAX_ROWS = 50_000

#: Last line of a spreadsheet: empty lines count.
MAX_LINES = 1_048_576

MAX_COLUMNS = 200

#: Characters in one cell, and in all of them: one text of a workbook may be shown in a million cells.
MAX_CELL, MAX_CHARACTERS = 10_000, 60_000_000

#: A workbook is a zip: how many files it may hold, and their size once unpacked.
MAX_ENTRIES, MAX_UNPACKED = 2_000, 200_000_000

#: Starts and ends in one XML file of a workbook, four for a cell: 50,000 rows of 60 cells.
MAX_MARKS = 12_000_000

#: Objects and arrays of one JSON file, which take in memory twenty times what they take in the file.
MAX_VALUES = 3_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read; those of a visitor's file unless told otherwise.

    Parameters
    ----------
    size
        Bytes of the file as it is sent.
    rows
        Rows that hold something, the header left out.
    characters
        Characters in all cells.
    unpacked
        Bytes of a workbook once unpacked.
    marks
        Starts and ends in one XML file of a workbook.
    values
        Objects and arrays of one JSON file.
    """

    size: int = MAX_BYTES
    rows: int = MAX_ROWS
    characters: int = MAX_CHARACTERS
    unpacked: int = MAX_UNPACKED
    marks: int = MAX_MARKS
    values: int = MAX_VALUES


VISITOR = Limits()

#: Of a file that whoever deploys the atlas chose: theirs to keep their server from exhaustion.
DEPLOYED = Limits(
    size=100_000_000,
    rows=200_000,
    characters=4 * MAX_CHARACTERS,
    unpacked=4 * MAX_UNPACKED,
    marks=4 * MAX_MARKS,
    values=4 * MAX_VALUES,
)
