"""Filters: one value that selects, writes itself as a URL, reads one back and describes itself.

Within one facet the chosen values add up (or), between facets they restrict (and). Every facet is a boolean matrix,
poles × values, built once per data set: a filter is a few column operations, whatever the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geo.errors import UnknownValueError
from geo.text import fold

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.model import Vocabulary

__all__ = ["FACETS", "MAX_TEXT", "Dropped", "Facet", "FacetIndex", "FacetValue", "Relaxation", "Selection"]

Mask = npt.NDArray[np.bool_]

#: Names of the facets, which are also the parameters of the URL, in display order.
FACETS = ("laureat", "secteur", "region", "departement", "forme")

#: Parameter of the free text in the URL.
TEXT = "q"

#: A longer search text is cut: no name or fact needs more, and a URL must stay a URL.
MAX_TEXT = 100

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
class Dropped:
    """A parameter of a URL that was not understood and has been left out."""

    param: str
    value: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What lifting one facet (or the text) of an empty selection would give."""

    facet: str
    count: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What is filtered. Every field is a tuple of values of the facet of that name; `q` is the free text.

    Values are the ones of the URL: slugs for regions (`bretagne`), INSEE codes for départements (`35`), codes for
    sectors and legal forms (`energie`, `scic`), years for laureates (`2015`), or `inconnu` / `aucun`.
    """

    laureat: tuple[str, ...] = ()
    secteur: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    departement: tuple[str, ...] = ()
    forme: tuple[str, ...] = ()
    q: str = ""

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen in `facet`."""
        if facet not in FACETS:
            raise UnknownValueError("facette", facet, FACETS)
        chosen: tuple[str, ...] = getattr(self, facet)
        return chosen

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Selection()

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the facets in use, `q` included."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    def with_values(self, facet: str, values: Sequence[str]) -> Selection:
        """Return the same selection with other values in `facet`, without repeats."""
        if facet not in FACETS:
            raise UnknownValueError("facette", facet, FACETS)
        changed: dict[str, Any] = {facet: tuple(dict.fromkeys(values))}
        return replace(self, **changed)

    def toggled(self, facet: str, value: str) -> Selection:
        """Return the selection with `value` added to `facet`, or removed from it."""
        chosen = self.values(facet)
        kept = tuple(other for other in chosen if other != value)
        return self.with_values(facet, kept if value in chosen else (*chosen, value))

    def to_query(self) -> dict[str, list[str]]:
        """Write the selection as the parameters of a URL."""
        query = {facet: list(self.values(facet)) for facet in FACETS if self.values(facet)}
        if self.q:
            query[TEXT] = [self.q]
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]], index: FacetIndex) -> tuple[Selection, tuple[Dropped, ...]]:
        """Read a selection from the parameters of a URL.

        Parameters
        ----------
        query
            Parameter → values. Parameters that are not filters are left alone.
        index
            The facets, which know the values allowed.

        Returns
        -------
        selection, dropped
            The selection, and what was left out because it is not a value of the facet.
        """
        chosen: dict[str, Any] = {}
        dropped: list[Dropped] = []
        for facet in FACETS:
            allowed = {candidate.value for candidate in index.facets[facet].values}
            given = list(dict.fromkeys(query.get(facet, ())))
            chosen[facet] = tuple(value for value in given if value in allowed)
            dropped += [Dropped(facet, value) for value in given if value not in allowed]
        texts = query.get(TEXT, ())
        return cls(**chosen, q=clean_text(texts[0]) if texts else ""), tuple(dropped)


def clean_text(text: str) -> str:
    """Trim a search text, cut it at `MAX_TEXT` and take out what cannot be displayed."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:MAX_TEXT].strip()


@dataclass(frozen=True, slots=True, eq=False)
class FacetIndex:
    """The facets of a set of poles, and the folded text in which they are searched.

    Parameters
    ----------
    facets
        Facet name → facet. Their matrices share the order of the poles.
    texts
        One folded text per pole: names, other names, listed names, commune, facts.
    """

    facets: Mapping[str, Facet]
    texts: tuple[str, ...]

    @classmethod
    def build(cls, poles: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, vocabulary: Vocabulary) -> FacetIndex:
        """Index `poles`; the names of the lines that double one of them are searched with it."""
        regions = {region.code: region.slug for region in vocabulary.regions}
        sectors = {sector.label: sector.code for sector in vocabulary.sectors}
        forms = {form.label: form.code for form in vocabulary.legal_forms}
        years = sorted({int(year) for year in poles["annee_laureat"] if year is not None})
        facets = (
            _facet(
                "laureat",
                "Lauréat de l'appel",
                [*(FacetValue(str(year), str(year)) for year in years), FacetValue(NO_CALL, "Non lauréat connu")],
                [[NO_CALL if year is None else str(year)] for year in poles["annee_laureat"]],
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
        return cls({facet.key: facet for facet in facets}, _texts(poles, lines))

    @property
    def size(self) -> int:
        """Number of poles."""
        return len(self.texts)

    def mask(self, selection: Selection, *, ignoring: str | None = None) -> Mask:
        """Return which poles the selection keeps.

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
        kept = np.ones(self.size, dtype=bool)
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
        rows = self.facets[facet].matrix[self.mask(selection, ignoring=facet)]
        return tuple(int(count) for count in rows.sum(axis=0))

    def relaxations(self, selection: Selection) -> tuple[Relaxation, ...]:
        """Say what lifting each active facet alone would give, the most generous first, nothing left out but zeros."""
        found = (Relaxation(facet, int(self.mask(selection, ignoring=facet).sum())) for facet in selection.active)
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
