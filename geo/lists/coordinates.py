"""The coordinates of a list: read as people write them, checked against the départements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo.errors import Problem
from geo.lists.columns import check_roles
from geo.lists.degrees import parse_degrees
from geo.lists.problems import excerpt
from geo.lists.territories import load_territories

if TYPE_CHECKING:
    from geo.lists.table import ListTable

__all__ = ["Coordinates", "read_coordinates"]

_Floats = NDArray[np.float64]

#: Beyond these, a number is no latitude, no longitude.
_MOST = {"latitude": 90.0, "longitude": 180.0}

_DECIMAL = "écrire en degrés décimaux : 48,1147 pour la latitude, -1,6794 pour la longitude"
_METRES = (
    "convertir en longitude et latitude WGS 84 (EPSG:4326) : ces nombres sont sans doute des mètres, en Lambert 93"
)
_SWAP = "échanger latitude et longitude"
_CHECK = "vérifier les deux nombres, ou laisser les deux cellules vides : la ligne sera placée par sa commune"


@dataclass(frozen=True, slots=True, eq=False)
class Coordinates:
    """Where the rows of a list lie.

    Parameters
    ----------
    latitude, longitude
        EPSG:4326 degrees, NaN where there is none or it was refused, shape (rows,).
    code_departement, code_region
        Where each point lies, None where there is none.
    problems
        One per row refused, with its row and column.
    swapped
        Rows of the file that lie in France only once latitude and longitude are exchanged. They are refused, unless the
        exchange was asked for.
    """

    latitude: _Floats
    longitude: _Floats
    code_departement: NDArray[np.object_]
    code_region: NDArray[np.object_]
    problems: tuple[Problem, ...]
    swapped: int


def read_coordinates(table: ListTable, roles: Mapping[str, str], *, swap: bool = False) -> Coordinates | None:
    """Read latitudes and longitudes.

    Parameters
    ----------
    table
        The list.
    roles
        Role → column; see `geo.lists.columns`.
    swap
        Whether to exchange latitude and longitude in the rows that lie in France only then; the others stay.

    Returns
    -------
    Coordinates or None
        None when no columns hold latitude and longitude.

    Raises
    ------
    UnknownValueError, InvalidDataError
        If the roles are not valid; what is wrong in a row is in `Coordinates.problems` instead.
    """
    check_roles(roles, table)
    if "latitude" not in roles or "longitude" not in roles:
        return None
    reader = _Reader(table, roles)
    latitude, longitude = reader.read("latitude"), reader.read("longitude")
    reader.check_pairs(latitude, longitude)
    given = np.isfinite(latitude) & np.isfinite(longitude)
    parts = _find(latitude, longitude, given)
    lost = given & (parts < 0)
    turned = _find(longitude, latitude, lost & (np.abs(longitude) <= 90))
    exchanged = turned >= 0
    if swap:
        latitude[exchanged], longitude[exchanged] = longitude[exchanged], latitude[exchanged]
        parts[exchanged] = turned[exchanged]
    else:
        for row in np.flatnonzero(exchanged).tolist():
            reader.add(
                row, "latitude", "point hors de France, mais en France si latitude et longitude sont échangées", _SWAP
            )
    reader.check_ranges(latitude, longitude, lost & ~exchanged)
    refused = parts < 0
    latitude[refused] = longitude[refused] = np.nan
    territories = load_territories()
    departements, regions = territories.departements[parts], territories.regions[parts]
    departements[refused] = regions[refused] = None
    return Coordinates(latitude, longitude, departements, regions, reader.sorted_problems(), int(exchanged.sum()))


def _find(latitude: _Floats, longitude: _Floats, among: NDArray[np.bool_]) -> NDArray[np.int64]:
    found = np.full(len(latitude), -1, dtype=np.int64)
    among = among & (np.abs(latitude) <= _MOST["latitude"]) & (np.abs(longitude) <= _MOST["longitude"])
    if among.any():
        found[among] = load_territories().find(longitude[among], latitude[among])
    return found


class _Reader:
    """Reads the cells of two columns and keeps one problem per row."""

    def __init__(self, table: ListTable, roles: Mapping[str, str]) -> None:
        self._file = table.file_name
        self._names = {role: roles[role] for role in _MOST}
        self._cells: dict[str, Sequence[str]] = {role: table.rows[name].tolist() for role, name in self._names.items()}
        self._numbers = table.rows.index.tolist()
        self._problems: dict[int, Problem] = {}

    def read(self, role: str) -> _Floats:
        degrees = np.full(len(self._numbers), np.nan)
        for row, cell in enumerate(self._cells[role]):
            if cell:
                value = parse_degrees(cell)
                if value is None or not np.isfinite(value):
                    self.add(row, role, f"{role} illisible", _DECIMAL)
                else:
                    degrees[row] = value
        return degrees

    def check_pairs(self, latitude: _Floats, longitude: _Floats) -> None:
        """Tell the rows that have only one of the two, and those at (0, 0), which stands for nothing."""
        for role, other, missing in (
            ("latitude", "longitude", np.isnan(latitude) & ~np.isnan(longitude)),
            ("longitude", "latitude", np.isnan(longitude) & ~np.isnan(latitude)),
        ):
            for row in np.flatnonzero(missing).tolist():
                self.add(row, role, f"{role} vide, alors que la {other} est remplie", _CHECK)
        for row in np.flatnonzero((latitude == 0) & (longitude == 0)).tolist():
            self.add(row, "latitude", "point (0, 0), au large de l'Afrique : valeur mise à la place d'un vide", _CHECK)

    def check_ranges(self, latitude: _Floats, longitude: _Floats, lost: NDArray[np.bool_]) -> None:
        """Tell why the points that are nowhere in France are not."""
        for row in np.flatnonzero(lost).tolist():
            values = {"latitude": float(latitude[row]), "longitude": float(longitude[row])}
            role = next((role for role, value in values.items() if abs(value) > _MOST[role]), None)
            if role is None:
                message = f"point hors des 101 départements (longitude {self._cells['longitude'][row][:20]})"
                self.add(row, "latitude", message, _CHECK)
            else:
                metres = max(map(abs, values.values())) > 1_000
                message = f"{role} au-delà de {_MOST[role]:.0f} degrés"
                self.add(row, role, message, _METRES if metres else _DECIMAL)

    def add(self, row: int, role: str, message: str, advice: str) -> None:
        """Add a problem, unless the row has one."""
        if row not in self._problems:
            value = excerpt(self._cells[role][row]) or None
            self._problems[row] = Problem(
                self._file, message, self._numbers[row], self._names[role], value, advice=advice
            )

    def sorted_problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems[row] for row in sorted(self._problems))
