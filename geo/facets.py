"""The facets of a set of poles: the values by which they are filtered, and which pole has which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import UnknownValueError

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.model import Vocabulary

__all__ = ["NO_CALL", "UNKNOWN_VALUE", "Facet", "FacetValue", "Mask", "build_facets"]

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


def build_facets(
    poles: gpd.GeoDataFrame, vocabulary: Vocabulary, calls: Mapping[str, tuple[int, ...]]
) -> tuple[Facet, ...]:
    """Return the facets of `poles`, in display order; see `geo.filters.FacetIndex.build`."""
    regions = {region.code: region.slug for region in vocabulary.regions}
    sectors = {sector.label: sector.code for sector in vocabulary.sectors}
    forms = {form.label: form.code for form in vocabulary.legal_forms}
    years = sorted({year for won in calls.values() for year in won})
    return (
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
