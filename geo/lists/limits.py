"""How much of a visitor's file is read: a list, not a data base, and no file that is made to exhaust the server."""

from __future__ import annotations

__all__ = [
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
