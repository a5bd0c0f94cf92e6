"""What the page holds of a selection: the files that `carte.js` would fetch, and the view to start from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

import numpy as np

from geo.export.table import clean
from geo.mapping.layers import around_state
from geo.mapping.records import pole_records, safe_link
from geo.mapping.settings import settings_json
from geo.regions import RegionShape, shapes_around_poles
from geo.surroundings import neighbours
from geo.text import fold
from geo.view import METROPOLE

if TYPE_CHECKING:
    from geo.model import Panel, Region
    from geo.selection import Selection

__all__ = ["blocks", "selected_records"]

#: View of a part of the métropole, in the settings.
_PART = "selection"


def selected_records(panel: Panel, selection: Selection) -> list[dict[str, Any]]:
    """Return the records of the selected poles, see `geo.mapping.records`, around a place the nearest first.

    `facettes` is left out; `recherche` is what is looked for in: the folded words of the search of the atlas, and those
    of the place and of the sectors, for which the page has no filters of their own. Each word is there once.
    """
    rows = np.flatnonzero(panel.index.mask(selection))
    if selection.autour:
        rows = panel.index.points.by_distance(selection.autour, rows)
    records: dict[str, dict[str, Any]] = {record["id"]: record for record in pole_records(panel)}
    found = []
    for row in rows:
        record = records[str(panel.poles.index[row])]
        del record["facettes"]
        also = fold(f"{record['lieu']} {' '.join(panel.poles['secteurs'].iloc[row])}")
        words = dict.fromkeys(f"{panel.index.texts[row]} {also}".split())
        found.append(_cleaned(record | {"recherche": " ".join(words)}))
    return found


def blocks(
    panel: Panel,
    selection: Selection,
    link: str,
    records: Sequence[Mapping[str, Any]],
    shapes: Mapping[str, RegionShape],
) -> dict[str, Any]:
    """Return the blocks of data of the page, by name.

    Parameters
    ----------
    panel, selection, link
        As for an export.
    records
        What `selected_records` returned.
    shapes
        Shape of each region by its INSEE code, EPSG:4326 degrees; where they are not known, the extent of the poles.

    Returns
    -------
    dict
        `poles`: the records; `reglages`: the settings of the map, without tiles, with the views and the insets that
        these poles need; `vue`: `depart`, the key of the first view, `autour`, the circle or None, and `fiche`, the
        address of the sheet of a pole without its id, or None.
    """
    known = all(region.code in shapes for region in panel.vocabulary.regions)
    settings = json.loads(settings_json(panel, shapes if known else shapes_around_poles(panel)))
    del settings["plan"]
    held = {record["region"] for record in records}
    chosen = _chosen(panel, selection)
    overseas = {region.slug for region in panel.vocabulary.regions if region.overseas and region.code in held}
    settings["encarts"] = settings["encartsAppels"] = [view for view in settings["encartsAppels"] if view in overseas]
    if chosen or selection.autour:
        # What the filters leave out by themselves needs no button.
        slugs = {region.slug for region in chosen} | overseas
        settings["vues"] = [view for view in settings["vues"] if view["cle"] == METROPOLE or view["cle"] in slugs]
    start = _start(settings["vues"], chosen, held, panel)
    part = _part(chosen, shapes) if start == METROPOLE and known else None
    if part:
        settings["vues"].insert(0, part)
    return {
        "reglages": _cleaned(settings),
        "poles": list(records),
        "vue": {"depart": _PART if part else start, "autour": _around(panel, selection), "fiche": _sheets(link)},
    }


def _chosen(panel: Panel, selection: Selection) -> list[Region]:
    """Return the regions that the filters name, by themselves or by their départements."""
    codes = {item.code: item.region_code for item in panel.vocabulary.departements}
    wanted = {codes.get(value) for value in selection.departement}
    return [item for item in panel.vocabulary.regions if item.slug in selection.region or item.code in wanted]


def _start(views: Sequence[Mapping[str, Any]], chosen: Sequence[Region], held: set[str], panel: Panel) -> str:
    """Return the view that shows all that is there: the one of an overseas region that is alone, else the métropole."""
    alone = held or {region.code for region in chosen}
    overseas = {region.code: region.slug for region in panel.vocabulary.regions if region.overseas}
    slugs = {overseas.get(code, METROPOLE) for code in alone}
    found = slugs.pop() if len(slugs) == 1 else METROPOLE
    return found if any(view["cle"] == found for view in views) else METROPOLE


def _part(chosen: Sequence[Region], shapes: Mapping[str, RegionShape]) -> dict[str, Any] | None:
    """Return the view of the chosen regions if they are all in the métropole."""
    if not chosen or any(region.overseas for region in chosen):
        return None
    west, south, east, north = np.array([shapes[region.code].bounds for region in chosen]).T
    return {
        "cle": _PART,
        "nom": chosen[0].name if len(chosen) == 1 else "Régions choisies",
        "regions": [region.code for region in chosen],
        "bornes": [
            [round(float(south.min()), 3), round(float(west.min()), 3)],
            [round(float(north.max()), 3), round(float(east.max()), 3)],
        ],
    }


def _around(panel: Panel, selection: Selection) -> dict[str, Any] | None:
    near = selection.autour
    if near is None:
        return None
    found: dict[str, Any] = _cleaned(around_state(near, neighbours(panel, near, panel.index.mask(selection))))
    return found


def _sheets(link: str) -> str | None:
    return safe_link(f"{urljoin(link, 'pole')}?{urlencode({'id': ''})}")


def _cleaned(value: Any) -> Any:
    """Clean every text of a JSON value, and leave out what is null: a script finds nothing there as well."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items() if item is not None}
    return value
