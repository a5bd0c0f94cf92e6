"""The columns of an exported list: those of the file, as they are, then what the atlas found of each row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.export.table import clean, runs_as_formula
from geo.geocode.status import STATUS_LABELS
from geo.lists.placing import COORDINATES

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.selection import Selection

__all__ = ["ABOUT", "ADDED", "DISTANCE", "Cell", "ExportColumn", "as_numbers", "export_columns", "neutral"]

#: Value of a cell: the file's own cells are texts.
Cell = str | float | None

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
    """One column: its header, its cells, how many decimals its numbers have, whether the atlas added it."""

    name: str
    cells: Sequence[Cell]
    decimals: int | None = None
    added: bool = False


def export_columns(located: LocatedList, selection: Selection) -> list[ExportColumn]:
    """Return the columns of an export, the rows kept in the order of `LocatedList.order`.

    Parameters
    ----------
    located
        The list.
    selection
        What is filtered.
    """
    order = located.order(selection)
    rows = located.table.rows
    own = [
        ExportColumn(clean(str(name)), [clean(cell) for cell in rows[name].iloc[order].tolist()])
        for name in rows.columns
        if str(name) not in (*ADDED, ABOUT)
    ]
    placements = located.placements.iloc[order]
    cells: dict[str, Sequence[Cell]] = {
        name: [None if text is None else clean(text) for text in placements[column].tolist()]
        for name, column in _COPIED.items()
    }
    cells["atlas_statut"] = [STATUS_LABELS[status] for status in placements["statut"].tolist()]
    cells["atlas_precision"] = [_PRECISIONS.get(value, value) for value in placements["precision"].tolist()]
    cells["atlas_candidats"] = _candidates(located, placements["candidats"].tolist())
    for name in ("latitude", "longitude"):
        cells[f"atlas_{name}"] = _rounded(placements[name].tolist(), 5)
    if selection.autour is not None:
        cells[DISTANCE] = _rounded(located.distances(selection.autour)[order].tolist(), 1)
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


def as_numbers(name: str, cells: Sequence[Cell], roles: Mapping[str, str]) -> list[Cell] | None:
    """Return the cells of a column of the file as numbers, or None where one of them might not be one.

    They are numbers only if nothing is lost: no zero in front, no more digits than a spreadsheet keeps, no code.

    Parameters
    ----------
    name
        Header of the column.
    cells
        Its texts.
    roles
        Role → column.
    """
    filled = [cell for cell in cells if cell]
    if not filled or any(roles.get(role) == name for role in _TEXT_ROLES):
        return None
    if not all(isinstance(cell, str) and _NUMBER.fullmatch(cell) and len(cell) <= 16 for cell in filled):
        return None
    sizes = {len(str(cell)) for cell in filled}
    if len(sizes) == 1 and sizes.pop() >= _CODE_DIGITS and all(str(cell).isdecimal() for cell in filled):
        return None
    return [float(str(cell).replace(",", ".")) if cell else None for cell in cells]


def _candidates(located: LocatedList, found: Sequence[Sequence[str]]) -> list[Cell]:
    labels: dict[str, str] = {}
    for code in {code for codes in found for code in codes}:
        place = located.reference.gazetteer.place(code)
        labels[code] = clean(f"{place.label} {code}") if place else code
    return [" | ".join(labels[code] for code in codes) or None for codes in found]


def _rounded(values: Sequence[float], decimals: int) -> list[Cell]:
    return [round(value, decimals) if value == value else None for value in values]
