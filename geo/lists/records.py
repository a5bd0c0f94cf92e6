"""What the browser knows of a visitor's list: one JSON document, fetched once, from which points and popups are made.

One array per column rather than one object per row: names of members are not sent fifty thousand times. Everything is a
text to be written with `textContent`, a number, or a rank in another array: nothing here is HTML, nothing is trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.export.table import clean
from geo.geocode.status import STATUS_LABELS
from geo.lists.placed_list import STATUSES

if TYPE_CHECKING:
    import pandas as pd

    from geo.filters import Facet
    from geo.lists.placed_list import LocatedList

__all__ = ["list_records", "names_of", "places_of", "records_json"]

#: About a metre, as everywhere in the atlas.
_DECIMALS = 5


def records_json(located: LocatedList) -> bytes:
    """Return `list_records` as compact JSON in UTF-8."""
    return json.dumps(
        list_records(located), ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
    ).encode("utf-8")


def list_records(located: LocatedList) -> dict[str, Any]:
    """Return what is shown of every row, whatever is filtered; all arrays are in the order of the list.

    Returns
    -------
    dict
        `fichier`: name of the file; `nombre`: rows; `lignes`: their numbers; `lat`, `lon`: EPSG:4326 degrees, null
        where a row is not placed; `noms`, `lieux`: texts; `statuts`: the labels, and `statut`: rank of that of each
        row; `motifs`: the reasons, each once, and `motif`: rank; `facettes`: facet → `valeurs` (those of a URL),
        `ensembles` (ranks of values that go together in one row) and `codes` (rank of the set of each row), only for
        the facets that narrow the list; `colonnes`: headers of the file; `cellules`: one array of texts per header.
    """
    placements, rows = located.placements, located.table.rows
    motif, motifs = _ranked(placements["motif"].tolist())
    ranks = {status: rank for rank, status in enumerate(STATUSES)}
    return {
        "fichier": clean(located.table.file_name),
        "nombre": len(located),
        "lignes": rows.index.tolist(),
        "lat": _degrees(placements["latitude"].tolist()),
        "lon": _degrees(placements["longitude"].tolist()),
        "noms": [clean(name) for name in names_of(rows, located.roles)],
        "lieux": [clean(place) for place in places_of(placements)],
        "statuts": [STATUS_LABELS[status] for status in STATUSES],
        "statut": [ranks[status] for status in placements["statut"].tolist()],
        "motifs": [clean(text or "") for text in motifs],
        "motif": motif,
        "facettes": {key: _facet(facet) for key, facet in located.facets.items()},
        "colonnes": [clean(str(name)) for name in rows.columns],
        "cellules": [[clean(cell) for cell in rows[name].tolist()] for name in rows.columns],
    }


def names_of(rows: pd.DataFrame, roles: Mapping[str, str]) -> list[str]:
    """Return what rows of a list are called: their names, or « Ligne 12 » where they have none."""
    column = roles.get("nom")
    names = rows[column].tolist() if column else [""] * len(rows)
    return [name or f"Ligne {number}" for number, name in zip(rows.index.tolist(), names, strict=True)]


def places_of(placements: pd.DataFrame) -> list[str]:
    """Return where rows are, in words: « Rennes (35) »; "" where nobody knows."""
    pairs = zip(placements["commune"].tolist(), placements["code_departement"].tolist(), strict=True)
    return [_place(commune, code) for commune, code in pairs]


def _place(commune: str | None, code: str | None) -> str:
    return f"{commune} ({code})" if commune and code else commune or code or ""


def _degrees(values: Iterable[float]) -> list[float | None]:
    return [round(value, _DECIMALS) if value == value else None for value in values]


def _ranked(values: Iterable[Any]) -> tuple[list[int], list[Any]]:
    """Return the rank of each value among the distinct ones, and those."""
    ranks: dict[Any, int] = {}
    return [ranks.setdefault(value, len(ranks)) for value in values], list(ranks)


def _facet(facet: Facet) -> dict[str, Any]:
    # Rows are compared as bytes, eight values in each: there are few sets of values, and many rows.
    packed = np.packbits(np.ascontiguousarray(facet.matrix), axis=1)
    codes, sets = _ranked(row.tobytes() for row in packed)
    width = len(facet.values)
    ensembles = [np.flatnonzero(np.unpackbits(np.frombuffer(one, np.uint8), count=width)).tolist() for one in sets]
    return {"valeurs": [value.value for value in facet.values], "ensembles": ensembles, "codes": codes}
