"""What lies around a place: the poles within the radius, and the nearest ones when none does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.near import AUTOUR, MAX_RADIUS, Near, round_radius
from geo.proximity import Neighbour

if TYPE_CHECKING:
    from geo.facets import Mask
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["Nearest", "Widening", "nearest_around", "neighbours"]

#: How many poles are named when none lies within the radius.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Widening:
    """A greater radius, and how many of the filtered poles lie within it."""

    radius: int
    count: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """What to say of a place that has none of the filtered poles within its radius.

    Parameters
    ----------
    poles
        The nearest ones, at most three, the other filters kept; none where the other filters leave none at all.
    elsewhere
        Whether they are outside the territory for which the place answers (its own region overseas, else the
        métropole), because it holds none: no radius reaches them.
    widenings
        The round radii that reach one of them at least.
    """

    poles: tuple[Neighbour, ...]
    elsewhere: bool
    widenings: tuple[Widening, ...]


def neighbours(panel: Panel, near: Near, among: Mask) -> tuple[Neighbour, ...]:
    """Return the poles `among` which to look (a mask over `panel.poles`), from the nearest to the farthest."""
    points = panel.index.points
    km = points.distances(near)
    rows = points.by_distance(near, np.flatnonzero(among))
    return tuple(
        Neighbour(str(panel.poles.index[row]), float(km[row]), approximate=bool(points.approximate[row]))
        for row in rows
    )


def nearest_around(panel: Panel, selection: Selection) -> Nearest | None:
    """Return what is nearest to the place of `selection`, or None if it has no place.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered; its radius is left out of account.
    """
    near = selection.autour
    if near is None:
        return None
    others = panel.index.mask(selection, ignoring=AUTOUR)
    reachable = others & panel.index.points.territory(near)
    elsewhere = not reachable.any()
    found = neighbours(panel, near, others if elsewhere else reachable)[:_NAMED]
    radii = [] if elsewhere else [round_radius(max(pole.km, near.radius)) for pole in found]
    wider = [radius for radius in dict.fromkeys(radii) if radius is not None and near.radius < radius <= MAX_RADIUS]
    counted = (Widening(radius, _count(panel, selection, replace(near, radius=radius))) for radius in wider)
    return Nearest(found, elsewhere and bool(found), tuple(counted))


def _count(panel: Panel, selection: Selection, near: Near) -> int:
    return int(panel.index.mask(replace(selection, autour=near)).sum())
