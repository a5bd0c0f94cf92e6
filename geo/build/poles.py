"""Turns the curated tables into the features of `data/ptce.geojson`: normalise → locate → validate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from shapely.geometry import Point

from geo.build.locate import Gazetteer, load_gazetteer, locate
from geo.build.tables import SEPARATOR, SOURCED_FIELDS, Tables, read_tables
from geo.errors import InvalidDataError
from geo.geojson import geojson_text, point_feature
from geo.load import load_dataset
from geo.model import Dataset
from geo.schema import TableSchema, load_schema
from geo.text import fold

__all__ = ["build_poles"]

_FILE = "ptce.csv"


def build_poles(data_dir: Path) -> str:
    """Build the text of `ptce.geojson` from `source/`, `regions/` and `communes.csv`.

    Parameters
    ----------
    data_dir
        Folder that holds them.

    Returns
    -------
    str
        GeoJSON, EPSG:4326, longitude first, 5 decimals, one feature per line in list order.

    Raises
    ------
    InvalidDataError
        With all the problems of all the tables at once.
    """
    schema = load_schema(data_dir)
    tables = read_tables(data_dir / "source", schema)
    dataset = _dataset(tables, data_dir)
    gazetteer = load_gazetteer(data_dir)
    rows = tables.rows[_FILE]
    _check_order(tables)
    _check_region_names(tables, gazetteer)
    for number, row in rows:
        _check_codes(tables, number, row, gazetteer)
        _check_words(tables, number, row)
        if dataset is not None:
            _check_years(tables, number, row, dataset)
    _check_doubles(tables)
    addresses = _addresses(tables, gazetteer)
    if tables.problems or dataset is None:
        raise InvalidDataError(tables.problems)
    features = [_feature(row, tables, gazetteer, addresses, schema) for _, row in rows]
    _check_inside(tables, features, gazetteer)
    if tables.problems:
        raise InvalidDataError(tables.problems)
    return geojson_text(features, metadata=_metadata(dataset))


def _dataset(tables: Tables, data_dir: Path) -> Dataset | None:
    try:
        dataset = load_dataset(data_dir)
        date.fromisoformat(dataset.date)
    except (OSError, ValueError, KeyError, TypeError) as error:
        tables.report("dataset.json", None, None, f"fichier illisible ({error!r})", advice="corriger le JSON")
        return None
    return dataset


def _metadata(dataset: Dataset) -> dict[str, str]:
    return {
        "titre": dataset.title,
        "version": dataset.version,
        "date": dataset.date,
        "licence": f"{dataset.licence_title} ({dataset.licence_url})",
        "attribution": dataset.attribution,
    }


def _check_order(tables: Tables) -> None:
    for position, (number, row) in enumerate(tables.rows[_FILE], start=1):
        if row["ligne"] != str(position):
            tables.report(
                _FILE, number, "ligne", "rang inattendu", row["ligne"], [position], "garder l'ordre de la liste"
            )
        if row["id"] != f"ptce-{position:03d}":
            tables.report(_FILE, number, "id", "identifiant inattendu", row["id"], [f"ptce-{position:03d}"])


def _check_codes(tables: Tables, number: int, row: Mapping[str, str], gazetteer: Gazetteer) -> None:
    if tables.lacks(_FILE, "code_region", "code_departement", "code_commune", "commune"):
        return
    region, departement, code = row["code_region"], row["code_departement"], row["code_commune"]
    if region not in gazetteer.regions:
        allowed = [f"{item['code']} ({item['nom']})" for item in gazetteer.regions.values()]
        tables.report(_FILE, number, "code_region", "région inconnue", region, allowed, "donner le code INSEE")
        return
    if departement and departement not in gazetteer.departements:
        tables.report(_FILE, number, "code_departement", "département inconnu", departement, advice="code INSEE")
        return
    if departement and gazetteer.departements[departement]["code_region"] != region:
        allowed = sorted(d["code"] for d in gazetteer.departements.values() if d["code_region"] == region)
        tables.report(_FILE, number, "code_departement", f"hors de la région {region}", departement, allowed)
    if not code:
        if row["adresse"]:
            tables.report(
                _FILE, number, "adresse", "adresse sans commune", row["adresse"], advice="donner code_commune"
            )
        return
    commune = gazetteer.communes.get(code)
    if commune is None:
        advice = "chercher la commune dans data/communes.csv (code INSEE, pas le code postal)"
        tables.report(_FILE, number, "code_commune", "code INSEE inexistant", code, advice=advice)
        return
    if commune.departement_code != departement:
        message = f"commune hors du département {departement or 'non renseigné'}"
        tables.report(_FILE, number, "code_commune", message, code, [commune.departement_code])
    if fold(commune.name) != fold(row["commune"]):
        message = f"le nom ne correspond pas au code {code}"
        tables.report(_FILE, number, "commune", message, row["commune"], [commune.name], "corriger le nom ou le code")


def _check_words(tables: Tables, number: int, row: Mapping[str, str]) -> None:
    sectors = tables.values("sectors.csv", "code")
    for sector in _split(row["secteurs"]):
        if sectors and sector not in sectors:
            tables.report(_FILE, number, "secteurs", "secteur inconnu", sector, sectors, "voir sectors.csv")
    forms = tables.values("legal_forms.csv", "code")
    if row["forme_juridique"] and forms and row["forme_juridique"] not in forms:
        tables.report(_FILE, number, "forme_juridique", "forme juridique inconnue", row["forme_juridique"], forms)
    listed = dict(
        zip(
            tables.values("region_names.csv", "region_liste"),
            tables.values("region_names.csv", "code_region"),
            strict=False,
        )
    )
    if not listed or tables.lacks(_FILE, "code_region"):
        return
    if row["region_liste"] not in listed:
        advice = "l'ajouter à region_names.csv"
        tables.report(
            _FILE, number, "region_liste", "région listée inconnue", row["region_liste"], list(listed), advice
        )
    elif listed[row["region_liste"]] != row["code_region"] and "Région listée" not in row["remarques"]:
        message = "région corrigée sans remarque"
        advice = "expliquer la correction : « Région listée … »"
        tables.report(_FILE, number, "remarques", message, row["region_liste"], advice=advice)


def _check_region_names(tables: Tables, gazetteer: Gazetteer) -> None:
    for number, row in [] if tables.lacks("region_names.csv", "code_region") else tables.rows["region_names.csv"]:
        if row["code_region"] not in gazetteer.regions:
            allowed = sorted(gazetteer.regions)
            tables.report("region_names.csv", number, "code_region", "région inconnue", row["code_region"], allowed)


def _check_years(tables: Tables, number: int, row: Mapping[str, str], dataset: Dataset) -> None:
    last = int(dataset.date[:4])
    for column in ("annee_creation", "annee_laureat"):
        if re.fullmatch(r"[0-9]{1,9}", row[column]) and int(row[column]) > last:
            tables.report(_FILE, number, column, "année à venir", row[column], [f"au plus {last}"])


def _check_doubles(tables: Tables) -> None:
    rows = {row["id"]: row for _, row in tables.rows[_FILE]}
    for number, row in tables.rows[_FILE]:
        target = row["doublon_de"]
        if not target or tables.lacks(_FILE, "id", "code_commune"):
            continue
        if target not in rows or target == row["id"] or rows[target]["doublon_de"]:
            message = "doit désigner un autre pôle, qui n'est pas lui-même un doublon"
            tables.report(_FILE, number, "doublon_de", message, target)
        elif rows[target]["code_commune"] != row["code_commune"]:
            tables.report(_FILE, number, "doublon_de", "les deux lignes n'ont pas la même commune", target)


def _addresses(tables: Tables, gazetteer: Gazetteer) -> dict[str, tuple[float, float]]:
    poles = {row["id"]: row for _, row in tables.rows[_FILE]}
    points = {}
    for number, row in tables.rows["addresses.csv"]:
        pole = poles.get(row["id"], {})
        if pole.get("adresse") != row["adresse"]:
            message = "adresse différente de celle de ptce.csv"
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


def _check_inside(tables: Tables, features: Sequence[dict[str, Any]], gazetteer: Gazetteer) -> None:
    for (number, row), feature in zip(tables.rows[_FILE], features, strict=True):
        coordinates = feature["geometry"]["coordinates"]
        if not gazetteer.polygons[f"regions/{row['code_region']}"].covers(Point(coordinates)):
            advice = "vérifier code_region, code_commune et addresses.csv"
            message = f"point hors de la région {row['code_region']}"
            tables.report(_FILE, number, "code_region", message, tuple(coordinates), advice=advice)


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
        "secteurs": [sectors[code] for code in _split(row["secteurs"])],
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
        return _split(text)
    if not text:
        return None
    return int(text) if kind == "integer" else text


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(SEPARATOR.strip()) if part.strip()]


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
