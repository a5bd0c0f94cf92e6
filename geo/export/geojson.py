"""GeoJSON (RFC 7946) for QGIS, uMap and programs: the published features, with arrays and integers as they are.

`id` and the properties are those of the published data files, plus `collection`, `appels` and `doublons`, and
`distance_km` around a place; what the file says of itself is a foreign member, `metadata`, which readers that do not
know it skip. There is no `crs` member: RFC 7946 has WGS 84 only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from geo.export.metadata import describe
from geo.export.table import COLLECTIONS, clean, list_doubles, selected_poles
from geo.geojson import geojson_text, point_feature
from geo.model import collection_of

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["cleaned", "export", "features", "pole_feature"]


def export(panel: Panel, selection: Selection, link: str) -> bytes:
    """Write the selected poles as GeoJSON.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view that gives the file.

    Returns
    -------
    bytes
        The whole file in UTF-8 without byte order mark, the same bytes for the same arguments.
    """
    return geojson_text(features(panel, selection), metadata=describe(panel, selection, link).members()).encode("utf-8")


def features(panel: Panel, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the features of the selected poles, in the order of `geo.export.table.selected_poles`."""
    return (pole_feature(panel, pole) for pole in selected_poles(panel, selection))


def pole_feature(panel: Panel, pole: Mapping[str, Any]) -> dict[str, Any]:
    """Return the feature of a distinct pole: every text cleaned, the point in EPSG:4326 (longitude, latitude).

    Parameters
    ----------
    panel
        The poles.
    pole
        A row of `panel.poles`, and `distance_km` if it is told.
    """
    point = pole["geometry"]
    properties = {name: cleaned(value) for name, value in pole.items() if name != "geometry"}
    properties["collection"] = COLLECTIONS[collection_of(pole["id"])]
    properties["appels"] = list(panel.calls_of(pole["id"]))
    properties["doublons"] = cleaned(list_doubles(panel, pole["id"]))
    return point_feature(pole["id"], float(point.x), float(point.y), properties)


def cleaned(value: Any) -> Any:
    """Clean every text of a JSON value: GDAL cuts one at NUL, and UTF-8 cannot hold a lone surrogate."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): cleaned(item) for name, item in value.items()}
    return value
