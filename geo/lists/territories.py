"""In which département points lie, tens of thousands at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from geo.reading import read_features, unreadable
from geo.schema import DATA_DIR
from geo.vocabulary import DEPARTEMENTS

__all__ = ["Territories", "load_territories"]

#: Kilometres off a simplified coast or border at which a point still belongs to the nearest département.
MARGIN_KM = 2.0

_KM_PER_DEGREE = 111.2

#: `MARGIN_KM` in degrees of longitude at the northernmost point of France, a little more.
_MARGIN_DEGREES = 0.031


@dataclass(frozen=True, slots=True, eq=False)
class Territories:
    """The départements, one polygon at a time.

    Parameters
    ----------
    polygons
        Parts of départements, EPSG:4326.
    tree
        The same, indexed.
    departements, regions
        Codes of the département and of the region that each part belongs to.
    """

    polygons: NDArray[np.object_]
    tree: shapely.STRtree
    departements: NDArray[np.object_]
    regions: NDArray[np.object_]

    def find(self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the part that holds each point, or lies within `MARGIN_KM` of it; -1 where there is none.

        Parameters
        ----------
        longitude, latitude
            EPSG:4326 degrees, finite, shape (n,).
        """
        points = shapely.points(longitude, latitude)
        found = np.full(len(points), -1, dtype=np.int64)
        rows, parts = self.tree.query(points, predicate="intersects")
        # The last write wins: on a common border, the part that comes first.
        found[rows[::-1]] = parts[::-1]
        lost = np.flatnonzero(found < 0)
        (rows, parts) = self.tree.query_nearest(points[lost], max_distance=_MARGIN_DEGREES, all_matches=False)
        near = self._is_near(points[lost[rows]], self.polygons[parts])
        found[lost[rows[near]]] = parts[near]
        return found

    @staticmethod
    def _is_near(points: NDArray[np.object_], polygons: NDArray[np.object_]) -> NDArray[np.bool_]:
        lines = shapely.shortest_line(points, polygons)
        ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
        shift = (ends[:, 1] - ends[:, 0]) * _KM_PER_DEGREE
        shift[:, 0] *= np.cos(np.radians(ends[:, 0, 1]))
        near: NDArray[np.bool_] = np.hypot(shift[:, 0], shift[:, 1]) <= MARGIN_KM
        return near


@lru_cache(maxsize=2)
def load_territories(data_dir: Path = DATA_DIR) -> Territories:
    """Read `regions/departements.geojson`.

    Raises
    ------
    InvalidDataError
        If it is missing or unreadable.
    """
    try:
        features = read_features(data_dir, DEPARTEMENTS)
        shapes = np.array([shape(feature["geometry"]) for feature in features], dtype=object)
        codes = [(feature["properties"]["code"], feature["properties"]["code_region"]) for feature in features]
    except (AttributeError, ValueError, KeyError, TypeError) as error:
        raise unreadable(DEPARTEMENTS, "département sans code ou sans contour") from error
    polygons, owners = shapely.get_parts(shapes, return_index=True)
    departements, regions = (np.array(column, dtype=object)[owners] for column in zip(*codes, strict=True))
    return Territories(polygons, shapely.STRtree(polygons), departements, regions)
