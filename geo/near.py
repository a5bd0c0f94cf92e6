"""« Autour de »: a place and a radius, and which points lie within, by geodesic distance.

A commune overseas answers for its own region, and one of the métropole for the métropole: nobody looks for a neighbour
across an ocean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import UnknownValueError
from geo.facets import Mask
from geo.proximity import APPROXIMATE, distance_km

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.gazetteer import Place
    from geo.model import Vocabulary

__all__ = [
    "ALLOWED",
    "AUTOUR",
    "DEFAULT_RADIUS",
    "MAX_RADIUS",
    "RADII",
    "RAYON",
    "Near",
    "Points",
    "read_radius",
    "round_radius",
]

#: Parameters of the URL: the INSEE code of the place, and the radius in kilometres.
AUTOUR, RAYON = "autour", "rayon"

#: Radii that are offered, in kilometres; a URL may ask for any whole number up to the greatest.
RADII = (10, 20, 30, 50, 75, 100, 150, 200)
DEFAULT_RADIUS = 30
MAX_RADIUS = 500

#: What each parameter may be, said rather than listed: there are 35,000 codes.
ALLOWED = {AUTOUR: ("code INSEE d'une commune",), RAYON: (f"nombre entier de 1 à {MAX_RADIUS}",)}

#: Radii that are proposed to reach further are multiples of these, below and from the limit on.
_STEP, _LONG_STEP, _LONG = 10, 50, 200

_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Near:
    """A place, and how far around it.

    Parameters
    ----------
    place
        A commune in force, an arrondissement or a former commune.
    radius
        In kilometres, from 1 to `MAX_RADIUS`.

    Raises
    ------
    UnknownValueError
        If the radius is not such a whole number.
    """

    place: Place
    radius: int = DEFAULT_RADIUS

    def __post_init__(self) -> None:
        whole = isinstance(self.radius, int) and not isinstance(self.radius, bool)
        if not whole or not 1 <= self.radius <= MAX_RADIUS:
            raise UnknownValueError(RAYON, self.radius, ALLOWED[RAYON], "choisir un rayon en kilomètres")

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude of the place, EPSG:4326 degrees."""
        return self.place.latitude, self.place.longitude


def read_radius(text: str) -> int | None:
    """Return the radius that a parameter of a URL says, or None if it says none: « 30 », not « 030 » nor « 30 km »."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(MAX_RADIUS)) or text.startswith("0"):
        return None
    return int(text) if int(text) <= MAX_RADIUS else None


def round_radius(km: float) -> int | None:
    """Return the next round radius that reaches `km`, or None if none may.

    Examples
    --------
    >>> round_radius(71.2), round_radius(80.0), round_radius(203.4), round_radius(501)
    (80, 80, 250, None)
    """
    step = _STEP if km <= _LONG else _LONG_STEP
    radius = max(step, int(np.ceil(km / step)) * step)
    return radius if radius <= MAX_RADIUS else None


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Where things are, to be measured from a place.

    Parameters
    ----------
    latitudes, longitudes
        EPSG:4326 degrees.
    regions
        INSEE code of the region of each.
    approximate
        Which stand for a whole département or region.
    overseas
        INSEE codes of the regions overseas.
    """

    latitudes: _Numbers
    longitudes: _Numbers
    regions: npt.NDArray[np.object_]
    approximate: Mask
    overseas: frozenset[str]

    @classmethod
    def build(cls, poles: gpd.GeoDataFrame, vocabulary: Vocabulary) -> Points:
        """Take the points of `poles`."""
        geometry = poles.geometry
        latitudes = np.array([point.y for point in geometry], dtype=float)
        longitudes = np.array([point.x for point in geometry], dtype=float)
        regions = np.array(poles["code_region"].tolist(), dtype=object)
        approximate = np.array(poles["precision"].isin(APPROXIMATE).tolist(), dtype=bool)
        # Shared by every session, as the facets are.
        for column in (latitudes, longitudes, regions, approximate):
            column.setflags(write=False)
        return cls(latitudes, longitudes, regions, approximate, overseas_codes(vocabulary))

    def distances(self, near: Near) -> _Numbers:
        """Return the distance of each point from the place, in kilometres: a read-only array."""
        return _measured(self, near.point)

    def territory(self, near: Near) -> Mask:
        """Return which points the place answers for: its own region overseas, else the whole métropole."""
        code = near.place.code_region
        if code in self.overseas:
            return np.asarray(self.regions == code, dtype=bool)
        return ~np.isin(self.regions, list(self.overseas))

    def within(self, near: Near) -> Mask:
        """Return which points lie within the radius, the circle itself included, in the territory of the place."""
        return _within(self, near)

    def by_distance(self, near: Near, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Return `rows` from the nearest to the farthest; at equal distance, as they were."""
        return rows[np.argsort(self.distances(near)[rows], kind="stable")]


def overseas_codes(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the INSEE codes of the regions overseas."""
    return frozenset(region.code for region in vocabulary.regions if region.overseas)


# One filter change asks for the same circle a dozen times: mask, counts of every facet, list, map.
@lru_cache(maxsize=256)
def _within(points: Points, near: Near) -> Mask:
    inside = np.asarray(points.distances(near) <= near.radius, dtype=bool) & points.territory(near)
    inside.setflags(write=False)
    return inside


@lru_cache(maxsize=256)
def _measured(points: Points, place: tuple[float, float]) -> _Numbers:
    pairs = zip(points.latitudes.tolist(), points.longitudes.tolist(), strict=True)
    measured = np.array([distance_km(place, pair) for pair in pairs], dtype=float)
    measured.setflags(write=False)
    return measured
