"""What must be true of any file whatever: a list that can be used, or an error that says why not."""

from __future__ import annotations

import time
import warnings

from geo.errors import InvalidDataError
from geo.lists.columns import ROLES, check_roles, recognise
from geo.lists.coordinates import read_coordinates
from geo.lists.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from geo.lists.read import read_list
from geo.lists.table import ListTable

#: Seconds that one small file may take: the machine may be busy.
LONGEST = 5.0


def check(content: bytes, name: str) -> str:
    """Read a file and return « read » or « refused »; anything else fails."""
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            table = read_list(content, name)
        except InvalidDataError as error:
            _check_error(error)
            outcome = "refused"
        else:
            _check_table(table)
            outcome = "read"
    spent = time.perf_counter() - start
    assert spent < LONGEST, f"{spent:.1f} s for {len(content)} bytes"
    return outcome


def _check_error(error: InvalidDataError) -> None:
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert problem.advice
        assert len(str(problem)) < 2_000
        # Told to a browser and to a log as UTF-8.
        str(problem).encode("utf-8")


def _check_table(table: ListTable) -> None:
    rows = table.rows
    assert 0 < len(rows) <= MAX_ROWS
    assert 0 < len(rows.columns) <= MAX_COLUMNS
    assert rows.index.name == "ligne"
    assert rows.index.is_monotonic_increasing
    assert rows.index.is_unique
    for name in rows.columns:
        assert isinstance(name, str)
        assert name.strip()
        for value in rows[name]:
            assert isinstance(value, str)
            assert len(value) <= MAX_CELL
            assert "\0" not in value
            value.encode("utf-8")
    roles = recognise(table)
    assert set(roles) <= set(ROLES)
    check_roles(roles, table)
    for swap in (False, True):
        coordinates = read_coordinates(table, roles, swap=swap)
        assert coordinates is None or len(coordinates.latitude) == len(rows)
