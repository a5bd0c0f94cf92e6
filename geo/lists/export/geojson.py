"""A list as GeoJSON (RFC 7946): one feature per row, without a geometry where the row is not placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from geo.geojson import geojson_pieces
from geo.lists.export.about import describe
from geo.lists.export.table import Cell, ExportColumn, Positions, batches, export_columns

if TYPE_CHECKING:
    import pandas as pd

    from geo.lists.placed_list import LocatedList
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]


def export(located: LocatedList, selection: Selection, panel: Panel, link: str) -> Iterator[bytes]:
    """Write what the selection keeps of the list as GeoJSON; the `id` of a feature is the number of its row.

    Parameters
    ----------
    located
        The list.
    selection
        What is filtered.
    panel
        What says the version of the atlas and the sources of its places.
    link
        Absolute URL of the view, or "" where there is none.

    Returns
    -------
    iterator of bytes
        The file in pieces, in UTF-8 without byte order mark, the same for the same arguments.
    """
    about = describe(located, selection, panel, link).members()
    columns = export_columns(located, selection)
    features = _features(columns, located.order(selection), located.table.rows.index)
    return (piece.encode() for piece in geojson_pieces(features, metadata=about))


def _features(
    columns: Sequence[ExportColumn], order: Positions, numbers: pd.Index
) -> Iterator[list[dict[str, object]]]:
    names = [column.name for column in columns]
    for rows in batches(order):
        batch: list[dict[str, object]] = []
        for number, *cells in zip(numbers[rows].tolist(), *(column.cells(rows) for column in columns), strict=True):
            properties: dict[str, Cell] = dict(zip(names, cells, strict=True))
            batch.append({"type": "Feature", "id": number, "geometry": _point(properties), "properties": properties})
        yield batch


def _point(properties: dict[str, Cell]) -> dict[str, object] | None:
    longitude, latitude = properties["atlas_longitude"], properties["atlas_latitude"]
    return None if longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
