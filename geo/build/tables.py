"""Reads the curated tables of `data/source/` and checks every cell, collecting all the problems before giving up."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from geo.errors import InvalidDataError, Problem
from geo.load import read_numbered_table
from geo.model import CONFIDENCES
from geo.schema import TableSchema

__all__ = ["POLES", "SOURCED_FIELDS", "Tables", "read_tables", "split_values"]

#: The table of the poles.
POLES = "ptce.csv"

#: Between the values of a cell that holds several.
SEPARATOR = "|"

#: Fields whose source is recorded, in the order in which sources are published.
SOURCED_FIELDS = ("commune", "adresse", "secteurs", "forme_juridique", "annee_creation", "annee_laureat")

#: Columns of `ptce.csv`: fields of the schema; the others are computed by the build.
POLE_COLUMNS = (
    "id", "ligne", "nom_liste", "region_liste", "nom", "alias", "code_region", "code_departement", "code_commune",
    "commune", "adresse", "secteurs", "forme_juridique", "annee_creation", "annee_laureat", "site", "doublon_de",
    "faits", "remarques",
)  # fmt: skip

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "ptce.csv": POLE_COLUMNS,
    "sources.csv": ("id", "champ", "source", "confiance", "note"),
    "sectors.csv": ("code", "libelle", "abrege", "couleur"),
    "legal_forms.csv": ("code", "libelle", "nom_complet"),
    "region_names.csv": ("region_liste", "code_region"),
    "addresses.csv": ("id", "adresse", "longitude", "latitude", "score", "service", "date"),
    "documents.csv": ("id", "titre", "editeur", "annee", "note"),
}

Row = tuple[int, dict[str, str]]


@dataclass(slots=True)
class Tables:
    """The curated tables, rows numbered as a spreadsheet shows them, and the problems found in their cells."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    missing: set[tuple[str, str]] = field(default_factory=set)

    def lacks(self, file: str, *columns: str) -> bool:
        """Whether the file has lost one of these columns: what is checked against them would all look wrong."""
        return any((file, column) in self.missing for column in columns)

    def values(self, file: str, column: str) -> list[str]:
        """Return a column of `file`; nothing if it is missing."""
        return [] if self.lacks(file, column) else [row[column] for _, row in self.rows[file]]

    def report(
        self,
        file: str,
        row: int | None,
        column: str | None,
        message: str,
        value: object = None,
        allowed: Sequence[object] = (),
        advice: str = "",
    ) -> None:
        """Record a problem of `data/source/<file>`, unless the whole column is missing: that is one problem, not 74."""
        if column is not None and self.lacks(file, column):
            return
        self.problems.append(Problem(f"data/source/{file}", message, row, column, value, allowed, advice))


def read_tables(source_dir: Path, schema: TableSchema) -> Tables:
    """Read every curated table and check its cells one by one.

    Parameters
    ----------
    source_dir
        `data/source/`.
    schema
        Types and constraints of the cells of `ptce.csv`.

    Returns
    -------
    Tables
        The rows; problems are in `.problems`. Whatever is wrong with a file, its rows are read as far as they can be,
        so that one run reports all the problems of all the files.
    """
    tables = Tables()
    for file, columns in _COLUMNS.items():
        tables.rows[file] = _check_columns(tables, file, columns, _read(tables, source_dir / file))
    for number, row in tables.rows["ptce.csv"]:
        for column in POLE_COLUMNS:
            _check_cell(tables, schema, number, column, row[column])
    _check_unique(tables, "ptce.csv", ("id",))
    _check_unique(tables, "ptce.csv", ("ligne",))
    _check_unique(tables, "sources.csv", ("id", "champ"))
    for file in ("sectors.csv", "legal_forms.csv", "region_names.csv", "addresses.csv", "documents.csv"):
        _check_unique(tables, file, _COLUMNS[file][:1])
    _check_styles(tables)
    _check_documents(tables)
    _check_sources(tables)
    return tables


def _read(tables: Tables, path: Path) -> list[Row]:
    try:
        return read_numbered_table(path)
    except InvalidDataError as error:
        tables.problems += [replace(problem, file=f"data/source/{path.name}") for problem in error.problems]
    if not path.exists():
        return []
    # Already refused: read again for the sake of the other problems, bad bytes replaced, rows cut or filled.
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    return [
        (number, dict(zip_longest(header, (cell.strip() for cell in cells[: len(header)]), fillvalue="")))
        for number, cells in enumerate(rows, start=2)
        if any(cell.strip() for cell in cells)
    ]


def _check_columns(tables: Tables, file: str, columns: Sequence[str], rows: list[Row]) -> list[Row]:
    if not rows:
        # Only addresses may be none; a file that could not be read has its problem already.
        if file != "addresses.csv" and not any(problem.file.endswith(f"/{file}") for problem in tables.problems):
            tables.report(file, None, None, "table vide", advice="rétablir ses lignes depuis le dépôt")
        return rows
    present = rows[0][1].keys()
    missing = [column for column in columns if column not in present]
    if len(missing) == len(columns):
        advice = "enregistrer la feuille en « CSV UTF-8 (séparateur : point-virgule) »"
        tables.report(file, 1, None, "en-tête illisible", " ".join(present)[:80], columns, advice)
        return []
    for column in missing:
        tables.report(file, 1, column, "colonne absente", allowed=columns, advice="rétablir l'en-tête de la colonne")
    for column in sorted(present - set(columns)):
        tables.report(file, 1, column, "colonne inconnue", allowed=columns, advice="la retirer ou corriger son nom")
    tables.missing.update((file, column) for column in missing)
    for _, row in rows:
        row.update(dict.fromkeys(missing, ""))
    return rows


def _check_cell(tables: Tables, schema: TableSchema, number: int, column: str, text: str) -> None:
    spec = schema[column]
    report = tables.report
    if not text:
        if spec.required:
            report("ptce.csv", number, column, "valeur obligatoire absente", advice="la renseigner")
        return
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        report("ptce.csv", number, column, "caractère de contrôle ou saut de ligne", text, advice="le retirer")
    if spec.type == "integer":
        _check_integer(tables, number, column, text, spec.constraints)
    pattern = spec.constraints.get("pattern")
    if pattern and not re.fullmatch(pattern, text):
        report("ptce.csv", number, column, "forme inattendue", text, [pattern], f"par exemple {spec.example}")
    if column == "site" and not _is_link(text):
        report("ptce.csv", number, column, "adresse de site invalide", text, ["http://…", "https://…"])


def _is_link(text: str) -> bool:
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        # « http://[ » and the like.
        return False
    return re.fullmatch(r"https?://[^\s<>\"]+", text) is not None and "." in host


def _check_integer(tables: Tables, number: int, column: str, text: str, constraints: Mapping[str, object]) -> None:
    low, high = constraints.get("minimum"), constraints.get("maximum")
    allowed = [f"entier de {low} à {high}" if high else f"entier à partir de {low}"]
    if not re.fullmatch(r"[0-9]{1,9}", text):
        tables.report("ptce.csv", number, column, "nombre entier attendu", text, allowed)
    elif (isinstance(low, int) and int(text) < low) or (isinstance(high, int) and int(text) > high):
        tables.report("ptce.csv", number, column, "valeur hors limites", text, allowed, "vérifier l'année ou le rang")


def _check_unique(tables: Tables, file: str, columns: tuple[str, ...]) -> None:
    first: dict[tuple[str, ...], int] = {}
    for number, row in [] if tables.lacks(file, *columns) else tables.rows[file]:
        key = tuple(row[column] for column in columns)
        if key in first:
            message = f"valeur en double, déjà à la ligne {first[key]}"
            tables.report(file, number, columns[-1], message, " / ".join(key), advice="n'en garder qu'une")
        first.setdefault(key, number)


def _check_styles(tables: Tables) -> None:
    for number, row in tables.rows["sectors.csv"]:
        if not re.fullmatch(r"#[0-9a-f]{6}", row["couleur"]):
            tables.report("sectors.csv", number, "couleur", "couleur invalide", row["couleur"], ["#rrggbb"])
        if not 1 <= len(row["abrege"]) <= 2:
            tables.report("sectors.csv", number, "abrege", "abrégé invalide", row["abrege"], ["1 ou 2 caractères"])
    _check_unique(tables, "sectors.csv", ("abrege",))
    _check_unique(tables, "sectors.csv", ("couleur",))


def _check_documents(tables: Tables) -> None:
    for number, row in tables.rows["documents.csv"]:
        if not re.fullmatch(r"([0-9]{4})?", row["annee"]):
            allowed = ["année sur quatre chiffres", "rien"]
            tables.report("documents.csv", number, "annee", "année invalide", row["annee"], allowed)


def _check_sources(tables: Tables) -> None:
    poles = {row["id"]: row for _, row in tables.rows["ptce.csv"] if row["id"]}
    sourced = set()
    for number, row in tables.rows["sources.csv"]:
        if poles and row["id"] not in poles:
            tables.report(
                "sources.csv", number, "id", "pôle inconnu", row["id"], advice="voir la colonne id de ptce.csv"
            )
        if row["champ"] not in SOURCED_FIELDS:
            tables.report("sources.csv", number, "champ", "champ inconnu", row["champ"], SOURCED_FIELDS)
        if row["confiance"] and row["confiance"] not in CONFIDENCES:
            tables.report("sources.csv", number, "confiance", "confiance inconnue", row["confiance"], CONFIDENCES)
        if bool(row["source"]) != bool(row["confiance"]) and not tables.lacks("sources.csv", "source"):
            message = "source et confiance vont ensemble"
            tables.report(
                "sources.csv", number, "confiance", message, row["confiance"], CONFIDENCES, "remplir les deux"
            )
        for link in re.findall(r"https?:[^\s;]*", row["source"]):
            if not _is_link(link):
                tables.report("sources.csv", number, "source", "adresse invalide", link, ["http://…", "https://…"])
        if row["source"]:
            sourced.add((row["id"], row["champ"]))
    if not tables.rows["sources.csv"] or tables.lacks("sources.csv", "id", "champ", "source"):
        return
    numbers = {row["id"]: number for number, row in tables.rows["ptce.csv"]}
    for pole_id, row in poles.items():
        for column in ("code_commune", "secteurs", "forme_juridique", "annee_laureat"):
            name = "commune" if column == "code_commune" else column
            if row[column] and (pole_id, name) not in sourced:
                message = "valeur sans source"
                advice = f"ajouter une ligne « {pole_id} ; {name} » à sources.csv"
                tables.report("ptce.csv", numbers[pole_id], column, message, row[column], advice=advice)


def split_values(text: str) -> list[str]:
    """Return the values of a cell that holds several, or none."""
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]
