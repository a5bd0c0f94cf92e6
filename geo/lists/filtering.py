"""Which rows of a list a selection keeps, by the facets that the list has, by words, by territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from geo.near import overseas_codes
from geo.selection import TEXT
from geo.spelling import fold_all
from geo.text import fold

if TYPE_CHECKING:
    import pandas as pd

    from geo.filters import Facet, Mask
    from geo.model import Vocabulary
    from geo.near import Near
    from geo.selection import Selection

__all__ = ["keep", "search_texts", "territory"]


def keep(facets: Mapping[str, Facet], texts: Sequence[str], selection: Selection, ignoring: str | None = None) -> Mask:
    """Return which rows the facets and the words of the selection keep.

    Parameters
    ----------
    facets
        Facet → values of the rows. A facet that is not there narrows nothing.
    texts
        One folded text per row.
    selection
        What is filtered.
    ignoring
        Facet, or `q`, left out of account.
    """
    kept = np.ones(len(texts), dtype=bool)
    for key, facet in facets.items():
        chosen = selection.values(key)
        if chosen and key != ignoring:
            kept &= np.logical_or.reduce([facet.matrix[:, facet.column(value)] for value in chosen])
    # The longest first: it leaves the fewest texts for the others.
    for word in sorted(fold(selection.q).split(), key=len, reverse=True) if ignoring != TEXT else ():
        left = np.flatnonzero(kept)
        kept[left] = [word in texts[position] for position in left.tolist()]
    return kept


def territory(regions: Facet, near: Near, vocabulary: Vocabulary) -> Mask:
    """Return which rows a place answers for, as it does for the poles: overseas its own region, else the métropole."""
    overseas = overseas_codes(vocabulary)
    code = near.place.code_region
    asked = [
        region.slug for region in vocabulary.regions if (region.code == code if code in overseas else region.overseas)
    ]
    inside = np.logical_or.reduce([regions.matrix[:, regions.column(slug)] for slug in asked])
    return np.asarray(inside if code in overseas else ~inside, dtype=bool)


def search_texts(rows: pd.DataFrame, placements: pd.DataFrame) -> tuple[str, ...]:
    """Return the folded text in which each row is searched: all its cells, and the commune found.

    Parameters
    ----------
    rows
        The cells of the list.
    placements
        Where the same rows are; column `commune`, None where unknown.
    """
    cells = [rows[name].tolist() for name in rows.columns]
    communes = [commune or "" for commune in placements["commune"].tolist()]
    return tuple(fold_all([" ".join(parts) for parts in zip(*cells, communes, strict=True)]))
