"""Reads the vocabularies: regions and départements from their boundaries, the others from `data/source/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from shapely.geometry import shape

from geo.errors import InvalidDataError, Problem
from geo.model import Departement, Document, LegalForm, Region, Sector, Vocabulary
from geo.reading import REBUILD, read_features, read_table, unreadable
from geo.schema import DATA_DIR
from geo.text import fold
from geo.view import VIEWS

__all__ = ["DEPARTEMENTS", "REGIONS", "load_vocabulary", "vocabulary_without_boundaries"]

REGIONS = "regions/regions.geojson"
DEPARTEMENTS = "regions/departements.geojson"

T = TypeVar("T")


def load_vocabulary(data_dir: Path = DATA_DIR) -> Vocabulary:
    """Read the regions, the départements and the curated vocabularies of `data/source/`.

    Raises
    ------
    InvalidDataError
        If a file is missing, cannot be read, or lacks what it should hold.
    """
    return _vocabulary(data_dir, _regions(data_dir), _departements(data_dir))


def vocabulary_without_boundaries(
    data_dir: Path, features: Iterable[Mapping[str, Any]], previous: Vocabulary | None
) -> tuple[Vocabulary, tuple[Problem, ...]]:
    """Read the vocabularies even if boundaries cannot be read, and say which ones could not.

    Regions and départements are then those known before, or else those that the lines name: one without any pole is
    not offered, rather than made up.

    Parameters
    ----------
    data_dir
        Folder of the data.
    features
        The lines of both collections.
    previous
        The vocabularies as they were last read, None at first.

    Raises
    ------
    InvalidDataError
        If a curated table cannot be read.
    """
    lines = [feature["properties"] for feature in features]
    problems: list[Problem] = []

    def either(read: Callable[[Path], list[T]], known: Sequence[T] | None, named: set[T]) -> list[T]:
        try:
            return read(data_dir)
        except InvalidDataError as error:
            problems.extend(error.problems)
            return list(named if known is None else known)

    regions = either(_regions, previous.regions if previous else None, _regions_named(lines))
    departements = either(_departements, previous.departements if previous else None, _departements_named(lines))
    # A département is shown inside its region.
    held = {region.code for region in regions}
    departements = [departement for departement in departements if departement.region_code in held]
    return _vocabulary(data_dir, regions, departements), tuple(problems)


def _vocabulary(data_dir: Path, regions: list[Region], departements: list[Departement]) -> Vocabulary:
    try:
        return Vocabulary(
            # Overseas last, as French tables have it; within each half, by name.
            regions=tuple(sorted(regions, key=lambda region: (region.overseas, fold(region.name)))),
            departements=tuple(sorted(departements, key=lambda departement: departement.code)),
            sectors=tuple(
                Sector(row["code"], row["libelle"], row["abrege"], row["couleur"])
                for row in sorted(
                    _table(data_dir, "sectors.csv", ("code", "libelle", "abrege", "couleur")),
                    key=lambda row: fold(row["libelle"]),
                )
            ),
            legal_forms=tuple(
                LegalForm(row["code"], row["libelle"], row["nom_complet"])
                for row in _table(data_dir, "legal_forms.csv", ("code", "libelle", "nom_complet"))
            ),
            documents=tuple(
                Document(
                    row["id"], row["titre"], row["editeur"], int(row["annee"]) if row["annee"] else None, row["note"]
                )
                for row in _table(data_dir, "documents.csv", ("id", "titre", "editeur", "annee", "note"))
            ),
        )
    except ValueError as error:
        raise unreadable("source/documents.csv", "année qui n'est pas un nombre") from error


def _table(data_dir: Path, name: str, columns: Sequence[str]) -> list[dict[str, str]]:
    rows = read_table(data_dir / "source" / name)
    if not rows:
        raise unreadable(f"source/{name}", "aucune ligne")
    missing = [column for column in columns if column not in rows[0]]
    if missing:
        raise unreadable(f"source/{name}", f"colonne absente : {', '.join(missing)}")
    return rows


def _regions(data_dir: Path) -> list[Region]:
    areas = _areas(data_dir, REGIONS, {"code": str, "nom": str, "outre_mer": bool})
    return [Region(area["code"], area["nom"], area["outre_mer"]) for area in areas]


def _departements(data_dir: Path) -> list[Departement]:
    areas = _areas(data_dir, DEPARTEMENTS, {"code": str, "nom": str, "code_region": str})
    return [Departement(area["code"], area["nom"], area["code_region"]) for area in areas]


def _areas(data_dir: Path, name: str, types: Mapping[str, type]) -> list[Mapping[str, Any]]:
    """Return the properties of the areas of a file, once nothing is wrong with any of them."""
    features = read_features(data_dir, name)
    problems = []
    for rank, feature in enumerate(features, start=1):
        properties = feature["properties"]
        problems += [
            Problem(f"data/{name}", f"élément {rank} : propriété absente ou d'un autre type", column=column,
                    value=properties.get(column), advice=REBUILD)
            for column, kind in types.items() if not isinstance(properties.get(column), kind)
        ]  # fmt: skip
        if not _is_area(feature.get("geometry")):
            problems.append(Problem(f"data/{name}", f"élément {rank} : contour illisible ou vide", advice=REBUILD))
    if problems:
        raise InvalidDataError(problems)
    return [feature["properties"] for feature in features]


def _is_area(geometry: Any) -> bool:
    try:
        area = shape(geometry)
    # Each wrong geometry fails in a way of its own.
    except Exception:
        return False
    return bool(area.geom_type in ("Polygon", "MultiPolygon") and not area.is_empty)


def _regions_named(lines: Iterable[Mapping[str, Any]]) -> set[Region]:
    # What the build wrote in the lines is what the boundaries say.
    named = {Region(line["code_region"], line["region"], overseas=False) for line in lines}
    return {Region(region.code, region.name, region.slug in VIEWS) for region in named}


def _departements_named(lines: Iterable[Mapping[str, Any]]) -> set[Departement]:
    return {
        Departement(line["code_departement"], line["departement"], line["code_region"])
        for line in lines
        if line["code_departement"]
    }
