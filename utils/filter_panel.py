"""The filters: free text and facets, each value with the number of poles it would give."""

from __future__ import annotations

from typing import Any

from geo.filters import Facet
from geo.mapping.style import UNKNOWN_SECTOR, ink
from geo.model import Panel, is_later_call
from geo.near import DEFAULT_RADIUS
from geo.selection import FACETS
from geo.wording import later_span
from utils import near_panel, panels, state

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
            "q": now.selection.q,
            "appels": {"on": now.selection.appels, "label": _later_label(panel)},
            "facets": [_facet(panel, key) for key in FACETS],
            "autour": near.place.code if near else "",
            "rayon": near.radius if near else DEFAULT_RADIUS,
            "turn": now.turn,
        },
        lambda event: state.change(lambda before: state.with_filter(before, event, panel)),
    )
    near_panel.show(panel)


def _later_label(panel: Panel) -> str:
    others = len(panel.poles) - int(panel.in_panel.sum())
    return f"Ajouter les {others} autres lauréats connus {later_span(panel.index)}"


def _facet(panel: Panel, key: str) -> dict[str, Any]:
    selection = state.current().selection
    facet: Facet = panel.index.facets[key]
    chosen = selection.values(key)
    counts = panel.index.counts(selection, key)
    sectors = {sector.code: sector for sector in (*panel.vocabulary.sectors, UNKNOWN_SECTOR)}
    values = []
    for item, count in zip(facet.values, counts, strict=True):
        on = item.value in chosen
        # Départements show inside the regions that are chosen, where they hold poles.
        if key == "departement" and not on and (item.parent not in selection.region or not count):
            continue
        value: dict[str, Any] = {"v": item.value, "l": item.label, "n": count, "on": on}
        if key == "laureat" and is_later_call(item.value):
            value["later"] = True
        if item.parent:
            value["in"] = item.parent
        if key == "secteur":
            sector = sectors[item.value]
            value["mark"] = [sector.short, sector.colour, ink(sector.colour)]
        values.append(value)
    return {"key": key, "title": facet.title, "open": key in _OPEN, "values": values}
