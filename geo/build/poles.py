"""Turns the curated tables into the two collections of poles: normalise → locate → validate.

`ptce.csv` becomes `data/ptce.geojson`, the panel of 2016; `laureats.csv` becomes `data/laureats.geojson`, the laureates
known of the later calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shapely.geometry import Point

from geo.build import checks
from geo.build.locate import Gazetteer, load_gazetteer, locate
from geo.build.tables import COLLECTIONS, LAUREATES, POLES, SOURCED_FIELDS, Tables, file_of, read_tables, split_values
from geo.errors import InvalidDataError
from geo.geojson import geojson_text, point_feature
from geo.load import load_dataset
from geo.model import Dataset
from geo.schema import TableSchema, load_schema

__all__ = ["build_poles"]


def build_poles(data_dir: Path) -> dict[str, str]:
    """Build the texts of `ptce.geojson` and `laureats.geojson` from `source/`, `regions/` and `communes.csv`.

    Parameters
    ----------
    data_dir
        Folder that holds them.

    Returns
    -------
    dict
        Name of the file → GeoJSON, EPSG:4326, longitude first, 5 decimals, one feature per line in the table's order.

    Raises
    ------
    InvalidDataError
        With all the problems of all the tables at once.
    """
    schema = load_schema(data_dir)
    tables = read_tables(data_dir / "source", schema)
    dataset = _dataset(tables, data_dir)
    gazetteer = load_gazetteer(data_dir)
    checks.check_order(tables)
    checks.check_region_names(tables, gazetteer)
    for file in COLLECTIONS:
        for number, row in tables.rows[file]:
            checks.check_codes(tables, file, number, row, gazetteer)
            checks.check_words(tables, file, number, row)
            if dataset is not None:
                checks.check_years(tables, file, number, row, dataset)
    checks.check_doubles(tables)
    addresses = _addresses(tables, gazetteer)
    if tables.problems or dataset is None:
        raise InvalidDataError(tables.problems)
    features = {
        file: [_feature(row, tables, gazetteer, addresses, schema) for _, row in tables.rows[file]]
        for file in COLLECTIONS
    }
    for file in COLLECTIONS:
        checks.check_inside(tables, file, features[file], gazetteer)
    if tables.problems:
        raise InvalidDataError(tables.problems)
    later = replace(dataset, title=dataset.later.title, attribution=dataset.later.attribution)
    return {
        "ptce.geojson": geojson_text(features[POLES], metadata=_metadata(dataset, schema, features[POLES])),
        "laureats.geojson": geojson_text(features[LAUREATES], metadata=_metadata(later, schema, features[LAUREATES])),
    }


def _dataset(tables: Tables, data_dir: Path) -> Dataset | None:
    try:
        return load_dataset(data_dir)
    except InvalidDataError as error:
        tables.problems += error.problems
        return None


def _metadata(dataset: Dataset, schema: TableSchema, features: list[dict[str, Any]]) -> dict[str, str | int]:
    return {
        "titre": dataset.title,
        # What a server checks before it serves the file.
        "schema": schema.version,
        "lignes": len(features),
        "version": dataset.version,
        "date": dataset.date,
        "licence": f"{dataset.licence_title} ({dataset.licence_url})",
        "attribution": dataset.attribution,
    }


def _addresses(tables: Tables, gazetteer: Gazetteer) -> dict[str, tuple[float, float]]:
    poles = {row["id"]: row for file in COLLECTIONS for _, row in tables.rows[file]}
    points = {}
    for number, row in tables.rows["addresses.csv"]:
        pole = poles.get(row["id"], {})
        if pole.get("adresse") != row["adresse"]:
            message = f"adresse différente de celle de {file_of(row['id'])}"
            tables.report("addresses.csv", number, "adresse", message, row["adresse"], [pole.get("adresse")])
        try:
            point = Point(float(row["longitude"]), float(row["latitude"]))
        except ValueError:
            value = f"{row['longitude']} / {row['latitude']}"
            tables.report("addresses.csv", number, "longitude", "coordonnées illisibles", value, ["degrés décimaux"])
            continue
        region = gazetteer.polygons.get(f"regions/{pole.get('code_region')}")
        if region is not None and not region.covers(point):
            message = f"point hors de la région {pole['code_region']}"
            advice = "vérifier que la longitude vient d'abord, et l'adresse"
            tables.report("addresses.csv", number, "longitude", message, (point.x, point.y), advice=advice)
        points[row["id"]] = (point.x, point.y)
    return points


def _feature(
    row: Mapping[str, str],
    tables: Tables,
    gazetteer: Gazetteer,
    addresses: Mapping[str, tuple[float, float]],
    schema: TableSchema,
) -> dict[str, Any]:
    place = locate(row, gazetteer, addresses)
    sectors = {item["code"]: item["libelle"] for _, item in tables.rows["sectors.csv"]}
    forms = {item["code"]: item["libelle"] for _, item in tables.rows["legal_forms.csv"]}
    commune = gazetteer.communes.get(row["code_commune"])
    departement = gazetteer.departements.get(row["code_departement"])
    computed: dict[str, Any] = {
        "region": gazetteer.regions[row["code_region"]]["nom"],
        "departement": departement["nom"] if departement else None,
        "commune": commune.name if commune else None,
        "precision": place.precision,
        "secteurs": [sectors[code] for code in split_values(row["secteurs"])],
        "forme_juridique": forms.get(row["forme_juridique"]),
        "sources": _sources(row["id"], tables),
    }
    if commune and place.precision == "commune" and not commune.at_town_hall:
        _add_note(
            computed["sources"]["commune"], "Mairie non localisée dans la source : point au centre de la commune."
        )
    properties = {
        field.name: computed[field.name] if field.name in computed else _value(row[field.name], field.type)
        for field in schema.fields
    }
    return point_feature(row["id"], place.longitude, place.latitude, properties)


def _add_note(source: dict[str, str | None], note: str) -> None:
    source["note"] = f"{source['note']} {note}" if source["note"] else note


def _value(text: str, kind: str) -> object:
    if kind == "array":
        return split_values(text)
    if not text:
        return None
    return int(text) if kind == "integer" else text


def _sources(pole_id: str, tables: Tables) -> dict[str, dict[str, str | None]]:
    found = {
        row["champ"]: {
            "source": row["source"] or None,
            "confiance": row["confiance"] or None,
            "note": row["note"] or None,
        }
        for _, row in tables.rows["sources.csv"]
        if row["id"] == pole_id and (row["source"] or row["note"])
    }
    return {name: found[name] for name in SOURCED_FIELDS if name in found}
