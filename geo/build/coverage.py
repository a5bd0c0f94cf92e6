"""From commune polygons to simplified départements that share their borders exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from geo.errors import InvalidDataError, Problem

__all__ = [
    "DECIMALS",
    "FRAMES",
    "OVERSEAS",
    "Frame",
    "check",
    "dissolve",
    "frame_of",
    "in_degrees",
    "in_metres",
    "simplify",
]

#: About 10 m on the ground, a fiftieth of the simplification, and a fifth of the weight saved against 5 decimals.
DECIMALS = 4
#: Gaps narrower than this (metres) between départements come from the source, not from the ground.
GAP_WIDTH = 500.0
#: Parts smaller than this (m²) are crumbs of the dissolve or rocks that no zoom of the map shows.
SMALLEST_PART = 10_000.0
#: An island's tolerance is at most this share of its width: at 500 m flat, Ouessant or Sein would be triangles.
ISLAND_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Frame:
    """A projection in which metres mean metres, and how much to simplify there.

    Parameters
    ----------
    epsg
        EPSG code of the projected system (easting, northing, in metres).
    tolerance
        Of `shapely.coverage_simplify`, in metres.
    """

    epsg: int
    tolerance: float


# Tolerances follow the extent, because an island is looked at from closer; Guyane is as large as a métropole region.
METROPOLE = Frame(2154, 500.0)
ANTILLES = Frame(5490, 150.0)
OVERSEAS = {
    "971": ANTILLES,
    "972": ANTILLES,
    "973": Frame(2972, 500.0),
    "974": Frame(2975, 150.0),
    "976": Frame(4471, 100.0),
}
FRAMES = (METROPOLE, *dict.fromkeys(OVERSEAS.values()))


def frame_of(code_departement: str) -> Frame:
    """Give the projection of a département, from its INSEE code."""
    return OVERSEAS.get(code_departement, METROPOLE)


def in_metres(geometries: NDArray[np.object_], frame: Frame) -> NDArray[np.object_]:
    """Project from EPSG:4326 (longitude, latitude, degrees) to the frame (easting, northing, metres)."""
    return _transformed(geometries, pyproj.Transformer.from_crs(4326, frame.epsg, always_xy=True))


def in_degrees(geometries: NDArray[np.object_], frame: Frame) -> NDArray[np.object_]:
    """Project from the frame (easting, northing, metres) to EPSG:4326 (longitude, latitude, degrees)."""
    return _transformed(geometries, pyproj.Transformer.from_crs(frame.epsg, 4326, always_xy=True))


def dissolve(geometries: NDArray[np.object_], keys: NDArray[np.object_]) -> dict[str, shapely.Geometry]:
    """Merge the geometries of each key; keys come out sorted."""
    return {str(key): shapely.union_all(geometries[keys == key]) for key in sorted(set(keys))}


def simplify(departements: dict[str, shapely.Geometry], frame: Frame) -> dict[str, shapely.Geometry]:
    """Clean and simplify the départements of one frame, neighbours keeping the same vertices on their border.

    Parameters
    ----------
    departements
        Code → polygon, in the frame's metres; small gaps and overlaps are allowed.
    frame
        Projection and tolerance.

    Returns
    -------
    dict
        Code → MultiPolygon, EPSG:4326, longitude then latitude, rounded to `DECIMALS`, exterior rings anticlockwise.

    Raises
    ------
    InvalidDataError
        A ring became invalid, or neighbours no longer match.
    """
    codes = sorted(departements)
    clean = shapely.coverage_clean(np.array([departements[code] for code in codes]), gap_width=GAP_WIDTH)
    parts, owners = shapely.get_parts(clean, return_index=True)
    kept = shapely.area(parts) >= SMALLEST_PART
    parts, owners = parts[kept], owners[kept]
    degrees = in_degrees(_simplified_parts(parts, frame.tolerance), frame)
    rounded = shapely.remove_repeated_points(shapely.transform(degrees, _rounded))
    result = {code: _multipolygon(rounded[owners == owner]) for owner, code in enumerate(codes)}
    check(result)
    return result


def _simplified_parts(parts: NDArray[np.object_], tolerance: float) -> NDArray[np.object_]:
    first, _ = shapely.STRtree(parts).query(parts, predicate="intersects")
    alone = np.bincount(first, minlength=len(parts)) == 1
    result = parts.copy()
    if not alone.all():
        result[~alone] = shapely.coverage_simplify(parts[~alone], tolerance)
    # coverage_simplify takes one tolerance for a coverage: islands go one by one to get each its own.
    for index in np.flatnonzero(alone):
        own = min(tolerance, ISLAND_SHARE * float(np.sqrt(shapely.area(parts[index]))))
        result[index] = shapely.coverage_simplify(parts[index], own)
    return result


def _multipolygon(polygons: NDArray[np.object_]) -> shapely.Geometry:
    # normalize first: it fixes where rings start and in which order parts come, so that a rebuild gives the same bytes.
    return shapely.orient_polygons(shapely.normalize(shapely.multipolygons(polygons)))


def check(departements: dict[str, shapely.Geometry]) -> None:
    """Refuse invalid polygons and neighbours that overlap or do not share their vertices (code → polygon).

    Raises
    ------
    InvalidDataError
        With all the problems found.
    """
    file = "data/regions/departements.geojson"
    shapes = np.array(list(departements.values()))
    problems = [
        Problem(file, f"contour invalide : {shapely.is_valid_reason(shape)}", value=code, advice="baisser la tolérance")
        for code, shape in departements.items()
        if not shape.is_valid
    ]
    if not shapely.coverage_is_valid(shapes):
        problems.append(Problem(file, "des départements voisins se chevauchent", advice="baisser la tolérance"))
    if problems:
        raise InvalidDataError(problems)


def _rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
    # + 0.0 turns -0.0 into 0.0: both are on the meridian, only one is written "0.0".
    return np.round(points, DECIMALS) + 0.0


def _transformed(geometries: NDArray[np.object_], transformer: pyproj.Transformer) -> NDArray[np.object_]:
    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    result: NDArray[np.object_] = shapely.transform(geometries, project)
    return result
