"""Where the regions are and where their names are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.schema import DATA_DIR

__all__ = ["RegionShape", "load_region_shapes"]

#: Step of the grid on which a name may be written, in degrees (about 35 km).
_LABEL_STEP = 0.3

#: A name stays this far from the border of its region, in degrees.
_LABEL_MARGIN = 0.18


@dataclass(frozen=True, slots=True)
class RegionShape:
    """Extent of a region and the places where its name may be written.

    Parameters
    ----------
    bounds
        (west, south, east, north), EPSG:4326 degrees.
    labels
        Points (longitude, latitude) inside the region, the most central first.
    """

    bounds: tuple[float, float, float, float]
    labels: tuple[tuple[float, float], ...]


def load_region_shapes(data_dir: Path = DATA_DIR) -> Mapping[str, RegionShape]:
    """Read `regions/regions.geojson` and return the shape of each region by its INSEE code."""
    document = json.loads((data_dir / "regions" / "regions.geojson").read_text(encoding="utf-8"))
    return {feature["properties"]["code"]: _shape(shape(feature["geometry"])) for feature in document["features"]}


def _shape(geometry: BaseGeometry) -> RegionShape:
    mainland = max(shapely.get_parts(geometry), key=lambda part: part.area)
    west, south, east, north = geometry.bounds
    return RegionShape((west, south, east, north), _label_points(mainland))


def _label_points(polygon: BaseGeometry) -> tuple[tuple[float, float], ...]:
    # A name needs no exact border, and the exact one costs seconds.
    coarse = polygon.simplify(0.05)
    centre = shapely.get_point(shapely.maximum_inscribed_circle(coarse, tolerance=0.05), 0)
    inner = coarse.buffer(-_LABEL_MARGIN)
    if inner.is_empty:
        return ((round(centre.x, 3), round(centre.y, 3)),)
    west, south, east, north = inner.bounds
    columns, rows = int((east - west) / _LABEL_STEP) + 1, int((north - south) / _LABEL_STEP) + 1
    grid = [shapely.Point(west + i * _LABEL_STEP, south + j * _LABEL_STEP) for i in range(columns) for j in range(rows)]
    inside = [point for point, kept in zip(grid, shapely.contains(inner, grid), strict=True) if kept]
    inside.sort(key=lambda point: (round(point.distance(centre), 6), point.x, point.y))
    return tuple((round(point.x, 3), round(point.y, 3)) for point in [centre, *inside])
