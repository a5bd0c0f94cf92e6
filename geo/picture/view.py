"""What a picture shows of the country, as the selection says: everything, some regions or départements, a circle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import UnknownValueError
from geo.picture.frame import Bounds
from geo.picture.ground import Ground, Land, project
from geo.picture.territory import OVERSEAS, TERRITORIES, Territory, territory_of
from geo.view import METROPOLE

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.near import Near
    from geo.selection import Selection

__all__ = ["Part", "View", "circle", "view_of", "view_of_region"]

#: Directions in which the edge of a circle is computed.
_DIRECTIONS = 180

#: Ground shown around a circle, as a share of its radius.
_AROUND = 0.12


@dataclass(frozen=True, slots=True)
class Part:
    """A territory, or a part of it.

    Parameters
    ----------
    territory
        Which one.
    bounds
        What must be seen, in its metres.
    chosen
        INSEE codes of the départements that the selection names; none where it names no place.
    near
        The place and the radius, if they are in this territory.
    """

    territory: Territory
    bounds: Bounds
    chosen: frozenset[str] = frozenset()
    near: Near | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the territory is shown as such, and not for a place in it."""
        return not self.chosen and self.near is None


@dataclass(frozen=True, slots=True)
class View:
    """What is shown large, side by side, and what is shown in small frames beside it."""

    large: tuple[Part, ...]
    small: tuple[Part, ...] = ()


def view_of(panel: Panel, selection: Selection, ground: Ground) -> View:
    """Return what to show of a selection.

    A place or a territory that is named is shown alone; the métropole is large wherever it is shown with another one.
    """
    if selection.autour:
        return View((_around(selection.autour, ground, _chosen(panel, selection)),))
    chosen = _chosen(panel, selection)
    if not chosen:
        return View((_whole(ground, TERRITORIES[METROPOLE]),), tuple(_whole(ground, one) for one in OVERSEAS))
    parts = [part for territory in TERRITORIES.values() if (part := _part(ground.land(territory), chosen))]
    if parts and parts[0].territory.key == METROPOLE:
        return View((parts[0],), tuple(parts[1:]))
    return View(tuple(parts))


def view_of_region(region_code: str, ground: Ground) -> View:
    """Return the view of one region.

    Raises
    ------
    UnknownValueError
        If there is no such region.
    """
    land = ground.land(territory_of(region_code))
    part = _part(land, land.of_regions(frozenset({region_code})))
    if part is None:
        raise UnknownValueError("region_code", region_code, tuple(sorted(set(land.region_codes.values()))))
    return View((part,))


def circle(near: Near, territory: Territory) -> BaseGeometry:
    """Return what lies within the radius of a place, in metres of the territory: a geodesic circle on WGS 84."""
    from pyproj import Geod

    latitude, longitude = near.point
    azimuths = np.linspace(0, 360, _DIRECTIONS, endpoint=False)
    same = np.ones(_DIRECTIONS)
    east, north, _ = Geod(ellps="WGS84").fwd(longitude * same, latitude * same, azimuths, 1000 * near.radius * same)
    return shapely.Polygon(project(east, north, territory))


def _chosen(panel: Panel, selection: Selection) -> frozenset[str]:
    """Return the codes of the départements that the selection names, by themselves or by their region."""
    slugs = {region.slug: region.code for region in panel.vocabulary.regions}
    regions = {slugs[slug] for slug in selection.region if slug in slugs}
    every = panel.vocabulary.departements
    named = {one.code for one in every if one.code in selection.departement}
    within = {one.code for one in every if one.region_code in regions}
    # Both are filters: what is left is the départements that are in the regions, if any.
    return frozenset((named & within) or named or within)


def _whole(ground: Ground, territory: Territory) -> Part:
    land = ground.land(territory)
    return Part(territory, _bounds(list(land.regions.values())))


def _part(land: Land, chosen: frozenset[str]) -> Part | None:
    own = chosen & frozenset(land.departements)
    return Part(land.territory, _bounds([land.departements[code] for code in sorted(own)]), own) if own else None


def _around(near: Near, ground: Ground, chosen: frozenset[str]) -> Part:
    territory = territory_of(near.place.code_region)
    west, south, east, north = circle(near, territory).bounds
    room = (east - west) / 2 * _AROUND
    bounds = (west - room, south - room, east + room, north + room)
    return Part(territory, bounds, chosen & frozenset(ground.land(territory).departements), near)


def _bounds(polygons: list[BaseGeometry]) -> Bounds:
    west, south, east, north = shapely.total_bounds(polygons)
    return float(west), float(south), float(east), float(north)
