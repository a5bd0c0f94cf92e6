"""What visitors ask for, and what the server must answer: worked out here, without it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from geo.load import load_panel
from geo.model import Panel
from geo.selection import Selection
from geo.wording import describe_selection

__all__ = ["Filter", "filters_of_panel", "in_json", "known_filters"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of sectors and regions.

    Parameters
    ----------
    facets
        Facet → values, as the filter panel reports them.
    query
        The parameters of the address that restores it.
    poles
        The ids that the map must show, in the order of the panel.
    sentence
        What is written above the map.
    """

    facets: tuple[tuple[str, tuple[str, ...]], ...]
    query: tuple[tuple[str, tuple[str, ...]], ...]
    poles: tuple[str, ...]
    sentence: str


def filters_of_panel(panel: Panel) -> tuple[Filter, ...]:
    """Return no filter, each sector, each region, and each pair of them that keeps a pole."""
    sectors = ["", *(item.value for item in panel.index.facets["secteur"].values)]
    regions = ["", *(item.value for item in panel.index.facets["region"].values)]
    made = (_filter(panel, sector, region) for sector, region in product(sectors, regions))
    return tuple(item for item in made if item.poles)


def _filter(panel: Panel, sector: str, region: str) -> Filter:
    facets = (("secteur", (sector,) if sector else ()), ("region", (region,) if region else ()))
    selection = Selection()
    for name, values in facets:
        selection = selection.with_values(name, values)
    kept = panel.index.mask(selection)
    return Filter(
        facets=facets,
        query=tuple((name, tuple(values)) for name, values in selection.to_query().items()),
        poles=tuple(panel.poles.index[kept].tolist()),
        sentence=describe_selection(selection, panel.index, int(kept.sum())),
    )


@lru_cache(maxsize=1)
def known_filters() -> Sequence[Filter]:
    """Return the filters of the published panel; the first one keeps everything."""
    return filters_of_panel(load_panel())


def in_json(text: str) -> bytes:
    """Return how a text is written inside a JSON string, without the quotes."""
    return json.dumps(text)[1:-1].encode()
