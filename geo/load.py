"""Reads the published data files into a `Panel`.

`json` rather than `geopandas.read_file`: the latter turns the arrays of a GeoJSON into text, and integers with gaps
into floats.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import shapely

from geo.collection import (
    check_doubles,
    check_features,
    check_inside,
    check_metadata,
    check_schema,
    check_words,
)
from geo.errors import InvalidDataError, Problem
from geo.filters import FacetIndex
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.model import Dataset, LaterCalls, Panel, PlaceSource
from geo.reading import features_of, read_bytes, read_features, read_json, read_numbered_table, read_table, unreadable
from geo.schema import DATA_DIR, TableSchema, load_schema
from geo.text import fold
from geo.vocabulary import REGIONS, load_vocabulary, vocabulary_without_boundaries

__all__ = ["load_dataset", "load_panel", "load_vocabulary", "read_numbered_table", "read_table"]

#: The two collections, in the order in which their lines are read.
_COLLECTIONS = ("ptce.geojson", "laureats.geojson")

_DATASET = "source/dataset.json"

#: Problems of one file that are told one by one: a file that is another one altogether has thousands.
_TOLD = 50


def load_dataset(data_dir: Path = DATA_DIR) -> Dataset:
    """Read what the data says of itself: title, version, date, licence, attribution.

    Raises
    ------
    InvalidDataError
        If the file cannot be read, or does not say all of it.
    """
    document = read_json(data_dir, _DATASET)
    try:
        dataset = _dataset(document, document["appels"])
    except KeyError as error:
        raise unreadable(_DATASET, f"champ absent : {error}", "corriger le fichier") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise unreadable(_DATASET, "champ mal écrit", "corriger le fichier") from error
    other = [name for name, value in _texts(dataset) if not isinstance(value, str)]
    if other:
        raise unreadable(_DATASET, f"champ qui n'est pas un texte : {', '.join(other)}", "corriger le fichier")
    return dataset


def _texts(described: Dataset | LaterCalls | PlaceSource) -> Iterator[tuple[str, object]]:
    """Yield name and value of all that must be a text."""
    for one in fields(described):
        value = getattr(described, one.name)
        if isinstance(value, LaterCalls):
            yield from _texts(value)
        elif isinstance(value, tuple):
            for item in value:
                yield from [(one.name, item)] if isinstance(item, str) else _texts(item)
        elif one.name != "official":
            yield one.name, value


def _words(value: object) -> tuple[str, ...]:
    # A text would be taken for the list of its letters.
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise TypeError(value)
    return tuple(value)


def _dataset(document: Mapping[str, Any], later: Mapping[str, Any]) -> Dataset:
    date.fromisoformat(document["date"])
    return Dataset(
        name=document["nom"],
        title=document["titre"],
        description=document["description"],
        keywords=_words(document["mots_cles"]),
        themes=_words(document["themes"]),
        version=document["version"],
        date=document["date"],
        licence_name=document["licence"]["nom"],
        licence_title=document["licence"]["titre"],
        licence_url=document["licence"]["url"],
        attribution=document["attribution"],
        list_name=document["liste"],
        place_sources=tuple(PlaceSource(p["titre"], p["apport"], p["url"]) for p in document["lieux"]),
        place_licence=document["lieux_licence"],
        later=LaterCalls(
            title=later["titre"],
            attribution=later["attribution"],
            list_name=later["liste"],
            whole_title=later["titre_ensemble"],
            whole_attribution=later["attribution_ensemble"],
            official=int(later["laureats_officiels"]),
        ),
    )


def load_panel(
    data_dir: Path = DATA_DIR, previous: Panel | None = None, gazetteer: Callable[[], Gazetteer] | None = None
) -> Panel:
    """Read `ptce.geojson`, `laureats.geojson` and everything that describes them.

    Boundaries that cannot be read do not prevent the rest: `Panel.gaps` then says so.

    Parameters
    ----------
    data_dir
        Folder that holds both, `ptce.schema.json`, `regions/` and `source/`.
    previous
        The panel as it was last read: its regions stand in for boundaries that can no longer be read.
    gazetteer
        Gives the places; by default those of `data_dir`, read when they are first asked for.

    Raises
    ------
    InvalidDataError
        If a file is missing or is not the GeoJSON that the build writes. All the problems found are in it.
    """
    schema, dataset = load_schema(data_dir), load_dataset(data_dir)
    contents = {name: read_bytes(data_dir, name) for name in _COLLECTIONS}
    collections = _checked(data_dir, contents, schema, dataset)
    features = [feature for collection in collections.values() for feature in collection]
    vocabulary, gaps = vocabulary_without_boundaries(data_dir, features, previous.vocabulary if previous else None)
    _report([problem for name, some in collections.items() for problem in check_words(name, some, vocabulary)])
    if not gaps:
        regions = read_features(data_dir, REGIONS)
        _report([problem for name, some in collections.items() for problem in check_inside(name, some, regions)])
    lines = _frame(features, schema)
    doubles = {str(line): str(pole) for line, pole in lines["doublon_de"].items() if pole is not None}
    poles = lines[~lines.index.isin(list(doubles))]
    poles = poles.iloc[sorted(range(len(poles)), key=lambda row: fold(poles["nom"].iloc[row]))]
    calls = _calls(lines, doubles)
    return Panel(
        lines=lines,
        poles=poles,
        doubles=MappingProxyType(doubles),
        calls=MappingProxyType(calls),
        vocabulary=vocabulary,
        schema=schema,
        dataset=dataset,
        index=FacetIndex.build(poles, lines, vocabulary, calls, gazetteer or _gazetteer(data_dir)),
        digest=hashlib.sha256(b"".join(contents.values())).hexdigest()[:12],
        gaps=gaps,
    )


def _checked(
    data_dir: Path, contents: Mapping[str, bytes], schema: TableSchema, dataset: Dataset
) -> dict[str, list[dict[str, Any]]]:
    """Return the lines of each collection, once nothing is wrong with either."""
    collections: dict[str, list[dict[str, Any]]] = {}
    problems: list[Problem] = []
    for name, content in contents.items():
        try:
            document = read_json(data_dir, name, content)
            features = features_of(document, name)
        except InvalidDataError as error:
            problems += error.problems
            continue
        problems += check_schema(name, document) or [
            *check_metadata(name, document, dataset),
            *check_features(name, features, schema),
        ]
        collections[name] = features
    _report(problems)
    _report(check_doubles(collections))
    return collections


def _report(problems: list[Problem]) -> None:
    if len(problems) > _TOLD:
        rest = Problem("data", f"et {len(problems) - _TOLD} autres problèmes", advice=problems[0].advice)
        problems = [*problems[:_TOLD], rest]
    if problems:
        raise InvalidDataError(problems)


def _gazetteer(data_dir: Path) -> Callable[[], Gazetteer]:
    """Return a function that loads the gazetteer when it is first called, by whichever session, and then keeps it."""
    lock = Lock()
    loaded: list[Gazetteer] = []

    def give() -> Gazetteer:
        # Without the lock, sessions that begin together would each load it.
        with lock:
            if not loaded:
                loaded.append(load_gazetteer(data_dir))
        return loaded[0]

    return give


def _calls(lines: gpd.GeoDataFrame, doubles: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Give each distinct pole the years of its own line and of those that double it."""
    won: dict[str, set[int]] = {}
    for line, year in lines["annee_laureat"].items():
        years = won.setdefault(doubles.get(str(line), str(line)), set())
        if year is not None:
            years.add(year)
    return {pole: tuple(sorted(years)) for pole, years in won.items()}


def _frame(features: list[dict[str, Any]], schema: TableSchema) -> gpd.GeoDataFrame:
    # Object columns keep integers integers beside null, and lists lists.
    data = {name: [feature["properties"][name] for feature in features] for name in schema.names}
    points = shapely.points([feature["geometry"]["coordinates"] for feature in features])
    index = [feature["properties"]["id"] for feature in features]
    return gpd.GeoDataFrame(data, geometry=points, crs="EPSG:4326", index=index, dtype=object).set_geometry("geometry")
