"""What a type-ahead finds in the gazetteer, in a few milliseconds and without an index larger than what it searches."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.spelling import ARTICLES, abridge, expand, fold_all
from geo.text import fold

__all__ = ["PlaceSearch"]

_CODE = re.compile(r"\d{1,5}|2[ab]\d{0,3}")
_DEPARTEMENT = re.compile(r"\d{1,3}|2[ab]")
#: Written in full, beginning of the name, beginning of another word.
_FULL, _FIRST, _INSIDE = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class PlaceSearch:
    """Names and codes of places, ready to be searched.

    Parameters
    ----------
    text
        The folded names, one per line, each line after a line feed.
    starts
        Where each name begins in `text`.
    bodies
        Where it begins once its article is left out.
    codes, code_ranks
        INSEE codes and postcodes, sorted, and the rank of the place of each.
    departements
        Code of the département of each place, folded.
    order
        Smaller for more inhabitants, and for communes in force.
    keys
        INSEE code of each place: a former commune may share that of the commune that holds it.
    """

    text: str
    starts: Sequence[int]
    bodies: Sequence[int]
    codes: Sequence[str]
    code_ranks: Sequence[int]
    departements: Sequence[str]
    order: Sequence[tuple[int, bool, str]]
    keys: Sequence[str]

    @classmethod
    def build(cls, places: pd.DataFrame, by_postcode: Mapping[str, tuple[int, ...]]) -> PlaceSearch:
        """Prepare the places of a gazetteer, in the order of their ranks."""
        names, keys = fold_all(places["nom"].tolist()), places["code"].tolist()
        starts, bodies, position = [], [], 1
        for name in names:
            starts.append(position)
            first, _, rest = name.partition(" ")
            bodies.append(position + len(first) + 1 if rest and first in ARTICLES else position)
            position += len(name) + 1
        pairs = [(code.lower(), rank) for rank, code in enumerate(keys)]
        pairs += [(postcode, rank) for postcode, ranks in by_postcode.items() for rank in ranks]
        codes, code_ranks = zip(*sorted(pairs), strict=True)
        inhabitants = places["population"].fillna(-1).tolist()
        natures = places["nature"].tolist()
        order = [(-n, nature != "commune", key) for n, nature, key in zip(inhabitants, natures, keys, strict=True)]
        departements = [code.lower() for code in places["code_departement"].tolist()]
        text = "\n" + "\n".join(names) + "\n"
        return cls(text, tuple(starts), tuple(bodies), codes, code_ranks, departements, order, tuple(keys))

    def find(self, text: str, limit: int) -> tuple[int, ...]:
        """Return the ranks of what a text begins to write, the best first: see `Gazetteer.search`."""
        head, bracket, inside = text.partition("(")
        wanted, behind = fold(head), fold(inside).partition(" ")[0] if bracket else ""
        if not wanted:
            wanted, behind = fold(text), ""
        found = dict(self._codes(wanted) if _CODE.fullmatch(wanted) else self._names(wanted))
        if _DEPARTEMENT.fullmatch(behind):
            found = self._within(found, behind)
        elif not found:
            head, _, last = wanted.rpartition(" ")
            if head and _DEPARTEMENT.fullmatch(last):
                found = self._within(dict(self._names(head)), last)
        ranks = sorted(found, key=lambda rank: (found[rank], self.order[rank]))
        best: dict[str, int] = {}
        for rank in ranks:
            if len(best) >= limit:
                break
            best.setdefault(self.keys[rank], rank)
        return tuple(best.values())

    def _within(self, found: Mapping[int, int], departement: str) -> dict[int, int]:
        return {rank: tier for rank, tier in found.items() if self.departements[rank].startswith(departement)}

    def _codes(self, wanted: str) -> Iterator[tuple[int, int]]:
        # The sentinel is above any digit or letter.
        low, high = bisect_left(self.codes, wanted), bisect_right(self.codes, wanted + "\x7f")
        # The longest first, so that a place written in full by one of its codes stays so.
        for index in range(high - 1, low - 1, -1):
            yield self.code_ranks[index], _FULL if self.codes[index] == wanted else _FIRST

    def _names(self, wanted: str) -> dict[int, int]:
        found: dict[int, int] = {}
        for query in dict.fromkeys(query for text in (wanted, expand(wanted)) for query in (text, abridge(text))):
            if query:
                for rank, tier in self._occurrences(query):
                    found[rank] = min(tier, found.get(rank, _INSIDE))
        return found

    def _occurrences(self, query: str) -> Iterator[tuple[int, int]]:
        for separator in ("\n", " "):
            position = self.text.find(separator + query)
            while position >= 0:
                start = position + 1
                rank = bisect_right(self.starts, start) - 1
                leads = start in (self.starts[rank], self.bodies[rank])
                whole = leads and self.text[start + len(query)] == "\n"
                yield rank, _FULL if whole else _FIRST if leads else _INSIDE
                position = self.text.find(separator + query, start)
