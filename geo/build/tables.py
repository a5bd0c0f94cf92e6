"""Reads the curated tables of `data/source/` and checks every cell, collecting all the problems before giving up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from geo.build.cells import Tables, check_characters, check_columns, check_unique, is_link, read_rows, split_values
from geo.model import APPELS, CONFIDENCES, collection_of
from geo.schema import TableSchema

__all__ = [
    "COLLECTIONS",
    "LAUREATES",
    "POLES",
    "SOURCED_FIELDS",
    "TABLE_COLUMNS",
    "Tables",
    "file_of",
    "read_tables",
    "split_values",
]

#: The table of the panel.
POLES = "ptce.csv"

#: The table of the laureates known of the later calls.
LAUREATES = "laureats.csv"

#: The tables of the two collections, of the same columns.
COLLECTIONS = (POLES, LAUREATES)

#: Fields whose source is recorded, in the order in which sources are published.
SOURCED_FIELDS = ("commune", "adresse", "secteurs", "forme_juridique", "annee_creation", "annee_laureat")

#: Columns of the two collections: fields of the schema; the others are computed by the build.
POLE_COLUMNS = (
    "id", "ligne", "nom_liste", "region_liste", "nom", "alias", "code_region", "code_departement", "code_commune",
    "commune", "adresse", "secteurs", "forme_juridique", "annee_creation", "annee_laureat", "site", "doublon_de",
    "faits", "remarques",
)  # fmt: skip

#: The tables that this module checks → their columns; every other table has a schema, see `geo.build.reference`.
TABLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    POLES: POLE_COLUMNS,
    LAUREATES: POLE_COLUMNS,
    "sources.csv": ("id", "champ", "source", "confiance", "note"),
    "sectors.csv": ("code", "libelle", "abrege", "couleur"),
    "legal_forms.csv": ("code", "libelle", "nom_complet"),
    "region_names.csv": ("region_liste", "code_region"),
    "addresses.csv": ("id", "adresse", "longitude", "latitude", "score", "service", "date"),
    "documents.csv": ("id", "titre", "editeur", "annee", "note"),
}


def read_tables(source_dir: Path, schema: TableSchema) -> Tables:
    """Read every curated table and check its cells one by one.

    Parameters
    ----------
    source_dir
        `data/source/`.
    schema
        Types and constraints of the cells of the two collections.

    Returns
    -------
    Tables
        The rows; problems are in `.problems`. Whatever is wrong with a file, its rows are read as far as they can be,
        so that one run reports all the problems of all the files.
    """
    tables = Tables()
    for file, columns in TABLE_COLUMNS.items():
        tables.rows[file] = check_columns(
            tables, file, columns, read_rows(tables, source_dir / file), may_be_empty=file == "addresses.csv"
        )
    for file in COLLECTIONS:
        for number, row in tables.rows[file]:
            for column in POLE_COLUMNS:
                _check_cell(tables, schema, file, number, column, row[column])
        check_unique(tables, file, ("id",))
    # Of the list of 2016; each later call counts its own.
    check_unique(tables, POLES, ("ligne",))
    check_unique(tables, "sources.csv", ("id", "champ"))
    for file in ("sectors.csv", "legal_forms.csv", "region_names.csv", "addresses.csv", "documents.csv"):
        check_unique(tables, file, TABLE_COLUMNS[file][:1])
    _check_styles(tables)
    _check_documents(tables)
    _check_sources(tables)
    return tables


def file_of(pole_id: str) -> str:
    """Return the table that holds a line, which its id tells."""
    return LAUREATES if collection_of(pole_id) == APPELS else POLES


def _check_cell(tables: Tables, schema: TableSchema, file: str, number: int, column: str, text: str) -> None:
    spec = schema[column]
    report = tables.report
    if not text:
        # The laureates of the later calls are announced by region code: only the list of 2016 names regions its way.
        if spec.required or (file, column) == (POLES, "region_liste"):
            report(file, number, column, "valeur obligatoire absente", advice="la renseigner")
        return
    check_characters(tables, file, number, column, text)
    if spec.type == "integer":
        _check_integer(tables, file, number, column, text, spec.constraints)
    pattern = spec.constraints.get("pattern")
    if pattern and not re.fullmatch(pattern, text):
        report(file, number, column, "forme inattendue", text, [pattern], f"par exemple {spec.example}")
    if column == "site" and not is_link(text):
        report(file, number, column, "adresse de site invalide", text, ["http://…", "https://…"])


def _check_integer(
    tables: Tables, file: str, number: int, column: str, text: str, constraints: Mapping[str, object]
) -> None:
    low, high = constraints.get("minimum"), constraints.get("maximum")
    allowed = [f"entier de {low} à {high}" if high else f"entier à partir de {low}"]
    if not re.fullmatch(r"[0-9]{1,9}", text):
        tables.report(file, number, column, "nombre entier attendu", text, allowed)
    elif (isinstance(low, int) and int(text) < low) or (isinstance(high, int) and int(text) > high):
        tables.report(file, number, column, "valeur hors limites", text, allowed, "vérifier l'année ou le rang")


def _check_styles(tables: Tables) -> None:
    for number, row in tables.rows["sectors.csv"]:
        if not re.fullmatch(r"#[0-9a-f]{6}", row["couleur"]):
            tables.report("sectors.csv", number, "couleur", "couleur invalide", row["couleur"], ["#rrggbb"])
        if not 1 <= len(row["abrege"]) <= 2:
            tables.report("sectors.csv", number, "abrege", "abrégé invalide", row["abrege"], ["1 ou 2 caractères"])
    check_unique(tables, "sectors.csv", ("abrege",))
    check_unique(tables, "sectors.csv", ("couleur",))


def _check_documents(tables: Tables) -> None:
    for number, row in tables.rows["documents.csv"]:
        if not re.fullmatch(r"([0-9]{4})?", row["annee"]):
            allowed = ["année sur quatre chiffres", "rien"]
            tables.report("documents.csv", number, "annee", "année invalide", row["annee"], allowed)


def _check_sources(tables: Tables) -> None:
    # A collection that could not be read, or has lost its ids, is one problem and not one per source.
    known = {file: {row["id"] for _, row in tables.rows[file] if row["id"]} for file in COLLECTIONS}
    sourced = set()
    for number, row in tables.rows["sources.csv"]:
        file = file_of(row["id"])
        if known[file] and row["id"] not in known[file]:
            tables.report(
                "sources.csv", number, "id", "pôle inconnu", row["id"], advice=f"voir la colonne id de {file}"
            )
        _check_source(tables, number, row)
        if row["source"]:
            sourced.add((row["id"], row["champ"]))
    if tables.rows["sources.csv"] and not tables.lacks("sources.csv", "id", "champ", "source"):
        for file in COLLECTIONS:
            _check_sourced(tables, file, sourced)


def _check_source(tables: Tables, number: int, row: Mapping[str, str]) -> None:
    if row["champ"] not in SOURCED_FIELDS:
        tables.report("sources.csv", number, "champ", "champ inconnu", row["champ"], SOURCED_FIELDS)
    if row["confiance"] and row["confiance"] not in CONFIDENCES:
        tables.report("sources.csv", number, "confiance", "confiance inconnue", row["confiance"], CONFIDENCES)
    if bool(row["source"]) != bool(row["confiance"]) and not tables.lacks("sources.csv", "source"):
        message = "source et confiance vont ensemble"
        tables.report("sources.csv", number, "confiance", message, row["confiance"], CONFIDENCES, "remplir les deux")
    for link in re.findall(r"https?:[^\s;]*", row["source"]):
        if not is_link(link):
            tables.report("sources.csv", number, "source", "adresse invalide", link, ["http://…", "https://…"])


def _check_sourced(tables: Tables, file: str, sourced: set[tuple[str, str]]) -> None:
    # By id: of two rows of the same id the last one counts, and the first is a problem already.
    rows = {row["id"]: (number, row) for number, row in tables.rows[file] if row["id"]}
    for pole_id, (number, row) in rows.items():
        for column in ("code_commune", "secteurs", "forme_juridique", "annee_laureat"):
            name = "commune" if column == "code_commune" else column
            if row[column] and (pole_id, name) not in sourced:
                advice = f"ajouter une ligne « {pole_id} ; {name} » à sources.csv"
                tables.report(file, number, column, "valeur sans source", row[column], advice=advice)
