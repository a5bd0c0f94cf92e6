"""A list as GeoJSON (RFC 7946): one feature per row, without a geometry where the row is not placed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.geojson import geojson_text
from geo.lists.export.about import describe
from geo.lists.export.table import Cell, export_columns

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]


def export(located: LocatedList, selection: Selection, panel: Panel, link: str) -> bytes:
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
    bytes
        The whole file in UTF-8 without byte order mark, the same bytes for the same arguments.
    """
    about = describe(located, selection, panel, link).members()
    return geojson_text(_features(located, selection), metadata=about).encode("utf-8")


def _features(located: LocatedList, selection: Selection) -> Iterator[dict[str, object]]:
    columns = export_columns(located, selection)
    names = [column.name for column in columns]
    numbers = located.table.rows.index[located.order(selection)].tolist()
    for number, *cells in zip(numbers, *(column.cells for column in columns), strict=True):
        properties: dict[str, Cell] = dict(zip(names, cells, strict=True))
        yield {"type": "Feature", "id": number, "geometry": _point(properties), "properties": properties}


def _point(properties: dict[str, Cell]) -> dict[str, object] | None:
    longitude, latitude = properties["atlas_longitude"], properties["atlas_latitude"]
    return None if longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
