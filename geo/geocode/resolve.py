"""Finds the place of one row that no plain look-up places: other spellings, former communes, contradictions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from geo.geocode.answer import HIGH, LOW, MEDIUM, Answer, ambiguous, not_found, placed, weakest
from geo.geocode.cells import rewritten
from geo.geocode.clues import Clues
from geo.geocode.likeness import begun_in, incomplete, misspelt, misspelt_in
from geo.geocode.names import NameIndex
from geo.geocode.readings import Reading, readings
from geo.geocode.territory import Kept, doubts_about, narrow, search_area

__all__ = ["resolve"]

T = TypeVar("T", int, str)
Likeness: TypeAlias = Callable[[NameIndex, str, Iterable[T]], list[int]]

#: Départements in which a name may be looked for that is not quite the row's.
_WIDEST = 2

#: First digits of postcodes of places that are in none of the 18 regions.
_BEYOND = ("975", "977", "978", "98")
_OUTSIDE = " (hors des 18 régions de l'atlas)"


def resolve(index: NameIndex, clues: Clues) -> Answer:
    """Find the place of one row.

    Parameters
    ----------
    index
        Where to look.
    clues
        What the row says.

    Returns
    -------
    Answer
        Exact only if nothing that the row says had to be corrected, completed or left aside.
    """
    gazetteer = index.gazetteer
    if clues.code in gazetteer.rank_of:
        return _by_code(index, clues, gazetteer.rank_of[clues.code])
    if clues.code:
        note = f"code INSEE {clues.code} inconnu"
        if clues.code in gazetteer.by_postcode and clues.postcode in ("", clues.code):
            note = f"{clues.code} est un code postal, pas un code INSEE"
            clues = replace(clues, postcode=clues.code)
        clues = replace(clues, code="", notes=(*clues.notes, note))
    if clues.spellings:
        return _by_name(index, clues)
    if clues.postcode in gazetteer.rank_of and clues.postcode not in gazetteer.by_postcode:
        note = f"{clues.postcode} est un code INSEE, pas un code postal"
        return resolve(index, replace(clues, code=clues.postcode, postcode="", notes=(*clues.notes, note)))
    if clues.postcode:
        return _by_postcode(index, clues, "code postal seul", MEDIUM)
    if clues.told or clues.notes:
        return not_found("il manque le nom, le code INSEE ou le code postal de la commune", clues.notes)
    return not_found("la ligne ne dit pas de lieu")


def _by_code(index: NameIndex, clues: Clues, rank: int) -> Answer:
    doubts = doubts_about(index, clues, rank)
    if not clues.spellings:
        if doubts:
            others = index.gazetteer.by_postcode.get(clues.postcode, ())
            why = f"le code INSEE {clues.code} et le reste de la ligne se contredisent"
            return ambiguous(index, (rank, *others), why, [*clues.notes, *doubts])
        return placed(index, rank, "code INSEE", clues.notes, HIGH)
    agreed = _agreeing(index, clues, rank)
    if agreed is not None:
        found, notes, confidence = agreed
        sure = weakest(confidence, MEDIUM if doubts else HIGH)
        return placed(index, found, "code INSEE et nom", [*clues.notes, *notes, *doubts], sure)
    return _contradiction(index, clues, rank)


def _agreeing(index: NameIndex, clues: Clues, rank: int) -> tuple[int, Sequence[str], str] | None:
    """Return the place that both the code and the name mean, what was done to read the name, and how sure it is."""
    holder = index.holders[rank]
    for reading in readings(index, clues.spellings):
        same = [other for other in reading.ranks if index.holders[other] == holder]
        if same:
            # The code of Paris with the name of one of its arrondissements, or the reverse: the smaller of both.
            found = rank if rank in same or rank != holder else same[0]
            return found, _notes(index, reading, same[0]), reading.confidence
    family = index.family[holder]
    for alike, confidence in ((misspelt, HIGH), (incomplete, MEDIUM)):
        for spelling in clues.spellings:
            same = alike(index, rewritten(spelling.key)[0], family)
            if same:
                found = rank if rank in same or rank != holder else same[0]
                return found, [_read_as(index, clues, same[0])], confidence
    return None


def _contradiction(index: NameIndex, clues: Clues, rank: int) -> Answer:
    unsaid = replace(clues, code="")
    if clues.code in index.gazetteer.by_postcode and clues.postcode in ("", clues.code):
        note = f"{clues.code} est un code postal, pas un code INSEE"
        other = _by_name(index, replace(unsaid, postcode=clues.code, notes=(*clues.notes, note)), guess=False)
        if other.rank >= 0:
            return other
    other = _by_name(index, unsaid, guess=False)
    rivals = (other.rank,) if other.rank >= 0 else other.rivals
    if rivals:
        why = f"le code INSEE {clues.code} et le nom « {clues.name} » désignent des communes différentes"
        return ambiguous(index, (rank, *rivals), why, clues.notes)
    note = f"le nom « {clues.name} » n'est pas celui de {index.names[rank]}"
    return placed(index, rank, "code INSEE", [*clues.notes, note, *doubts_about(index, clues, rank)], LOW)


def _by_name(index: NameIndex, clues: Clues, *, guess: bool = True) -> Answer:
    """Find a place by its name; `guess` allows places that do not have that name."""
    elsewhere: list[int] = []
    for reading in readings(index, clues.spellings):
        kept = narrow(index, clues, reading.ranks)
        if kept is not None:
            return _conclude(index, clues, reading, kept)
        elsewhere.extend(reading.ranks)
    near = index.gazetteer.by_postcode.get(clues.postcode, ())
    area = search_area(index, clues)
    # A region is too wide to confirm a name that is not quite right; Corsica has two départements.
    area = area if len(area) <= _WIDEST else frozenset()
    likely = (
        _alike(index, clues, near, "code postal et nom voisin", misspelt)
        or _alike(index, clues, near, "code postal et nom incomplet", incomplete)
        or _alike(index, clues, area, "département et nom incomplet", begun_in)
    )
    if likely is not None:
        return likely
    posted = index.gazetteer.by_postcode.get(clues.postcode, ()) if guess else ()
    if elsewhere:
        where = f"pas de commune de ce nom {_there(clues)}, mais ailleurs"
        return ambiguous(index, (*elsewhere, *posted), where, clues.notes)
    likely = _alike(index, clues, area, "département et nom voisin", misspelt_in)
    if likely is not None:
        return likely
    if posted:
        return _by_postcode(index, clues, f"nom « {clues.name} » inconnu, code postal seul", LOW)
    return not_found(" ".join(filter(None, ("aucune commune de ce nom", _there(clues)))), clues.notes)


def _conclude(index: NameIndex, clues: Clues, reading: Reading, kept: Kept) -> Answer:
    standing = [rank for rank in kept.ranks if index.in_force[rank]]
    chosen = kept.ranks
    # Where the row says more than a name, the commune in force is meant rather than a former one of that name.
    if clues.postcode or clues.told:
        chosen = standing or kept.ranks
    if len({index.holders[rank] for rank in chosen}) > 1:
        kinds = "communes" if len(standing) == len(chosen) else "communes ou anciennes communes"
        return ambiguous(index, chosen, f"{len(chosen)} {kinds} de ce nom", [*clues.notes, *reading.notes])
    rank = _ward(index, clues, (standing or chosen)[0])
    if not index.in_force[rank] and index.in_force[kept.ranks[0]]:
        kept = Kept([rank], "nom et code postal")
    rivals = index.gazetteer.by_postcode.get(clues.postcode, ())
    if kept.doubts and any(index.holders[other] == index.holders[rank] for other in rivals):
        return ambiguous(index, (rank, *rivals), "le nom et le code postal se contredisent", clues.notes)
    notes = [*clues.notes, *_notes(index, reading, rank), *kept.doubts]
    return placed(index, rank, kept.how, notes, weakest(reading.confidence, kept.confidence))


def _ward(index: NameIndex, clues: Clues, rank: int) -> int:
    """Return the arrondissement that a postcode means, where the name is that of the whole city."""
    posted = index.gazetteer.by_postcode.get(clues.postcode, ())
    parts = [other for other in posted if other != rank and index.holders[other] == rank]
    return parts[0] if len(parts) == 1 else rank


def _alike(index: NameIndex, clues: Clues, among: Collection[T], how: str, method: Likeness[T]) -> Answer | None:
    """Look, among some places or départements, for a name that is nearly the row's."""
    for spelling in clues.spellings if among else ():
        found = method(index, rewritten(spelling.key)[0], among)
        found = [rank for rank in found if index.in_force[rank]] or found
        holders = {index.holders[rank] for rank in found}
        if len(holders) == 1:
            notes = [*clues.notes, spelling.note, _read_as(index, clues, found[0])]
            # The beginning of a name may be all of another's, of a commune that the gazetteer knows no more.
            return placed(index, found[0], how, notes, LOW if method is begun_in else MEDIUM)
        if holders:
            return ambiguous(index, found, f"{how}, {len(found)} communes", clues.notes)
    return None


def _by_postcode(index: NameIndex, clues: Clues, how: str, confidence: str) -> Answer:
    ranks = index.gazetteer.by_postcode.get(clues.postcode, ())
    if not ranks:
        beyond = _OUTSIDE if clues.postcode.startswith(_BEYOND) else ""
        return not_found(f"code postal {clues.postcode} inconnu{beyond}", clues.notes)
    if len(ranks) > 1:
        return ambiguous(index, ranks, f"{how} : {len(ranks)} communes l'ont", clues.notes)
    notes = [*clues.notes, f"seule commune qui l'ait : {index.names[ranks[0]]}"]
    return placed(index, ranks[0], how, [*notes, *doubts_about(index, clues, ranks[0])], confidence)


def _notes(index: NameIndex, reading: Reading, rank: int) -> list[str]:
    return [*reading.notes, *([f"lu « {index.names[rank]} »"] if reading.reworded else [])]


def _read_as(index: NameIndex, clues: Clues, rank: int) -> str:
    return f"« {clues.name} » lu « {index.names[rank]} »"


def _there(clues: Clues) -> str:
    places = []
    if clues.told:
        places.append(f"dans {'la' if clues.title == 'région' else 'le'} {clues.title} « {clues.territory} »")
    if clues.postcode:
        beyond = _OUTSIDE if clues.postcode.startswith(_BEYOND) else ""
        places.append(f"au code postal {clues.postcode}{beyond}")
    return " et ".join(places)
