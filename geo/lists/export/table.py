"""The columns of an exported list: those of the file, as they are, then what the atlas found of each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.export.table import clean, runs_as_formula
from geo.geocode.status import STATUS_LABELS
from geo.lists.placing import COORDINATES

if TYPE_CHECKING:
    import pandas as pd

    from geo.lists.placed_list import LocatedList
    from geo.selection import Selection

__all__ = [
    "ABOUT",
    "ADDED",
    "DISTANCE",
    "Cell",
    "ExportColumn",
    "Positions",
    "as_numbers",
    "batches",
    "export_columns",
    "hold_numbers",
    "neutral",
]

#: Value of a cell: the file's own cells are texts.
Cell: TypeAlias = str | float | None

#: Rows of the list, counted from 0.
Positions: TypeAlias = NDArray[np.intp]

#: Rows written at a time: an export holds no more of them, however long the list.
_BATCH = 500

#: Column, in CSV only, whose first cell says what the file is.
ABOUT = "atlas_a_propos"

DISTANCE = "atlas_distance_km"

#: Column that the atlas adds → what it holds. A column of the file of the same name comes from an earlier export.
ADDED: Mapping[str, str] = MappingProxyType(
    {
        "atlas_statut": "Comment la ligne est située : exact, corrigé, ambigu ou introuvable.",
        "atlas_motif": "Pourquoi.",
        "atlas_confiance": "Confiance dans ce lieu : haute, moyenne ou faible.",
        "atlas_precision": "Ce que le point représente : coordonnées du fichier, adresse, rue, lieu-dit, "
        "arrondissement ou commune.",
        "atlas_commune": "Commune en vigueur.",
        "atlas_code_commune": "Code INSEE de la commune en vigueur.",
        "atlas_code_departement": "Code du département.",
        "atlas_code_region": "Code INSEE de la région.",
        "atlas_latitude": "Latitude du point, en degrés décimaux (WGS 84).",
        "atlas_longitude": "Longitude du point, en degrés décimaux (WGS 84).",
        "atlas_candidats": "Communes possibles, avec leur code INSEE, quand plusieurs portent ce nom.",
        DISTANCE: "Distance géodésique au lieu choisi, en kilomètres.",
    }
)

#: Added column → column of the placements, for those that are copied.
_COPIED = {
    "atlas_motif": "motif",
    "atlas_confiance": "confiance",
    "atlas_commune": "commune",
    "atlas_code_commune": "code_commune",
    "atlas_code_departement": "code_departement",
    "atlas_code_region": "code_region",
}

_PRECISIONS = {COORDINATES: "coordonnées du fichier"}

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:[.,]\d{1,9})?")
_SIGNED = re.compile(r"-\d+(?:[.,]\d+)?")

#: Roles whose cells are codes or names, even where all of them look like numbers.
_TEXT_ROLES = ("nom", "commune", "code_insee", "code_postal", "adresse", "departement", "region")

#: From so many digits on, whole numbers that all have as many are codes: SIREN, SIRET, telephone.
_CODE_DIGITS = 5


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: its header, its cells at given rows, the decimals of its numbers, whether the atlas added it."""

    name: str
    cells: Callable[[Positions], list[Cell]]
    decimals: int | None = None
    added: bool = False


def batches(order: Positions) -> Iterator[Positions]:
    """Yield the rows of an export in the order to write them, a few hundred at a time."""
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def export_columns(located: LocatedList, selection: Selection) -> list[ExportColumn]:
    """Return the columns of an export: nothing of their cells is prepared before it is asked for.

    Parameters
    ----------
    located
        The list.
    selection
        What is filtered.
    """
    rows, placements = located.table.rows, located.placements
    own = [
        ExportColumn(clean(str(name)), _texts(rows[name])) for name in rows.columns if str(name) not in (*ADDED, ABOUT)
    ]
    cells = {name: _texts(placements[column]) for name, column in _COPIED.items()}
    cells["atlas_statut"] = _labels(placements["statut"], STATUS_LABELS)
    cells["atlas_precision"] = _labels(placements["precision"], _PRECISIONS)
    cells["atlas_candidats"] = _candidates(located)
    for name in ("latitude", "longitude"):
        cells[f"atlas_{name}"] = _rounded(placements[name].to_numpy(dtype=float), 5)
    if selection.autour is not None:
        cells[DISTANCE] = _rounded(located.distances(selection.autour), 1)
    decimals = {"atlas_latitude": 5, "atlas_longitude": 5, DISTANCE: 1}
    return [*own, *(ExportColumn(name, cells[name], decimals.get(name), True) for name in ADDED if name in cells)]


def neutral(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe goes before what it might take for a formula.

    A negative number is none, and a text that already has the apostrophe comes from an earlier export.

    Examples
    --------
    >>> neutral("=1+1"), neutral("-1,67"), neutral("'=1+1"), neutral("- à revoir")
    ("'=1+1", '-1,67', "'=1+1", "'- à revoir")
    """
    if text[:1].isalnum() or text.startswith("'") or _SIGNED.fullmatch(text) or not runs_as_formula(text):
        return text
    return f"'{text}"


def hold_numbers(name: str, cells: Sequence[Cell], roles: Mapping[str, str]) -> bool:
    """Say whether every cell of a column of the file is a number, and none a code.

    They are numbers only if nothing is lost: no zero in front, no more digits than a spreadsheet keeps.

    Parameters
    ----------
    name
        Header of the column.
    cells
        All its texts.
    roles
        Role → column.
    """
    if any(roles.get(role) == name for role in _TEXT_ROLES):
        return False
    filled = [cell for cell in cells if cell]
    if not filled or not all(isinstance(cell, str) and _NUMBER.fullmatch(cell) and len(cell) <= 16 for cell in filled):
        return False
    sizes = {len(str(cell)) for cell in filled}
    return not (len(sizes) == 1 and sizes.pop() >= _CODE_DIGITS and all(str(cell).isdecimal() for cell in filled))


def as_numbers(cells: Sequence[Cell]) -> list[Cell]:
    """Return cells of a column whose texts `hold_numbers` as numbers, None where one is empty."""
    return [float(str(cell).replace(",", ".")) if cell else None for cell in cells]


def _texts(column: pd.Series) -> Callable[[Positions], list[Cell]]:
    # Texts of the file stay packed as pandas has them; those of the atlas are Python's own already.
    values = column.to_numpy() if column.dtype == object else column.array
    return lambda rows: [None if text is None else clean(text) for text in values[rows].tolist()]


def _labels(column: pd.Series, labels: Mapping[str, str]) -> Callable[[Positions], list[Cell]]:
    values = column.to_numpy(dtype=object)
    return lambda rows: [labels.get(value, value) for value in values[rows].tolist()]


def _candidates(located: LocatedList) -> Callable[[Positions], list[Cell]]:
    values = located.placements["candidats"].to_numpy(dtype=object)

    @cache
    def label(code: str) -> str:
        place = located.reference.gazetteer.place(code)
        return clean(f"{place.label} {code}") if place else code

    return lambda rows: [" | ".join(map(label, codes)) or None for codes in values[rows].tolist()]


def _rounded(values: NDArray[np.float64], decimals: int) -> Callable[[Positions], list[Cell]]:
    return lambda rows: [round(value, decimals) if value == value else None for value in values[rows].tolist()]
