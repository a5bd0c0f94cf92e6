"""What the visitor corrects after a list has been placed: a choice among candidates, addresses placed online."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import UnknownValueError
from geo.geocode.address import AddressQuery, AddressResult
from geo.geocode.status import AMBIGUOUS, CORRECTED, EXACT, NOT_FOUND
from geo.lists.placing import COORDINATES, frame_of, place_at
from geo.model import CONFIDENCES

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.lists.table import ListTable

__all__ = ["address_queries", "apply_addresses", "apply_choices"]


def apply_choices(
    found: pd.DataFrame, placements: pd.DataFrame, choices: Mapping[int, str | None], gazetteer: Gazetteer
) -> pd.DataFrame:
    """Place rows where the visitor says.

    Parameters
    ----------
    found
        The rows as they were placed before any choice.
    placements
        The rows as they are placed.
    choices
        Number of the row → INSEE code of one of its candidates, or None to take a choice back.
    gazetteer
        The places known.

    Raises
    ------
    UnknownValueError
        If there is no such row, or the code is none of its candidates.
    """
    changes = {row: _choice(found, row, code, gazetteer) for row, code in choices.items()}
    return _changed(placements, changes)


def _choice(found: pd.DataFrame, row: int, code: str | None, gazetteer: Gazetteer) -> dict[str, Any]:
    advice = "choisir une des communes proposées"
    if row not in found.index:
        asked = found.index[found["statut"] == AMBIGUOUS].tolist()
        raise UnknownValueError("ligne", row, asked, "choisir une ligne ambiguë de la liste")
    before: dict[str, Any] = {str(name): found.at[row, name] for name in found.columns}
    if code is None:
        return before
    candidates = before["candidats"]
    place = gazetteer.place(code) if code in candidates else None
    if place is None:
        raise UnknownValueError(f"commune de la ligne {row}", code, candidates, advice)
    motif = f"choisie par vous parmi {len(candidates)}"
    return before | place_at(place, statut=CORRECTED, motif=motif, confiance=CONFIDENCES[0])


def apply_addresses(placements: pd.DataFrame, results: Iterable[AddressResult], gazetteer: Gazetteer) -> pd.DataFrame:
    """Place rows at the addresses that the online service found; what it did not find is told, and stays where it is.

    Parameters
    ----------
    placements
        The rows as they are placed.
    results
        What became of each address that was asked.
    gazetteer
        Tells the commune of an INSEE code.

    Raises
    ------
    UnknownValueError
        If there is no such row.
    """
    changes = {}
    for result in results:
        if result.row not in placements.index:
            raise UnknownValueError("ligne", result.row, (), "donner le numéro d'une ligne de la liste")
        before = {str(name): placements.at[result.row, name] for name in placements.columns}
        changes[result.row] = _address(before, result, gazetteer)
    return _changed(placements, changes)


def address_queries(table: ListTable, roles: Mapping[str, str], placements: pd.DataFrame) -> tuple[AddressQuery, ...]:
    """Return what would be asked from the online service, in the order of the list.

    Parameters
    ----------
    table
        The list.
    roles
        Role → column.
    placements
        The rows as they are placed: those that give their own coordinates are not asked.
    """
    if "adresse" not in roles:
        return ()
    cells = {
        role: table.rows[roles[role]].tolist() if role in roles else [""] * len(table.rows)
        for role in ("adresse", "code_postal", "commune")
    }
    names = ("commune", "code_commune", "precision", "latitude", "longitude")
    columns = (placements[name].tolist() for name in names)
    return tuple(
        # A row may tell its commune by a code only, which means nothing to the service.
        AddressQuery(
            row,
            address,
            postcode,
            commune or found or "",
            code,
            (latitude, longitude) if latitude == latitude else None,
        )
        for row, address, postcode, commune, found, code, precision, latitude, longitude in zip(
            table.rows.index.tolist(), *cells.values(), *columns, strict=True
        )
        if address and precision != COORDINATES
    )


def _address(before: dict[str, Any], result: AddressResult, gazetteer: Gazetteer) -> dict[str, Any]:
    if not result.placed or result.status == NOT_FOUND:
        return before | {"motif": f"{before['motif']} ; adresse non placée : {result.reason}"}
    known = before["statut"] in (EXACT, CORRECTED)
    place = gazetteer.place(result.code_commune) if result.code_commune else None
    at = place_at(place) if place else before
    sure = before["statut"] == result.status == EXACT
    confidences = [result.confidence, before["confiance"] if known else None]
    ranks = [CONFIDENCES.index(confidence) for confidence in confidences if confidence in CONFIDENCES]
    return at | {
        "statut": EXACT if sure else CORRECTED,
        "motif": f"{before['motif']} ; {result.reason}" if known else result.reason,
        "confiance": CONFIDENCES[max(ranks)] if ranks else None,
        "precision": result.precision,
        "latitude": result.latitude,
        "longitude": result.longitude,
        "candidats": before["candidats"],
    }


def _changed(placements: pd.DataFrame, changes: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Return a copy of `placements` with other cells in some rows."""
    columns: dict[str, Any] = {}
    positions = placements.index.get_indexer(pd.Index(list(changes)))
    for name in placements.columns:
        cells = placements[name].to_numpy(copy=True)
        for position, change in zip(positions, changes.values(), strict=True):
            cells[position] = change[name]
        columns[name] = cells
    return frame_of(columns, placements.index)
