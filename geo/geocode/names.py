"""The names of the gazetteer, by every key under which they may be looked up. Built once per gazetteer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.gazetteer import COMMUNE, Gazetteer
from geo.geocode.territories import territory_names
from geo.spelling import ARTICLES, abridge, expand, fold_all, squeeze

__all__ = ["NameIndex", "Ranks", "name_index"]

Ranks: TypeAlias = tuple[int, ...]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """What the offline geocoder looks places up in; ranks are those of `Gazetteer.places`.

    Parameters
    ----------
    gazetteer
        Where it comes from.
    names
        Rank → name, with its article.
    keys, shorts
        Rank → folded name, and the same with its words in full and without article.
    plain
        Folded name, also with its article behind as lists have it → ranks.
    short
        Words in full, without article → ranks.
    tight
        Without small words or spaces → ranks.
    by_departement
        « 93|saint denis » → rank, of communes in force that are alone to have that name there; under no département,
        « |rennes », those whose name no other place of France has or had.
    codes, departements, regions, holders
        Rank → INSEE code, codes of département and region, rank of the commune in force.
    in_force
        Rank → whether it is a commune in force.
    stands
        Rank → whether it is one, or an arrondissement: no former commune.
    cities
        Ranks of Paris, Lyon and Marseille.
    inhabitants
        Rank → population, -1 if unknown.
    results
        Columns that a place gives to the rows that it places, by rank; one more element, the last, for the others.
    family
        Rank of a commune in force → ranks of it and of what it is made of.
    buckets
        Département, length of the short key, its first letter and a space, or a space and its last → ranks.
    ordered
        « 93|saint denis », a space behind, in order of text, and the rank of each.
    departement_names, region_names
        Folded text → codes of départements.
    """

    gazetteer: Gazetteer
    names: Sequence[str]
    keys: Sequence[str]
    shorts: Sequence[str]
    plain: Mapping[str, Ranks]
    short: Mapping[str, Ranks]
    tight: Mapping[str, Ranks]
    by_departement: Mapping[str, int]
    codes: Sequence[str]
    departements: Sequence[str]
    regions: Sequence[str]
    holders: Sequence[int]
    in_force: Sequence[bool]
    stands: Sequence[bool]
    cities: NDArray[np.intp]
    inhabitants: Sequence[int]
    results: Mapping[str, NDArray[np.generic]]
    family: Mapping[int, Ranks]
    buckets: Mapping[tuple[str, int, str], Ranks]
    ordered: tuple[Sequence[str], Sequence[int]]
    departement_names: Mapping[str, frozenset[str]]
    region_names: Mapping[str, frozenset[str]]


@lru_cache(maxsize=2)
def name_index(gazetteer: Gazetteer) -> NameIndex:
    """Prepare a gazetteer for the geocoder."""
    places = gazetteer.places
    names = places["nom"].tolist()
    keys = fold_all(names)
    shorts = [abridge(expand(key)) for key in keys]
    departements = places["code_departement"].tolist()
    holders = [gazetteer.rank_of[code] for code in places["code_commune"].tolist()]
    in_force = (places["nature"] == COMMUNE).tolist()
    plain = _grouped(_aliases(keys))
    short = _grouped((key, rank) for rank, key in enumerate(shorts))
    by_departement = {
        f"{departement}|{key}": ranks[0]
        for key, every in plain.items()
        for departement, ranks in _split(every, departements, in_force).items()
        if len(ranks) == 1
    }
    by_departement.update(_alone(plain, short, holders, in_force))
    regions = places["code_region"].tolist()
    territories = territory_names(
        gazetteer.departements, gazetteer.regions, dict(zip(departements, regions, strict=True))
    )
    return NameIndex(
        gazetteer,
        names=names,
        keys=keys,
        shorts=shorts,
        plain=plain,
        short=short,
        tight=_grouped((squeeze(key), rank) for rank, key in enumerate(shorts)),
        by_departement=by_departement,
        codes=places["code"].tolist(),
        departements=departements,
        regions=regions,
        holders=holders,
        in_force=in_force,
        stands=places["nature"].isin([COMMUNE, "arrondissement"]).tolist(),
        cities=np.unique(np.array(holders)[(places["nature"] == "arrondissement").to_numpy()]),
        inhabitants=places["population"].fillna(-1).astype(int).tolist(),
        results=_results(places, holders),
        family=_grouped((holder, rank) for rank, holder in enumerate(holders)),
        buckets=_grouped(_ends(shorts, departements)),
        ordered=_ordered(shorts, departements),
        departement_names=territories[0],
        region_names=territories[1],
    )


def _aliases(keys: Sequence[str]) -> Iterable[tuple[str, int]]:
    for rank, key in enumerate(keys):
        yield key, rank
        first, _, rest = key.partition(" ")
        if rest and first in ARTICLES:
            yield f"{rest} {first}", rank


def _ends(shorts: Sequence[str], departements: Sequence[str]) -> Iterable[tuple[tuple[str, int, str], int]]:
    for rank, (short, departement) in enumerate(zip(shorts, departements, strict=True)):
        yield (departement, len(short), f"{short[0]} "), rank
        yield (departement, len(short), f" {short[-1]}"), rank


def _ordered(shorts: Sequence[str], departements: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    pairs = sorted(
        (f"{departement}|{short} ", rank)
        for rank, (short, departement) in enumerate(zip(shorts, departements, strict=True))
    )
    keys, ranks = zip(*pairs, strict=True)
    return keys, ranks


def _grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, Ranks]:
    groups: dict[Key, list[int]] = {}
    for key, rank in pairs:
        groups.setdefault(key, []).append(rank)
    return {key: tuple(dict.fromkeys(ranks)) for key, ranks in groups.items()}


def _results(places: pd.DataFrame, holders: Sequence[int]) -> dict[str, NDArray[np.generic]]:
    texts = {
        "precision": places["nature"].where(places["nature"] == "arrondissement", COMMUNE),
        "code_commune": places["code_commune"],
        "commune": places["nom"].iloc[list(holders)],
        "code_departement": places["code_departement"],
        "code_region": places["code_region"],
    }
    columns: dict[str, NDArray[np.generic]] = {
        name: np.array([*column.tolist(), None], dtype=object) for name, column in texts.items()
    }
    numbers = {name: np.append(places[name].to_numpy(dtype=np.float64), np.nan) for name in ("latitude", "longitude")}
    return columns | numbers


def _split(ranks: Ranks, departements: Sequence[str], in_force: Sequence[bool]) -> dict[str, list[int]]:
    split: dict[str, list[int]] = {}
    for rank in ranks:
        if in_force[rank]:
            split.setdefault(departements[rank], []).append(rank)
    return split


def _alone(
    plain: Mapping[str, Ranks], short: Mapping[str, Ranks], holders: Sequence[int], in_force: Sequence[bool]
) -> Iterable[tuple[str, int]]:
    for key, ranks in plain.items():
        first, _, rest = key.partition(" ")
        last = key.rpartition(" ")[2]
        # An article may have been left out, never put in: « Le Port » is that one, « Port » may be either.
        if not (rest and (first in ARTICLES or last in ARTICLES)):
            ranks = tuple(dict.fromkeys((*ranks, *short.get(abridge(expand(key)), ()))))
        if in_force[ranks[0]] and len({holders[rank] for rank in ranks}) == 1:
            yield f"|{key}", ranks[0]
