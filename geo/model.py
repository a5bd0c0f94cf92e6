"""What the atlas is about: the panel of poles and the vocabularies that describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.text import slugify

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.filters import FacetIndex
    from geo.schema import TableSchema

__all__ = [
    "CONFIDENCES",
    "UNKNOWN",
    "Dataset",
    "Departement",
    "Document",
    "LegalForm",
    "Panel",
    "PlaceSource",
    "Region",
    "Sector",
    "Vocabulary",
]

#: How sure a source is, from the surest. The last one is shown as « à confirmer » everywhere.
CONFIDENCES = ("haute", "moyenne", "faible")

#: What the interface shows for a value that no source gives.
UNKNOWN = "non renseigné"


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
class Dataset:
    """What the published data says of itself."""

    name: str
    title: str
    description: str
    version: str
    date: str
    licence_name: str
    licence_title: str
    licence_url: str
    attribution: str
    list_name: str
    place_sources: tuple[PlaceSource, ...]
    place_licence: str


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The poles, read once and never changed.

    Parameters
    ----------
    lines
        One row per listed line (74), index = id, EPSG:4326 points (longitude, latitude), columns = the schema's fields.
    poles
        One row per distinct pole (73): the lines that are not the double of another one, sorted by name.
    doubles
        Id of a double → id of the pole it is another name of.
    vocabulary, schema, dataset
        What describes them.
    index
        The facets of `poles`, for filtering.
    digest
        First 12 hexadecimal digits of the SHA-256 of the data file.
    """

    lines: gpd.GeoDataFrame
    poles: gpd.GeoDataFrame
    doubles: Mapping[str, str]
    vocabulary: Vocabulary
    schema: TableSchema
    dataset: Dataset
    index: FacetIndex
    digest: str

    def canonical_id(self, pole_id: str) -> str | None:
        """Return the id of the distinct pole that `pole_id` names, or None where there is no such pole."""
        pole_id = self.doubles.get(pole_id, pole_id)
        return pole_id if pole_id in self.poles.index else None

    def doubles_of(self, pole_id: str) -> tuple[dict[str, Any], ...]:
        """Return the lines that are other names of the pole `pole_id`, as records."""
        ids = [double for double, pole in self.doubles.items() if pole == pole_id]
        return tuple({"id": double, **self.lines.loc[double].drop("geometry").to_dict()} for double in ids)
