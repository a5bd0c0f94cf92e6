"""The only caches: data is read once per process, and again when its file changes."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from geo.gazetteer import Gazetteer
from geo.load import load_panel
from geo.mapping import scripts, styles
from geo.mapping.records import poles_json
from geo.mapping.settings import settings_json
from geo.model import Panel
from geo.population import Population, load_populations
from geo.provenance.dictionary import DictionaryTable, load_dictionary
from geo.provenance.published import PublishedFile, load_published
from geo.reference.accessibility import Criterion, load_criteria
from geo.reference.load import Reference, load_reference
from geo.regions import load_region_shapes
from geo.schema import DATA_DIR
from utils.web import assets

__all__ = [
    "MapFiles",
    "criteria",
    "dictionary",
    "gazetteer",
    "map_files",
    "panel",
    "populations",
    "published",
    "reference",
    "spare_the_collector",
]

#: Files whose change makes the panel be read again.
_WATCHED = (
    "ptce.geojson", "laureats.geojson", "ptce.schema.json", "source/sectors.csv", "source/legal_forms.csv",
    "source/dataset.json", "communes.csv", "codes_postaux.csv", "communes_autrefois.csv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MapFiles:
    """Addresses, as seen from the frame of the map, of what the map is made of."""

    script: str
    style: str
    files: Mapping[str, str]


#: Files whose change makes the reference tables be read again.
_REFERENCE = tuple(
    f"source/{name}.csv"
    for name in (
        "calls", "schemes", "scheme_amounts", "pole_facts", "figures", "counts", "events", "glossary", "levers",
        "member_sectors", "decisions",
    )
)  # fmt: skip


def _stamp(names: tuple[str, ...]) -> str:
    # One text: the cache would hash a tuple piece by piece, at every rerun.
    return " ".join(filter(None, map(_stamp_of, names)))


def _stamp_of(name: str) -> str:
    try:
        status = (DATA_DIR / name).stat()
    except FileNotFoundError:
        return ""
    return f"{name}={status.st_mtime_ns}:{status.st_size}"


def panel() -> Panel:
    """Return the panel, the same object for every session until its file changes. Nobody may modify it."""
    return _panel(_stamp(_WATCHED))


@st.cache_resource(max_entries=2, show_spinner=False)
def _panel(stamp: str) -> Panel:
    loaded = load_panel()
    spare_the_collector()
    return loaded


def reference() -> Reference:
    """Return the reference tables, the same object for every session until one of their files changes."""
    return _reference(_stamp(_REFERENCE))


@st.cache_resource(max_entries=2, show_spinner=False)
def _reference(stamp: str) -> Reference:
    loaded = load_reference()
    spare_the_collector()
    return loaded


def criteria() -> tuple[Criterion, ...]:
    """Return the criteria of the RGAA, read again when their table changes."""
    return _criteria(_stamp(("source/rgaa.csv",)))


# Not `st.cache_resource`: every page says the level, and this costs a hundredth of that.
@lru_cache(maxsize=2)
def _criteria(stamp: str) -> tuple[Criterion, ...]:
    return load_criteria()


def spare_the_collector() -> None:
    """Take what is loaded for good, modules included, out of the sight of the garbage collector.

    A full collection looks at every object that it knows of: 80 ms of the answer to some visitor, for nothing.
    """
    gc.collect()
    gc.freeze()


def map_files(current: Panel) -> MapFiles:
    """Publish what the map needs and return where it is."""
    return _map_files(current.digest, current)


@st.cache_resource(max_entries=2, show_spinner=False)
def _map_files(digest: str, _current: Panel) -> MapFiles:
    libraries = [assets.FOLDERS["lib/leaflet"], assets.FOLDERS["lib/markercluster"]]
    publish = assets.publish
    publish("carte.js", _joined([*_find(libraries, _SCRIPTS), *scripts()], ";\n"), "text/javascript")
    publish("carte.css", _joined([*_find(libraries, _STYLES), *styles()], "\n"), "text/css")
    publish("reglages.json", settings_json(_current, load_region_shapes()), "application/json")
    publish("poles.json", poles_json(_current), "application/json")
    names = {
        "reglages": "data/reglages.json",
        "poles": "data/poles.json",
        "regions": "regions/regions.geojson",
        "limites": "regions/departements-lignes.geojson",
        "villes": "regions/villes.geojson",
    }
    return MapFiles(
        assets.component_url("data/carte.js"),
        assets.component_url("data/carte.css"),
        MappingProxyType({name: assets.component_url(path) for name, path in names.items()}),
    )


# Minified where the package has it: they travel on every first visit.
_SCRIPTS = ("leaflet.js", "leaflet.markercluster.js")
_STYLES = ("leaflet.css", "MarkerCluster.css")


def _find(folders: list[Path], names: tuple[str, ...]) -> list[Path]:
    return [sorted(folder.rglob(name))[0] for folder, name in zip(folders, names, strict=True)]


def _joined(paths: list[Path], separator: str) -> bytes:
    # One request rather than nine in series: the component loads its scripts one after the other.
    return separator.join(path.read_text(encoding="utf-8") for path in paths).encode()


def gazetteer() -> Gazetteer:
    """Return the places, read when they are first asked for: the same ones as the filter « autour de » knows."""
    return panel().index.gazetteer()


def populations() -> Mapping[str, Population]:
    """Return the population of each region by its INSEE code, read again when the gazetteer changes."""
    return _populations(_stamp(("communes.csv",)))


@st.cache_resource(max_entries=2, show_spinner=False)
def _populations(stamp: str) -> Mapping[str, Population]:
    return load_populations()


def published() -> tuple[PublishedFile, ...]:
    """Return the files that the data package lists, read again when it changes."""
    return _files_published(_stamp(("datapackage.json",)))


@st.cache_resource(max_entries=2, show_spinner=False)
def _files_published(stamp: str) -> tuple[PublishedFile, ...]:
    return load_published()


def dictionary() -> tuple[DictionaryTable, ...]:
    """Return the description of every table, read again when that of one of them changes."""
    schemas = sorted((DATA_DIR / "source" / "schemas").glob("*.json"))
    return _dictionary(_stamp(("ptce.schema.json", *(path.relative_to(DATA_DIR).as_posix() for path in schemas))))


@st.cache_resource(max_entries=2, show_spinner=False)
def _dictionary(stamp: str) -> tuple[DictionaryTable, ...]:
    return load_dictionary()
