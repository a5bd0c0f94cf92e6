"""Reads one version of the poles, to be compared with another: every problem of its files at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geo.changes.model import Point
from geo.collection import are_sources, is_point
from geo.errors import InvalidDataError, Problem
from geo.reading import read_json, settle_values
from geo.schema import DATA_DIR, load_schema

__all__ = ["COLLECTIONS", "Release", "Row", "read_release"]

#: The two collections of a version, in a folder.
COLLECTIONS = ("ptce.geojson", "laureats.geojson")

_SCHEMA = "ptce.schema.json"
_ADVICE = "donner un fichier GeoJSON de l'atlas, ou un dossier qui contient ptce.geojson et laureats.geojson"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its values by the name of their field, and its point if it has one."""

    values: Mapping[str, Any]
    point: Point | None


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the poles.

    Parameters
    ----------
    rows
        Its lines by their id.
    titles
        Name of a field → its title.
    """

    rows: Mapping[str, Row]
    titles: Mapping[str, str]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that any of the lines has, in their order."""
        return tuple(dict.fromkeys(name for row in self.rows.values() for name in row.values))


def read_release(path: Path, shown: str | None = None) -> Release:
    """Read a GeoJSON file of poles, or a folder that holds the two collections.

    Parameters
    ----------
    path
        A file, or a folder such as `data/` or one of `data/versions/`; `ptce.schema.json`, if it is beside the
        collections, gives the titles of the fields, else that of the atlas does.
    shown
        What messages call the file or the folder; its path by default.

    Raises
    ------
    InvalidDataError
        If a file cannot be read or is not such a collection. All the problems found are in it.
    """
    folder, names = (path, COLLECTIONS) if path.is_dir() else (path.parent, (path.name,))
    shown = shown or str(path)
    problems: list[Problem] = []
    rows: dict[str, Row] = {}
    for name in names:
        file = f"{shown}/{name}" if path.is_dir() else shown
        try:
            features = _features(read_json(folder, name), file)
        except InvalidDataError as error:
            problems += [replace(problem, file=file, advice=_ADVICE) for problem in error.problems]
            continue
        problems += _check(features, file)
        if not problems:
            found = {str(feature["properties"]["id"]): _row(feature) for feature in features}
            twice = "identifiant de l'autre collection"
            problems += [Problem(file, twice, column="id", value=one) for one in sorted(found.keys() & rows.keys())]
            rows |= found
    if problems:
        raise InvalidDataError(problems)
    schema = load_schema(folder if (folder / _SCHEMA).exists() else DATA_DIR)
    return Release(rows, {field.name: field.title for field in schema.fields})


def _features(document: Any, file: str) -> list[Any]:
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise InvalidDataError([Problem(file, "ce n'est pas une collection GeoJSON")])
    return features


def _check(features: list[Any], file: str) -> Iterator[Problem]:
    for rank, feature in enumerate(features, start=1):
        place = f"ligne {rank} de la collection"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            yield Problem(file, f"{place} : élément sans propriétés", advice=_ADVICE)
            continue
        identifier, geometry, sources = (properties.get("id"), feature.get("geometry"), properties.get("sources"))
        if not isinstance(identifier, str) or not identifier.strip():
            yield Problem(file, f"{place} : identifiant absent", None, "id", identifier, ("un texte",), _ADVICE)
        if geometry is not None and not is_point(geometry):
            allowed = ("un point : longitude, latitude", "rien")
            yield Problem(file, f"{place} : géométrie d'une autre forme", value=geometry, allowed=allowed)
        if sources is not None and not are_sources(sources):
            yield Problem(file, f"{place} : valeur d'un autre type", None, "sources", sources, ("objet de sources",))
    every = Counter(
        one["properties"].get("id")
        for one in features
        if isinstance(one, dict) and isinstance(one.get("properties"), dict)
        if isinstance(one["properties"].get("id"), str)
    )
    for identifier, count in every.items():
        if count > 1:
            yield Problem(file, "identifiant en double", None, "id", identifier, advice="n'en garder qu'un")


def _row(feature: Mapping[str, Any]) -> Row:
    geometry = feature.get("geometry")
    point = (float(geometry["coordinates"][0]), float(geometry["coordinates"][1])) if geometry else None
    return Row(settle_values(feature["properties"]), point)
