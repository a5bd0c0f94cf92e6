"""Above the map and the table: how many poles, which filters, what to do when there are none, the exports."""

from __future__ import annotations

from typing import Any

from geo.export import grouped
from geo.model import Panel
from geo.near import AUTOUR
from geo.proximity import tell_km
from geo.selection import APPELS, TEXT, Selection
from geo.surroundings import Nearest, nearest_around
from geo.text import NO_BREAK_SPACE
from geo.town_names import of_place
from geo.wording import (
    count_poles,
    describe_dropped,
    describe_list,
    describe_near,
    describe_none_there,
    describe_selection,
    facet_title,
    later_span,
)
from utils import embed, panels, state, titles
from utils.links import page_link
from utils.web.downloads import download_parts

__all__ = ["show"]


#: What to do first, told as long as nothing is filtered: name of the page → sentence.
_TIPS = {
    "Carte": "Cliquez sur une région pour filtrer, sur un pôle pour ouvrir sa fiche.",
    "Liste": "Cliquez sur un nom pour ouvrir sa fiche, sur le titre d'une colonne pour trier.",
}


def show(panel: Panel, count: int, name: str) -> None:
    """Draw the bar for the current state, or its sentence alone in a frame of another site; give the page its title.

    Parameters
    ----------
    panel
        Everything that is known.
    count
        How many poles the filters keep.
    name
        What the page is, in a word: « Carte » or « Liste ».
    """
    now = state.current()
    sentence = describe_selection(now.selection, panel.index, count)
    if now.selection != Selection():
        titles.show(sentence, name)
    if embed.is_embedded():
        embed.show_title(panel, count)
        return
    nearest = nearest_around(panel, now.selection) if count == 0 else None
    panels.mount(
        "results",
        {
            "title": f"{name} des PTCE",
            "sentence": sentence,
            "list": describe_list(panel, now.selection),
            "chips": _chips(panel, now.selection),
            "tip": _TIPS[name],
            "notice": describe_dropped(now.dropped) if now.dropped else None,
            "nearest": _nearest(panel, now.selection, nearest) if nearest else None,
            "advice": _advice(panel, now.selection, nearest) if count == 0 else [],
            "exports": _exports(now.selection),
        },
        lambda event: state.change(lambda before: state.with_filter(before, event, panel)),
    )


def _chips(panel: Panel, selection: Selection) -> list[dict[str, Any]]:
    chips: list[dict[str, Any]] = []
    if selection.autour:
        circle = describe_near(selection.autour, most=False)
        chips.append({"label": circle[0].upper() + circle[1:], "facet": AUTOUR})
    # The year of a later call says it already.
    if selection.appels and not selection.later_years:
        chips.append({"label": f"Appels {later_span(panel.index)}", "facet": APPELS})
    for facet in selection.active:
        if facet == TEXT:
            chips.append({"label": f"« {selection.q} »", "facet": TEXT})
            continue
        if facet == AUTOUR:
            continue
        for value in selection.values(facet):
            label = panel.index.facets[facet].label(value)
            label = f"Lauréat {label}" if facet == "laureat" and value.isdecimal() else label
            chips.append({"label": label, "facet": facet, "value": value})
    return chips


def _nearest(panel: Panel, selection: Selection, found: Nearest) -> dict[str, Any] | None:
    """Name the nearest poles where none lies within the radius: a sentence, and a link to each with its distance."""
    if not found.poles or not selection.autour:
        return None
    place = selection.autour.place
    many = len(found.poles) > 1
    title = f"{'Les plus proches' if many else 'Le plus proche'} {of_place(place.name)}"
    if found.elsewhere:
        title = f"{describe_none_there(panel, selection)} {title} {'sont' if many else 'est'} ailleurs"
    elif len(selection.active) > 1:
        title += ", les autres filtres gardés"
    return {
        "title": f"{title} :",
        "poles": [
            {
                "label": panel.poles.at[pole.pole_id, "nom"],
                "place": _short_place(panel, pole.pole_id),
                "href": page_link("pole", id=pole.pole_id),
                "distance": tell_km(pole.km, approximate=pole.approximate),
            }
            for pole in found.poles
        ],
    }


def _short_place(panel: Panel, pole_id: str) -> str:
    row = panel.poles.loc[pole_id]
    known: str = row["commune"] or row["departement"] or row["region"]
    return f"{known}, {row['code_departement']}" if row["commune"] else known


def _advice(panel: Panel, selection: Selection, nearest: Nearest | None) -> list[dict[str, Any]]:
    advice: list[dict[str, Any]] = [
        {"label": f"Élargir à {wider.radius}{NO_BREAK_SPACE}km : {count_poles(wider.count)}", "radius": wider.radius}
        for wider in (nearest.widenings if nearest else ())
    ]
    for item in panel.index.relaxations(selection):
        if item.facet == APPELS:
            text = f"Ajouter les lauréats {later_span(panel.index)} : {count_poles(item.count)}"
            advice.append({"label": text, "add": APPELS})
        else:
            text = f"Lever le filtre « {facet_title(item.facet)} » : {count_poles(item.count)}"
            advice.append({"label": text, "facet": item.facet})
    return advice


def _exports(selection: Selection) -> dict[str, Any]:
    # The address once, and not with each format: it travels at each change of a filter.
    path, query = download_parts(selection)
    groups = [[group, [[choice.label, choice.extension] for choice in choices]] for group, choices in grouped()]
    return {"path": path, "query": query, "groups": groups}
