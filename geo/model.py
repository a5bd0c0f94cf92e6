"""What the atlas is about: the panel of poles and the vocabularies that describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.text import slugify

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.errors import Problem
    from geo.filters import FacetIndex, Mask
    from geo.schema import TableSchema

__all__ = [
    "APPELS",
    "CONFIDENCES",
    "PANEL",
    "UNKNOWN",
    "Dataset",
    "Departement",
    "Document",
    "LaterCalls",
    "LegalForm",
    "Panel",
    "PlaceSource",
    "Region",
    "Sector",
    "Vocabulary",
    "collection_of",
    "is_later_call",
]

#: How sure a source is, from the surest. The last one is shown as « à confirmer » everywhere.
CONFIDENCES = ("haute", "moyenne", "faible")

#: What the interface shows for a value that no source gives.
UNKNOWN = "non renseigné"

#: The two collections: the list of 2016, and the laureates known of the later calls.
PANEL, APPELS = "panel", "appels"

#: First of the later calls.
_FIRST_LATER_CALL = "2021"


def collection_of(line_id: str) -> str:
    """Return the collection of a line, which its id tells: `PANEL` or `APPELS`."""
    return APPELS if line_id.startswith("appel-") else PANEL


def is_later_call(year: str) -> bool:
    """Whether a value of the laureate facet is the year of a later call, laureates of which are outside the panel."""
    return len(year) == 4 and year.isascii() and year.isdecimal() and year >= _FIRST_LATER_CALL


@dataclass(frozen=True, slots=True)
class Region:
    """A French region in force (18 of them)."""

    code: str
    name: str
    overseas: bool

    @property
    def slug(self) -> str:
        """Name in a URL: `bretagne`."""
        return slugify(self.name)


@dataclass(frozen=True, slots=True)
class Departement:
    """A French département (101 of them)."""

    code: str
    name: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector of activity, with how it is drawn: abbreviation of two letters, fill as `#rrggbb`."""

    code: str
    label: str
    short: str
    colour: str


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form, by its usual acronym and its full name."""

    code: str
    label: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source document that the sources of the values name by its id."""

    code: str
    title: str
    publisher: str
    year: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All the values that a pole may take, each list in display order."""

    regions: tuple[Region, ...]
    departements: tuple[Departement, ...]
    sectors: tuple[Sector, ...]
    legal_forms: tuple[LegalForm, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class PlaceSource:
    """Where the boundaries, codes and town halls come from: title, what it gives, web address."""

    title: str
    gives: str
    url: str


@dataclass(frozen=True, slots=True)
class LaterCalls:
    """What the second collection says of itself.

    Parameters
    ----------
    title, attribution
        Of `laureats.geojson`.
    list_name
        What the list is called in a sentence.
    whole_title, whole_attribution
        Of both collections together.
    official
        Number of laureates that the State announced; the atlas knows the names of some of them only.
    """

    title: str
    attribution: str
    list_name: str
    whole_title: str
    whole_attribution: str
    official: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the published data says of itself.

    `themes` are codes of the European list of data themes: ECON, REGI.
    """

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    themes: tuple[str, ...]
    version: str
    date: str
    licence_name: str
    licence_title: str
    licence_url: str
    attribution: str
    list_name: str
    place_sources: tuple[PlaceSource, ...]
    place_licence: str
    later: LaterCalls


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The poles of both collections, read once and never changed: the panel of 2016, and the later laureates.

    Parameters
    ----------
    lines
        One row per line of the list (74), then per laureate known of the later calls (32); index = id, EPSG:4326 points
        (longitude, latitude), columns = the schema's fields.
    poles
        One row per distinct pole (73 + 30): the lines that are not the double of another one, sorted by name.
    doubles
        Id of a double → id of the pole it is another name of.
    calls
        Id of a distinct pole → years of all the calls that it won, sorted; those of its doubles included.
    vocabulary, schema, dataset
        What describes them.
    index
        The facets of `poles`, for filtering.
    digest
        First 12 hexadecimal digits of the SHA-256 of the two data files, one after the other.
    panel_lines, later_lines
        The rows of `lines` of each collection: the list of 2016 (74), in its order, and the laureates known of the
        later calls (32), in the order of their ids.
    gaps
        What could not be read and is done without: boundaries.
    """

    lines: gpd.GeoDataFrame
    poles: gpd.GeoDataFrame
    doubles: Mapping[str, str]
    calls: Mapping[str, tuple[int, ...]]
    vocabulary: Vocabulary
    schema: TableSchema
    dataset: Dataset
    index: FacetIndex
    digest: str
    gaps: tuple[Problem, ...] = ()
    panel_lines: gpd.GeoDataFrame = field(init=False)
    later_lines: gpd.GeoDataFrame = field(init=False)

    def __post_init__(self) -> None:
        # Once: pages ask for them at every rerun, and a frame takes a millisecond to cut.
        object.__setattr__(self, "panel_lines", self._lines_of(PANEL))
        object.__setattr__(self, "later_lines", self._lines_of(APPELS))

    @property
    def in_panel(self) -> Mask:
        """Which of `poles` are in the panel of 2016 (73): a read-only mask."""
        return self.index.in_panel

    def _lines_of(self, collection: str) -> gpd.GeoDataFrame:
        return self.lines[[collection_of(str(line_id)) == collection for line_id in self.lines.index]]

    def calls_of(self, pole_id: str) -> tuple[int, ...]:
        """Return the years of all the calls that the pole won, sorted, whichever of its lines `pole_id` names."""
        return self.calls.get(self.doubles.get(pole_id, pole_id), ())

    def call_source(self, pole_id: str) -> dict[str, str | None]:
        """Return the source of `calls_of`: `source`, `confiance` (the weakest), `note`, over the lines that add a year.

        All three are None where no line says anything.
        """
        # Cell by cell: a whole line takes pandas a hundred times longer, and every pole asks.
        years, every = self.lines["annee_laureat"], self.lines["sources"]
        doubles = [double for double, pole in self.doubles.items() if pole == pole_id]
        lines = [pole_id, *(double for double in doubles if years.at[double] != years.at[pole_id])]
        told = [every.at[line].get("annee_laureat") or {} for line in lines]
        sources = [part for one in told if one.get("source") for part in one["source"].split(" ; ")]
        notes = [one["note"] for one in told if one.get("note")]
        ranks = [CONFIDENCES.index(one["confiance"]) for one in told if one.get("confiance")]
        return {
            "source": " ; ".join(dict.fromkeys(sources)) or None,
            "confiance": CONFIDENCES[max(ranks)] if ranks else None,
            "note": " ".join(dict.fromkeys(notes)) or None,
        }

    def canonical_id(self, pole_id: str) -> str | None:
        """Return the id of the distinct pole that `pole_id` names, or None where there is no such pole."""
        pole_id = self.doubles.get(pole_id, pole_id)
        return pole_id if pole_id in self.poles.index else None

    def doubles_of(self, pole_id: str) -> tuple[dict[str, Any], ...]:
        """Return the lines that are other names of the pole `pole_id`, as records."""
        ids = [double for double, pole in self.doubles.items() if pole == pole_id]
        return tuple({"id": double, **self.lines.loc[double].drop("geometry").to_dict()} for double in ids)
