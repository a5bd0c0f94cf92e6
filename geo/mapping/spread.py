"""Marks laid above a sketch: where they are, and how those that overlap are pushed apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geo.mapping.sketch import SIZE

__all__ = ["Spot", "spread"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark on a drawing: its key, and the place of its centre in units of the viewBox."""

    key: str
    x: float
    y: float

    @property
    def left(self) -> float:
        """Percent of the width."""
        return round(100 * self.x / SIZE, 1)

    @property
    def top(self) -> float:
        """Percent of the height."""
        return round(100 * self.y / SIZE, 1)

    @property
    def is_shown(self) -> bool:
        """Whether the mark falls on the drawing, and not at its very edge."""
        return all(0.02 * SIZE <= value <= 0.98 * SIZE for value in (self.x, self.y))


def spread(spots: Sequence[Spot], gap: float, fixed: Mapping[str, float] | None = None) -> tuple[Spot, ...]:
    """Push apart the marks that overlap, always the same way, and keep them on the drawing.

    Parameters
    ----------
    spots
        The marks at their true place.
    gap
        Smallest distance between two centres, in units of the viewBox.
    fixed
        Keys of marks that stay where they are → additional room around them.

    Returns
    -------
    tuple of Spot
        In the same order. Marks that overlap nothing have not moved.
    """
    held = fixed or {}
    places = [[spot.x, spot.y] for spot in spots]
    for _ in range(200):
        moved = False
        for one in range(len(spots)):
            for other in range(one + 1, len(spots)):
                extra = max(held.get(spots[one].key, 0.0), held.get(spots[other].key, 0.0))
                moved |= _part(places, one, other, gap + extra, (spots[one].key in held, spots[other].key in held))
        if not moved:
            break
    edge = gap / 2
    kept = [[min(max(value, edge), SIZE - edge) for value in place] for place in places]
    return tuple(
        spot if spot.key in held else replace(spot, x=x, y=y) for spot, (x, y) in zip(spots, kept, strict=True)
    )


def _part(places: list[list[float]], one: int, other: int, gap: float, held: tuple[bool, bool]) -> bool:
    """Move two marks away from each other if they are nearer than `gap`; say whether they were."""
    dx, dy = places[other][0] - places[one][0], places[other][1] - places[one][1]
    distance = math.hypot(dx, dy)
    if distance >= gap - 0.1 or all(held):
        return False
    if distance < 1e-6:
        # At the same place: each pair leaves in a direction of its own.
        angle = 2.4 * (one + other)
        dx, dy, distance = math.cos(angle), math.sin(angle), 1.0
        missing = gap
    else:
        missing = gap - distance
    shares = (0.0, 1.0) if held[0] else (1.0, 0.0) if held[1] else (0.5, 0.5)
    for place, share, sign in ((places[one], shares[0], -1), (places[other], shares[1], 1)):
        place[0] += sign * share * missing * dx / distance
        place[1] += sign * share * missing * dy / distance
    return True
