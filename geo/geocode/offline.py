"""Places the rows of a table by commune, without network, against the gazetteer.

Rows that say their place plainly are looked up at once; only the others, each different one once, go through
`geo.geocode.resolve`, which knows how people write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.gazetteer import Gazetteer
from geo.geocode.answer import HIGH, MEDIUM, Answer
from geo.geocode.cells import Spelling
from geo.geocode.clues import read_clues
from geo.geocode.names import NameIndex, name_index
from geo.geocode.resolve import resolve
from geo.geocode.status import EXACT
from geo.geocode.territories import read_territory
from geo.spelling import fold_all

__all__ = ["PLACE_COLUMNS", "RESULT_COLUMNS", "geocode"]

Kinds: TypeAlias = NDArray[np.intp]

#: Columns of the input, all optional, all text.
PLACE_COLUMNS = ("code_insee", "code_postal", "commune", "departement", "region")

RESULT_COLUMNS = (
    "statut", "motif", "confiance", "precision", "code_commune", "commune", "code_departement", "code_region",
    "latitude", "longitude", "candidats",
)  # fmt: skip

#: What a plain look-up was made by, and how sure that is. The first is no plain look-up.
_NONE, _CODE_AND_NAME, _CODE, _POSTCODE, _DEPARTEMENT, _REGION, _NAME = range(7)
_REASONS = np.array(
    ["", "code INSEE et nom", "code INSEE", "nom et code postal", "nom et département", "nom et région", "nom"],
    dtype=object,
)
_CONFIDENCES = np.array([None, HIGH, HIGH, HIGH, HIGH, HIGH, MEDIUM], dtype=object)


def geocode(places: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Find the commune of each row.

    Parameters
    ----------
    places
        Any of the columns `PLACE_COLUMNS`; an empty text, or nothing, is unknown. Other columns are not looked at.
    gazetteer
        Where to look.

    Returns
    -------
    DataFrame
        Same index, columns `RESULT_COLUMNS`: ``statut`` (`geo.geocode.status`), ``motif`` (why, in French),
        ``confiance`` (haute, moyenne, faible), ``precision`` (commune, arrondissement), the commune in force, its
        point (EPSG:4326, degrees) and ``candidats``, INSEE codes of an ambiguous row, the most inhabited first.
        What is unknown is None, NaN or an empty tuple. A row's result depends on that row only.
    """
    index = name_index(gazetteer)
    cells = [_texts(places, column) for column in PLACE_COLUMNS]
    keys = fold_all(cells[2])
    kinds, ranks = _plainly(index, cells, keys)
    others = np.flatnonzero(kinds == _NONE).tolist()
    homonyms = _homonyms(gazetteer)
    only_names = not any(any(column) for title, column in zip(PLACE_COLUMNS, cells, strict=True) if title != "commune")
    known: dict[tuple[str, ...], Answer] = {}
    answers: list[Answer] = []
    for row in others:
        answer = homonyms.get(keys[row]) if only_names else None
        if answer is None:
            written = tuple(column[row] for column in cells)
            answer = known.get(written) or _resolve(index, homonyms.get(keys[row]), written)
            known[written] = answer
        answers.append(answer)
        ranks[row] = answer.rank
    return _frame(index, (kinds, ranks), (others, answers), places.index)


def _resolve(index: NameIndex, homonyms: Answer | None, written: tuple[str, ...]) -> Answer:
    code, postcode, name, departement, region = written
    if homonyms is not None and not (code or postcode or departement or region):
        return homonyms
    clues = read_clues(index, code=code, postcode=postcode, name=name, departement=departement, region=region)
    return resolve(index, clues)


def _texts(places: pd.DataFrame, column: str) -> list[str]:
    if column not in places.columns:
        return [""] * len(places)
    values = places[column]
    if isinstance(values.dtype, pd.StringDtype) and not values.hasnans:
        return values.tolist()
    return [value if isinstance(value, str) else "" for value in values.tolist()]


@lru_cache(maxsize=2)
def _homonyms(gazetteer: Gazetteer) -> dict[str, Answer]:
    """Return what is said of each name that several places have, when a row says nothing else."""
    index = name_index(gazetteer)
    clues = read_clues(index, code="", postcode="", name="", departement="", region="")
    return {
        key: resolve(index, replace(clues, name=key, spellings=(Spelling(key),)))
        for key in index.plain
        if f"|{key}" not in index.by_departement
    }


def _plainly(index: NameIndex, cells: Sequence[list[str]], keys: Sequence[str]) -> tuple[Kinds, Kinds]:
    """Look up the rows that say their place plainly and agree with themselves: how, and the rank of the place.

    Column by column, and only the columns that hold something: most tables have one or two.
    """
    codes, postcodes, _, departements, regions = cells
    areas = {text: read_territory(text, index.departement_names) or frozenset() for text in set(departements)}
    ranks = _by_name(index, keys, postcodes, departements, areas)
    kinds = np.full(len(keys), _NAME)
    for column, kind in ((regions, _REGION), (departements, _DEPARTEMENT), (postcodes, _POSTCODE)):
        if any(column):
            kinds[_told(column)] = kind
    if any(codes):
        for row, code in enumerate(codes):
            if code:
                rank = index.gazetteer.rank_of.get(code, -1)
                same = rank >= 0 and index.stands[rank] and keys[row] in ("", index.keys[rank])
                ranks[row], kinds[row] = rank if same else -1, _CODE_AND_NAME if keys[row] else _CODE
    found = np.array(ranks, dtype=np.intp)
    agree = found >= 0
    own, own_postcodes = index.departements, index.gazetteer.postcodes
    if any(postcodes):
        agree &= [not text or text in own_postcodes[rank] for text, rank in zip(postcodes, ranks, strict=True)]
        # A whole city and the postcode of one of its arrondissements: no plain look-up.
        agree &= ~(_told(postcodes) & np.isin(found, index.cities))
    if any(departements):
        agree &= [not text or own[rank] in areas[text] for text, rank in zip(departements, ranks, strict=True)]
    if any(regions):
        wide = {text: read_territory(text, index.region_names) or frozenset() for text in set(regions)}
        agree &= [not text or own[rank] in wide[text] for text, rank in zip(regions, ranks, strict=True)]
    return np.where(agree, kinds, _NONE), np.where(agree, found, -1)


def _by_name(
    index: NameIndex,
    keys: Sequence[str],
    postcodes: Sequence[str],
    departements: Sequence[str],
    areas: Mapping[str, frozenset[str]],
) -> list[int]:
    """Look up the names: in the département, else in that of the postcode, else in the whole country."""
    look_up = index.by_departement.get
    within = {text: next(iter(area)) if len(area) == 1 else "?" for text, area in areas.items()} | {"": ""}
    if not any(postcodes):
        return [look_up(f"{within[text]}|{key}", -1) for text, key in zip(departements, keys, strict=True)]
    known = index.gazetteer.by_postcode
    posted = {text: index.departements[known[text][0]] if text in known else "?" for text in set(postcodes)} | {"": ""}
    rows = zip(departements, postcodes, keys, strict=True)
    return [look_up(f"{within[text] or posted[postcode]}|{key}", -1) for text, postcode, key in rows]


def _told(cells: Sequence[str]) -> NDArray[np.bool_]:
    return np.fromiter(map(bool, cells), dtype=np.bool_, count=len(cells))


def _frame(
    index: NameIndex,
    plain: tuple[Kinds, Kinds],
    others: tuple[list[int], list[Answer]],
    rows: pd.Index,
) -> pd.DataFrame:
    kinds, ranks = plain
    status = np.full(len(rows), EXACT, dtype=object)
    reasons, confidences = _REASONS[kinds], _CONFIDENCES[kinds]
    candidates = np.empty(len(rows), dtype=object)
    candidates.fill(())
    for row, answer in zip(*others, strict=True):
        status[row], reasons[row], confidences[row] = answer.status, answer.reason, answer.confidence
        candidates[row] = answer.candidates
    columns: dict[str, NDArray[Any]] = {
        "statut": status,
        "motif": reasons,
        "confiance": confidences,
        # The rank of a row without place, -1, takes the last element, which is what is missing.
        **{name: values[ranks] for name, values in index.results.items()},
        "candidats": candidates,
    }
    # As Series, or pandas would read every array of objects again to guess what it holds.
    series = {
        name: pd.Series(columns[name], index=rows, dtype=columns[name].dtype, copy=False) for name in RESULT_COLUMNS
    }
    return pd.DataFrame(series, copy=False)
