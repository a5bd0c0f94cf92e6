"""Places a visitor's list on the map: by its coordinates, else by its communes, offline."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.errors import InvalidDataError, Problem
from geo.lists.columns import check_roles
from geo.lists.coordinates import read_coordinates
from geo.lists.facets import cell_facets, in_order, place_facets
from geo.lists.filtering import search_texts
from geo.lists.placed_list import STATUSES, LocatedList, Reference
from geo.lists.placing import place_rows

if TYPE_CHECKING:
    from geo.filters import FacetIndex
    from geo.gazetteer import Gazetteer
    from geo.lists.table import ListTable
    from geo.model import Vocabulary

__all__ = ["STATUSES", "LocatedList", "Reference", "locate"]

#: A list that has none of these columns, nor coordinates, says nowhere where its rows are.
_PLACE_ROLES = ("commune", "code_insee", "code_postal", "adresse")


def locate(
    table: ListTable,
    roles: Mapping[str, str],
    gazetteer: Gazetteer,
    index: FacetIndex,
    vocabulary: Vocabulary,
    *,
    swap: bool = False,
    choices: Mapping[int, str] = MappingProxyType({}),
) -> LocatedList:
    """Place a list, offline.

    Parameters
    ----------
    table
        The list.
    roles
        Role → column; see `geo.lists.columns`.
    gazetteer
        The places known.
    index
        The facets of the poles, which give the values of those of the list.
    vocabulary
        Regions, sectors, legal forms.
    swap
        Exchange latitude and longitude.
    choices
        Number of the row → INSEE code that the visitor chose among its candidates.

    Raises
    ------
    UnknownValueError
        If a role, a column, a row or a candidate does not exist.
    InvalidDataError
        If one column has two roles, or no column says where the rows are.
    """
    check_roles(roles, table)
    coordinates = read_coordinates(table, roles, swap=swap)
    if coordinates is None and not any(role in roles for role in _PLACE_ROLES):
        advice = "indiquer la colonne de la commune, du code INSEE, du code postal, de l'adresse ou des coordonnées"
        raise InvalidDataError([Problem(table.file_name, "aucune colonne ne dit où sont les lignes", advice=advice)])
    found = place_rows(table, roles, gazetteer, coordinates)
    facets = cell_facets(table, roles, index, vocabulary) | place_facets(found, index, vocabulary)
    located = LocatedList(
        table=table,
        roles=MappingProxyType(dict(roles)),
        found=found,
        placements=found,
        facets=in_order(facets),
        texts=search_texts(table.rows, found),
        reference=Reference(gazetteer, index, vocabulary),
        problems=coordinates.problems if coordinates else (),
        swapped=coordinates.swapped if coordinates else 0,
    )
    return located.with_choices(choices) if choices else located
