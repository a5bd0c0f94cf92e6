"""Numbers as French writes them, with their unit and what is said of their precision."""

from __future__ import annotations

import pytest

from geo.reference.amounts import describe_quantity, describe_range, number_of, split_cell, year_of
from geo.text import format_number


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2800000, None, "2\u00a0800\u00a0000"),
        (999, None, "999"),
        (1000, None, "1\u00a0000"),
        (1.75, None, "1,75"),
        (37.5, None, "37,5"),
        (66.7, None, "66,7"),
        (0.1 + 0.2, None, "0,3"),
        (0, None, "0"),
        (-18.0, None, "−18"),
        (-0.4, 0, "0"),
        (3, 1, "3,0"),
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (1234.565, 2, "1\u00a0234,57"),
        (100, None, "100"),
    ],
)
def test_number_is_written_as_in_french(value: float, decimals: int | None, text: str) -> None:
    assert format_number(value, decimals) == text


@pytest.mark.parametrize(("text", "number"), [("", None), ("0", 0.0), ("1,75", 1.75), ("-18", -18.0)])
def test_empty_cell_is_unknown_and_not_zero(text: str, number: float | None) -> None:
    assert number_of(text) == number


def test_cells_are_split_and_years_read() -> None:
    assert split_cell("a | b|c") == ("a", "b", "c")
    assert split_cell("") == ()
    assert (year_of("2016"), year_of("")) == (2016, None)


@pytest.mark.parametrize(
    ("value", "unit", "precision", "text"),
    [
        (2800000, "€", "plus-de", "plus de 2\u00a0800\u00a0000\u00a0€"),
        (7000000, "€", "pres-de", "près de 7\u00a0000\u00a0000\u00a0€"),
        (50, "pôles", "environ", "environ 50\u00a0pôles"),
        (3, "membres", "minimum", "au moins 3\u00a0membres"),
        (15, "%", "exact", "15\u00a0%"),
        (6, "structures", "decompte", "6\u00a0structures"),
        (2013, "année", "exact", "2013"),
        (4, "", "", "4"),
    ],
)
def test_quantity_says_its_unit_and_precision(value: float, unit: str, precision: str, text: str) -> None:
    assert describe_quantity(value, unit, precision) == text


def test_range_says_its_unit_once() -> None:
    assert describe_range(15000, 60000, "€") == "de 15\u00a0000 à 60\u00a0000\u00a0€"
