"""What is drawn under the poles, packed: boundaries as whole numbers, each point from the one before.

A third of the size of the GeoJSON that they are made of. Points are rounded to about 100 m, less than the detail that
the boundaries were simplified to (see `data/regions/README.md`); `web/files.js` unpacks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.errors import InvalidDataError
from geo.reading import read_features
from geo.regions import RegionShape, load_region_shapes
from geo.schema import DATA_DIR

__all__ = ["Ground", "load_ground", "pack"]

#: Steps in a degree.
_STEPS = 1_000

_FILES = MappingProxyType({"regions": "regions.geojson", "limites": "departements-lignes.geojson"})
_TOWNS = "villes.geojson"


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Boundaries and towns, as the page holds them.

    Parameters
    ----------
    parts
        `regions` and `limites`: for each feature, its INSEE code, its type and its packed coordinates; `villes`: name,
        rank, longitude and latitude (EPSG:4326 degrees). What cannot be read is not there: the map does without.
    shapes
        Shape of each region by its INSEE code; empty if they cannot be read.
    """

    parts: Mapping[str, list[list[Any]]]
    shapes: Mapping[str, RegionShape]


def load_ground(data_dir: Path = DATA_DIR) -> Ground:
    """Read the boundaries and the towns of `regions/`, once for as long as their dates and sizes stay the same."""
    names = (*_FILES.values(), _TOWNS)
    return _load(data_dir, tuple(_version(data_dir / "regions" / name) for name in names))


def pack(coordinates: Any) -> list[Any]:
    """Return the coordinates of a GeoJSON geometry with each line as one flat list of whole steps.

    Parameters
    ----------
    coordinates
        Lines of points [longitude, latitude], in degrees, at any depth.

    Examples
    --------
    >>> pack([[[1.5, 2.0], [1.501, 1.9992], [1.5011, 1.9993]]])
    [[1500, 2000, 1, -1]]
    """
    if not isinstance(coordinates[0][0], int | float):
        return [pack(part) for part in coordinates]
    places = [(round(x * _STEPS), round(y * _STEPS)) for x, y in coordinates]
    steps = [(x - w, y - v) for (w, v), (x, y) in pairwise([(0, 0), *places])]
    return [number for step in steps if step != (0, 0) for number in step]


def _version(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=2)
def _load(data_dir: Path, _versions: tuple[tuple[int, int], ...]) -> Ground:
    parts: dict[str, list[list[Any]]] = {}
    shapes: Mapping[str, RegionShape] = {}
    for key, name in _FILES.items():
        features = _features(data_dir, name)
        if features:
            parts[key] = [_boundary(feature) for feature in features]
    towns = _features(data_dir, _TOWNS)
    if towns:
        parts["villes"] = [_town(feature) for feature in towns]
    if "regions" in parts:
        shapes = load_region_shapes(data_dir)
    return Ground(MappingProxyType(parts), shapes)


def _features(data_dir: Path, name: str) -> list[dict[str, Any]]:
    try:
        return read_features(data_dir, f"regions/{name}")
    except InvalidDataError:
        return []


def _boundary(feature: Mapping[str, Any]) -> list[Any]:
    properties, geometry = feature["properties"], feature["geometry"]
    return [properties.get("code"), geometry["type"], pack(geometry["coordinates"])]


def _town(feature: Mapping[str, Any]) -> list[Any]:
    return [feature["properties"]["nom"], feature["properties"]["rang"], *feature["geometry"]["coordinates"]]
