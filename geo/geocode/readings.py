"""The places that a name may stand for, from its plainest reading to its boldest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo.geocode.answer import HIGH, MEDIUM
from geo.geocode.cells import Spelling, rewritten, ward
from geo.geocode.names import NameIndex, Ranks
from geo.spelling import squeeze

__all__ = ["Reading", "readings"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Places that have a name, what was done to read it so, and how sure that reading is."""

    ranks: Ranks
    notes: tuple[str, ...] = ()
    confidence: str = HIGH
    #: Whether what was done shows only beside the name found.
    reworded: bool = False


def readings(index: NameIndex, spellings: tuple[Spelling, ...]) -> Iterator[Reading]:
    """Give the readings of a name, each with at least one place."""
    bold = []
    for spelling in spellings:
        notes = (spelling.note,) if spelling.note else ()
        ranks = index.plain.get(spelling.key)
        if ranks:
            yield Reading(ranks, notes)
        arrondissement = ward(spelling.key)
        if arrondissement:
            yield Reading((index.gazetteer.rank_of[arrondissement],), notes, reworded=True)
        short, note = rewritten(spelling.key)
        ranks = index.short.get(short)
        if ranks:
            yield Reading(ranks, (*notes, note) if note else notes, reworded=not note)
        bold.append((squeeze(short), notes))
    for tight, notes in bold:
        ranks = index.tight.get(tight) if tight else None
        if ranks:
            yield Reading(ranks, notes, MEDIUM, reworded=True)
