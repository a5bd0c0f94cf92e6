"""Keeps, of the places that have a name, those where the row says to look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo.geocode.answer import HIGH, MEDIUM
from geo.geocode.clues import Clues
from geo.geocode.names import NameIndex

__all__ = ["Kept", "doubts_about", "lies_in", "narrow", "search_area"]

#: Names of communes that a doubt quotes, at most.
_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """Places kept, what kept them, what the row says against them, and how sure that leaves."""

    ranks: list[int]
    how: str
    doubts: tuple[str, ...] = ()
    confidence: str = HIGH


def lies_in(index: NameIndex, rank: int, departements: Iterable[str]) -> bool:
    """Whether a place is in one of some départements, or was before its commune joined one of another."""
    code = index.codes[rank]
    return index.departements[rank] in departements or (code[:3] if code.startswith("97") else code[:2]) in departements


def search_area(index: NameIndex, clues: Clues) -> frozenset[str]:
    """Return the départements where the row says to look: none if it says nothing of it."""
    told, postal = clues.told or frozenset(), postal_area(index, clues)
    return (told & postal) or told or postal


def postal_area(index: NameIndex, clues: Clues) -> frozenset[str]:
    """Return the départements of a postcode: of its first digits, and of its communes where it crosses a border."""
    if not clues.postcode:
        return frozenset()
    ranks = index.gazetteer.by_postcode.get(clues.postcode, ())
    return clues.postal | {index.departements[rank] for rank in ranks}


def narrow(index: NameIndex, clues: Clues, ranks: Iterable[int]) -> Kept | None:
    """Keep the places that the row's postcode, département and region allow.

    Returns
    -------
    Kept or None
        None if they allow none.
    """
    postcodes = index.gazetteer.postcodes
    if not clues.postcode and not clues.told:
        return Kept(list(ranks), "nom", confidence=MEDIUM)
    if clues.postcode:
        here = [rank for rank in ranks if clues.postcode in postcodes[rank]]
        told = [rank for rank in here if clues.told is None or lies_in(index, rank, clues.told)]
        if told:
            return Kept(told, "nom et code postal")
        if here:
            return Kept(here, "nom et code postal", (_not_there(clues),), MEDIUM)
    area = search_area(index, clues)
    here = [rank for rank in ranks if lies_in(index, rank, area)]
    if not here:
        return None
    doubts = () if not clues.postcode else tuple(_postal_doubts(index, clues, here[0]))
    how = f"nom et {clues.title}" if clues.told else "nom et département du code postal"
    return Kept(here, how, doubts, MEDIUM if doubts else HIGH)


def doubts_about(index: NameIndex, clues: Clues, rank: int) -> list[str]:
    """Return what the postcode, the département and the region of a row say against a place."""
    doubts = []
    if clues.told is not None and not lies_in(index, rank, clues.told):
        doubts.append(_not_there(clues))
    if clues.postcode and clues.postcode not in index.gazetteer.postcodes[rank]:
        doubts.extend(_postal_doubts(index, clues, rank))
    return doubts


def _not_there(clues: Clues) -> str:
    return f"hors {'de la' if clues.title == 'région' else 'du'} {clues.title} « {clues.territory} »"


def _postal_doubts(index: NameIndex, clues: Clues, rank: int) -> list[str]:
    others = index.gazetteer.by_postcode.get(clues.postcode, ())
    if not others:
        # Those of CEDEX are in no list: only their first digits can be wrong.
        strange = not lies_in(index, rank, clues.postal)
        return [f"le code postal {clues.postcode} est d'un autre département"] if strange else []
    if not index.gazetteer.postcodes[rank] and lies_in(index, rank, clues.postal):
        return []
    names = ", ".join(index.names[other] for other in others[:_QUOTED]) + (" …" if len(others) > _QUOTED else "")
    return [f"le code postal {clues.postcode} est celui de {names}"]
