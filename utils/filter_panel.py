"""The filters: free text and facets, each value with the number of poles it would give."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from geo.mapping.style import UNKNOWN_SECTOR, ink
from geo.model import Panel, is_later_call
from geo.near import DEFAULT_RADIUS
from geo.selection import FACETS, Selection
from geo.wording import later_span
from utils import near_panel, panels, state
from utils.web import assets

__all__ = ["show"]

#: Facets that are open when the page opens; the others wait behind their title.
_OPEN = ("laureat", "secteur")


def show(panel: Panel) -> None:
    """Draw the filters of the current state."""
    now = state.current()
    near = now.selection.autour
    panels.mount(
        "filters",
        {
            "file": _file(panel).publish(),
            "q": now.selection.q,
            "appels": now.selection.appels,
            "chosen": {key: list(now.selection.values(key)) for key in FACETS},
            "counts": {key: _counts(panel, now.selection, key) for key in FACETS},
            "autour": near.place.code if near else "",
            "rayon": near.radius if near else DEFAULT_RADIUS,
            "turn": now.turn,
        },
        lambda event: state.change(lambda before: state.with_filter(before, event, panel)),
    )
    near_panel.show(panel)


def _counts(panel: Panel, selection: Selection, key: str) -> list[int]:
    # Départements show inside the regions that are chosen; a hundred numbers that nobody sees need not travel.
    if key == "departement" and not selection.region and not selection.departement:
        return []
    return list(panel.index.counts(selection, key))


# By the panel and not by its digest: its vocabularies are in other files.
@lru_cache(maxsize=2)
def _file(panel: Panel) -> assets.Publication:
    """Return what the filters are called and how they are drawn, which is the same at every rerun."""
    others = len(panel.poles) - int(panel.in_panel.sum())
    content = {
        "appels": f"Ajouter les {others} autres lauréats connus {later_span(panel.index)}",
        "facets": [_facet(panel, key) for key in FACETS],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return assets.prepare("filtres.json", text.encode(), "application/json")


def _facet(panel: Panel, key: str) -> dict[str, Any]:
    facet = panel.index.facets[key]
    sectors = {sector.code: sector for sector in (*panel.vocabulary.sectors, UNKNOWN_SECTOR)}
    values = []
    for item in facet.values:
        value: dict[str, Any] = {"v": item.value, "l": item.label}
        if key == "laureat" and is_later_call(item.value):
            value["later"] = True
        if item.parent:
            value["in"] = item.parent
        if key == "secteur":
            sector = sectors[item.value]
            value["mark"] = [sector.short, sector.colour, ink(sector.colour)]
        values.append(value)
    return {"key": key, "title": facet.title, "open": key in _OPEN, "values": values}
