"""What `carte.js` must know and never changes while the data does not: one JSON file, fetched once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from xyzservices import providers

from geo.mapping.style import UNKNOWN_SECTOR, ink
from geo.model import Panel, Region
from geo.regions import RegionShape
from geo.view import METROPOLE, VIEWS

__all__ = ["settings_json"]


def settings_json(panel: Panel, shapes: Mapping[str, RegionShape]) -> bytes:
    """Return the settings of the map as JSON.

    Parameters
    ----------
    panel
        The data.
    shapes
        Shape of each region by its INSEE code, EPSG:4326 degrees.

    Returns
    -------
    bytes
        `secteurs` (code → label, abbreviation, fill, ink), `regions` (code → name, value of the filter, places for its
        name as [latitude, longitude]), `vues` (in order; `bornes` as [[south, west], [north, east]]), `encarts` (slugs
        of the overseas regions that hold poles of the panel), `encartsAppels` (those that hold poles of either
        collection), `plan` (tiles), `liste` (what the list is called), `appels` (the later calls: `liste`, `connus` and
        `officiels`, numbers of laureates, `annees`).
    """
    regions = panel.vocabulary.regions
    overseas = [region for region in regions if region.overseas]
    held, held_by_panel = set(panel.poles["code_region"]), set(panel.poles["code_region"][panel.in_panel])
    settings = {
        "secteurs": {
            sector.code: {
                "libelle": sector.label,
                "abrege": sector.short,
                "couleur": sector.colour,
                "encre": ink(sector.colour),
            }
            for sector in (*panel.vocabulary.sectors, UNKNOWN_SECTOR)
        },
        "regions": {region.code: _region(region, shapes[region.code]) for region in regions},
        "vues": [_view(key, name, seen, shapes) for key, name in VIEWS.items() if (seen := _seen_in(key, regions))],
        "encarts": [region.slug for region in overseas if region.code in held_by_panel],
        "encartsAppels": [region.slug for region in overseas if region.code in held],
        "plan": _plan(),
        "liste": f"{panel.dataset.list_name}",
        "appels": {
            "liste": panel.dataset.later.list_name,
            "connus": len(panel.later_lines),
            "officiels": panel.dataset.later.official,
            "annees": sorted(set(panel.later_lines["annee_laureat"])),
        },
    }
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()


def _region(region: Region, shape: RegionShape) -> dict[str, Any]:
    return {
        "nom": region.name,
        "valeur": region.slug,
        "outreMer": region.overseas,
        "etiquettes": [[latitude, longitude] for longitude, latitude in shape.labels],
    }


def _seen_in(key: str, regions: tuple[Region, ...]) -> list[Region]:
    # A view is the métropole as a whole, or the overseas region of the same slug.
    return [region for region in regions if (not region.overseas if key == METROPOLE else region.slug == key)]


def _view(key: str, name: str, shown: list[Region], shapes: Mapping[str, RegionShape]) -> dict[str, Any]:
    bounds = [shapes[region.code].bounds for region in shown]
    west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
    east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
    return {
        "cle": key,
        "nom": name,
        "regions": [region.code for region in shown],
        "bornes": [[round(south, 3), round(west, 3)], [round(north, 3), round(east, 3)]],
    }


def _plan() -> dict[str, Any]:
    plan = providers.GeoportailFrance.plan
    return {"url": plan.build_url(), "credit": "© IGN / Géoplateforme", "zoomMax": plan["max_zoom"]}
