"""How a spreadsheet names its columns."""

from __future__ import annotations

__all__ = ["column_letter"]


def column_letter(column: int) -> str:
    """Return the letters of a column, 1 being « A ».

    Examples
    --------
    >>> column_letter(1), column_letter(26), column_letter(27), column_letter(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
