"""The only caches: data is read once per process, and again when its file changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from geo.load import load_panel
from geo.mapping import scripts, styles
from geo.mapping.records import poles_json
from geo.mapping.settings import settings_json
from geo.model import Panel
from geo.regions import load_region_shapes
from geo.schema import DATA_DIR
from utils.web import assets

__all__ = ["MapFiles", "map_files", "panel"]

#: Files whose change makes the panel be read again.
_WATCHED = ("ptce.geojson", "ptce.schema.json", "source/sectors.csv", "source/legal_forms.csv", "source/dataset.json")


@dataclass(frozen=True, slots=True)
class MapFiles:
    """Addresses, as seen from the frame of the map, of what the map is made of."""

    script: str
    style: str
    files: Mapping[str, str]


def _stamp() -> tuple[tuple[str, int, int], ...]:
    stats = [(name, (DATA_DIR / name).stat()) for name in _WATCHED if (DATA_DIR / name).exists()]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def panel() -> Panel:
    """Return the panel, the same object for every session until its file changes. Nobody may modify it."""
    return _panel(_stamp())


@st.cache_resource(max_entries=2, show_spinner=False)
def _panel(_stamp_of_files: tuple[tuple[str, int, int], ...]) -> Panel:
    return load_panel()


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
        {name: assets.component_url(path) for name, path in names.items()},
    )


# Minified where the package has it: they travel on every first visit.
_SCRIPTS = ("leaflet.js", "leaflet.markercluster.js")
_STYLES = ("leaflet.css", "MarkerCluster.css")


def _find(folders: list[Path], names: tuple[str, ...]) -> list[Path]:
    return [sorted(folder.rglob(name))[0] for folder, name in zip(folders, names, strict=True)]


def _joined(paths: list[Path], separator: str) -> bytes:
    # One request rather than nine in series: the component loads its scripts one after the other.
    return separator.join(path.read_text(encoding="utf-8") for path in paths).encode()
