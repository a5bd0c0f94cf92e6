"""Where each row of a list is: by the coordinates that it gives, else by its commune, looked up offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.geocode.offline import PLACE_COLUMNS, RESULT_COLUMNS, geocode
from geo.geocode.status import CORRECTED, EXACT
from geo.lists.degrees import parse_degrees
from geo.lists.distances import rough_km

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.gazetteer import Gazetteer, Place
    from geo.lists.coordinates import Coordinates
    from geo.lists.table import ListTable

__all__ = ["COORDINATES", "frame_of", "place_at", "place_rows"]

#: Precision of a row that gives its own coordinates.
COORDINATES = "coordonnees"

#: What is said of such a row.
_FROM_FILE = "coordonnées du fichier"

#: A point this far from the commune that the row names, in another département, contradicts it.
_CONTRADICTION_KM = 30.0

_Cells = dict[str, npt.NDArray[Any]]

_TEXTS = tuple(name for name in RESULT_COLUMNS if name not in ("latitude", "longitude"))


def place_rows(
    table: ListTable, roles: Mapping[str, str], gazetteer: Gazetteer, coordinates: Coordinates | None
) -> pd.DataFrame:
    """Place every row of a list.

    Parameters
    ----------
    table
        The list.
    roles
        Role → column.
    gazetteer
        The places known.
    coordinates
        What was read of the columns of coordinates, None where there are none. A row whose coordinates are good keeps
        them; the others are placed at their commune.

    Returns
    -------
    pandas.DataFrame
        `RESULT_COLUMNS`, with the index of the list; None where a text is unknown, NaN where a number is.
    """
    columns = {name: table.rows[roles[name]] if name in roles else "" for name in PLACE_COLUMNS}
    found = _plain(geocode(pd.DataFrame(columns, index=table.rows.index), gazetteer))
    if coordinates is None:
        return found
    cells = {name: found[name].to_numpy(dtype=object).copy() for name in _TEXTS}
    given = np.isfinite(coordinates.latitude) & np.isfinite(coordinates.longitude)
    _keep_points(cells, found, coordinates, given, gazetteer)
    if "commune" in roles:
        # Not where the point contradicts the name.
        _keep_names(cells, given & (cells["statut"] == EXACT), table.rows[roles["commune"]])
    _tell_exchanges(cells, given, coordinates, table.rows[roles["latitude"]])
    filled = (table.rows[[roles["latitude"], roles["longitude"]]] != "").any(axis=1).to_numpy(dtype=bool)
    _tell_refusals(cells, found.index, filled & ~given, coordinates)
    cells["latitude"] = np.where(given, coordinates.latitude, found["latitude"])
    cells["longitude"] = np.where(given, coordinates.longitude, found["longitude"])
    return frame_of(cells, found.index)


def frame_of(cells: Mapping[str, npt.NDArray[Any]], index: pd.Index) -> pd.DataFrame:
    """Return `RESULT_COLUMNS` as a table whose texts are Python's own, and None where there is none."""
    # Left to itself, pandas would make its own type of the texts, and NaN of None.
    columns = {name: pd.Series(cells[name], index=index, dtype=cells[name].dtype) for name in RESULT_COLUMNS}
    return pd.DataFrame(columns, index=index)


def place_at(place: Place, **told: Any) -> dict[str, Any]:
    """Return the cells of a row that is at `place`, with what is `told` of it."""
    return {
        "precision": "arrondissement" if place.nature == "arrondissement" else "commune",
        "code_commune": place.code_commune,
        "commune": place.commune,
        "code_departement": place.code_departement,
        "code_region": place.code_region,
        "latitude": place.latitude,
        "longitude": place.longitude,
        **told,
    }


def _keep_points(
    cells: _Cells, found: pd.DataFrame, coordinates: Coordinates, given: Mask, gazetteer: Gazetteer
) -> None:
    """Write in `cells` what is known of the rows that give their own coordinates."""
    here = (coordinates.latitude, coordinates.longitude)
    apart = rough_km(*here, found["latitude"].to_numpy(), found["longitude"].to_numpy())
    named = given & found["statut"].isin([EXACT, CORRECTED]).to_numpy()
    # Near a border the simplified boundaries may have the point in the next département.
    far = named & (cells["code_departement"] != coordinates.code_departement) & (apart > _CONTRADICTION_KM)
    told = {"statut": EXACT, "motif": _FROM_FILE, "confiance": "haute", "precision": COORDINATES}
    for name, value in told.items():
        cells[name][given] = value
    for position in np.flatnonzero(far).tolist():
        commune = f"{cells['commune'][position]} ({cells['code_departement'][position]})"
        cells["statut"][position], cells["confiance"][position] = CORRECTED, "moyenne"
        cells["motif"][position] = f"{_FROM_FILE}, à {apart[position]:.0f} km de la commune nommée : {commune}"
    for position in np.flatnonzero(given & (far | ~named)).tolist():
        place = _held(gazetteer, cells["candidats"][position], coordinates, position)
        cells["code_commune"][position] = place.code_commune if place else None
        cells["commune"][position] = place.commune if place else None
    cells["code_departement"][given] = coordinates.code_departement[given]
    cells["code_region"][given] = coordinates.code_region[given]
    for position in np.flatnonzero(given).tolist():
        cells["candidats"][position] = ()


def _held(gazetteer: Gazetteer, candidates: Sequence[str], coordinates: Coordinates, position: int) -> Place | None:
    """Return the only candidate in the département of the point, and near it: the point says which one was meant."""
    places = (gazetteer.place(code) for code in candidates)
    close = []
    for place in places:
        if place is not None and place.code_departement == coordinates.code_departement[position]:
            here = (coordinates.latitude[position : position + 1], coordinates.longitude[position : position + 1])
            if rough_km(*here, place.latitude, place.longitude)[0] <= _CONTRADICTION_KM:
                close.append(place)
    return close[0] if len(close) == 1 else None


def _keep_names(cells: _Cells, rows: Mask, communes: pd.Series) -> None:
    """Keep the commune as the list writes it where the gazetteer knows no better."""
    texts = communes.tolist()
    for position in np.flatnonzero(rows).tolist():
        if cells["code_commune"][position] is None:
            cells["commune"][position] = texts[position] or None


def _tell_exchanges(cells: _Cells, given: Mask, coordinates: Coordinates, column: pd.Series) -> None:
    """Say of each row whose latitude is not the one of its own cell that both were exchanged."""
    texts = column.tolist()
    for position in np.flatnonzero(given).tolist():
        if parse_degrees(texts[position]) != coordinates.latitude[position]:
            cells["motif"][position] += ", latitude et longitude échangées"
            cells["statut"][position] = CORRECTED


def _tell_refusals(cells: _Cells, index: pd.Index, refused: Mask, coordinates: Coordinates) -> None:
    """Say of each row whose coordinates were refused why; its commune, if found, is a second choice."""
    reasons: dict[Any, list[str]] = {}
    for problem in coordinates.problems:
        if problem.row is not None:
            reasons.setdefault(problem.row, []).append(problem.message)
    for position in np.flatnonzero(refused).tolist():
        # Problems are told up to a limit: beyond it, a row has no reason of its own.
        why = ", ".join(dict.fromkeys(reasons.get(index[position], ())))
        told = f"coordonnées refusées ({why})" if why else "coordonnées refusées"
        cells["motif"][position] = f"{told} ; {cells['motif'][position]}"
        if cells["statut"][position] == EXACT:
            cells["statut"][position] = CORRECTED


def _plain(found: pd.DataFrame) -> pd.DataFrame:
    """Return the answers with Python's own texts, and numbers: no library's type."""
    numbers = {name: found[name].to_numpy(dtype=float) for name in ("latitude", "longitude")}
    return frame_of({name: found[name].to_numpy(dtype=object) for name in _TEXTS} | numbers, found.index)
