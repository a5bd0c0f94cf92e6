"""What every export says of itself: what was filtered, from which data, under which licence, with which sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from geo.export.table import COLLECTIONS, clean
from geo.model import APPELS, PANEL
from geo.text import format_number
from geo.town_names import of_place
from geo.wording import TO_CONFIRM, describe_list, describe_selection

if TYPE_CHECKING:
    from geo.model import Dataset, Document, Panel
    from geo.near import Near
    from geo.selection import Selection

__all__ = ["Metadata", "describe"]

_DOUBT = (
    f"« {TO_CONFIRM} » : la valeur ne repose que sur une source de confiance faible ; "
    "elle est donnée telle quelle, à vérifier avant de s'en servir."
)

_EMPTY = "Cellule vide : non renseigné, aucune source consultée ne donne la valeur."


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an export says of itself, in French.

    Parameters
    ----------
    title
        Title of the data.
    filters
        The selection in words: « 8 PTCE en Bretagne, lauréats 2015 ».
    date, version
        Of the data, not of the export: the same selection gives the same file.
    count
        Number of poles in the file.
    listed
        Which list they come from: « panel RTES 2016 : 74 lignes, 73 pôles ».
    collections
        What the file draws from, one sentence per collection; the second one says that it is incomplete.
    licence_title, licence_url, attribution
        On what terms the data may be used again, and whom to name.
    sources
        Documents and reference data, one sentence each.
    notes
        What « à confirmer » and an empty cell mean, and from where distances are measured.
    link
        Absolute URL of the view that gave the file.
    near
        The place around which the poles are, and the radius, if any.
    """

    title: str
    filters: str
    date: date
    version: str
    count: int
    listed: str
    collections: tuple[str, ...]
    licence_title: str
    licence_url: str
    attribution: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    link: str
    near: Near | None = None

    def members(self) -> dict[str, Any]:
        """Return the metadata as a JSON object."""
        return {
            "titre": self.title,
            "filtres": self.filters,
            "date": self.date.isoformat(),
            "version": self.version,
            "nombre": self.count,
            **({"autour": _around(self.near)} if self.near else {}),
            "liste": self.listed,
            "collections": list(self.collections),
            "licence": {"titre": self.licence_title, "url": self.licence_url},
            "attribution": self.attribution,
            "sources": list(self.sources),
            "notes": list(self.notes),
            "lien": self.link,
        }

    def items(self) -> list[tuple[str, str | int]]:
        """Return the metadata as French labels and values; a label that repeats the one before is left empty."""
        return [
            ("Titre", self.title),
            ("Filtres", self.filters),
            ("Données", f"version {self.version} du {self.date:%d/%m/%Y}"),
            ("Nombre de pôles", self.count),
            ("Liste", self.listed),
            *zip(_labels("Collections", len(self.collections)), self.collections, strict=True),
            ("Licence", self.licence_title),
            ("", self.licence_url),
            ("Attribution", self.attribution),
            *zip(_labels("Sources", len(self.sources)), self.sources, strict=True),
            *zip(_labels("Lecture", len(self.notes)), self.notes, strict=True),
            ("Retrouver cette vue", self.link),
        ]


def _around(near: Near) -> dict[str, Any]:
    place = near.place
    return {
        "nom": clean(place.label),
        "code": place.code,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "rayon_km": near.radius,
    }


def _labels(label: str, count: int) -> list[str]:
    return [label, *[""] * (count - 1)][:count]


def describe(panel: Panel, selection: Selection, link: str) -> Metadata:
    """Describe an export.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view that gives the file.
    """
    count = int(panel.index.mask(selection).sum())
    dataset = panel.dataset
    return Metadata(
        title=clean(dataset.later.whole_title if selection.appels else dataset.title),
        filters=clean(describe_selection(selection, panel.index, count)),
        date=date.fromisoformat(dataset.date),
        version=clean(dataset.version),
        count=count,
        listed=clean(describe_list(panel, selection)),
        collections=tuple(clean(line) for line in _collections(panel, selection)),
        licence_title=clean(dataset.licence_title),
        licence_url=clean(dataset.licence_url),
        attribution=clean(dataset.later.whole_attribution if selection.appels else dataset.attribution),
        sources=(*(clean(_cite(document)) for document in panel.vocabulary.documents), *_places(dataset)),
        notes=(_DOUBT, _EMPTY, *([clean(_measured_from(selection.autour))] if selection.autour else [])),
        link=clean(link),
        near=selection.autour,
    )


def _measured_from(near: Near) -> str:
    latitude, longitude = (format_number(value, 5) for value in near.point)
    return (
        f"Distances : géodésiques (ellipsoïde WGS 84), en kilomètres, depuis le point {of_place(near.place.label)}, "
        f"code INSEE {near.place.code}, latitude {latitude}, longitude {longitude} ; approximatives pour un pôle placé "
        "au milieu d'un département ou d'une région."
    )


def _collections(panel: Panel, selection: Selection) -> list[str]:
    lines, poles = len(panel.panel_lines), int(panel.in_panel.sum())
    found = [f"{COLLECTIONS[PANEL]} : liste publiée par le RTES, {lines} lignes, {poles} pôles"]
    if selection.appels:
        known, official = len(panel.later_lines), panel.dataset.later.official
        text = f"{COLLECTIONS[APPELS]} : {known} lauréats connus sur {official}, collection incomplète"
        shared = known - (len(panel.poles) - poles)
        if shared:
            verbs = ("sont", "comptent") if shared > 1 else ("est", "compte")
            text += f" ; {shared} {verbs[0]} aussi dans le panel et n'y {verbs[1]} qu'une fois"
        found.append(text)
    return found


def _places(dataset: Dataset) -> tuple[str, ...]:
    # The vintage is told beside the boundary files.
    lines = [f"{source.title} : {source.gives}" for source in dataset.place_sources]
    return tuple(clean(line) for line in (*lines, dataset.place_licence))


def _cite(document: Document) -> str:
    year = f", {document.year}" if document.year else ""
    return f"{document.publisher}, « {document.title} »{year}"
