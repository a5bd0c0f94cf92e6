"""The data dictionary: every table and every field, from the schemas, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.reading import read_json
from geo.schema import DATA_DIR
from geo.text import format_number

__all__ = ["DictionaryField", "DictionaryTable", "load_dictionary"]

_TYPES = {
    "string": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "year": "année",
    "date": "date",
    "boolean": "oui ou non",
    "array": "liste",
    "object": "objet",
}

#: Patterns of the schemas → what they say, since nobody should have to decipher them.
_PATTERNS = {
    "ptce-[0-9]{3}|appel-20[0-9]{2}-[0-9]{2}": "« ptce- » et trois chiffres, ou « appel- », l'année et deux chiffres",
    "(appel|ami)-[0-9]{4}": "« appel- » ou « ami- » et l'année",
    "g[0-9]{3}": "« g » et trois chiffres",
    "t[0-9]{3}": "« t » et trois chiffres",
    "fact-[0-9]{3}": "« fact- » et trois chiffres",
    "[a-z0-9-]+": "lettres minuscules, chiffres et traits d'union",
    "[a-z0-9]+(-[a-z0-9]+)*": "lettres minuscules et chiffres, séparés par des traits d'union",
    "[a-z0-9]+(_[a-z0-9]+)*": "lettres minuscules et chiffres, séparés par des tirets bas",
    r"[0-9]{4}\.[0-9]{1,2}(\.[0-9]{1,3})?": "AAAA.M ou AAAA.M.N",
    "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?": "AAAA, AAAA-MM ou AAAA-MM-JJ",
    "[0-9]{2}": "deux chiffres",
    "[0-9]{2}|2[AB]|97[1-6]": "code de département, 2A et 2B compris",
    "(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-46])": "code de département, 2A et 2B compris",
    "([0-9]{2}|2[AB])[0-9]{3}": "code de commune de cinq caractères",
}

_MAIN = ("ptce", "ptce.geojson, laureats.geojson")


@dataclass(frozen=True, slots=True)
class DictionaryField:
    """A field: its name in the file, its title, its type in words, what it holds, and what its values must be."""

    name: str
    title: str
    kind: str
    description: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DictionaryTable:
    """A table and its fields; `files` names where it is published, inside `data/`."""

    name: str
    title: str
    description: str
    files: str
    fields: tuple[DictionaryField, ...]


def load_dictionary(data_dir: Path = DATA_DIR) -> tuple[DictionaryTable, ...]:
    """Read the schema of the poles, then those of the reference tables, in alphabetical order of their titles."""
    schemas = data_dir / "source" / "schemas"
    paths = {path.name.removesuffix(".schema.json"): path for path in schemas.glob("*.schema.json")}
    tables = [_table(name, f"source/{name}.csv", path) for name, path in paths.items()]
    return (_table(*_MAIN, data_dir / "ptce.schema.json"), *sorted(tables, key=lambda table: table.title))


def _table(name: str, files: str, path: Path) -> DictionaryTable:
    document = read_json(path.parent, path.name)
    targets = {
        column: key["reference"]
        for key in document.get("foreignKeys", [])
        for column in ([key["fields"]] if isinstance(key["fields"], str) else key["fields"])
    }
    return DictionaryTable(
        name=name,
        title=document["title"],
        description=document.get("description", ""),
        files=files,
        fields=tuple(_field(entry, document, targets.get(entry["name"])) for entry in document["fields"]),
    )


def _field(entry: Mapping[str, Any], document: Mapping[str, Any], target: Mapping[str, Any] | None) -> DictionaryField:
    kind = "adresse web" if entry.get("format") == "uri" else _TYPES[entry["type"]]
    if "separateur" in entry:
        kind = f"{kind}, plusieurs valeurs séparées par « {entry['separateur']} »"
    rules = _rules(entry.get("constraints", {}), key=entry["name"] == document.get("primaryKey"))
    if target:
        table = target["resource"] or document["name"]
        rules = (*rules, f"désigne une ligne de « {table} »")
    return DictionaryField(entry["name"], entry["title"], kind, entry["description"], rules)


def _rules(constraints: Mapping[str, Any], *, key: bool) -> tuple[str, ...]:
    """Say in words what the values of a field must be."""
    low, high = constraints.get("minimum"), constraints.get("maximum")
    rules = []
    if constraints.get("required") or key:
        rules.append("obligatoire")
    if constraints.get("unique") or key:
        rules.append("sans répétition")
    if "enum" in constraints:
        rules.append("au choix : " + ", ".join(str(value) for value in constraints["enum"]))
    if low is not None and high is not None:
        rules.append(f"de {_number(low)} à {_number(high)}")
    elif low is not None:
        rules.append(f"au moins {_number(low)}")
    elif high is not None:
        rules.append(f"au plus {_number(high)}")
    if "pattern" in constraints:
        pattern = constraints["pattern"]
        rules.append(_PATTERNS.get(pattern, f"de la forme {pattern}"))
    return tuple(rules)


def _number(value: float) -> str:
    # Years have no space between their thousands.
    return str(value) if isinstance(value, int) and 1800 <= value <= 2100 else format_number(value)
