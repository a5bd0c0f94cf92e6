"""The facets of a visitor's list: the same values as those of the poles, so that one selection filters both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo.filters import Facet
from geo.lists.matching import Matcher, form_matcher, sector_matcher, year_matcher
from geo.selection import FACETS

if TYPE_CHECKING:
    import pandas as pd

    from geo.filters import FacetIndex
    from geo.lists.table import ListTable
    from geo.model import Vocabulary

__all__ = ["ROLE_OF_FACET", "cell_facets", "in_order", "place_facets"]

#: Facet → role of the column from which it is read. The two others follow from where the row is placed.
ROLE_OF_FACET: Mapping[str, str] = MappingProxyType(
    {"laureat": "annee", "secteur": "secteur", "forme": "forme_juridique"}
)


def place_facets(placements: pd.DataFrame, index: FacetIndex, vocabulary: Vocabulary) -> dict[str, Facet]:
    """Return the facets that follow from where the rows are placed: `region` and `departement`.

    A row that is not placed has no value, and so is kept by no choice of a region.

    Parameters
    ----------
    placements
        Columns `code_region` and `code_departement`, None where unknown.
    index
        The facets of the poles, which give the values.
    vocabulary
        The regions, by code.
    """
    slugs = {region.code: region.slug for region in vocabulary.regions}
    regions: Matcher = lambda code: (slugs[code],) if code in slugs else ()  # noqa: E731
    departements: Matcher = lambda code: (code,) if code else ()  # noqa: E731
    return {
        "region": _facet(index.facets["region"], _texts(placements["code_region"]), regions),
        "departement": _facet(index.facets["departement"], _texts(placements["code_departement"]), departements),
    }


def cell_facets(
    table: ListTable, roles: Mapping[str, str], index: FacetIndex, vocabulary: Vocabulary
) -> dict[str, Facet]:
    """Return the facets that a column of the list gives: `laureat`, `secteur`, `forme`; only those that have one.

    Parameters
    ----------
    table
        The list.
    roles
        Role → column.
    index
        The facets of the poles, which give the values.
    vocabulary
        The sectors and legal forms.
    """
    matchers = {
        "laureat": year_matcher(index.allowed("laureat")),
        "secteur": sector_matcher(vocabulary.sectors),
        "forme": form_matcher(vocabulary.legal_forms),
    }
    return {
        facet: _facet(index.facets[facet], _texts(table.rows[roles[role]]), matchers[facet])
        for facet, role in ROLE_OF_FACET.items()
        if role in roles
    }


def in_order(facets: Mapping[str, Facet]) -> Mapping[str, Facet]:
    """Return the facets in display order, closed to changes."""
    return MappingProxyType({key: facets[key] for key in FACETS if key in facets})


def _texts(column: pd.Series) -> list[str]:
    return ["" if cell is None or cell != cell else str(cell) for cell in column.tolist()]


def _facet(like: Facet, cells: Sequence[str], match: Matcher) -> Facet:
    """Build a facet with the values of `like`; each distinct cell is looked at once."""
    ranks: dict[str, int] = {}
    rank = np.fromiter((ranks.setdefault(cell, len(ranks)) for cell in cells), np.intp, len(cells))
    columns = {value.value: position for position, value in enumerate(like.values)}
    distinct = np.zeros((max(len(ranks), 1), len(like.values)), dtype=bool)
    for position, cell in enumerate(ranks):
        distinct[position, [columns[value] for value in match(cell) if value in columns]] = True
    # Columns side by side in memory: a filter reads whole columns.
    matrix = np.asfortranarray(distinct[rank])
    matrix.setflags(write=False)
    return Facet(like.key, like.title, like.values, matrix)
