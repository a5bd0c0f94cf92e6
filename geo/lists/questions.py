"""What only the visitor can say of their list: which of several communes a row means."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.geocode.status import AMBIGUOUS
from geo.text import fold

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer, Place
    from geo.lists.located import LocatedList

__all__ = ["Question", "questions"]

#: What tells one place from another, in the order in which it is read out.
_PLACE_ROLES = ("code_postal", "commune", "code_insee", "departement", "region")


@dataclass(frozen=True, slots=True)
class Question:
    """Rows that say the same of their place, but for case, accents and hyphens, and the communes that it may be.

    Parameters
    ----------
    rows
        Numbers of the rows, in order.
    asked
        What the first of them says, as written: « 97400, Saint-Denis ».
    reason
        Why it is not clear, in French.
    candidates
        The communes it may be, those with most inhabitants first.
    """

    rows: tuple[int, ...]
    asked: str
    reason: str
    candidates: tuple[Place, ...]


def questions(located: LocatedList, gazetteer: Gazetteer) -> tuple[Question, ...]:
    """Return what is left to ask, the questions that settle most rows first.

    Rows that say the same are asked about once.

    Parameters
    ----------
    located
        The list.
    gazetteer
        Knows the candidates.
    """
    columns = [located.roles[role] for role in _PLACE_ROLES if role in located.roles]
    unclear = located.placements[located.placements["statut"] == AMBIGUOUS]
    # « Saint Denis » and « SAINT-DENIS » are one question.
    rows: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    first: dict[tuple[str, tuple[str, ...]], tuple[str, str]] = {}
    for row, reason, codes in zip(unclear.index, unclear["motif"], unclear["candidats"], strict=True):
        said = [str(located.table.rows.at[row, column]).strip() for column in columns]
        asked = ", ".join(text for text in said if text)
        key = (fold(asked), tuple(codes))
        rows[key].append(int(row))
        first.setdefault(key, (asked, str(reason)))
    found = [
        Question(tuple(numbers), *first[key], tuple(place for code in key[1] if (place := gazetteer.place(code))))
        for key, numbers in rows.items()
    ]
    return tuple(sorted(found, key=lambda question: (-len(question.rows), question.rows)))
