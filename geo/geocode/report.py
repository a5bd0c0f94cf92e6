"""What became of each row of a list: as a file, and in one sentence."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.geocode.status import AMBIGUOUS, CORRECTED, EXACT, NOT_FOUND, STATUS_LABELS
from geo.lists.export.table import neutral
from geo.text import format_number

if TYPE_CHECKING:
    from geo.lists.located import LocatedList

__all__ = ["COLUMNS", "report", "summary"]

COLUMNS = ("ligne", "statut", "motif", "confiance", "commune", "code_commune", "candidats")

#: Status → one row of it, several rows of it.
_COUNTED = {
    EXACT: ("exacte", "exactes"),
    CORRECTED: ("corrigée", "corrigées"),
    AMBIGUOUS: ("ambiguë", "ambiguës"),
    NOT_FOUND: ("introuvable", "introuvables"),
}


def report(located: LocatedList) -> bytes:
    """Write one line per row of the list, as a CSV that a French spreadsheet opens: `COLUMNS`.

    Several candidates are joined by " | ", each with its département and its INSEE code.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    names = ("motif", "confiance", "commune", "code_commune")
    placements = located.placements
    cells = zip(placements["statut"].tolist(), *(placements[name].tolist() for name in names), strict=True)
    for row, (status, reason, *rest) in zip(placements.index.tolist(), cells, strict=True):
        places = located.candidates(row) if status == AMBIGUOUS else ()
        candidates = " | ".join(f"{place.label} {place.code}" for place in places)
        texts = [reason, *rest, candidates]
        writer.writerow([row, STATUS_LABELS[status], *(neutral(text or "") for text in texts)])
    return stream.getvalue().encode("utf-8-sig", "replace")


def summary(located: LocatedList) -> str:
    """Say how many rows there are of each status, and how many are placed."""
    counts = [
        f"{format_number(count)} {_COUNTED[status][count > 1]}" for status, count in located.counts.items() if count
    ]
    rows, placed = len(located), int(located.placed.sum())
    return (
        f"{format_number(rows)} ligne{'s' if rows > 1 else ''} : {', '.join(counts)} ; "
        f"{format_number(placed)} placée{'s' if placed > 1 else ''}"
    )
