"""Above the map and the table: how many poles, which filters, what to do when there are none, the exports."""

from __future__ import annotations

from typing import Any

from geo.export import FORMATS
from geo.model import Panel
from geo.selection import APPELS, TEXT, Selection
from geo.wording import count_poles, describe_dropped, describe_list, describe_selection, facet_title, later_span
from utils import panels, state
from utils.web.downloads import download_path

__all__ = ["show"]


def show(panel: Panel, count: int) -> None:
    """Draw the bar for the current state, `count` poles being kept."""
    now = state.current()
    panels.mount(
        "results",
        {
            "sentence": describe_selection(now.selection, panel.index, count),
            "list": describe_list(panel, now.selection),
            "chips": _chips(panel, now.selection),
            "notice": describe_dropped(now.dropped) if now.dropped else None,
            "advice": _advice(panel, now.selection) if count == 0 else [],
            "exports": _exports(now.selection),
        },
        lambda event: state.change(lambda before: state.with_filter(before, event, panel)),
    )


def _chips(panel: Panel, selection: Selection) -> list[dict[str, Any]]:
    chips: list[dict[str, Any]] = []
    # The year of a later call says it already.
    if selection.appels and not selection.later_years:
        chips.append({"label": f"Appels {later_span(panel.index)}", "facet": APPELS})
    for facet in selection.active:
        if facet == TEXT:
            chips.append({"label": f"« {selection.q} »", "facet": TEXT})
            continue
        for value in selection.values(facet):
            label = panel.index.facets[facet].label(value)
            label = f"Lauréat {label}" if facet == "laureat" and value.isdecimal() else label
            chips.append({"label": label, "facet": facet, "value": value})
    return chips


def _advice(panel: Panel, selection: Selection) -> list[dict[str, Any]]:
    advice = []
    for item in panel.index.relaxations(selection):
        if item.facet == APPELS:
            text = f"Ajouter les lauréats {later_span(panel.index)} : {count_poles(item.count)}"
            advice.append({"label": text, "add": APPELS})
        else:
            text = f"Lever le filtre « {facet_title(item.facet)} » : {count_poles(item.count)}"
            advice.append({"label": text, "facet": item.facet})
    return advice


def _exports(selection: Selection) -> list[dict[str, str]]:
    return [{"label": item.label, "href": download_path(selection, extension)} for extension, item in FORMATS.items()]
