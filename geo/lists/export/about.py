"""What an exported list says of itself: what was filtered, how the rows were placed, by which gazetteer, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from geo.export.table import clean
from geo.lists.export.table import ADDED, DISTANCE
from geo.lists.wording import describe_counts, describe_rows
from geo.text import format_number

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["About", "describe"]

#: Vintage of `data/communes.csv`, as told beside it.
_VINTAGE = "communes au 1er janvier 2024 (code officiel géographique)"

_ONLINE_SOURCE = "Adresses : Base Adresse Nationale, interrogée par la Géoplateforme de l'IGN ; Licence Ouverte 2.0"

_KEPT = "L'Atlas n'a ni enregistré ni transmis cette liste."
_ASKED = (
    "À la demande de la personne qui l'a importée, des adresses de la liste ont été envoyées au service de géocodage "
    "en ligne. Rien d'autre n'a été transmis, et l'Atlas n'a pas enregistré la liste."
)


_ALONE = " (la liste n'est pas dans le lien)"


@dataclass(frozen=True, slots=True)
class About:
    """What an exported list says of itself, in French.

    Parameters
    ----------
    title, filters
        What the file is, and what was kept of the list.
    date
        Of the atlas, not of the export: the same list gives the same file.
    version
        Of the atlas.
    total, count
        Rows of the list, rows of the file.
    statuses
        Rows of the file by status, in words.
    left_out
        Rows without a point that the filters left out.
    near
        The place that distances are measured from, or "".
    sources, licence, privacy, link
        Where the list and its places come from; on what terms; what became of the list, "" if it is not a visitor's;
        the view, or "" where there is none.
    in_link
        Whether whoever follows the link finds the list there.
    """

    title: str
    filters: str
    date: date
    version: str
    total: int
    count: int
    statuses: str
    left_out: int
    near: str
    sources: tuple[str, ...]
    licence: str
    privacy: str
    link: str
    in_link: bool

    def members(self) -> dict[str, Any]:
        """Return the description as a JSON object."""
        return {
            "titre": self.title,
            "filtres": self.filters,
            "atlas": {"version": self.version, "date": self.date.isoformat()},
            "lignes_de_la_liste": self.total,
            "lignes_du_fichier": self.count,
            "statuts": self.statuses,
            "lignes_sans_point_ecartees": self.left_out,
            **({"distances": self.near} if self.near else {}),
            "colonnes": self._columns(),
            "sources": list(self.sources),
            "licence": self.licence,
            **({"confidentialite": self.privacy} if self.privacy else {}),
            **({"lien": self.link} if self.link else {}),
        }

    def items(self) -> list[tuple[str, str]]:
        """Return the description as French labels and values; a label that repeats the one before is left empty."""
        left_out = f"{format_number(self.left_out)} (les filtres en vigueur les écartent)" if self.left_out else "0"
        columns = [f"{name} : {text}" for name, text in self._columns().items()]
        return [
            ("Titre", self.title),
            ("Filtres", self.filters),
            ("Lignes de la liste", format_number(self.total)),
            ("Lignes du fichier", format_number(self.count)),
            ("Statuts", self.statuses),
            ("Lignes sans point écartées", left_out),
            *([("Distances", self.near)] if self.near else []),
            ("Atlas des PTCE", f"version {self.version} du {self.date:%d/%m/%Y}"),
            *zip(["Sources", *[""] * (len(self.sources) - 1)], self.sources, strict=True),
            ("Licence", self.licence),
            *([("Confidentialité", self.privacy)] if self.privacy else []),
            *zip(["Colonnes ajoutées", *[""] * (len(columns) - 1)], columns, strict=True),
            *([("Retrouver ces filtres", f"{self.link}{_ALONE if not self.in_link else ''}")] if self.link else []),
        ]

    def _columns(self) -> dict[str, str]:
        return {name: text for name, text in ADDED.items() if self.near or name != DISTANCE}


def describe(located: LocatedList, selection: Selection, panel: Panel, link: str) -> About:
    """Describe the export of a list.

    Parameters
    ----------
    located
        The list.
    selection
        What is filtered.
    panel
        What says the version of the atlas and the sources of its places.
    link
        Absolute URL of the view, or "".
    """
    kept = located.mask(selection)
    dataset, origin = panel.dataset, located.origin
    sources = [f"Couche : {origin.source}"] if origin and origin.source else []
    sources += [f"Répertoire des lieux : {_VINTAGE}"]
    sources += [f"{source.title} : {source.gives}" for source in dataset.place_sources]
    sources += [dataset.place_licence, *([_ONLINE_SOURCE] if located.online else [])]
    return About(
        title=clean(f"{_named(located)}, située par l'Atlas des PTCE"),
        filters=clean(describe_rows(located, selection)),
        date=date.fromisoformat(dataset.date),
        version=clean(dataset.version),
        total=len(located),
        count=int(kept.sum()),
        statuses=describe_counts(located.counts_of(kept)),
        left_out=int((~located.placed & ~kept).sum()),
        near=clean(_measured_from(selection)),
        sources=tuple(clean(source) for source in sources),
        licence=f"Colonnes du fichier : droits inchangés. Colonnes ajoutées : {clean(dataset.licence_title)}",
        privacy="" if origin else _ASKED if located.online else _KEPT,
        link=clean(link),
        in_link=origin is not None,
    )


def _named(located: LocatedList) -> str:
    return f"Couche « {located.origin.name} »" if located.origin else f"Liste « {located.table.file_name} »"


def _measured_from(selection: Selection) -> str:
    if selection.autour is None:
        return ""
    place = selection.autour.place
    return (
        f"géodésiques (ellipsoïde WGS 84), en kilomètres, depuis {place.label}, code INSEE {place.code}, "
        f"latitude {format_number(place.latitude, 5)}, longitude {format_number(place.longitude, 5)}"
    )
