"""Checks a published collection before anything is made of it: every problem of the file at once.

The build writes what passes here. What is checked again is what a file may lose on its way to a server: a line, a
field, the type of a value, its place on the map.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from geo.errors import Problem
from geo.model import Dataset, Vocabulary
from geo.reading import REBUILD
from geo.schema import Field, TableSchema, newer_schema

__all__ = [
    "are_sources",
    "check_doubles",
    "check_features",
    "check_inside",
    "check_metadata",
    "check_schema",
    "check_words",
    "is_point",
]

#: How far from its region a point may be, in degrees: boundaries are simplified.
_MARGIN = 0.05

Features = Sequence[Mapping[str, Any]]

_TYPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = MappingProxyType(
    {
        "string": ("texte", lambda value: isinstance(value, str)),
        "integer": ("nombre entier", lambda value: isinstance(value, int) and not isinstance(value, bool)),
        "array": ("liste de textes", lambda v: isinstance(v, list) and all(isinstance(item, str) for item in v)),
        "object": ("objet de sources, de confiances et de notes", lambda v: are_sources(v)),
    }
)


#: What is said of where a value comes from: texts, or nothing known.
_SOURCE_KEYS = frozenset({"source", "confiance", "note"})


def are_sources(value: object) -> bool:
    """Whether a value says where others come from: name of each → source, confidence and note, texts or unknown."""
    return isinstance(value, dict) and all(
        isinstance(one, dict)
        and set(one) <= _SOURCE_KEYS
        and all(text is None or isinstance(text, str) for text in one.values())
        for one in value.values()
    )


def _problem(name: str, message: str, column: str | None = None, value: object = None, allowed: Any = ()) -> Problem:
    return Problem(f"data/{name}", message, column=column, value=value, allowed=allowed, advice=REBUILD)


def check_schema(name: str, document: Mapping[str, Any]) -> list[Problem]:
    """Check that a collection follows a schema that this code knows; if it does not, the rest is not for it to judge.

    A file without such a statement, written before there was any, is not refused for that.
    """
    metadata = document.get("metadata", {})
    if not isinstance(metadata, dict):
        return [_problem(name, "métadonnées qui ne sont pas un objet", "metadata")]
    newer = newer_schema(f"data/{name}", metadata.get("schema", 1))
    return [newer] if newer else []


def check_metadata(name: str, document: Mapping[str, Any], dataset: Dataset) -> list[Problem]:
    """Check what a collection says of itself, where it does: its number of lines, its version."""
    metadata = document.get("metadata", {})
    problems = []
    said, held = metadata.get("lignes"), len(document["features"])
    if said is not None and said != held:
        problems.append(_problem(name, f"nombre de lignes annoncé différent de celui du fichier ({held})", value=said))
    version = metadata.get("version", dataset.version)
    if version != dataset.version:
        message = "version différente de celle de data/source/dataset.json : les fichiers ne vont pas ensemble"
        problems.append(_problem(name, message, "version", version, (dataset.version,)))
    return problems


def check_features(name: str, features: Features, schema: TableSchema) -> list[Problem]:
    """Check every line: its id, its point, and each of its values against the schema, which describes them all."""
    held = {column: None for feature in features for column in feature["properties"]}
    unknown = [column for column in held if column not in schema.names]
    problems = [_problem(name, "champ que data/ptce.schema.json ne décrit pas", column) for column in unknown]
    for rank, feature in enumerate(features, start=1):
        properties = feature["properties"]
        place = f"ligne {rank} de la collection"
        if not is_point(feature.get("geometry")):
            value = feature.get("geometry")
            problems.append(_problem(name, f"{place} : point sans longitude et latitude", value=value))
        for column in schema.names:
            if column not in properties:
                problems.append(_problem(name, f"{place} : champ absent", column))
            else:
                problems += _check_value(name, place, schema[column], properties[column])
    ids = Counter(str(feature["properties"].get("id")) for feature in features)
    problems += [_problem(name, "identifiant en double", "id", one) for one, count in ids.items() if count > 1]
    return problems


def is_point(geometry: object) -> bool:
    """Whether a GeoJSON geometry is a point, longitude first, in degrees that exist."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return False
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) != 2:
        return False
    numbers = [n for n in coordinates if isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n)]
    return len(numbers) == 2 and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90


def _check_value(name: str, place: str, field: Field, value: Any) -> Iterator[Problem]:
    if value is None:
        # What there may be several of, or none, is a list or an object, if an empty one.
        if field.required or field.type in ("array", "object"):
            yield _problem(name, f"{place} : valeur obligatoire absente", field.name)
        return
    kind, fits = _TYPES.get(field.type, ("", lambda _: True))
    if not fits(value):
        yield _problem(name, f"{place} : valeur d'un autre type", field.name, value, (kind,))
        return
    limits = field.constraints
    if "pattern" in limits and not re.fullmatch(limits["pattern"], value):
        yield _problem(name, f"{place} : valeur mal formée", field.name, value, (f"forme {limits['pattern']}",))
    if "enum" in limits and value not in limits["enum"]:
        yield _problem(name, f"{place} : valeur inconnue", field.name, value, limits["enum"])
    low, high = limits.get("minimum", -math.inf), limits.get("maximum", math.inf)
    if field.type == "integer" and not low <= value <= high:
        yield _problem(name, f"{place} : nombre hors des bornes", field.name, value, (f"de {low} à {high}",))


def check_words(name: str, features: Features, vocabulary: Vocabulary) -> list[Problem]:
    """Check sectors, legal forms, regions and départements against the vocabularies."""
    sectors = tuple(sector.label for sector in vocabulary.sectors)
    known = {
        "forme_juridique": tuple(form.label for form in vocabulary.legal_forms),
        "code_region": tuple(region.code for region in vocabulary.regions),
        "code_departement": tuple(departement.code for departement in vocabulary.departements),
    }
    problems = []
    for rank, feature in enumerate(features, start=1):
        place, properties = f"ligne {rank} de la collection", feature["properties"]
        for value in properties["secteurs"]:
            if value not in sectors:
                problems.append(_problem(name, f"{place} : secteur inconnu", "secteurs", value, sectors))
        for column, allowed in known.items():
            value = properties[column]
            if value is not None and value not in allowed:
                problems.append(_problem(name, f"{place} : valeur inconnue", column, value, allowed))
    return problems


def check_doubles(collections: Mapping[str, Features]) -> list[Problem]:
    """Check that ids are not shared by the two collections, and that a double names a line that is no double itself."""
    lines = {f["properties"]["id"]: f["properties"] for features in collections.values() for f in features}
    problems = []
    seen: set[str] = set()
    for name, features in collections.items():
        ids = {feature["properties"]["id"] for feature in features}
        problems += [_problem(name, "identifiant de l'autre collection", "id", one) for one in sorted(ids & seen)]
        seen |= ids
        for feature in features:
            own, target = feature["properties"]["id"], feature["properties"]["doublon_de"]
            if target is not None and (target == own or target not in lines or lines[target]["doublon_de"]):
                message = f"« {own} » doit désigner une autre ligne, qui n'est pas elle-même un doublon"
                problems.append(_problem(name, message, "doublon_de", target))
    return problems


def check_inside(name: str, features: Features, regions: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Check that the point of each line is in its region, as far as simplified boundaries can tell.

    Parameters
    ----------
    name
        Of the file of the collection.
    features
        Its lines, EPSG:4326.
    regions
        Features of the regions, EPSG:4326, as `geo.vocabulary` has checked them.
    """
    polygons = {region["properties"]["code"]: shape(region["geometry"]) for region in regions}
    checked = [feature for feature in features if feature["properties"]["code_region"] in polygons]
    if not checked:
        return []
    points = shapely.points([feature["geometry"]["coordinates"] for feature in checked])
    homes = np.array([polygons[feature["properties"]["code_region"]] for feature in checked], dtype=object)
    far = ~shapely.dwithin(points, homes, _MARGIN)
    return [
        _problem(name, f"« {feature['properties']['id']} » : point hors de sa région", value=_shown(feature))
        for feature, outside in zip(checked, far, strict=True)
        if outside
    ]


def _shown(feature: Mapping[str, Any]) -> str:
    longitude, latitude = feature["geometry"]["coordinates"]
    return f"{longitude} ; {latitude}"
