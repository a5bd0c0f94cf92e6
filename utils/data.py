"""The only caches: data is read once per process, and again when its files change; bad files leave the last good data.

Each set of files that go together is read as a whole or not at all. What a session is given stays as it is: a new
reading is another object.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Final, TypeVar

import streamlit as st

from geo.changes.news import NEWS, Version, load_news
from geo.errors import InvalidDataError
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.load import load_panel
from geo.mapping.records import poles_json
from geo.mapping.settings import settings_json
from geo.model import Panel
from geo.population import Population, load_populations
from geo.provenance.dictionary import DictionaryTable, load_dictionary
from geo.provenance.published import PublishedFile, load_published
from geo.reading import features_of, read_bytes, read_json
from geo.reference.accessibility import Criterion, load_criteria
from geo.reference.load import Reference, load_reference
from geo.regions import RegionShape, load_region_shapes, shapes_around_poles
from geo.schema import DATA_DIR
from utils import log
from utils.last_good import LastGood, UnforeseenError, stamp_of_files
from utils.web import assets, dataset_tag
from utils.web.api.catalogue import dataset_script

__all__ = [
    "MapFiles",
    "criteria",
    "dictionary",
    "gazetteer",
    "is_outdated",
    "map_files",
    "news",
    "panel",
    "populations",
    "published",
    "reference",
    "region_boundaries",
    "sets",
    "spare_the_collector",
]

T = TypeVar("T")

_LOGGER: Final = logging.getLogger(__name__)

_GAZETTEER: Final = ("communes.csv", "codes_postaux.csv", "communes_autrefois.csv")
_NAMES: Final = ("regions/regions.geojson", "regions/departements.geojson")

#: Files whose change makes the panel be read again.
_PANEL: Final = (
    "ptce.geojson", "laureats.geojson", "ptce.schema.json", "source/sectors.csv", "source/legal_forms.csv",
    "source/documents.csv", "source/dataset.json", *_NAMES,
)  # fmt: skip

#: Files whose change makes the reference tables be read again.
_REFERENCE: Final = tuple(
    f"source/{name}.csv"
    for name in (
        "calls", "schemes", "scheme_amounts", "pole_facts", "figures", "counts", "events", "glossary", "levers",
        "member_sectors", "decisions",
    )
)  # fmt: skip

#: What the map draws under the poles: name for `carte.js` → file of `data/regions/`.
_GROUND: Final = MappingProxyType(
    {"regions": "regions.geojson", "limites": "departements-lignes.geojson", "villes": "villes.geojson"}
)


@dataclass(frozen=True, slots=True)
class MapFiles:
    """Addresses, as seen from the frame of the map, of what the map is made of; "" for what is missing."""

    script: str
    style: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _MapMade:
    """What the map is made of, and where that is once it is published."""

    publications: tuple[assets.Publication, ...]
    files: MapFiles


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """A file of boundaries or towns as it was last good, and the shapes of the regions if they are in it."""

    content: bytes
    shapes: Mapping[str, RegionShape]


def _stamp(names: Iterable[str]) -> Callable[[], str]:
    return stamp_of_files(DATA_DIR, names)


def _dictionary_stamp() -> str:
    schemas = sorted((DATA_DIR / "source" / "schemas").glob("*.json"))
    return _stamp(["ptce.schema.json", *(path.relative_to(DATA_DIR).as_posix() for path in schemas)])()


def _last_good(
    name: str, load: Callable[[Any], T], stamp: Callable[[], str], on_good: Callable[[T], None] = lambda _: None
) -> LastGood[T]:
    def told(error: InvalidDataError) -> None:
        # Where a file was found to be bad is no news; where a loader failed is.
        trace = error if isinstance(error, UnforeseenError) else None
        _LOGGER.error("%s: not read. %s", name, error, exc_info=trace)

    def spared(value: T) -> None:
        on_good(value)
        _LOGGER.info("%s: read", name)
        spare_the_collector()

    return LastGood(load, stamp, on_good=spared, on_bad=told)


@st.cache_resource(show_spinner=False)
def sets() -> Mapping[str, LastGood[Any]]:
    """Return the sets of files that are read together, by name."""
    found: dict[str, LastGood[Any]] = {
        "panel": _last_good("panel", _load_panel, _stamp(_PANEL), _tell_panel),
        "reference": _last_good("reference", lambda _: load_reference(), _stamp(_REFERENCE)),
        "gazetteer": _last_good("gazetteer", lambda _: load_gazetteer(), _stamp((*_GAZETTEER, *_NAMES))),
        "populations": _last_good("populations", lambda _: load_populations(), _stamp(["communes.csv"])),
        "published": _last_good("published", lambda _: load_published(), _stamp(["datapackage.json"])),
        "dictionary": _last_good("dictionary", lambda _: load_dictionary(), _dictionary_stamp),
        "news": _last_good("news", lambda _: load_news(), _stamp([NEWS])),
        "criteria": _last_good("criteria", lambda _: load_criteria(), _stamp(["source/rgaa.csv"])),
    }
    for key, name in _GROUND.items():
        path = f"regions/{name}"
        found[key] = _last_good(key, partial(_load_ground, path), _stamp([path]))
    return MappingProxyType(found)


def _load_panel(previous: Panel | None) -> Panel:
    return load_panel(previous=previous, gazetteer=gazetteer)


def _tell_panel(served: Panel) -> None:
    # Not when it is loaded: what was read half before, half after a change is not kept.
    log.serving(f"{served.dataset.version}+{served.digest}")
    dataset_tag.publish(dataset_script(served))
    for gap in served.gaps:
        _LOGGER.warning("panel: done without. %s", gap)


def _load_ground(path: str, _previous: _Ground | None) -> _Ground:
    content = read_bytes(DATA_DIR, path)
    features_of(read_json(DATA_DIR, path, content), path)
    return _Ground(content, load_region_shapes() if path == _NAMES[0] else {})


def panel() -> Panel:
    """Return the panel, the same object for every session until its files change. Nobody may modify it.

    Raises
    ------
    InvalidDataError
        If it was never good since the process started. The same holds for the other functions.
    """
    return sets()["panel"].get()


def reference() -> Reference:
    """Return the reference tables, the same object for every session until one of their files changes."""
    return sets()["reference"].get()


def gazetteer() -> Gazetteer:
    """Return the places, read when they are first asked for: the same ones as the filter « autour de » knows."""
    return sets()["gazetteer"].get()


def populations() -> Mapping[str, Population]:
    """Return the population of each region by its INSEE code, read again when the gazetteer changes."""
    return sets()["populations"].get()


def published() -> tuple[PublishedFile, ...]:
    """Return the files that the data package lists, read again when it changes."""
    return sets()["published"].get()


def dictionary() -> tuple[DictionaryTable, ...]:
    """Return the description of every table, read again when that of one of them changes."""
    return sets()["dictionary"].get()


def news() -> tuple[Version, ...]:
    """Return the versions of the data and what each changed, the newest first, read again when their file changes."""
    return sets()["news"].get()


def criteria() -> tuple[Criterion, ...]:
    """Return the criteria of the RGAA, read again when their table changes."""
    return sets()["criteria"].get()


def region_boundaries() -> bytes:
    """Return the content of `regions/regions.geojson`, read again when it changes."""
    content: bytes = sets()["regions"].get().content
    return content


def is_outdated() -> bool:
    """Say whether something that is served is older than its files, which could not be read. Asks no file."""
    return any(one.state.error is not None and one.state.value is not None for one in sets().values())


def spare_the_collector() -> None:
    """Take what is loaded for good, modules included, out of the sight of the garbage collector.

    A full collection looks at every object that it knows of: 80 ms of the answer to some visitor, for nothing.
    """
    gc.collect()
    gc.freeze()


def map_files(current: Panel) -> MapFiles | None:
    """Publish what the map needs and return where it is.

    None where it cannot be made, which is logged: a file of ours that is lost must cost the map, not the list. It is
    tried again at each call.
    """
    grounds = tuple(_grounds())
    try:
        made = _map_made(current, *grounds)
    except InvalidDataError:
        raise
    except Exception as error:
        _tell_of_no_map(error)
        return None
    _told.clear()
    for publication in made.publications:
        publication.publish()
    return made.files


def _grounds() -> Iterator[_Ground | None]:
    every = sets()
    for key in _GROUND:
        try:
            yield every[key].get()
        except InvalidDataError:
            # The map does without, and says so.
            yield None


#: Why there is no map, as the log told it.
_told: Final[set[str]] = set()


def _tell_of_no_map(error: Exception) -> None:
    gone = ", ".join(assets.missing((*assets.MAP_SCRIPTS, *assets.MAP_STYLES)))
    why = gone or type(error).__name__
    if why not in _told:
        _told.add(why)
        # Which file is lost is all there is to know; where something else failed is in the trace.
        _LOGGER.error("map: not made, the list stands in for it. %s", why, exc_info=None if gone else error)


@lru_cache(maxsize=1)
def _map_code() -> tuple[assets.Publication, assets.Publication]:
    # One request rather than one after the other, which is how the component loads its scripts. Once per process, as
    # the code that goes with them: what happens to their files afterwards does not touch the map.
    code = assets.join(map(assets.path_of, assets.MAP_SCRIPTS), ";\n")
    looks = assets.join(map(assets.path_of, assets.MAP_STYLES), "\n")
    return assets.prepare("carte.js", code, "text/javascript"), assets.prepare("carte.css", looks, "text/css")


@lru_cache(maxsize=2)
def _map_made(current: Panel, *grounds: _Ground | None) -> _MapMade:
    # First, as it is what may be missing: a call without a map must cost little.
    script, style = _map_code()
    prepare = assets.prepare
    regions = grounds[0]
    shapes = regions.shapes if regions else {}
    known = all(region.code in shapes for region in current.vocabulary.regions)
    settings = settings_json(current, shapes if known else shapes_around_poles(current))
    made = {
        "reglages": prepare("reglages.json", settings, "application/json"),
        "poles": prepare("poles.json", poles_json(current), "application/json"),
    }
    for (key, name), ground in zip(_GROUND.items(), grounds, strict=True):
        if ground:
            # From memory: the file itself may have been spoilt since.
            made[key] = prepare(name, ground.content, "application/geo+json")
    files = dict.fromkeys(_GROUND, "") | {key: _from_the_frame(one) for key, one in made.items()}
    return _MapMade(
        (script, style, *made.values()),
        MapFiles(_from_the_frame(script), _from_the_frame(style), MappingProxyType(files)),
    )


def _from_the_frame(publication: assets.Publication) -> str:
    return assets.COMPONENT_DEPTH + publication.address
