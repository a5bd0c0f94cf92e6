"""The rows and columns that the tabular exports share, and the two questions every cell raises.

Is it displayable (`clean`), and would a spreadsheet run it (`runs_as_formula`)?
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model import APPELS, PANEL, collection_of
from geo.text import clean
from geo.town_names import of_place, to_place
from geo.wording import TO_CONFIRM, is_doubtful

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.near import Near
    from geo.schema import TableSchema
    from geo.selection import Selection

__all__ = [
    "COLLECTIONS",
    "DISTANCE",
    "SEPARATOR",
    "Column",
    "clean",
    "columns",
    "list_doubles",
    "rows",
    "runs_as_formula",
    "selected_poles",
]

#: Between the values of one cell, as in the curated tables.
SEPARATOR = " | "

#: What the column `collection` says of a pole.
COLLECTIONS: Mapping[str, str] = MappingProxyType({PANEL: "panel 2016", APPELS: "appels 2021-2025"})

#: Column of the distance from the place around which the poles are.
DISTANCE = "distance_km"

#: Field whose value is no cell: an object with the source of every other field.
_SOURCES = "sources"

#: Confidence column → field whose source it tells, title, what is being trusted.
_CONFIDENCES = {
    "confiance_lieu": ("commune", "Confiance : lieu", "la commune"),
    "confiance_secteurs": ("secteurs", "Confiance : secteurs", "les secteurs"),
    "confiance_forme_juridique": ("forme_juridique", "Confiance : forme juridique", "la forme juridique"),
    "confiance_annee_laureat": ("annee_laureat", "Confiance : année de lauréat", "les années d'appel"),
}

_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
_QUOTES = frozenset("\"'`’‘“”＂＇")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an exported table: machine name, Table Schema type, French title and description.

    `decimals` is how many a number that is not whole is written with.
    """

    name: str
    type: str
    title: str
    description: str
    example: object = None
    decimals: int = 5


def columns(schema: TableSchema, near: Near | None = None) -> tuple[Column, ...]:
    """Return the columns of the tables, in order: those of the schema, then those that exports add.

    Parameters
    ----------
    schema
        The schema of the poles.
    near
        Where the poles are looked for, if around a place: adds the distance from it.
    """
    own = [Column(f.name, f.type, f.title, f.description, f.example) for f in schema.fields if f.name != _SOURCES]
    place = "du point sur la carte, en degrés décimaux (WGS 84) ; « Précision du lieu » dit ce qu'il représente."
    added = [
        Column(
            "collection",
            "string",
            "Collection",
            f"« {COLLECTIONS[PANEL]} » : le pôle est dans la liste du RTES ; « {COLLECTIONS[APPELS]} » : il n'est "
            "connu que comme lauréat d'un de ces appels.",
        ),
        Column(
            "appels",
            "array",
            "Appels",
            "Années de tous les appels nationaux dont le pôle est lauréat connu ; vide quand aucune source ne le dit.",
        ),
        Column(
            "doublons",
            "array",
            "Doublons",
            "Autres lignes qui désignent le même pôle, dans la liste de 2016 ou parmi les lauréats d'un appel récent.",
        ),
        Column("longitude", "number", "Longitude", f"Longitude {place}"),
        Column("latitude", "number", "Latitude", f"Latitude {place}"),
        *(
            Column(name, "string", title, f"Confiance dans la source qui donne {what} : haute, moyenne ou faible.")
            for name, (_, title, what) in _CONFIDENCES.items()
        ),
        Column(
            "a_confirmer",
            "array",
            f"À {TO_CONFIRM.removeprefix('à ')}",
            "Titres des colonnes dont la valeur ne repose que sur une source de confiance faible.",
        ),
    ]
    return (*own, *added, *([_distance(near)] if near else []))


def _distance(near: Near) -> Column:
    name = near.place.name
    description = (
        f"Distance géodésique entre le point {of_place(near.place.label)} et celui du pôle, en kilomètres ; "
        "approximative quand « Précision du lieu » est un département ou une région."
    )
    return Column(DISTANCE, "number", f"Distance {to_place(name)} (km)", description, decimals=1)


def selected_poles(panel: Panel, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the distinct poles that the selection keeps, as records with their `geometry`.

    In the panel's order; around a place, the nearest first and with their distance from it.
    """
    near, points = selection.autour, panel.index.points
    positions = np.flatnonzero(panel.index.mask(selection))
    kept = panel.poles.iloc[points.by_distance(near, positions) if near else positions]
    data = {str(name): kept[name] for name in kept.columns}
    if near:
        km = points.distances(near)[points.by_distance(near, positions)]
        data[DISTANCE] = [round(float(value), 1) for value in km]
    # zip over the columns, not iterrows: a Series per row costs more than everything else here.
    for values in zip(*data.values(), strict=True):
        yield dict(zip(data, values, strict=True))


def list_doubles(panel: Panel, pole_id: str) -> list[str]:
    """Return the other lines that name the pole: « ptce-051 : Pays de Bray (PTCE – Maison d'Economie Solidaire) ».

    A line of a later call is no line of the list, and says so: « appel-2023-02 : Pôle Laine… (appel de 2023) ».
    """
    return [_double(double) for double in panel.doubles_of(pole_id)]


def _double(line: Mapping[str, Any]) -> str:
    call = f" (appel de {line['annee_laureat']})" if collection_of(line["id"]) == APPELS else ""
    return f"{line['id']} : {line['nom_liste']}{call}"


def rows(panel: Panel, selection: Selection) -> list[dict[str, str | int | float | None]]:
    """Return one row per selected pole: column name → text, number, or None where nothing is known.

    Values stay what they are: nothing is added to a doubtful one, the columns of confidence carry the doubt.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    """
    table = columns(panel.schema, selection.autour)
    titles = {field.name: field.title for field in panel.schema.fields if field.name != _SOURCES}
    found = []
    for pole in selected_poles(panel, selection):
        record = pole | _added(panel, pole, titles)
        found.append({column.name: _cell(record[column.name]) for column in table})
    return found


def _added(panel: Panel, pole: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    calls = panel.calls_of(pole["id"])
    # The years of the calls may be told by other lines of the same pole.
    sources = pole[_SOURCES] | {"annee_laureat": panel.call_source(pole["id"])}
    judged = {**pole, "annee_laureat": calls or None, _SOURCES: sources}
    point = pole["geometry"]
    return {
        "collection": COLLECTIONS[collection_of(pole["id"])],
        "appels": list(calls),
        "doublons": list_doubles(panel, pole["id"]),
        "longitude": round(float(point.x), 5),
        "latitude": round(float(point.y), 5),
        **{name: (sources.get(field) or {}).get("confiance") for name, (field, _, _) in _CONFIDENCES.items()},
        "a_confirmer": [title for name, title in titles.items() if is_doubtful(judged, name)],
    }


def _cell(value: Any) -> str | int | float | None:
    if value is None or isinstance(value, int | float):
        return value
    text = clean(SEPARATOR.join(str(item) for item in value) if isinstance(value, list | tuple) else str(value))
    return text or None


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula.

    Blanks, invisible characters and quotes in front do not hide one, nor do full-width signs: spreadsheets and the
    scripts that clean a file before they open it see through both.

    Examples
    --------
    >>> runs_as_formula("  =1+1"), runs_as_formula("3.EVA")
    (True, False)
    """
    if text[:1] in ("\t", "\r", "\n"):
        return True
    for char in text:
        if char not in _QUOTES and not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc", "Mn"):
            return char in _FORMULA_STARTS
    return False
