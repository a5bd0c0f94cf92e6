"""What the browser asks of a long list: what a window of the map shows, a page of its rows, the card of some of them.

A short list travels whole (`geo.lists.records`) and the browser does the rest; a long one stays here, and each answer
is about as large whatever its length. Everything is a text to be written with `textContent`, or a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.export.table import clean
from geo.geocode.status import STATUS_LABELS
from geo.lists.records import name_of, place_of

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.lists.placed_list import LocatedList
    from geo.points.grid import Window

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
            _together(located, kept, int(cells.first[cell])) if cells.spread[cell] < _ONE_PLACE else None,
        ]
        for cell in np.flatnonzero(~single)
    ]
    points = [_point(located, int(position)) for position in cells.first[single]]
    placed = int((kept & located.placed).sum())
    return _json({"gardees": int(kept.sum()), "placees": placed, "mailles": groups, "points": points})


def page_json(located: LocatedList, order: Sequence[int], start: int) -> bytes:
    """Return at most `MOST_ROWS` of the rows in `order`, from `start` on: arrays of position, name, place, placed."""
    placed = located.placed
    rows = [
        [int(position), clean(name_of(located, int(position))), _where(located, int(position)), bool(placed[position])]
        for position in order[start : start + MOST_ROWS]
    ]
    return _json({"nombre": len(order), "lignes": rows})


def cards_json(located: LocatedList, positions: Iterable[int]) -> bytes:
    """Return the cards of some rows, by their positions: all that the file says of them, and how they were placed."""
    columns = [clean(str(name)) for name in located.table.rows.columns]
    cards = []
    for position in positions:
        row, placement = located.table.rows.iloc[position], located.placements.iloc[position]
        cards.append(
            {
                "rang": int(position),
                "ligne": int(located.table.rows.index[position]),
                "nom": clean(name_of(located, position)),
                "lieu": clean(place_of(located, position)),
                "statut": STATUS_LABELS[placement["statut"]],
                "motif": clean(placement["motif"] or ""),
                **_spot(located, position),
                "cellules": [[title, clean(cell)] for title, cell in zip(columns, row.tolist(), strict=True) if cell],
            }
        )
    return _json(cards)


def _point(located: LocatedList, position: int) -> list[Any]:
    longitude, latitude = (
        round(float(axis[position]), _DECIMALS) for axis in (located.grid.longitudes, located.grid.latitudes)
    )
    return [position, longitude, latitude, clean(name_of(located, position)), clean(place_of(located, position))]


def _spot(located: LocatedList, position: int) -> dict[str, float]:
    """Return latitude and longitude of a row; nothing where it has none."""
    if not located.placed[position]:
        return {}
    _, longitude, latitude, *_ = _point(located, position)
    return {"lat": latitude, "lon": longitude}


def _together(located: LocatedList, kept: Mask, position: int) -> list[int]:
    """Return the positions of the first kept rows that are where the row `position` is."""
    here = (located.grid.latitudes == located.grid.latitudes[position]) & (
        located.grid.longitudes == located.grid.longitudes[position]
    )
    found: list[int] = np.flatnonzero(kept & here)[:MOST_CARDS].tolist()
    return found


def _where(located: LocatedList, position: int) -> str:
    if located.placed[position]:
        return clean(place_of(located, position))
    return clean(f"non placée : {located.placements['motif'].iat[position]}")


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
