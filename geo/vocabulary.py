"""Reads the vocabularies: regions and départements from their boundaries, the others from `data/source/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from geo.errors import InvalidDataError, Problem
from geo.model import Departement, Document, LegalForm, Region, Sector, Vocabulary
from geo.reading import read_features, read_table, unreadable
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
    source = data_dir / "source"
    try:
        return Vocabulary(
            # Overseas last, as French tables have it; within each half, by name.
            regions=tuple(sorted(regions, key=lambda region: (region.overseas, fold(region.name)))),
            departements=tuple(sorted(departements, key=lambda departement: departement.code)),
            sectors=tuple(
                Sector(row["code"], row["libelle"], row["abrege"], row["couleur"])
                for row in sorted(read_table(source / "sectors.csv"), key=lambda row: fold(row["libelle"]))
            ),
            legal_forms=tuple(
                LegalForm(row["code"], row["libelle"], row["nom_complet"])
                for row in read_table(source / "legal_forms.csv")
            ),
            documents=tuple(
                Document(
                    row["id"], row["titre"], row["editeur"], int(row["annee"]) if row["annee"] else None, row["note"]
                )
                for row in read_table(source / "documents.csv")
            ),
        )
    except (KeyError, ValueError) as error:
        tables = "source/sectors.csv, source/legal_forms.csv ou source/documents.csv"
        raise unreadable(tables, f"colonne absente ou année illisible : {error}") from error


def _regions(data_dir: Path) -> list[Region]:
    return _read(data_dir, REGIONS, lambda row: Region(row["code"], row["nom"], row["outre_mer"]))


def _departements(data_dir: Path) -> list[Departement]:
    return _read(data_dir, DEPARTEMENTS, lambda row: Departement(row["code"], row["nom"], row["code_region"]))


def _read(data_dir: Path, name: str, make: Callable[[Mapping[str, Any]], T]) -> list[T]:
    try:
        return [make(feature["properties"]) for feature in read_features(data_dir, name)]
    except KeyError as error:
        raise unreadable(name, f"propriété absente : {error}") from error


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
