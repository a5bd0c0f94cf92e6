"""Places known offline: the communes in force, what they were made of, their postcodes; and the search among them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.errors import InvalidDataError, Problem
from geo.place_search import PlaceSearch
from geo.reading import read_bytes, read_features, unreadable
from geo.schema import DATA_DIR

__all__ = ["COMMUNE", "Gazetteer", "Place", "load_gazetteer"]

#: Nature of a commune in force; the others are `deleguee`, `associee` and `arrondissement`.
COMMUNE = "commune"

_COMMUNES, _PARTS, _POSTCODES = "communes.csv", "communes_autrefois.csv", "codes_postaux.csv"
_COLUMNS = {
    _COMMUNES: ("code", "nom", "code_departement", "code_region", "population", "longitude", "latitude", "point"),
    _PARTS: ("code", "nom", "nature", "code_commune", "code_departement", "population", "longitude", "latitude"),
    _POSTCODES: ("code_postal", "code_commune"),
}
#: Unknown communes that are told one by one.
_TOLD = 50

_NAMES = ("regions/departements.geojson", "regions/regions.geojson")


@dataclass(frozen=True, slots=True)
class Place:
    """A commune in force, a former one or an arrondissement.

    Parameters
    ----------
    code
        INSEE code; a former commune may share that of the commune that holds it.
    name
        With its article.
    code_commune, commune
        The commune in force that holds it: itself for a commune.
    code_departement, departement, code_region, region
        Where that commune is.
    latitude, longitude
        EPSG:4326, degrees.
    population
        Inhabitants, None if unknown.
    postcodes
        Those of the commune in force or of the arrondissement, in order; none for 65 communes.
    nature
        `commune`, `deleguee`, `associee` or `arrondissement`.
    """

    code: str
    name: str
    code_commune: str
    commune: str
    code_departement: str
    departement: str
    code_region: str
    region: str
    latitude: float
    longitude: float
    population: int | None
    postcodes: tuple[str, ...]
    nature: str = COMMUNE

    @property
    def label(self) -> str:
        """How a list of choices shows it: « Saint-Denis (93) », « Bâgé-la-Ville (01, aujourd'hui Bâgé-Dommartin) »."""
        today = f", aujourd'hui {self.commune}" if self.nature in ("deleguee", "associee") else ""
        return f"{self.name} ({self.code_departement}{today})"


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Every place known offline. Shared between sessions: nothing in it is ever modified.

    Parameters
    ----------
    communes
        The communes in force, indexed by INSEE code: the columns of `data/communes.csv`.
    places
        Communes in force, in the same order, then former communes and arrondissements: ``code``, ``nom``, ``nature``,
        ``code_commune``, ``code_departement``, ``code_region``, ``population``, ``longitude``, ``latitude``. Indexed
        by rank from 0, which is how the rest of this class names a place.
    rank_of
        INSEE code → rank, that of the commune in force where a former one shares its code.
    by_postcode
        Postcode → ranks of the communes and arrondissements that have it, in order of code.
    postcodes
        Rank → its postcodes; a former commune has those of the commune that holds it, Paris those of its parts.
    departements, regions
        Code → name.
    """

    communes: pd.DataFrame
    places: pd.DataFrame
    rank_of: Mapping[str, int]
    by_postcode: Mapping[str, tuple[int, ...]]
    postcodes: tuple[tuple[str, ...], ...]
    departements: Mapping[str, str]
    regions: Mapping[str, str]
    _search: PlaceSearch

    def place(self, code: str) -> Place | None:
        """Return the place that has an INSEE code, None if there is none."""
        rank = self.rank_of.get(code)
        return None if rank is None else self.at(rank)

    def at(self, rank: int) -> Place:
        """Return the place of a rank."""
        row = self.places.iloc[rank]
        holder = self.communes.loc[row["code_commune"]]
        return Place(
            code=row["code"],
            name=row["nom"],
            code_commune=row["code_commune"],
            commune=holder["nom"],
            code_departement=row["code_departement"],
            departement=self.departements[row["code_departement"]],
            code_region=row["code_region"],
            region=self.regions[row["code_region"]],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            population=None if pd.isna(row["population"]) else int(row["population"]),
            postcodes=self.postcodes[rank],
            nature=row["nature"],
        )

    def search(self, text: str, limit: int = 20) -> tuple[Place, ...]:
        """Return the places that a text begins to write, for a type-ahead.

        Parameters
        ----------
        text
            Beginning of a name, or of one of its words, of a postcode or of an INSEE code; « (93) » or « 93 » behind a
            name keeps those of that département.
        limit
            How many to return, at most.

        Returns
        -------
        tuple of Place
            Those written in full first, then names that begin so, then those of which another word does; in each
            group, the most inhabitants first. Empty for a text that holds neither letter nor digit.
        """
        return tuple(self.at(rank) for rank in self._search.find(text, limit))


def load_gazetteer(data_dir: Path = DATA_DIR) -> Gazetteer:
    """Read the gazetteer.

    Parameters
    ----------
    data_dir
        Folder that holds `communes.csv`, `communes_autrefois.csv`, `codes_postaux.csv` and `regions/`.

    Raises
    ------
    InvalidDataError
        If a file is missing, lacks a column or names a commune that is not in force.
    """
    tables = _read_all(data_dir)
    departements, regions = (_names(data_dir, name) for name in _NAMES)
    communes = tables[_COMMUNES].set_index("code", drop=False)
    communes.index.name = None
    parts = tables[_PARTS]
    parts["code_region"] = parts["code_commune"].map(communes["code_region"])
    _check_holders(parts, tables[_POSTCODES], communes)
    columns = ["code", "nom", "nature", "code_commune", "code_departement", "code_region"]
    columns += ["population", "longitude", "latitude"]
    own = communes.assign(nature=COMMUNE, code_commune=communes["code"])
    places = pd.concat([own[columns], parts[columns]], ignore_index=True)
    # Read backwards, so that the commune in force wins over the former one that shares its code.
    codes = places["code"].tolist()
    rank_of = {codes[rank]: rank for rank in range(len(codes) - 1, -1, -1)}
    by_postcode, postcodes = _postcodes(tables[_POSTCODES], places, rank_of)
    return Gazetteer(
        communes=communes.drop(columns="code"),
        places=places,
        rank_of=rank_of,
        by_postcode=by_postcode,
        postcodes=postcodes,
        departements=departements,
        regions=regions,
        _search=PlaceSearch.build(places, by_postcode),
    )


def _read_all(data_dir: Path) -> dict[str, pd.DataFrame]:
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name, columns in _COLUMNS.items():
        try:
            content = io.BytesIO(read_bytes(data_dir, name))
            table = pd.read_csv(content, dtype=str, keep_default_na=False, encoding="utf-8")
            table = table[list(columns)]
            if "population" in columns:
                table["population"] = pd.to_numeric(table["population"].replace("", None)).astype("Int64")
                table["longitude"] = table["longitude"].astype(float)
                table["latitude"] = table["latitude"].astype(float)
            tables[name] = table
        except InvalidDataError as error:
            problems += error.problems
        except (ValueError, KeyError, TypeError):
            problems += unreadable(name, "ce n'est pas la table attendue").problems
    if problems:
        raise InvalidDataError(problems)
    return tables


def _names(data_dir: Path, name: str) -> dict[str, str]:
    try:
        return {row["properties"]["code"]: row["properties"]["nom"] for row in read_features(data_dir, name)}
    except KeyError as error:
        raise unreadable(name, f"propriété absente : {error}") from error


def _check_holders(parts: pd.DataFrame, postcodes: pd.DataFrame, communes: pd.DataFrame) -> None:
    known = set(communes["code"])
    pairs = ((_PARTS, parts, known), (_POSTCODES, postcodes, known | set(parts["code"])))
    problems = [
        Problem(f"data/{name}", "commune inconnue", row, "code_commune", code, advice="le reconstruire : make data")
        for name, table, allowed in pairs
        for row, code in enumerate(table["code_commune"].tolist(), start=2)
        if code not in allowed
    ]
    if len(problems) > _TOLD:
        # Not thousands of lines about those files: it is the one that names the communes that lost some.
        raise unreadable(_COMMUNES, f"{len(problems)} fois, une commune que d'autres fichiers nomment n'y est pas")
    if problems:
        raise InvalidDataError(problems)


def _postcodes(
    table: pd.DataFrame, places: pd.DataFrame, rank_of: Mapping[str, int]
) -> tuple[dict[str, tuple[int, ...]], tuple[tuple[str, ...], ...]]:
    found: dict[str, list[int]] = {}
    own: list[set[str]] = [set() for _ in range(len(places))]
    holders = [rank_of[code] for code in places["code_commune"].tolist()]
    for postcode, code in zip(table["code_postal"].tolist(), table["code_commune"].tolist(), strict=True):
        rank = rank_of[code]
        found.setdefault(postcode, []).append(rank)
        own[rank].add(postcode)
        own[holders[rank]].add(postcode)
    natures = places["nature"].tolist()
    inherited = (own[holders[r]] if nature in ("deleguee", "associee") else own[r] for r, nature in enumerate(natures))
    return {key: tuple(ranks) for key, ranks in found.items()}, tuple(tuple(sorted(codes)) for codes in inherited)
