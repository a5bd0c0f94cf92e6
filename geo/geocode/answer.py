"""What the offline geocoder says of a row, and the sentences that it says it with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo.geocode.names import NameIndex, Ranks
from geo.geocode.status import AMBIGUOUS, CORRECTED, EXACT, NOT_FOUND

__all__ = ["HIGH", "LOW", "MEDIUM", "Answer", "ambiguous", "not_found", "placed"]

HIGH, MEDIUM, LOW = "haute", "moyenne", "faible"
_ORDER = (HIGH, MEDIUM, LOW)

#: Candidates offered for one row, at most: more is no choice.
CANDIDATES = 20
#: Candidates that a reason names, at most.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one row: its status, why, how sure, where, or between which places, and their INSEE codes."""

    status: str
    reason: str
    confidence: str | None = None
    rank: int = -1
    rivals: Ranks = ()
    candidates: tuple[str, ...] = ()


def placed(index: NameIndex, rank: int, how: str, notes: Iterable[str], confidence: str) -> Answer:
    """Return the answer of a row that has one place: exact if nothing had to be noted."""
    remarks = [note for note in dict.fromkeys(notes) if note]
    holder = index.holders[rank]
    if not index.stands[rank]:
        remarks.append(f"ancienne commune de {index.names[holder]}")
    reason = " ; ".join([how, *remarks])
    return Answer(CORRECTED if remarks else EXACT, reason, confidence, rank)


def ambiguous(index: NameIndex, ranks: Iterable[int], why: str, notes: Iterable[str] = ()) -> Answer:
    """Return the answer of a row that may be in several places: the most inhabited first."""
    # Once per code: a former commune may share that of the commune that holds it, and stands for it then.
    by_code = {index.codes[rank]: rank for rank in sorted(set(ranks), key=lambda rank: not index.in_force[rank])}
    ordered = sorted(by_code.values(), key=lambda rank: (-index.inhabitants[rank], index.codes[rank]))[:CANDIDATES]
    named = ", ".join(f"{index.names[rank]} ({index.departements[rank]})" for rank in ordered[:_NAMED])
    rest = len(by_code) - _NAMED
    tail = f" … et {rest} autre{'s' if rest > 1 else ''}" if rest > 0 else ""
    reason = " ; ".join([f"{why} : {named}{tail}", *(note for note in dict.fromkeys(notes) if note)])
    return Answer(AMBIGUOUS, reason, None, -1, tuple(ordered), tuple(index.codes[rank] for rank in ordered))


def not_found(why: str, notes: Iterable[str] = ()) -> Answer:
    """Return the answer of a row that has no place."""
    return Answer(NOT_FOUND, " ; ".join([why, *(note for note in dict.fromkeys(notes) if note)]))


def weakest(*confidences: str) -> str:
    """Return the least sure of several confidences."""
    return max(confidences, key=_ORDER.index)
