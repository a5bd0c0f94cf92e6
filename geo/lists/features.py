"""GeoJSON: properties as columns of texts, points as two more, other shapes by a point on them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from geo.export.table import SEPARATOR
from geo.lists.headers import name_key, name_problems
from geo.lists.limits import MAX_COLUMNS, VISITOR, Limits
from geo.lists.problems import ProblemList, refuse
from geo.lists.table import ListTable, check_cells, check_count, tidy
from geo.text import format_number

__all__ = ["read_features", "read_json"]

_GEOMETRIES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")

#: Names of the reference systems that are longitude and latitude in WGS 84; RFC 7946 wants no other.
_WGS84 = ("crs84", "4326")

_EXPORT = "exporter la couche en GeoJSON (FeatureCollection), coordonnées WGS 84 (EPSG:4326)"


def read_json(text: str, file: str, limits: Limits = VISITOR) -> Any:
    """Return what a JSON text holds, or raise `InvalidDataError`."""
    # Before json reads it: a file of brackets takes twenty times its size in memory.
    if text.count("[") + text.count("{") > limits.values:
        refuse(
            file, "JSON démesuré : trop d'objets et de listes", "simplifier les contours, ou ne garder que des points"
        )
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"JSON illisible à la ligne {error.lineno}, caractère {error.colno}"
        refuse(file, message, f"{_EXPORT} ; le fichier est peut-être coupé")
    except (ValueError, RecursionError):
        refuse(file, "JSON illisible : nombre non fini, démesuré, ou listes trop imbriquées", _EXPORT)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def read_features(document: object, file: str, notes: Sequence[str] = (), limits: Limits = VISITOR) -> ListTable:
    """Read a FeatureCollection, or one Feature.

    Raises
    ------
    InvalidDataError
        With all the problems found.
    """
    features = _features(document, file, limits)
    problems = ProblemList(file)
    found = list(notes)
    titles: dict[str, str] = {}
    records: list[tuple[int, dict[str, str]]] = []
    points: list[tuple[str, str]] = []
    moved = 0
    for rank, feature in enumerate(features, start=1):
        if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
            problems.add("cet élément n'est pas un objet Feature", _EXPORT, row=rank)
            continue
        record = _properties(feature.get("properties"), rank, titles, problems)
        point, is_moved = _point(feature.get("geometry"), rank, problems)
        moved += is_moved
        records.append((rank, record))
        points.append(point)
        if len(titles) > MAX_COLUMNS - 2:
            refuse(file, f"plus de {MAX_COLUMNS - 2} propriétés différentes", "ne garder que celles utiles à la carte")
    if moved:
        shapes = "contours ou lignes ramenés" if moved > 1 else "contour ou ligne ramené"
        found.append(f"{format_number(moved)} {shapes} à un point qui s'y trouve")
    columns = _columns(titles, records, points)
    if not columns:
        problems.raise_if_any()
        refuse(file, "aucun lieu n'a de propriété ni de coordonnées", _EXPORT)
    name_problems([(f"« {name} »", name) for name in columns], None, problems)
    numbers = [rank for rank, _ in records]
    check_cells(list(columns), numbers, list(columns.values()), problems)
    problems.raise_if_any()
    index = pd.Index(numbers, name="ligne", dtype="int64")
    rows = pd.DataFrame({name: pd.Series(values, index=index, dtype="str") for name, values in columns.items()})
    return ListTable(file, "geojson", rows.set_index(index), tuple(found))


def _features(document: object, file: str, limits: Limits) -> list[Any]:
    kind = document.get("type") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or kind not in ("FeatureCollection", "Feature"):
        named = f" (type « {tidy(str(kind)[:40])} »)" if kind else ""
        refuse(file, f"JSON qui n'est pas une liste de lieux GeoJSON{named}", _EXPORT)
    crs = document.get("crs")
    name = json.dumps(crs).casefold()
    if crs is not None and not any(f"{sep}{code}" in name for code in _WGS84 for sep in (":", "/")):
        value = tidy(json.dumps(crs, ensure_ascii=False))[:80]
        refuse(file, "coordonnées dans un autre système que WGS 84", _EXPORT, value=value)
    features = [document] if kind == "Feature" else document.get("features")
    if not isinstance(features, list):
        refuse(file, "la liste « features » manque", _EXPORT)
    if not features:
        refuse(
            file, "fichier vide : la liste « features » n'a aucun lieu", "importer un fichier qui a au moins un lieu"
        )
    check_count(len(features), file, limits)
    return features


def _properties(properties: object, rank: int, titles: dict[str, str], problems: ProblemList) -> dict[str, str]:
    """Return property → text, and keep in `titles` the name of the column of each property."""
    if properties is None:
        return {}
    if not isinstance(properties, Mapping):
        problems.add("« properties » n'est pas un objet", _EXPORT, row=rank)
        return {}
    record = {}
    for key, value in properties.items():
        text = _text(value)
        if key not in titles:
            title = " ".join(tidy(key).split())
            if not title and not text:
                continue
            if not title:
                problems.add("propriété sans nom", "lui donner un nom", row=rank, value=text)
            titles[key] = title
        record[key] = text
    return record


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return SEPARATOR.join(_text(item) for item in value)
    return tidy(json.dumps(value, ensure_ascii=False))


def _point(geometry: object, rank: int, problems: ProblemList) -> tuple[tuple[str, str], bool]:
    """Return (longitude, latitude) as texts, empty without geometry, and whether it stands for a larger shape."""
    if geometry is None:
        return ("", ""), False
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if not isinstance(geometry, Mapping) or kind not in _GEOMETRIES:
        advice = f"garder un de ces types : {', '.join(_GEOMETRIES)}"
        problems.add("géométrie inconnue", advice, row=rank, column="geometry", value=str(kind)[:40])
        return ("", ""), False
    if kind == "Point":
        coordinates = geometry.get("coordinates")
        if coordinates == []:
            return ("", ""), False
        if isinstance(coordinates, list) and 2 <= len(coordinates) <= 4 and all(map(_is_number, coordinates)):
            return (_text(coordinates[0]), _text(coordinates[1])), False
    else:
        point = _point_on(geometry)
        if point:
            return point, True
    advice = "donner des nombres : longitude, puis latitude"
    value = json.dumps(geometry.get("coordinates"))[:80]
    problems.add("coordonnées illisibles", advice, row=rank, column="geometry", value=value)
    return ("", ""), False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _point_on(geometry: Mapping[str, Any]) -> tuple[str, str] | None:
    try:
        # Invalid contours too have a point; overflowing ones warn, then have none.
        with np.errstate(all="ignore"):
            point = shape(geometry).representative_point()
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return None
    except RecursionError:
        return None
    if point.is_empty or not (_is_number(point.x) and _is_number(point.y)):
        return None
    return repr(round(point.x, 7)), repr(round(point.y, 7))


def _columns(
    titles: Mapping[str, str],
    records: Sequence[tuple[int, Mapping[str, str]]],
    points: Sequence[tuple[str, str]],
) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for key, title in titles.items():
        values = [record.get(key, "") for _, record in records]
        # Two properties with one title are told afterwards: neither may hide the other.
        columns[title if title not in columns else f"{title} "] = values
    if any(longitude for longitude, _ in points):
        taken = {name_key(name) for name in columns}
        for position, name in enumerate(("longitude", "latitude")):
            names = (name, f"{name} (géométrie)", *(f"{name} (géométrie {rank})" for rank in range(2, MAX_COLUMNS)))
            free = next(candidate for candidate in names if name_key(candidate) not in taken)
            columns[free] = [point[position] for point in points]
    return columns
