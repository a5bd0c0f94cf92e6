"""The events that made the PTCE, from 1989 on: `data/source/events.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.load import read_table
from geo.reference.amounts import split_cell
from geo.schema import DATA_DIR

__all__ = ["SCOPES", "Event", "describe_date", "load_events"]

#: Scope of an event, from the widest, as the interface names it.
SCOPES = {"europe": "Europe", "national": "National", "regional": "Régional", "local": "Local"}

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

#: What comes before a year that the source narrows down.
_PARTS_OF_YEAR = {"debut-annee": "début", "ete": "été", "fin-annee": "fin"}

#: Month under which a year that the source narrows down is sorted; a bare year comes before its months.
_SORTED_AS = {"annee": 0, "debut-annee": 1, "ete": 7, "fin-annee": 12}


#: Hyphens of a date known to the day.
_DAY = 2


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Parameters
    ----------
    id
        `t001`…
    date, end_date
        ISO year, year and month, or day: `1989`, `2009-04`, `2016-01-14`; `end_date` is None for one moment.
    precision
        `jour`, `mois`, `annee`, `debut-annee`, `ete` or `fin-annee`.
    label, description
        What happened.
    scope
        A key of `SCOPES`.
    territory
        Name of the territory, empty for the whole country.
    pole_ids, poles_named
        Poles of the panel concerned, and their names in the same order.
    document
        Id of the document that tells of it.
    contested
        Why the date, or a figure of the event, is contested; None if it is not.
    """

    id: str
    date: str
    end_date: str | None
    precision: str
    label: str
    description: str
    scope: str
    territory: str
    pole_ids: tuple[str, ...]
    poles_named: tuple[str, ...]
    document: str
    contested: str | None

    @property
    def year(self) -> int:
        """Year in which the event takes place or starts."""
        return int(self.date[:4])

    @property
    def end_year(self) -> int:
        """Year in which the event ends."""
        return int((self.end_date or self.date)[:4])


def load_events(data_dir: Path = DATA_DIR) -> tuple[Event, ...]:
    """Read the events, the earliest first.

    Raises
    ------
    InvalidDataError
        If the file is missing or is not a table.
    """
    events = (
        Event(
            id=row["id"],
            date=row["date"],
            end_date=row["date_fin"] or None,
            precision=row["precision"],
            label=row["libelle"],
            description=row["description"],
            scope=row["portee"],
            territory=row["territoire"],
            pole_ids=split_cell(row["ids_poles"]),
            poles_named=split_cell(row["poles_cites"]),
            document=row["document"],
            contested=row["contestee"] or None,
        )
        for row in read_table(data_dir / "source" / "events.csv")
    )
    return tuple(sorted(events, key=_order))


def describe_date(event: Event) -> str:
    """Return the date of an event in French.

    Examples
    --------
    « 14 janvier 2016 », « avril 2009 », « fin 2012 », « de 2013 à 2015 », « de février à avril 2016 »
    """
    start = _describe(event.date, event.precision)
    if event.end_date is None:
        return start
    end = _describe(event.end_date, "annee")
    if event.date.count("-") and event.year == event.end_year:
        # The year is said once: « de février à avril 2016 ».
        start = start.removesuffix(f" {event.year}")
    if event.date.count("-") == event.end_date.count("-") == _DAY:
        return f"du {start} au {end}"
    # « d'avril », « d'août », « d'octobre ».
    preposition = "d'" if start[0] in "ao" else "de "
    return f"{preposition}{start} à {end}"


def _describe(date: str, precision: str) -> str:
    year, *rest = date.split("-")
    if not rest:
        part = _PARTS_OF_YEAR.get(precision)
        return f"{part} {year}" if part else year
    month = _MONTHS[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    # The first of the month is an ordinal in French, and no other.
    return f"{'1er' if day == 1 else day} {month} {year}"


def _order(event: Event) -> tuple[int, int, int, str]:
    parts = [int(part) for part in event.date.split("-")]
    if len(parts) == 1:
        parts.append(_SORTED_AS.get(event.precision, 0))
    return parts[0], parts[1], parts[2] if len(parts) > 2 else 0, event.id
