"""Where the regions are and where their names are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.model import Panel
from geo.reading import read_features, unreadable
from geo.schema import DATA_DIR

__all__ = ["RegionShape", "load_region_shapes", "shapes_around_poles"]

_FILE = "regions/regions.geojson"

#: Room left around poles whose region has no known shape, in degrees (about 50 km).
_AROUND = 0.5

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
    """Read `regions/regions.geojson` and return the shape of each region by its INSEE code.

    Raises
    ------
    InvalidDataError
        If the file cannot be read, or holds something else than regions.
    """
    try:
        features = read_features(data_dir, _FILE)
        return {feature["properties"]["code"]: _shape(shape(feature["geometry"])) for feature in features}
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise unreadable(_FILE, "région sans code ou sans contour") from error


def shapes_around_poles(panel: Panel) -> Mapping[str, RegionShape]:
    """Return what stands in for the shapes of the regions when they are not known: the extent of their poles.

    A region without poles has the extent of all of them. No name is written anywhere.
    """
    points = panel.poles.geometry
    everywhere = _extent(points.total_bounds)
    codes = panel.poles["code_region"]
    held = set(codes)
    return {
        region.code: _extent(points[codes == region.code].total_bounds) if region.code in held else everywhere
        for region in panel.vocabulary.regions
    }


def _extent(bounds: Iterable[float]) -> RegionShape:
    west, south, east, north = map(float, bounds)
    return RegionShape((west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND), ())


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
