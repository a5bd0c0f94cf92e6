"""Compares two versions of the poles, line by line and field by field."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from geo.changes.model import (
    ADDED,
    CHANGED,
    REMOVED,
    Award,
    Changes,
    Column,
    Difference,
    Edit,
    Line,
    Move,
    Point,
    Rename,
    Sourcing,
    SourcingEdit,
    Value,
)
from geo.changes.release import Release, Row
from geo.proximity import distance_km
from geo.wording import describe_place

__all__ = ["compare"]

NAME, YEAR, SOURCES = "nom", "annee_laureat", "sources"

#: Fields that are compared by themselves.
_APART = ("id", NAME, YEAR, SOURCES)


def compare(old: Release, new: Release) -> Changes:
    """Return what changed from one version to the other.

    A field that only one of them has is told once, and not line by line. Lists are compared as sets: the order of their
    items says nothing. An empty text is as good as none. Nothing is told twice: the place of a new line is no move.

    Parameters
    ----------
    old, new
        The two versions. Swapped, what is new is what is gone.
    """
    # A version without a line says nothing of its fields.
    known = bool(old.rows and new.rows)
    both = [name for name in new.fields if name in old.fields]
    titles = {**old.titles, **new.titles}
    kept = sorted(old.rows.keys() & new.rows.keys())
    pairs = [(one, old.rows[one], new.rows[one]) for one in kept]
    others = [name for name in both if name not in _APART]
    edits = ((one, row, tuple(_differences(before, row, others, titles))) for one, before, row in pairs)
    sourcing = (
        (one, row, tuple(_sourcing(before, row, titles)) if SOURCES in both else ()) for one, before, row in pairs
    )
    return Changes(
        new=tuple(_line(one, new.rows[one]) for one in sorted(new.rows.keys() - old.rows.keys())),
        gone=tuple(_line(one, old.rows[one]) for one in sorted(old.rows.keys() - new.rows.keys())),
        moved=tuple(_move(one, before, row) for one, before, row in pairs if before.point != row.point),
        renamed=tuple(
            Rename(one, _name(before), _name(row))
            for one, before, row in pairs
            if NAME in both and _name(before) != _name(row)
        ),
        laureates=tuple(
            Award(one, _name(row), _single(before.values.get(YEAR)), _single(row.values.get(YEAR)))
            for one, before, row in pairs
            if YEAR in both and not _same(_single(before.values.get(YEAR)), _single(row.values.get(YEAR)))
        ),
        edited=tuple(Edit(one, _name(row), found) for one, row, found in edits if found),
        sourced=tuple(SourcingEdit(one, _name(row), found) for one, row, found in sourcing if found),
        added=_columns(old, new, titles) if known else (),
        removed=_columns(new, old, titles) if known else (),
    )


def _columns(without: Release, having: Release, titles: Mapping[str, str]) -> tuple[Column, ...]:
    missing = set(without.fields)
    return tuple(Column(name, titles.get(name, name)) for name in having.fields if name not in missing)


def _name(row: Row) -> str:
    name = row.values.get(NAME)
    return name if isinstance(name, str) else ""


def _line(line_id: str, row: Row) -> Line:
    texts = {
        name: value if isinstance(value := row.values.get(name), str) else None
        for name in ("commune", "departement", "region", "doublon_de")
    }
    return Line(line_id, _name(row), describe_place(texts), _single(row.values.get(YEAR)), texts["doublon_de"])


def _move(line_id: str, old: Row, new: Row) -> Move:
    metres = None
    if old.point and new.point:
        metres = round(1000 * distance_km(_latitude_first(old.point), _latitude_first(new.point)))
    return Move(line_id, _name(new), old.point, new.point, metres)


def _latitude_first(point: Point) -> Point:
    return point[1], point[0]


def _differences(old: Row, new: Row, names: list[str], titles: Mapping[str, str]) -> Iterator[Difference]:
    for name in names:
        before, after = old.values.get(name), new.values.get(name)
        title = titles.get(name, name)
        if isinstance(before, list) or isinstance(after, list):
            held, holds = _items(before), _items(after)
            taken = tuple(item for item in held if item not in holds)
            put = tuple(item for item in holds if item not in held)
            if taken or put:
                yield Difference(name, title, taken, put)
        elif not _same(one := _single(before), other := _single(after)):
            yield Difference(name, title, one, other)


def _items(value: Any) -> tuple[str, ...]:
    """Return the items of a list, each once; another value is a list of one."""
    items = value if isinstance(value, list) else [] if value in (None, "") else [value]
    return tuple(dict.fromkeys(item if isinstance(item, str) else _dumps(item) for item in items))


def _single(value: Any) -> Value:
    if value == "":
        return None
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return _dumps(value)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _same(one: Value, other: Value) -> bool:
    # To Python, true is 1.
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _sourcing(old: Row, new: Row, titles: Mapping[str, str]) -> Iterator[Sourcing]:
    held, holds = old.values.get(SOURCES) or {}, new.values.get(SOURCES) or {}
    for name in sorted(held.keys() | holds.keys()):
        before, after = held.get(name, {}), holds.get(name, {})
        found = Sourcing(
            name,
            titles.get(name, name),
            before.get("confiance") or None,
            after.get("confiance") or None,
            _became(before.get("source"), after.get("source")),
            _became(before.get("note"), after.get("note")),
        )
        if found.confidence_before != found.confidence_after or found.source or found.note:
            yield found


def _became(before: str | None, after: str | None) -> str | None:
    if (before or None) == (after or None):
        return None
    if not before:
        return ADDED
    return CHANGED if after else REMOVED
