"""What may change between two versions of the poles, each kind by itself, in the order of the ids."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = [
    "ADDED",
    "CHANGED",
    "REMOVED",
    "Award",
    "Changes",
    "Column",
    "Difference",
    "Edit",
    "Line",
    "Move",
    "Point",
    "Rename",
    "Sourcing",
    "SourcingEdit",
    "Value",
]

#: (longitude, latitude), EPSG:4326 degrees.
Point = tuple[float, float]

Value = str | int | float | bool | None

#: What became of a source or of a note.
ADDED, REMOVED, CHANGED = "ajout", "retrait", "modification"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that only one of the two versions has.

    Parameters
    ----------
    id, name
        Of the line.
    place
        « Limoux, Aude, Occitanie »; "" where nothing says.
    year
        Year of the call that it won, if any.
    double_of
        Id of the line that it is another name of, if it is.
    """

    id: str
    name: str
    place: str
    year: Value
    double_of: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """A line whose point is elsewhere: `metres` is the geodesic distance, None where one of the points is unknown."""

    id: str
    name: str
    before: Point | None
    after: Point | None
    metres: int | None


@dataclass(frozen=True, slots=True)
class Rename:
    """A line that has another name; either may be unknown."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Award:
    """A line whose year of laureate is another: gained, lost or corrected."""

    id: str
    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that has another value.

    Parameters
    ----------
    field, title
        Its name, and its title in the schema.
    before, after
        The values; of a list, what was taken out of it and what was put in, whatever the order.
    """

    field: str
    title: str
    before: tuple[str, ...] | Value
    after: tuple[str, ...] | Value


@dataclass(frozen=True, slots=True)
class Edit:
    """A line of which other fields changed."""

    id: str
    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Sourcing:
    """What changed of where a value comes from: `source` and `note` are `ADDED`, `REMOVED`, `CHANGED` or None."""

    field: str
    title: str
    confidence_before: str | None
    confidence_after: str | None
    source: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class SourcingEdit:
    """A line of which sources, confidences or notes changed."""

    id: str
    name: str
    differences: tuple[Sourcing, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A field that only one of the two versions has."""

    field: str
    title: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed, kind by kind; `added` and `removed` are fields that every line gained or lost."""

    new: tuple[Line, ...] = ()
    gone: tuple[Line, ...] = ()
    moved: tuple[Move, ...] = ()
    renamed: tuple[Rename, ...] = ()
    laureates: tuple[Award, ...] = ()
    edited: tuple[Edit, ...] = ()
    sourced: tuple[SourcingEdit, ...] = ()
    added: tuple[Column, ...] = ()
    removed: tuple[Column, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return any(getattr(self, one.name) for one in fields(self))
