"""Facets of the poles: which ones a selection keeps, how many each value would give, what to lift when none is left.

Every facet is a boolean matrix, poles × values, built once per data set: a filter is a few column operations, whatever
the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.facets import NO_CALL, UNKNOWN_VALUE, Facet, FacetValue, Mask, build_facets
from geo.model import PANEL, collection_of
from geo.near import ALLOWED, AUTOUR, Points
from geo.selection import APPELS, FACETS, ON, TEXT, Selection
from geo.spelling import fold_all
from geo.text import fold

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.gazetteer import Gazetteer, Place
    from geo.model import Vocabulary

__all__ = ["NO_CALL", "UNKNOWN_VALUE", "Facet", "FacetIndex", "FacetValue", "Mask", "Relaxation"]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What lifting one facet (the text, the circle) of an empty selection would give; `appels`: adding later calls."""

    facet: str
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class FacetIndex:
    """The facets of a set of poles, and the folded text in which they are searched.

    Parameters
    ----------
    facets
        Facet name → facet. Their matrices share the order of the poles.
    texts
        One folded text per pole: names, other names, listed names, commune, facts.
    in_panel
        Whether each pole is in the panel; the others are laureates of later calls only.
    points
        Where each pole is.
    gazetteer
        Gives the places that there are; called only when one is asked for.
    """

    facets: Mapping[str, Facet]
    texts: tuple[str, ...]
    in_panel: Mask
    points: Points
    gazetteer: Callable[[], Gazetteer]

    @classmethod
    def build(
        cls,
        poles: gpd.GeoDataFrame,
        lines: gpd.GeoDataFrame,
        vocabulary: Vocabulary,
        calls: Mapping[str, tuple[int, ...]],
        gazetteer: Callable[[], Gazetteer],
    ) -> FacetIndex:
        """Index `poles`.

        Parameters
        ----------
        poles
            The distinct poles of both collections.
        lines
            All the lines: the names of those that double a pole are searched with it.
        vocabulary
            The values that there are.
        calls
            Pole id → years of the calls that it won.
        gazetteer
            Gives the places, always the same ones.
        """
        facets = build_facets(poles, vocabulary, calls)
        in_panel = np.array([collection_of(str(pole_id)) == PANEL for pole_id in poles.index], dtype=bool)
        in_panel.setflags(write=False)
        points = Points.build(poles, vocabulary)
        by_key = MappingProxyType({facet.key: facet for facet in facets})
        return cls(by_key, _texts(poles, lines), in_panel, points, gazetteer)

    @property
    def size(self) -> int:
        """Number of poles, those of the later calls included."""
        return len(self.texts)

    def place(self, code: str) -> Place | None:
        """Return the place of that INSEE code, or None."""
        return self.gazetteer().place(code)

    def allowed(self, param: str) -> tuple[str, ...]:
        """Return the values that the parameter `param` of a URL may take, or what they are where they are too many."""
        if param in ALLOWED:
            return ALLOWED[param]
        return (ON,) if param == APPELS else tuple(candidate.value for candidate in self.facets[param].values)

    def mask(self, selection: Selection, *, ignoring: str | None = None) -> Mask:
        """Return which poles the selection keeps; those of the later calls only if it says `appels`.

        Parameters
        ----------
        selection
            What is filtered.
        ignoring
            Facet (or `q`, or `autour`) left out of account.

        Returns
        -------
        numpy.ndarray of bool, shape (size,)
        """
        kept = np.ones(self.size, dtype=bool) if selection.appels else self.in_panel.copy()
        for facet in FACETS:
            chosen = selection.values(facet)
            if chosen and facet != ignoring:
                columns = [self.facets[facet].column(value) for value in chosen]
                kept &= self.facets[facet].matrix[:, columns].any(axis=1)
        words = fold(selection.q).split() if ignoring != TEXT else []
        if words:
            kept &= np.fromiter((all(word in text for word in words) for text in self.texts), bool, self.size)
        if selection.autour and ignoring != AUTOUR:
            kept &= self.points.within(selection.autour)
        return kept

    def counts(self, selection: Selection, facet: str) -> tuple[int, ...]:
        """Return, for each value of `facet`, the poles it would give with the other facets as they are."""
        if facet == "laureat":
            # Choosing a later year turns the later calls on; the other values are those of no laureate of these calls.
            selection = replace(selection, appels=True)
        rows = self.facets[facet].matrix[self.mask(selection, ignoring=facet)]
        return tuple(int(count) for count in rows.sum(axis=0))

    def relaxations(self, selection: Selection) -> tuple[Relaxation, ...]:
        """Say what lifting each active facet alone would give, the most generous first, nothing left out but zeros.

        Adding the later calls is one of them where it gives poles.
        """
        found = [Relaxation(facet, int(self.mask(selection, ignoring=facet).sum())) for facet in selection.active]
        added = int(self.mask(replace(selection, appels=True)).sum())
        if added > int(self.mask(selection).sum()):
            found.append(Relaxation(APPELS, added))
        return tuple(sorted((r for r in found if r.count), key=lambda relaxation: -relaxation.count))


def _texts(poles: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> tuple[str, ...]:
    pick: Callable[[Mapping[str, Any]], str] = lambda row: " ".join(  # noqa: E731
        [row["nom"], row["nom_liste"], *row["alias"], row["commune"] or "", *row["faits"]]
    )
    texts = {pole_id: [pick(row)] for pole_id, row in poles.iterrows()}
    for _, row in lines.iterrows():
        if row["doublon_de"] in texts:
            texts[row["doublon_de"]].append(pick(row))
    return tuple(fold_all([" ".join(parts) for parts in texts.values()]))
