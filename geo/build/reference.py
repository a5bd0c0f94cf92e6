"""Checks the reference tables of `data/source/` against their schemas, collecting all the problems.

The tables of the poles, of their sources and of their vocabularies are not here: see `geo.build.tables`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from geo.build.cells import (
    SEPARATOR,
    Tables,
    check_characters,
    check_columns,
    check_unique,
    is_link,
    read_rows,
    split_values,
)
from geo.build.descriptors import SCHEMAS, Column, Descriptor, ForeignKey, read_descriptor
from geo.build.tables import TABLE_COLUMNS
from geo.errors import Problem

__all__ = ["check_reference"]

#: Above this many values, the table is named rather than its values listed.
_LISTED = 20


def check_reference(source_dir: Path) -> list[Problem]:
    """Check every reference table.

    Parameters
    ----------
    source_dir
        `data/source/`, which holds the tables and the folder of their schemas.

    Returns
    -------
    list of Problem
        Everything that is wrong in all the tables and schemas; nothing if all is well.
    """
    tables = Tables()
    descriptors = _read_descriptors(tables, source_dir)
    for descriptor in descriptors:
        file = descriptor.file
        tables.rows[file] = check_columns(tables, file, descriptor.names, read_rows(tables, source_dir / file))
        _check_rows(tables, descriptor)
    # The tables that are checked elsewhere, for what foreign keys lead to them: their own problems are not said twice.
    others = Tables()
    for file, columns in TABLE_COLUMNS.items():
        others.rows[file] = check_columns(others, file, columns, read_rows(others, source_dir / file))
    keys = {descriptor.file: descriptor.keys for descriptor in descriptors}
    keys |= {file: (columns[:1],) for file, columns in TABLE_COLUMNS.items()}
    for descriptor in descriptors:
        for key in descriptor.foreign_keys:
            target = f"{key.resource}.csv"
            if key.targets in keys.get(target, ()):
                _check_foreign_key(tables, tables if target in tables.rows else others, descriptor, key)
            elif target in keys or not (source_dir / target).exists():
                schema = f"{SCHEMAS}/{descriptor.table}.schema.json"
                wrong = f"{key.resource} ({', '.join(key.targets)})"
                message = "clé étrangère vers une table ou une clé inconnue"
                tables.report(schema, None, None, message, wrong, sorted(keys), "la corriger")
    return tables.problems


def _read_descriptors(tables: Tables, source_dir: Path) -> list[Descriptor]:
    descriptors = []
    named = set()
    for path in sorted((source_dir / SCHEMAS).glob("*.schema.json")):
        named.add(f"{path.name.removesuffix('.schema.json')}.csv")
        try:
            descriptors.append(read_descriptor(path))
        except (OSError, ValueError) as error:
            tables.report(f"{SCHEMAS}/{path.name}", None, None, f"schéma illisible ({error})", advice="le corriger")
    for path in sorted(source_dir.glob("*.csv")):
        if path.name not in named and path.name not in TABLE_COLUMNS:
            advice = f"écrire {SCHEMAS}/{path.stem}.schema.json ou retirer la table"
            tables.report(path.name, None, None, "table sans schéma", advice=advice)
    return descriptors


def _check_rows(tables: Tables, descriptor: Descriptor) -> None:
    file = descriptor.file
    for number, row in tables.rows[file]:
        for column in descriptor.columns:
            required = column.constraints.get("required", False) or column.name in descriptor.primary_key
            _check_cell(tables, file, number, column, row[column.name], required=required)
    for column in descriptor.columns:
        if column.constraints.get("unique") and (column.name,) != descriptor.primary_key:
            check_unique(tables, file, (column.name,))
    if descriptor.primary_key:
        check_unique(tables, file, descriptor.primary_key)


def _check_cell(tables: Tables, file: str, number: int, column: Column, text: str, *, required: bool) -> None:
    if not text:
        if required:
            tables.report(file, number, column.name, "valeur obligatoire absente", advice="la renseigner")
        return
    check_characters(tables, file, number, column.name, text)
    if not column.several:
        _check_value(tables, file, number, column, text)
        return
    values = split_values(text)
    if len(values) != text.count(SEPARATOR) + 1:
        tables.report(file, number, column.name, f"« {SEPARATOR} » de trop", text, advice="le retirer")
    if len(set(values)) != len(values):
        tables.report(file, number, column.name, "valeur deux fois dans la cellule", text, advice="n'en garder qu'une")
    for value in values:
        _check_value(tables, file, number, column, value)


def _check_value(tables: Tables, file: str, number: int, column: Column, value: str) -> None:
    name, rules = column.name, column.constraints
    problem = _type_problem(column, value)
    if problem:
        tables.report(file, number, name, problem[0], value, problem[1])
        return
    if column.format == "uri" and not is_link(value):
        tables.report(file, number, name, "adresse invalide", value, ["http://…", "https://…"])
    if "enum" in rules and value not in rules["enum"]:
        tables.report(file, number, name, "valeur inconnue", value, rules["enum"], "corriger le code")
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        tables.report(file, number, name, "forme inattendue", value, [rules["pattern"]], "voir les autres lignes")
    _check_limits(tables, file, number, column, value)


def _type_problem(column: Column, value: str) -> tuple[str, Sequence[str]] | None:
    """Return what is wrong with the type of a value and what is accepted, or None."""
    match column.type:
        case "integer" if not re.fullmatch(r"-?[0-9]{1,15}", value):
            return "nombre entier attendu", ["des chiffres, sans espace"]
        case "number" if not re.fullmatch(rf"-?[0-9]{{1,15}}({re.escape(column.decimal)}[0-9]{{1,9}})?", value):
            return "nombre attendu", [f"des chiffres, sans espace, décimales après « {column.decimal} »"]
        case "year" if not re.fullmatch(r"[0-9]{4}", value):
            return "année invalide", ["quatre chiffres"]
        case "date" if not _is_date(value):
            return "date invalide", ["AAAA-MM-JJ"]
        case "boolean" if value not in column.booleans:
            return "valeur inconnue", column.booleans
    return None


def _is_date(value: str) -> bool:
    try:
        return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        # The 30th of February.
        return False


def _check_limits(tables: Tables, file: str, number: int, column: Column, value: str) -> None:
    low, high = column.constraints.get("minimum"), column.constraints.get("maximum")
    if column.type == "date":
        # ISO dates sort as texts do.
        outside = (low is not None and value < str(low)) or (high is not None and value > str(high))
    elif column.type in ("integer", "number", "year"):
        amount = float(value.replace(column.decimal, "."))
        outside = (low is not None and amount < float(low)) or (high is not None and amount > float(high))
    else:
        return
    if outside:
        allowed = [
            *([f"au moins {low}"] if low is not None else []),
            *([f"au plus {high}"] if high is not None else []),
        ]
        tables.report(file, number, column.name, "valeur hors limites", value, allowed, "vérifier la valeur")


def _check_foreign_key(tables: Tables, owner: Tables, descriptor: Descriptor, key: ForeignKey) -> None:
    target = f"{key.resource}.csv"
    if tables.lacks(descriptor.file, *key.columns) or owner.lacks(target, *key.targets):
        return
    keys = [tuple(row[name] for name in key.targets) for _, row in owner.rows[target]]
    known = set(keys)
    # A key that is there twice has probably taken the place of another, which would then look unknown everywhere.
    if len(known) != len(keys):
        return
    several = {column.name for column in descriptor.columns if column.several}
    where = f"voir {', '.join(key.targets)} dans {target}"
    allowed = [" / ".join(item) for item in sorted(known)] if len(known) <= _LISTED else []
    for number, row in tables.rows[descriptor.file] if known else []:
        cells = [row[name] for name in key.columns]
        # A key of which a part is empty leads nowhere, on purpose.
        values = [(part,) for part in split_values(cells[0])] if key.columns[0] in several else [tuple(cells)]
        for value in values if all(cells) else []:
            if value not in known:
                message = f"valeur absente de {target}"
                tables.report(descriptor.file, number, key.columns[-1], message, " / ".join(value), allowed, where)
