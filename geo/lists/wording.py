"""French sentences about a visitor's list: one place, so that page, export and command line agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.geocode.status import STATUS_LABELS
from geo.selection import FACETS
from geo.text import format_number
from geo.wording import count_poles, describe_selection, join_words

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.selection import Selection

__all__ = ["describe_counts", "describe_filters", "describe_rows"]


def describe_filters(located: LocatedList) -> str:
    """Say which filters of the map narrow the list, and which do not because it has no column for them."""
    titles = {key: f"« {located.reference.index.facets[key].title} »" for key in FACETS}
    used = [titles[key] for key in FACETS if key in located.facets]
    idle = [titles[key] for key in FACETS if key not in located.facets]
    text = f"La liste suit les filtres {join_words(used, 'et')}, la recherche et « Autour de »."
    if idle:
        subject = (
            f"Les filtres {join_words(idle, 'et')} ne changent" if len(idle) > 1 else f"Le filtre {idle[0]} ne change"
        )
        text += f" {subject} rien à la liste, qui n'a pas de colonne pour {'eux' if len(idle) > 1 else 'lui'}."
    return text


def describe_rows(located: LocatedList, selection: Selection) -> str:
    """Describe what is kept of the list: « 12 lignes sur 40, en Bretagne, secteur énergie », « 40 lignes, toutes »."""
    applied = located.applied(selection)
    total = len(located)
    if applied.is_empty:
        return (
            "1 ligne, la seule de la liste"
            if total == 1
            else f"{format_number(total)} lignes, toutes celles de la liste"
        )
    count = int(located.mask(applied).sum())
    # The words of the poles, without their number; a list may hold more than what is in France.
    words = describe_selection(applied, located.reference.index, count).removeprefix(count_poles(count)).strip()
    words = words.removeprefix("en France").lstrip(", ")
    return f"{_count_rows(count)} sur {format_number(total)}, {words}"


def describe_counts(counts: dict[str, int]) -> str:
    """Say how many rows there are of each status, zeros left out: « exact : 12 ; introuvable : 1 »."""
    told = [f"{STATUS_LABELS[status]} : {format_number(count)}" for status, count in counts.items() if count]
    return " ; ".join(told) or "aucune ligne"


def _count_rows(count: int) -> str:
    if count == 0:
        return "Aucune ligne"
    return f"{format_number(count)} ligne{'s' if count > 1 else ''}"
