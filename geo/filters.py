"""Facets of the poles: which ones a selection keeps, how many each value would give, what to lift when none is left.

Every facet is a boolean matrix, poles × values, built once per data set: a filter is a few column operations, whatever
the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geo.errors import UnknownValueError
from geo.model import PANEL, collection_of
from geo.selection import APPELS, FACETS, ON, TEXT, Selection
from geo.text import fold

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.model import Vocabulary

__all__ = ["NO_CALL", "UNKNOWN_VALUE", "Facet", "FacetIndex", "FacetValue", "Mask", "Relaxation"]

#: One value per pole.
Mask = npt.NDArray[np.bool_]

#: Value of a facet for the poles that no source describes.
UNKNOWN_VALUE = "inconnu"

#: Value of the laureate facet for the poles that no source says to be laureates.
NO_CALL = "aucun"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: what the URL carries, what the reader sees, and (for a département) its region."""

    value: str
    label: str
    parent: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """One way to filter: `matrix[i, j]` says whether the pole `i` has the value `values[j]`."""

    key: str
    title: str
    values: tuple[FacetValue, ...]
    matrix: Mask

    def column(self, value: str) -> int:
        """Return the column of `value`.

        Raises
        ------
        UnknownValueError
            If the facet has no such value.
        """
        for position, candidate in enumerate(self.values):
            if candidate.value == value:
                return position
        allowed = [candidate.value for candidate in self.values]
        raise UnknownValueError(self.key, value, allowed, "choisir une valeur admise")

    def values_of(self, row: int) -> list[str]:
        """Return the values that the pole `row` has."""
        return [self.values[column].value for column in np.flatnonzero(self.matrix[row])]

    def label(self, value: str) -> str:
        """Return what the reader sees for `value`."""
        return self.values[self.column(value)].label


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What lifting one facet (or the text) of an empty selection would give; `appels`: adding the later calls."""

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
    """

    facets: Mapping[str, Facet]
    texts: tuple[str, ...]
    in_panel: Mask

    @classmethod
    def build(
        cls,
        poles: gpd.GeoDataFrame,
        lines: gpd.GeoDataFrame,
        vocabulary: Vocabulary,
        calls: Mapping[str, tuple[int, ...]],
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
        """
        regions = {region.code: region.slug for region in vocabulary.regions}
        sectors = {sector.label: sector.code for sector in vocabulary.sectors}
        forms = {form.label: form.code for form in vocabulary.legal_forms}
        years = sorted({year for won in calls.values() for year in won})
        facets = (
            _facet(
                "laureat",
                "Lauréat de l'appel",
                [*(FacetValue(str(year), str(year)) for year in years), FacetValue(NO_CALL, "Non lauréat connu")],
                [[str(year) for year in calls[str(pole_id)]] or [NO_CALL] for pole_id in poles.index],
            ),
            _facet(
                "secteur",
                "Secteur",
                [*(FacetValue(s.code, s.label) for s in vocabulary.sectors), _unknown("Non renseigné")],
                [[sectors[label] for label in labels] or [UNKNOWN_VALUE] for labels in poles["secteurs"]],
            ),
            _facet(
                "region",
                "Région",
                [FacetValue(region.slug, region.name) for region in vocabulary.regions],
                [[regions[code]] for code in poles["code_region"]],
            ),
            _facet(
                "departement",
                "Département",
                [FacetValue(d.code, f"{d.name} ({d.code})", regions[d.region_code]) for d in vocabulary.departements],
                [[] if code is None else [code] for code in poles["code_departement"]],
            ),
            _facet(
                "forme",
                "Forme juridique",
                [*(FacetValue(f.code, f.label) for f in vocabulary.legal_forms), _unknown("Non renseignée")],
                [[UNKNOWN_VALUE if label is None else forms[label]] for label in poles["forme_juridique"]],
            ),
        )
        in_panel = np.array([collection_of(str(pole_id)) == PANEL for pole_id in poles.index], dtype=bool)
        in_panel.setflags(write=False)
        return cls({facet.key: facet for facet in facets}, _texts(poles, lines), in_panel)

    @property
    def size(self) -> int:
        """Number of poles, those of the later calls included."""
        return len(self.texts)

    def allowed(self, param: str) -> tuple[str, ...]:
        """Return the values that the parameter `param` of a URL may take: those of a facet, or of `appels`."""
        return (ON,) if param == APPELS else tuple(candidate.value for candidate in self.facets[param].values)

    def mask(self, selection: Selection, *, ignoring: str | None = None) -> Mask:
        """Return which poles the selection keeps; those of the later calls only if it says `appels`.

        Parameters
        ----------
        selection
            What is filtered.
        ignoring
            Facet (or `q`) left out of account.

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


def _unknown(label: str) -> FacetValue:
    return FacetValue(UNKNOWN_VALUE, label)


def _facet(key: str, title: str, values: Sequence[FacetValue], rows: Sequence[Sequence[str]]) -> Facet:
    columns = {value.value: position for position, value in enumerate(values)}
    matrix = np.zeros((len(rows), len(values)), dtype=bool)
    for position, chosen in enumerate(rows):
        matrix[position, [columns[value] for value in chosen]] = True
    # The facets are shared by every session: nobody may write into them.
    matrix.setflags(write=False)
    return Facet(key, title, tuple(values), matrix)


def _texts(poles: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> tuple[str, ...]:
    pick: Callable[[Mapping[str, Any]], str] = lambda row: " ".join(  # noqa: E731
        [row["nom"], row["nom_liste"], *row["alias"], row["commune"] or "", *row["faits"]]
    )
    texts = {pole_id: [pick(row)] for pole_id, row in poles.iterrows()}
    for _, row in lines.iterrows():
        if row["doublon_de"] in texts:
            texts[row["doublon_de"]].append(pick(row))
    return tuple(fold(" ".join(parts)) for parts in texts.values())
