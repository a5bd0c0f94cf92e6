"""What the browser asks of a long list: what a window of the map shows, a page of its rows, the card of some of them.

A short list travels whole (`geo.lists.records`) and the browser does the rest; a long one stays here, and each answer
is about as large whatever its length. Everything is a text to be written with `textContent`, or a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geo.export.table import clean
from geo.geocode.status import STATUS_LABELS
from geo.lists.records import names_of, places_of

if TYPE_CHECKING:
    import pandas as pd

    from geo.filters import Mask
    from geo.lists.placed_list import LocatedList
    from geo.points.grid import Cells, Window

__all__ = ["MOST_CARDS", "MOST_ROWS", "cards_json", "page_json", "window_json"]

#: Rows in a page, and cards in an answer, at most.
MOST_ROWS = 100
MOST_CARDS = 50

#: Where cells are drawn needs no more than a few metres; where points are is told as everywhere in the atlas.
_CELL_DECIMALS, _DECIMALS = 4, 5

#: Below this extent, in degrees, the points of a cell are at one place, and zooming in would not part them.
_ONE_PLACE = 1e-5


def window_json(located: LocatedList, kept: Mask, window: Window) -> bytes:
    """Return what a window of the map shows of the kept rows.

    Returns
    -------
    bytes
        JSON object. `gardees`: number of kept rows; `placees`: of those that have a point; `mailles`: one array per
        cell of several points, longitude, latitude, number of points, and the positions of its first points where all
        are at one place; `points`: one array per cell of one point, position, longitude, latitude, name, place.
    """
    cells = located.grid.cells(kept, window)
    single = cells.counts == 1
    groups = [
        [
            round(float(cells.longitudes[cell]), _CELL_DECIMALS),
            round(float(cells.latitudes[cell]), _CELL_DECIMALS),
            int(cells.counts[cell]),
            _together(cells, cell) if cells.spread[cell] < _ONE_PLACE else None,
        ]
        for cell in np.flatnonzero(~single).tolist()
    ]
    points = _points(located, cells.first[single])
    placed = int((kept & located.placed).sum())
    return _json({"gardees": int(kept.sum()), "placees": placed, "mailles": groups, "points": points})


def page_json(located: LocatedList, order: Sequence[int] | npt.NDArray[np.intp], start: int) -> bytes:
    """Return at most `MOST_ROWS` of the rows in `order`, from `start` on: arrays of position, name, place, placed."""
    positions = np.asarray(order[start : start + MOST_ROWS], dtype=np.intp)
    table, placements = _rows(located, positions)
    placed = np.isfinite(located.grid.latitudes[positions]).tolist()
    columns = (
        positions.tolist(),
        names_of(table, located.roles),
        places_of(placements),
        placements["motif"].tolist(),
        placed,
    )
    rows = [
        [position, clean(name), clean(place if there else f"non placée : {reason}"), there]
        for position, name, place, reason, there in zip(*columns, strict=True)
    ]
    return _json({"nombre": len(order), "lignes": rows})


def cards_json(located: LocatedList, positions: Iterable[int]) -> bytes:
    """Return the cards of some rows, by their positions: all that the file says of them, and how they were placed."""
    asked = np.fromiter(positions, dtype=np.intp)
    table, placements = _rows(located, asked)
    titles = [clean(str(name)) for name in table.columns]
    columns: dict[str, list[Any]] = {
        "rang": asked.tolist(),
        "ligne": table.index.tolist(),
        "nom": [clean(name) for name in names_of(table, located.roles)],
        "lieu": [clean(place) for place in places_of(placements)],
        "statut": [STATUS_LABELS[status] for status in placements["statut"].tolist()],
        "motif": [clean(reason or "") for reason in placements["motif"].tolist()],
        "lat": _degrees(located.grid.latitudes[asked]),
        "lon": _degrees(located.grid.longitudes[asked]),
        "cellules": [
            [[title, clean(cell)] for title, cell in zip(titles, cells, strict=True) if cell]
            for cells in zip(*(table[name].tolist() for name in table.columns), strict=True)
        ],
    }
    cards = [dict(zip(columns, card, strict=True)) for card in zip(*columns.values(), strict=True)]
    # Without a place, no degrees.
    return _json([{name: value for name, value in card.items() if value == value} for card in cards])


def _rows(located: LocatedList, positions: npt.NDArray[np.intp]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells of some rows, and where they are."""
    return located.table.rows.iloc[positions], located.placements.iloc[positions]


def _points(located: LocatedList, positions: npt.NDArray[np.intp]) -> list[list[Any]]:
    table, placements = _rows(located, positions)
    longitudes, latitudes = (_degrees(axis[positions]) for axis in (located.grid.longitudes, located.grid.latitudes))
    columns = (positions.tolist(), longitudes, latitudes, names_of(table, located.roles), places_of(placements))
    return [[*numbers, clean(name), clean(place)] for *numbers, name, place in zip(*columns, strict=True)]


def _degrees(values: npt.NDArray[np.float64]) -> list[float]:
    return [round(value, _DECIMALS) for value in values.tolist()]


def _together(cells: Cells, cell: int) -> list[int]:
    """Return the positions of the first kept rows of a cell."""
    start = cells.starts[cell]
    found: list[int] = cells.members[start : start + min(cells.counts[cell], MOST_CARDS)].tolist()
    return found


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
