"""What the reference tables share: cells read as numbers, and numbers said in French with their unit."""

from __future__ import annotations

from geo.text import NO_BREAK_SPACE, format_number

__all__ = ["PRECISIONS", "describe_quantity", "describe_range", "number_of", "split_cell", "year_of"]

#: Precision of a value → words before it. A range says what it is by itself, and « exact » goes without saying.
PRECISIONS = {
    "": "",
    "exact": "",
    "plus-de": "plus de ",
    "pres-de": "près de ",
    "environ": "environ ",
    "minimum": "au moins ",
    "fourchette": "",
    "decompte": "",
}

#: Unit of a value that is a year: written without a space between its digits, and without its unit.
YEAR = "année"


def number_of(text: str) -> float | None:
    """Read a cell as a number; None if it is empty, which is never zero."""
    return float(text.replace(",", ".")) if text else None


def year_of(text: str) -> int | None:
    """Read a cell as a year; None if it is empty."""
    return int(text) if text else None


def split_cell(text: str) -> tuple[str, ...]:
    """Return the values of a cell that holds several, or none."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def describe_quantity(value: float, unit: str, precision: str = "") -> str:
    """Say a value with its unit: « plus de 2 800 000 € », « 1,75 ETP », « 2013 » for a year."""
    if unit == YEAR:
        return f"{PRECISIONS[precision]}{value:.0f}"
    return f"{PRECISIONS[precision]}{format_number(value)}{NO_BREAK_SPACE}{unit}".rstrip()


def describe_range(low: float, high: float, unit: str) -> str:
    """Say a range with its unit: « de 15 000 à 60 000 € »."""
    return f"de {format_number(low)} à {format_number(high)}{NO_BREAK_SPACE}{unit}"
