"""How much of the data is known, and what it rests on: per field, per confidence, per kind of source; per call."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.model import CONFIDENCES, is_later_call
from geo.reference.calls import Call

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.model import Document, Panel
    from geo.schema import TableSchema

__all__ = [
    "KINDS",
    "ORIGINS",
    "SOURCED",
    "CallCoverage",
    "DocumentUse",
    "FieldCoverage",
    "announced",
    "call_coverage",
    "coverage",
    "document_uses",
    "kind_of_source",
    "total",
]

#: Fields whose values have each their source, in the order of the schema.
SOURCED = ("commune", "adresse", "secteurs", "forme_juridique", "annee_creation", "annee_laureat")

#: The other fields → where their values come from.
ORIGINS: Mapping[str, str] = {
    "id": "attribué par l'atlas",
    "ligne": "repris de la liste",
    "nom": "corrigé par l'atlas",
    "nom_liste": "repris de la liste",
    "alias": "relevé dans les sources",
    "region": "déduit du lieu",
    "code_region": "déduit du lieu",
    "region_liste": "repris de la liste",
    "departement": "déduit du lieu",
    "code_departement": "déduit du lieu",
    "code_commune": "déduit du lieu",
    "precision": "déduit du lieu",
    "site": "relevé dans les sources",
    "doublon_de": "décidé par l'atlas ; les doublons ne sont pas comptés ici",
    "faits": "relevé dans les sources",
    "remarques": "rédigé par l'atlas",
    "sources": "rédigé par l'atlas",
}

#: What a value may rest on → how it is called: source documents, web pages, both, a source named otherwise, nothing.
KINDS: Mapping[str, str] = {
    "document": "Document",
    "page": "Page web",
    "both": "Les deux",
    "other": "Autre",
    "none": "Source non relevée",
}

_ADDRESS = re.compile(r"https?://")


@dataclass(frozen=True, slots=True)
class FieldCoverage:
    """How many of the poles have a value for one field.

    Parameters
    ----------
    name, title
        Of the field.
    known, unknown
        Poles that have a value, and the others.
    confidences
        Values of each confidence of `CONFIDENCES`, then those that have none: they add up to `known`.
    kinds
        Values that rest on each kind of `KINDS`: they add up to `known`.
    """

    name: str
    title: str
    known: int
    unknown: int
    confidences: tuple[int, ...]
    kinds: tuple[int, ...]

    @property
    def share(self) -> float:
        """Part of the poles that have a value, in percent; 0 where there are no poles."""
        count = self.known + self.unknown
        return 100 * self.known / count if count else 0.0


@dataclass(frozen=True, slots=True)
class DocumentUse:
    """A source document, and how many values of the panel rest on it, alone or with other sources."""

    document: Document
    values: int


@dataclass(frozen=True, slots=True)
class CallCoverage:
    """A call, and how many of its laureates the atlas can name."""

    call: Call
    known: int

    @property
    def complete(self) -> bool:
        """Whether every laureate announced is in the atlas."""
        return self.call.laureates is not None and self.known >= self.call.laureates

    @property
    def later(self) -> bool:
        """Whether it is one of the calls that came after the panel of 2016."""
        return is_later_call(str(self.call.year))


def coverage(
    poles: gpd.GeoDataFrame, schema: TableSchema, documents: Iterable[Document], names: Sequence[str] | None = None
) -> tuple[FieldCoverage, ...]:
    """Count the values known, per field.

    Parameters
    ----------
    poles
        Rows of `Panel.poles`.
    schema
        Gives the titles of the fields and their order.
    documents
        The source documents, by whose codes sources name them.
    names
        The fields wanted; all of the schema if None.
    """
    codes = tuple(document.code for document in documents)
    wanted = schema.names if names is None else [name for name in schema.names if name in names]
    return tuple(_field(poles, name, schema[name].title, codes) for name in wanted)


def _field(poles: gpd.GeoDataFrame, name: str, title: str, codes: Sequence[str]) -> FieldCoverage:
    values = [_is_known(value) for value in poles[name]]
    told = [sources.get(name) or {} for sources, known in zip(poles["sources"], values, strict=True) if known]
    confidences = Counter(source.get("confiance") for source in told)
    kinds = Counter(kind_of_source(source.get("source"), codes) for source in told)
    return FieldCoverage(
        name=name,
        title=title,
        known=sum(values),
        unknown=len(values) - sum(values),
        confidences=tuple(confidences[level] for level in (*CONFIDENCES, None)),
        kinds=tuple(kinds[kind] for kind in KINDS),
    )


def _is_known(value: Any) -> bool:
    # A gap is None: the frame is made of objects. `value != value` is NaN, should a column be of numbers one day.
    return not (value is None or value in ("", [], {}) or value != value)


def kind_of_source(text: str | None, codes: Sequence[str]) -> str:
    """Return the kind, a key of `KINDS`, of the sources written in `text`.

    Parameters
    ----------
    text
        Sources joined by « ; », or nothing.
    codes
        Codes of the source documents.
    """
    parts = [part.strip() for part in (text or "").split(" ; ") if part.strip()]
    if not parts:
        return "none"
    document = any(part.startswith(tuple(codes)) for part in parts)
    page = any(_ADDRESS.search(part) for part in parts)
    if document or page:
        return "both" if document and page else "document" if document else "page"
    return "other"


def total(fields: Sequence[FieldCoverage]) -> FieldCoverage:
    """Add fields up, under the title « Ensemble »."""
    return FieldCoverage(
        name="",
        title="Ensemble",
        known=sum(field.known for field in fields),
        unknown=sum(field.unknown for field in fields),
        confidences=tuple(sum(column) for column in zip(*(field.confidences for field in fields), strict=True)),
        kinds=tuple(sum(column) for column in zip(*(field.kinds for field in fields), strict=True)),
    )


def document_uses(poles: gpd.GeoDataFrame, documents: Iterable[Document]) -> tuple[DocumentUse, ...]:
    """Count the values that rest on each document, in the order of `documents`."""
    told = [
        source.get("source") or ""
        for _, pole in poles.iterrows()
        for name, source in pole["sources"].items()
        if name in SOURCED and _is_known(pole[name])
    ]
    return tuple(
        DocumentUse(
            document, sum(any(part.strip().startswith(document.code) for part in text.split(" ; ")) for text in told)
        )
        for document in documents
    )


def call_coverage(panel: Panel, calls: Iterable[Call]) -> tuple[CallCoverage, ...]:
    """Count the laureates that the atlas knows of each call; a pole of the panel that won a later call is one too."""
    years = Counter(year for pole in panel.poles.index for year in panel.calls_of(str(pole)))
    return tuple(CallCoverage(call, years[call.year]) for call in calls)


def announced(rows: Iterable[CallCoverage]) -> int | None:
    """Add up the laureates announced; None if the number of one call is unknown, for want of which there is no sum."""
    numbers = [row.call.laureates for row in rows]
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
