"""The six territories that a map of France shows, each in the projection of its own official maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.view import METROPOLE, VIEWS

__all__ = ["OVERSEAS", "TERRITORIES", "Territory", "territory_of"]


@dataclass(frozen=True, slots=True)
class Territory:
    """The métropole, or a region overseas.

    Parameters
    ----------
    key
        Key of `geo.view.VIEWS`: `metropole`, `guyane`.
    name
        What the reader sees.
    epsg
        Projected reference system, in metres (easting, northing).
    """

    key: str
    name: str
    epsg: int


#: Reference systems in force: arrêté du 5 mars 2019, article 2 of the décret n° 2000-1276.
_EPSG = {METROPOLE: 2154, "guadeloupe": 5490, "martinique": 5490, "guyane": 2972, "la-reunion": 2975, "mayotte": 4471}

#: INSEE code of a region → its key; every other region is in the métropole.
_CODES = {"01": "guadeloupe", "02": "martinique", "03": "guyane", "04": "la-reunion", "06": "mayotte"}

#: Key → territory, in the order of `geo.view.VIEWS`.
TERRITORIES: Mapping[str, Territory] = MappingProxyType(
    {key: Territory(key, name, _EPSG[key]) for key, name in VIEWS.items()}
)

#: Those overseas, in the order of their INSEE codes.
OVERSEAS = tuple(territory for territory in TERRITORIES.values() if territory.key != METROPOLE)


def territory_of(region_code: str) -> Territory:
    """Return the territory of a region by its INSEE code."""
    return TERRITORIES[_CODES.get(region_code, METROPOLE)]
