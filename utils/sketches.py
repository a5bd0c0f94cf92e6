"""The small maps of the sheets: the ground published once per process as an image, the poles above it as links.

What the functions return is what the macro of `_croquis.html` takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypedDict

from geo.mapping import sketch
from geo.mapping.spread import Spot, spread
from geo.mapping.style import UNKNOWN_SECTOR, ink
from geo.model import APPELS, Panel, Region, collection_of
from geo.wording import in_region
from utils.web import assets

__all__ = ["Mark", "Sketch", "pole_sketch", "region_sketch"]

#: Room that a mark takes, in units of the drawing, on the narrowest column where sketches stand.
_GAP, _SMALL_GAP, _MAIN_EXTRA = 27.0, 20.0, 6.0


class Mark(TypedDict):
    """A pole on a sketch: `left` and `top` in percents; `size` is `petit`, `normal` or `principal`."""

    id: str
    name: str
    left: float
    top: float
    letters: str
    colour: str
    ink: str
    blurred: bool
    later: bool
    size: str


class Sketch(TypedDict):
    """A drawing and its marks."""

    url: str
    alt: str
    marks: list[Mark]


def region_sketch(panel: Panel, code: str) -> Sketch:
    """Return the map of a region and of all its poles, those of later calls included.

    Raises
    ------
    UnknownValueError
        If there is no region of that INSEE code.
    """
    frame = sketch.region_frame(_ground(), code)
    chosen = [str(pole_id) for pole_id in panel.poles.index[panel.poles["code_region"] == code]]
    spots = spread(_spots(panel, chosen, frame), _GAP)
    return {
        "url": _file(f"croquis-region-{code}.svg", code, frame).publish(),
        "alt": f"Carte de la région {_region(panel, code).name} et de ses départements",
        "marks": [_mark(panel, spot, "normal") for spot in spots],
    }


def pole_sketch(panel: Panel, pole_id: str) -> Sketch:
    """Return the map of the surroundings of a pole: its region whole if it is small, else some 120 km on each side.

    Its neighbours in the panel are smaller; a later laureate among them is left out, unless it is the pole itself.

    Raises
    ------
    KeyError
        If `pole_id` is not the id of a distinct pole.
    """
    row = panel.poles.loc[pole_id]
    code = str(row["code_region"])
    frame = sketch.around_frame(_ground(), code, row.geometry.x, row.geometry.y)
    others = [str(other) for other in panel.poles.index[panel.in_panel] if other != pole_id]
    near = [spot for spot in _spots(panel, others, frame) if spot.is_shown]
    spots = spread([*_spots(panel, [pole_id], frame), *near], _SMALL_GAP, {pole_id: _MAIN_EXTRA})
    return {
        "url": _file(f"croquis-{pole_id}.svg", code, frame).publish(),
        "alt": f"Carte des environs du pôle, {in_region(_region(panel, code).slug, row['region'])}",
        "marks": [_mark(panel, spot, "principal" if spot.key == pole_id else "petit") for spot in spots],
    }


@lru_cache(maxsize=1)
def _ground() -> sketch.Ground:
    return sketch.load_ground()


@lru_cache(maxsize=256)
def _file(name: str, code: str, frame: sketch.Frame) -> assets.Publication:
    return assets.prepare(name, sketch.draw(_ground(), code, frame).encode(), "image/svg+xml")


def _spots(panel: Panel, ids: Iterable[str], frame: sketch.Frame) -> list[Spot]:
    points = {pole_id: panel.poles.geometry.loc[pole_id] for pole_id in ids}
    return [Spot(pole_id, *frame.project(point.x, point.y)) for pole_id, point in points.items()]


def _mark(panel: Panel, spot: Spot, size: str) -> Mark:
    row = panel.poles.loc[spot.key]
    known = {sector.label: sector for sector in panel.vocabulary.sectors}
    sector = known[row["secteurs"][0]] if row["secteurs"] else UNKNOWN_SECTOR
    return {
        "id": spot.key,
        "name": row["nom"],
        "left": spot.left,
        "top": spot.top,
        "letters": sector.short,
        "colour": sector.colour,
        "ink": ink(sector.colour),
        "blurred": row["precision"] in ("departement", "region"),
        "later": collection_of(spot.key) == APPELS,
        "size": size,
    }


def _region(panel: Panel, code: str) -> Region:
    return next(region for region in panel.vocabulary.regions if region.code == code)
