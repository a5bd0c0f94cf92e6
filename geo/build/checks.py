"""Checks that need more than one cell: codes against the gazetteer, values against the vocabularies, rows together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from shapely.geometry import Point

from geo.build.locate import Gazetteer
from geo.build.tables import LAUREATES, POLES, Tables, split_values
from geo.model import Dataset
from geo.text import fold

__all__ = [
    "check_codes",
    "check_doubles",
    "check_inside",
    "check_order",
    "check_region_names",
    "check_words",
    "check_years",
]


def check_order(tables: Tables) -> None:
    """Check that the rows are the lines of the list, in its order, and the laureates of each call, call after call."""
    for position, (number, row) in enumerate(tables.rows[POLES], start=1):
        _check_rank(tables, POLES, number, row, position, f"ptce-{position:03d}")
    ranks: Counter[str] = Counter()
    for number, row in tables.rows[LAUREATES]:
        won = row["annee_laureat"]
        named = re.fullmatch("appel-([0-9]{4})-[0-9]{2}", row["id"])
        year = named[1] if named else won
        if ranks and year < max(ranks):
            tables.report(LAUREATES, number, "id", "appel qui n'est pas à sa place", row["id"], [f"après {max(ranks)}"])
        ranks[year] += 1
        _check_rank(tables, LAUREATES, number, row, ranks[year], f"appel-{year}-{ranks[year]:02d}")
        if not won:
            tables.report(LAUREATES, number, "annee_laureat", "valeur obligatoire absente", advice="la renseigner")
        elif won != year:
            tables.report(LAUREATES, number, "annee_laureat", "année différente de celle de l'identifiant", won, [year])


def _check_rank(tables: Tables, file: str, number: int, row: Mapping[str, str], rank: int, line_id: str) -> None:
    if row["ligne"] != str(rank):
        tables.report(file, number, "ligne", "rang inattendu", row["ligne"], [rank], "garder l'ordre de la liste")
    if row["id"] != line_id:
        tables.report(file, number, "id", "identifiant inattendu", row["id"], [line_id])


def check_codes(tables: Tables, file: str, number: int, row: Mapping[str, str], gazetteer: Gazetteer) -> None:
    """Check the INSEE codes of a row against the gazetteer and against each other."""
    if tables.lacks(file, "code_region", "code_departement", "code_commune", "commune"):
        return
    region, departement, code = row["code_region"], row["code_departement"], row["code_commune"]
    if region not in gazetteer.regions:
        allowed = [f"{item['code']} ({item['nom']})" for item in gazetteer.regions.values()]
        tables.report(file, number, "code_region", "région inconnue", region, allowed, "donner le code INSEE")
        return
    if departement and departement not in gazetteer.departements:
        tables.report(file, number, "code_departement", "département inconnu", departement, advice="code INSEE")
        return
    if departement and gazetteer.departements[departement]["code_region"] != region:
        allowed = sorted(d["code"] for d in gazetteer.departements.values() if d["code_region"] == region)
        tables.report(file, number, "code_departement", f"hors de la région {region}", departement, allowed)
    if not code:
        if row["adresse"]:
            tables.report(file, number, "adresse", "adresse sans commune", row["adresse"], advice="donner code_commune")
        return
    commune = gazetteer.communes.get(code)
    if commune is None:
        advice = "chercher la commune dans data/communes.csv (code INSEE, pas le code postal)"
        tables.report(file, number, "code_commune", "code INSEE inexistant", code, advice=advice)
        return
    if commune.departement_code != departement:
        message = f"commune hors du département {departement or 'non renseigné'}"
        tables.report(file, number, "code_commune", message, code, [commune.departement_code])
    if fold(commune.name) != fold(row["commune"]):
        message = f"le nom ne correspond pas au code {code}"
        tables.report(file, number, "commune", message, row["commune"], [commune.name], "corriger le nom ou le code")


def check_words(tables: Tables, file: str, number: int, row: Mapping[str, str]) -> None:
    """Check the sectors, the legal form and, in the list of 2016, the region of a row against their tables."""
    sectors = tables.values("sectors.csv", "code")
    for sector in split_values(row["secteurs"]):
        if sectors and sector not in sectors:
            tables.report(file, number, "secteurs", "secteur inconnu", sector, sectors, "voir sectors.csv")
    forms = tables.values("legal_forms.csv", "code")
    if row["forme_juridique"] and forms and row["forme_juridique"] not in forms:
        tables.report(file, number, "forme_juridique", "forme juridique inconnue", row["forme_juridique"], forms)
    if file == POLES:
        _check_listed_region(tables, number, row)


def _check_listed_region(tables: Tables, number: int, row: Mapping[str, str]) -> None:
    listed = dict(
        zip(
            tables.values("region_names.csv", "region_liste"),
            tables.values("region_names.csv", "code_region"),
            strict=False,
        )
    )
    if not listed or tables.lacks(POLES, "code_region"):
        return
    if row["region_liste"] not in listed:
        advice = "l'ajouter à region_names.csv"
        tables.report(
            POLES, number, "region_liste", "région listée inconnue", row["region_liste"], list(listed), advice
        )
    elif listed[row["region_liste"]] != row["code_region"] and "Région listée" not in row["remarques"]:
        message = "région corrigée sans remarque"
        advice = "expliquer la correction : « Région listée … »"
        tables.report(POLES, number, "remarques", message, row["region_liste"], advice=advice)


def check_region_names(tables: Tables, gazetteer: Gazetteer) -> None:
    """Check that the listed names of regions lead to regions that exist."""
    for number, row in [] if tables.lacks("region_names.csv", "code_region") else tables.rows["region_names.csv"]:
        if row["code_region"] not in gazetteer.regions:
            allowed = sorted(gazetteer.regions)
            tables.report("region_names.csv", number, "code_region", "région inconnue", row["code_region"], allowed)


def check_years(tables: Tables, file: str, number: int, row: Mapping[str, str], dataset: Dataset) -> None:
    """Check that no year is after the date of the data."""
    last = int(dataset.date[:4])
    for column in ("annee_creation", "annee_laureat"):
        if re.fullmatch(r"[0-9]{1,9}", row[column]) and int(row[column]) > last:
            tables.report(file, number, column, "année à venir", row[column], [f"au plus {last}"])


def check_doubles(tables: Tables) -> None:
    """Check that a double names another pole of the same place, which is no double itself.

    A laureate may double a line of the list, never the other way round; its own commune may be unknown.
    """
    lines = {row["id"]: row for _, row in tables.rows[POLES]}
    laureates = {row["id"]: row for _, row in tables.rows[LAUREATES]}
    if lines and not tables.lacks(POLES, "id", "code_commune", "code_region"):
        _check_doubles(tables, POLES, lines)
        if not tables.lacks(LAUREATES, "id", "code_commune", "code_region"):
            _check_doubles(tables, LAUREATES, lines | laureates)


def _check_doubles(tables: Tables, file: str, targets: Mapping[str, Mapping[str, str]]) -> None:
    for number, row in tables.rows[file]:
        target = row["doublon_de"]
        if not target:
            continue
        if target not in targets or target == row["id"] or targets[target]["doublon_de"]:
            message = "doit désigner un autre pôle, qui n'est pas lui-même un doublon"
            tables.report(file, number, "doublon_de", message, target)
        elif file == LAUREATES and not row["code_commune"]:
            if targets[target]["code_region"] != row["code_region"]:
                tables.report(file, number, "doublon_de", "les deux lignes n'ont pas la même région", target)
        elif targets[target]["code_commune"] != row["code_commune"]:
            tables.report(file, number, "doublon_de", "les deux lignes n'ont pas la même commune", target)


def check_inside(tables: Tables, file: str, features: Sequence[dict[str, Any]], gazetteer: Gazetteer) -> None:
    """Check that the point of every pole of `file` is inside the polygon of its region."""
    for (number, row), feature in zip(tables.rows[file], features, strict=True):
        coordinates = feature["geometry"]["coordinates"]
        if not gazetteer.polygons[f"regions/{row['code_region']}"].covers(Point(coordinates)):
            advice = "vérifier code_region, code_commune et addresses.csv"
            message = f"point hors de la région {row['code_region']}"
            tables.report(file, number, "code_region", message, tuple(coordinates), advice=advice)
