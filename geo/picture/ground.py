"""What is drawn under the poles: départements, regions and towns, projected once per process.

The files are read again when they change; bad ones leave the last good ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidDataError
from geo.picture.territory import TERRITORIES, Territory, territory_of
from geo.reading import read_features, unreadable
from geo.schema import DATA_DIR
from geo.vocabulary import DEPARTEMENTS

__all__ = ["Ground", "Land", "Town", "load_ground", "project", "served_ground"]

_TOWNS = "regions/villes.geojson"


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its place in metres, its rank (1 region capital, 2 département capital, 3 other) and its inhabitants."""

    name: str
    departement: str
    rank: int
    population: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """A territory in its own projection, in metres.

    Parameters
    ----------
    territory
        Which one.
    departements
        INSEE code → polygon. Neighbours share their vertices.
    region_codes
        INSEE code of a département → that of its region.
    regions
        INSEE code → polygon, the union of its départements.
    towns
        The largest first within each rank.
    """

    territory: Territory
    departements: Mapping[str, BaseGeometry]
    region_codes: Mapping[str, str]
    regions: Mapping[str, BaseGeometry]
    towns: tuple[Town, ...]

    def of_regions(self, codes: frozenset[str]) -> frozenset[str]:
        """Return the codes of the départements of these regions."""
        return frozenset(code for code, region in self.region_codes.items() if region in codes)

    def union(self, codes: frozenset[str]) -> BaseGeometry:
        """Return these départements as one polygon, empty for none."""
        return shapely.coverage_union_all([self.departements[code] for code in sorted(codes)])


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Every territory by its key."""

    lands: Mapping[str, Land]

    def land(self, territory: Territory, tolerance: float = 0.0) -> Land:
        """Return a territory, without details smaller than `tolerance` metres."""
        return _simplified(self, territory.key, tolerance) if tolerance else self.lands[territory.key]


def project(longitudes: object, latitudes: object, territory: Territory) -> np.ndarray:
    """Project points, EPSG:4326 degrees, to metres (easting, northing): an array of shape (n, 2)."""
    points = gpd.GeoSeries.from_xy(longitudes, latitudes, crs=4326).to_crs(territory.epsg)
    return np.column_stack([points.x, points.y])


def load_ground(data_dir: Path = DATA_DIR) -> Ground:
    """Read and project the boundaries and the towns.

    Raises
    ------
    InvalidDataError
        If a file cannot be read, or holds something else.
    """
    departements = read_features(data_dir, DEPARTEMENTS)
    towns = read_features(data_dir, _TOWNS)
    name = DEPARTEMENTS
    try:
        polygons = [shape(feature["geometry"]) for feature in departements]
        facts = [feature["properties"] for feature in departements]
        owners = {str(fact["code"]): territory_of(str(fact["code_region"])) for fact in facts}
        name = _TOWNS
        places = [(feature["properties"], shape(feature["geometry"])) for feature in towns]
        lands = {
            territory.key: Land(
                territory,
                *_departements(territory, facts, polygons),
                _towns(territory, [one for one in places if owners.get(one[0]["code_departement"]) is territory]),
            )
            for territory in TERRITORIES.values()
        }
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise unreadable(name, "élément sans code ou sans contour") from error
    return Ground(lands)


def _departements(
    territory: Territory, facts: list[dict[str, str]], polygons: list[BaseGeometry]
) -> tuple[dict[str, BaseGeometry], dict[str, str], dict[str, BaseGeometry]]:
    own = [rank for rank, fact in enumerate(facts) if territory_of(fact["code_region"]) is territory]
    if not own:
        raise KeyError(territory.key)
    projected = gpd.GeoSeries([polygons[rank] for rank in own], crs=4326).to_crs(territory.epsg)
    by_code = {facts[rank]["code"]: polygon for rank, polygon in zip(own, projected, strict=True)}
    regions = {facts[rank]["code"]: facts[rank]["code_region"] for rank in own}
    return by_code, regions, _unions(by_code, regions)


def _unions(departements: Mapping[str, BaseGeometry], regions: Mapping[str, str]) -> dict[str, BaseGeometry]:
    members: dict[str, list[BaseGeometry]] = {}
    for code, polygon in departements.items():
        members.setdefault(regions[code], []).append(polygon)
    return {code: shapely.coverage_union_all(polygons) for code, polygons in members.items()}


def _towns(territory: Territory, places: list[tuple[dict[str, object], BaseGeometry]]) -> tuple[Town, ...]:
    if not places:
        return ()
    points = project([point.x for _, point in places], [point.y for _, point in places], territory)
    towns = [
        Town(
            str(fact["nom"]), str(fact["code_departement"]), int(str(fact["rang"])), int(str(fact["population"] or 0)),
            float(x), float(y),
        )
        for (fact, _), (x, y) in zip(places, points, strict=True)
    ]  # fmt: skip
    return tuple(sorted(towns, key=lambda town: (town.rank, -town.population, town.name)))


@lru_cache(maxsize=12)
def _simplified(ground: Ground, key: str, tolerance: float) -> Land:
    land = ground.lands[key]
    # Together, or neighbours would no longer touch. The parameter is the square root of the area of a detail.
    polygons = shapely.coverage_simplify(list(land.departements.values()), tolerance)
    departements = dict(zip(land.departements, polygons, strict=True))
    return Land(land.territory, departements, land.region_codes, _unions(departements, land.region_codes), land.towns)


class _Served:
    """The last good ground, and the state of the files when they were last tried."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.tried: object = None
        self.ground: Ground | None = None


_served = _Served()


def served_ground() -> Ground:
    """Return the ground, the same object until its files change; bad files leave the last good one.

    Raises
    ------
    InvalidDataError
        If it was never good since the process started.
    """
    with _served.lock:
        stamp = [_stamp(DATA_DIR / name) for name in (DEPARTEMENTS, _TOWNS)]
        if _served.ground is None or stamp != _served.tried:
            _served.tried = stamp
            try:
                _served.ground = load_ground()
            except InvalidDataError:
                if _served.ground is None:
                    raise
        return _served.ground


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
