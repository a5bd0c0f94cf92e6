"""Levers offered to local authorities and sectors of the poles' members: `levers.csv`, `member_sectors.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.load import read_table
from geo.schema import DATA_DIR

__all__ = ["Lever", "MemberSector", "load_levers", "load_member_sectors"]


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever that a document offers to local authorities.

    Parameters
    ----------
    edition
        Year of the document.
    rank
        Place among the levers of its edition, from 1.
    title, description
        What it is.
    document
        Id of the document.
    """

    edition: int
    rank: int
    title: str
    description: str
    document: str


@dataclass(frozen=True, slots=True)
class MemberSector:
    """One of the main sectors of the organisations that are members of poles; not of the poles themselves.

    Parameters
    ----------
    rank
        Place in the study, from 1.
    sector
        Name of the sector, as the study has it: not a code of `sectors.csv`.
    examples
        Activities cited, or an empty text.
    source, note
        Where it comes from, and what it does not say.
    """

    rank: int
    sector: str
    examples: str
    source: str
    note: str


def load_levers(data_dir: Path = DATA_DIR) -> tuple[Lever, ...]:
    """Read the levers, by edition then rank.

    Raises
    ------
    InvalidDataError
        If the file is missing or is not a table.
    """
    levers = (
        Lever(int(row["edition"]), int(row["rang"]), row["titre"], row["description"], row["document"])
        for row in read_table(data_dir / "source" / "levers.csv")
    )
    return tuple(sorted(levers, key=lambda lever: (lever.edition, lever.rank)))


def load_member_sectors(data_dir: Path = DATA_DIR) -> tuple[MemberSector, ...]:
    """Read the sectors of the members, by rank.

    Raises
    ------
    InvalidDataError
        If the file is missing or is not a table.
    """
    sectors = (
        MemberSector(int(row["rang"]), row["secteur"], row["exemples"], row["source"], row["note"])
        for row in read_table(data_dir / "source" / "member_sectors.csv")
    )
    return tuple(sorted(sectors, key=lambda sector: sector.rank))
