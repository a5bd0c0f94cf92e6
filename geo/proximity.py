"""How far poles are from one another and from a place: geodesic distances on the WGS 84 ellipsoid, computed offline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.text import NO_BREAK_SPACE, format_number

if TYPE_CHECKING:
    from geo.facets import Mask
    from geo.model import Panel

__all__ = ["APPROXIMATE", "Neighbour", "describe_distance", "distance_km", "nearest", "nearest_to", "tell_km"]

#: Precisions of a point that stands for a whole département or region.
APPROXIMATE = ("departement", "region")

#: Below this a distance is not told: points stand for a town hall.
_SAME_PLACE_KM = 1.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A pole and how far it is.

    Parameters
    ----------
    pole_id
        Id of a distinct pole.
    km
        Geodesic distance, in kilometres.
    approximate
        Whether one of the two points stands for a département or a region.
    same_commune
        Whether both are known to be in the same commune.
    """

    pole_id: str
    km: float
    approximate: bool = False
    same_commune: bool = False


# Sheets ask for the same pairs again and again; both ways round are few thousand.
@lru_cache(maxsize=16384)
def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the geodesic distance in kilometres between two points (latitude, longitude), EPSG:4326 degrees."""
    # Here: geopy imports all of its geocoders, and only who measures a distance needs it.
    from geopy.distance import geodesic

    return float(geodesic(one, other).kilometers)


def nearest(panel: Panel, pole_id: str, count: int, among: Mask | None = None) -> tuple[Neighbour, ...]:
    """Return the poles nearest to one of them, itself left out.

    Parameters
    ----------
    panel
        The poles.
    pole_id
        A distinct pole, or a line that doubles one.
    count
        How many to return, at most.
    among
        Which of `panel.poles` to look at, shape (len(poles),); those of the panel of 2016 by default.

    Returns
    -------
    tuple of Neighbour
        The nearest first; at equal distance, in the order of `panel.poles`.

    Raises
    ------
    KeyError
        If there is no such pole.
    """
    canonical = panel.canonical_id(pole_id)
    if canonical is None:
        raise KeyError(pole_id)
    origin = panel.poles.loc[canonical]
    kept = (panel.in_panel if among is None else among) & (panel.poles.index.to_numpy() != canonical)
    commune = origin["code_commune"]
    vague = origin["precision"] in APPROXIMATE
    return tuple(
        Neighbour(
            found.pole_id,
            found.km,
            found.approximate or vague,
            commune is not None and panel.poles.at[found.pole_id, "code_commune"] == commune,
        )
        for found in nearest_to(panel, (origin.geometry.y, origin.geometry.x), count, kept)
    )


def nearest_to(
    panel: Panel, place: tuple[float, float], count: int, among: Mask | None = None
) -> tuple[Neighbour, ...]:
    """Return the poles nearest to a place, the nearest first.

    Parameters
    ----------
    panel
        The poles.
    place
        (latitude, longitude), EPSG:4326 degrees.
    count
        How many to return, at most.
    among
        Which of `panel.poles` to look at; those of the panel of 2016 by default.
    """
    kept = panel.poles[panel.in_panel if among is None else among]
    measured = [
        Neighbour(str(pole_id), distance_km(place, (point.y, point.x)), precision in APPROXIMATE)
        for pole_id, point, precision in zip(kept.index, kept.geometry, kept["precision"], strict=True)
    ]
    order = np.argsort([neighbour.km for neighbour in measured], kind="stable")
    return tuple(measured[row] for row in order[:count])


def describe_distance(neighbour: Neighbour) -> str:
    """Say how far a pole is: « 12 km », « même commune », « environ 80 km, lieu approximatif »."""
    if neighbour.same_commune:
        return "même commune"
    if neighbour.approximate and neighbour.km < _SAME_PLACE_KM:
        # Two points that stand for the same département or region.
        return "distance inconnue, lieu approximatif"
    told = tell_km(neighbour.km, approximate=neighbour.approximate)
    return f"{told}, lieu approximatif" if neighbour.approximate else told


def tell_km(km: float, *, approximate: bool = False) -> str:
    """Write a distance: « 12 km », « moins de 1 km », « environ 12 km » where a point stands for a whole area."""
    if km < _SAME_PLACE_KM:
        return f"{'environ' if approximate else 'moins de'} 1{NO_BREAK_SPACE}km"
    return f"{'environ ' if approximate else ''}{format_number(km, 0)}{NO_BREAK_SPACE}km"
