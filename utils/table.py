"""The table of the list page: rows fetched once as a file, then sorted and filtered in the browser."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from geo.errors import UnknownValueError
from geo.facets import Mask
from geo.model import UNKNOWN, Panel
from geo.selection import Selection
from geo.surroundings import neighbours
from geo.town_names import to_place
from geo.view import COLUMNS, SORTS
from geo.wording import describe_selection, is_doubtful
from utils import panels, state
from utils.state import State
from utils.web import assets

__all__ = ["show"]


def show(panel: Panel, kept: Mask) -> None:
    """Draw the table of the poles `kept` (a mask over `panel.poles`)."""
    now = state.current()
    panels.mount(
        "table",
        {
            "file": _file(panel).publish(),
            "ids": panel.poles.index[kept].tolist(),
            "columns": list(now.view.colonnes),
            "sort": now.view.sort(around=now.selection.autour is not None),
            "distances": _distances(panel, now.selection, kept),
            "caption": describe_selection(now.selection, panel.index, int(kept.sum())),
            "query": urlencode(now.selection.to_query(), doseq=True),
        },
        lambda event: state.change(lambda before: _with_event(before, event)),
    )


def _distances(panel: Panel, selection: Selection, kept: Mask) -> dict[str, Any] | None:
    """Return the column of distances: its title, and for each pole the number and whether it is approximate."""
    near = selection.autour
    if near is None:
        return None
    return {
        "title": f"Distance {to_place(near.place.name)} (km)",
        "km": {found.pole_id: [round(found.km, 1), int(found.approximate)] for found in neighbours(panel, near, kept)},
    }


def _with_event(before: State, event: Any) -> State:
    view = before.view
    if "sort" in event:
        sort = str(event["sort"])
        _check(sort.removeprefix("-"), SORTS)
        # What goes without saying is not written in the address.
        usual = replace(view, tri="").sort(around=before.selection.autour is not None)
        return replace(before, view=replace(view, tri="" if sort == usual else sort))
    columns = event.get("columns")
    if not isinstance(columns, list):
        raise UnknownValueError("colonnes", columns, COLUMNS)
    for name in columns:
        _check(name, COLUMNS)
    # A row without a name says nothing.
    return replace(before, view=replace(view, colonnes=tuple(name for name in COLUMNS if name in {*columns, "nom"})))


def _check(name: str, allowed: Sequence[str]) -> None:
    if name not in allowed:
        raise UnknownValueError("colonne", name, allowed)


# By the panel and not by its digest: its vocabularies are in other files.
@lru_cache(maxsize=2)
def _file(panel: Panel) -> assets.Publication:
    rows = [
        {
            "id": pole_id,
            "cells": [
                _calls(panel.calls_of(str(pole_id))) if name == "annee_laureat" else _cell(row[name])
                for name in COLUMNS
            ],
            "doubtful": [name for name in COLUMNS if is_doubtful(row, name)],
        }
        for pole_id, row in panel.poles.iterrows()
    ]
    columns = [
        {"name": name, "title": panel.schema[name].title, "empty": _EMPTY.get(name, UNKNOWN)} for name in COLUMNS
    ]
    content = json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False, separators=(",", ":"))
    return assets.prepare("tableau.json", content.encode(), "application/json")


#: What an empty cell means, where it is not that no source says.
_EMPTY = {"annee_laureat": "non lauréat connu"}


def _calls(years: tuple[int, ...]) -> object:
    # A number where it can be one, so that it lines up and sorts as one.
    return years[0] if len(years) == 1 else ", ".join(map(str, years)) or None


def _cell(value: object) -> object:
    if isinstance(value, list):
        return ", ".join(value) or None
    return value
