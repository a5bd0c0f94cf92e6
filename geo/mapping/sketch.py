"""Small maps of the sheets: the ground as an SVG drawing without text, and where points fall on it.

The projection is the local equirectangular one: longitudes are shrunk by the cosine of the mean latitude of what is
shown. Over one region it departs from a true map by less than the width of a line. Shares of the drawing are percents
from its upper left corner, so that marks can be laid above it at any size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import shapely
from shapely.affinity import affine_transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import UnknownValueError
from geo.reading import read_features
from geo.schema import DATA_DIR

__all__ = ["SIZE", "Frame", "Ground", "around_frame", "draw", "load_ground", "region_frame"]

#: Side of the drawing, in units of its viewBox: about pixels.
SIZE = 440

#: Ground left around a region, as a share of the drawing.
_MARGIN = 0.06

#: Half the side of the drawing around one pole, in kilometres.
RADIUS_KM = 120.0

#: Length of a degree of latitude, in kilometres.
_DEGREE_KM = 111.2

#: Detail that is not drawn, in units of the viewBox; coordinates are written in tenths of them.
_TOLERANCE = 1.2

#: Islands and corners smaller than this are not drawn unless they are all there is, in square units of the viewBox.
_SPECK = 2.0

#: Colours of the map, for the two themes of the reader.
_STYLE = (
    ".e{fill:#e8eff3}.v{fill:#d5dde2;stroke:#a9b7c0}.r{fill:#fbfaf6;stroke:#5f727f}.d{stroke:#7d8c96}"
    "@media (prefers-color-scheme:dark){.e{fill:#0c1216}.v{fill:#19232a;stroke:#3d4d58}"
    ".r{fill:#2b3944;stroke:#8fa2b0}.d{stroke:#7d91a0}}"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Département polygons, EPSG:4326, each with the code of its region; together they cover the country once."""

    regions: tuple[str, ...]
    shapes: tuple[BaseGeometry, ...]

    def bounds(self, region_code: str) -> tuple[float, float, float, float]:
        """Return (west, south, east, north) of a region, in degrees.

        Raises
        ------
        UnknownValueError
            If there is no such region.
        """
        parts = [part for code, part in zip(self.regions, self.shapes, strict=True) if code == region_code]
        if not parts:
            raise UnknownValueError("code_region", region_code, tuple(sorted(set(self.regions))))
        west, south, east, north = shapely.total_bounds(parts)
        return float(west), float(south), float(east), float(north)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a drawing shows, and its projection.

    Parameters
    ----------
    longitude, latitude
        Centre, in degrees.
    scale
        Units of the viewBox per degree of latitude.
    squeeze
        Length of a degree of longitude over that of a degree of latitude: the cosine of the mean latitude.
    """

    longitude: float
    latitude: float
    scale: float
    squeeze: float

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a point (degrees) falls, in units of the viewBox from the upper left corner."""
        x = SIZE / 2 + (longitude - self.longitude) * self.squeeze * self.scale
        return x, SIZE / 2 - (latitude - self.latitude) * self.scale


def load_ground(data_dir: Path = DATA_DIR) -> Ground:
    """Read `regions/departements.geojson`."""
    features = read_features(data_dir, "regions/departements.geojson")
    return Ground(
        tuple(feature["properties"]["code_region"] for feature in features),
        tuple(shape(feature["geometry"]) for feature in features),
    )


def region_frame(ground: Ground, region_code: str) -> Frame:
    """Return the frame that shows a whole region.

    Raises
    ------
    UnknownValueError
        If there is no such region.
    """
    west, south, east, north = ground.bounds(region_code)
    latitude = (south + north) / 2
    squeeze = math.cos(math.radians(latitude))
    extent = max((east - west) * squeeze, north - south) / (1 - 2 * _MARGIN)
    return Frame((west + east) / 2, latitude, SIZE / extent, squeeze)


def around_frame(ground: Ground, region_code: str, longitude: float, latitude: float) -> Frame:
    """Return the frame around a point, `RADIUS_KM` on each side; a smaller region is shown whole.

    The point is in the middle, unless that would show more sea or foreign ground than the map of the whole region does.

    Raises
    ------
    UnknownValueError
        If there is no such region.
    """
    whole = region_frame(ground, region_code)
    scale = SIZE / (2 * RADIUS_KM / _DEGREE_KM)
    if whole.scale >= scale:
        return whole
    room = (SIZE / whole.scale - SIZE / scale) / 2
    y = min(max(latitude, whole.latitude - room), whole.latitude + room)
    squeeze = math.cos(math.radians(y))
    reach = (SIZE / whole.scale / whole.squeeze - SIZE / scale / squeeze) / 2
    x = min(max(longitude, whole.longitude - reach), whole.longitude + reach) if reach > 0 else whole.longitude
    return Frame(x, y, scale, squeeze)


def draw(ground: Ground, region_code: str, frame: Frame) -> str:
    """Draw the ground: the region light, with the borders of its départements, its neighbours grey.

    Parameters
    ----------
    ground
        What `load_ground` returned.
    region_code
        INSEE code of the region.
    frame
        What is shown.

    Returns
    -------
    str
        An SVG document of a few kB, without text, in the colours of the reader's theme.
    """
    parts = _projected(ground, frame)
    regions = {code: shapely.union_all([part for owner, part in parts if owner == code]) for code, _ in parts}
    own = regions.pop(region_code, shapely.MultiPolygon())
    borders = shapely.union_all([part.boundary for owner, part in parts if owner == region_code])
    inner = borders.difference(own.boundary)
    paths = [
        f'<path class="v" d="{"".join(_rings(part) for part in regions.values())}"/>',
        f'<path class="r" d="{_rings(own)}"/>',
    ]
    if not inner.is_empty:
        paths.append(f'<path class="d" fill="none" stroke-dasharray="40 30" d="{_lines(inner)}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}">'
        f'<style>{_STYLE}</style><path class="e" d="M0 0h{SIZE}v{SIZE}H0z"/>'
        f'<g transform="scale(.1)" stroke-width="10" stroke-linejoin="round">{"".join(paths)}</g></svg>'
    )


def _projected(ground: Ground, frame: Frame) -> list[tuple[str, BaseGeometry]]:
    """Return the départements that the frame shows, in tenths of units, with the code of their region."""
    x, y = frame.project(0, 0)
    matrix = [frame.scale * frame.squeeze * 10, 0, 0, -frame.scale * 10, x * 10, y * 10]
    # A little more than what is shown, so that the cut is not seen as a border.
    window = shapely.box(-100, -100, SIZE * 10 + 100, SIZE * 10 + 100)
    placed = [(code, affine_transform(part, matrix)) for code, part in zip(ground.regions, ground.shapes, strict=True)]
    seen = [(code, part) for code, part in placed if part.intersects(window)]
    # Together, or neighbours would no longer touch.
    simple = shapely.coverage_simplify([part for _, part in seen], _TOLERANCE * 10)
    cut = [(code, shapely.intersection(part, window)) for (code, _), part in zip(seen, simple, strict=True)]
    return [(code, part) for code, whole in cut if not (part := _without_specks(whole)).is_empty]


def _without_specks(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, shapely.Polygon)]
    large = [part for part in parts if part.area >= _SPECK * 100]
    return shapely.MultiPolygon(large or parts[:1])


def _rings(geometry: BaseGeometry) -> str:
    polygons = [part for part in shapely.get_parts(geometry) if isinstance(part, shapely.Polygon)]
    return "".join(f"{_path(ring.coords)}z" for polygon in polygons for ring in (polygon.exterior, *polygon.interiors))


def _lines(geometry: BaseGeometry) -> str:
    merged = shapely.line_merge(geometry)
    return "".join(_path(line.coords) for line in shapely.get_parts(merged) if isinstance(line, shapely.LineString))


def _path(points: Iterable[Sequence[float]]) -> str:
    """Write a line as integers, each point from the one before: half the size of absolute places."""
    rounded = [(round(point[0]), round(point[1])) for point in points]
    steps = [(x - w, y - v) for (w, v), (x, y) in pairwise(rounded) if (x, y) != (w, v)]
    if not steps:
        return ""
    # A minus sign separates as well as a space.
    text = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{rounded[0][0]} {rounded[0][1]}l{text}"
