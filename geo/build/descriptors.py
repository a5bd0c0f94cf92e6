"""Reads the schemas of the reference tables, `data/source/schemas/<table>.schema.json`.

Format: Frictionless Table Schema v1, https://specs.frictionlessdata.io/table-schema/, of which one resource is one
`data/source/<table>.csv`. One property is ours: `separateur` on a field whose cells hold several values; its
constraints and its foreign key then apply to each value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.build.cells import SEPARATOR

__all__ = ["SCHEMAS", "TYPES", "Column", "Descriptor", "ForeignKey", "publish", "read_descriptor"]

#: Folder of the schemas, inside `data/source/`.
SCHEMAS = "schemas"

#: Types that the tables may use.
TYPES = ("string", "integer", "number", "year", "date", "boolean")

_CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum")


@dataclass(frozen=True, slots=True)
class Column:
    """What a schema says of a column."""

    name: str
    type: str
    format: str = "default"
    several: bool = False
    decimal: str = "."
    #: What a boolean may be written as.
    booleans: tuple[str, ...] = ("true", "false")
    constraints: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values are those of other columns: those of the table `resource`, a file without its ending."""

    columns: tuple[str, ...]
    resource: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Descriptor:
    """The schema of one table, `table` being its file without its ending."""

    table: str
    title: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def file(self) -> str:
        """Name of the table's file in `data/source/`."""
        return f"{self.table}.csv"

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Groups of columns that name one row only."""
        unique = [(column.name,) for column in self.columns if column.constraints.get("unique")]
        return tuple(key for key in (self.primary_key, *unique) if key)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def read_descriptor(path: Path) -> Descriptor:
    """Read a schema.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is not JSON, lacks something that every schema has, or says something that the build cannot check.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    table = path.name.removesuffix(".schema.json")
    try:
        descriptor = Descriptor(
            table=table,
            title=document["title"],
            columns=tuple(_column(entry) for entry in document["fields"]),
            primary_key=_names(document.get("primaryKey", [])),
            foreign_keys=tuple(
                ForeignKey(
                    _names(entry["fields"]),
                    # An empty name is the table itself.
                    entry["reference"]["resource"] or table,
                    _names(entry["reference"]["fields"]),
                )
                for entry in document.get("foreignKeys", [])
            ),
        )
    except KeyError as error:
        raise ValueError(f"il manque {error}") from error
    except (AttributeError, TypeError) as error:
        raise ValueError(str(error)) from error
    _check(descriptor)
    return descriptor


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _column(entry: Mapping[str, Any]) -> Column:
    for key in ("title", "description"):
        if not entry[key]:
            raise ValueError(f"« {key} » vide pour la colonne « {entry['name']} »")
    if entry.get("separateur", SEPARATOR) != SEPARATOR:
        raise ValueError(f"« separateur » doit être « {SEPARATOR} » pour la colonne « {entry['name']} »")
    return Column(
        name=entry["name"],
        type=entry["type"],
        format=entry.get("format", "default"),
        several="separateur" in entry,
        decimal=entry.get("decimalChar", "."),
        booleans=(*entry.get("trueValues", ["true"]), *entry.get("falseValues", ["false"])),
        constraints=entry.get("constraints", {}),
    )


def _check(descriptor: Descriptor) -> None:
    for column in descriptor.columns:
        if column.type not in TYPES:
            raise ValueError(f"type inconnu « {column.type} » ; types admis : {', '.join(TYPES)}")
        for name in column.constraints:
            if name not in _CONSTRAINTS:
                raise ValueError(f"contrainte inconnue « {name} » ; contraintes admises : {', '.join(_CONSTRAINTS)}")
        try:
            re.compile(column.constraints.get("pattern", ""))
        except re.error as error:
            raise ValueError(f"motif illisible de « {column.name} » ({error})") from error
    used = [*descriptor.primary_key, *(name for key in descriptor.foreign_keys for name in key.columns)]
    for name in used:
        if name not in descriptor.names:
            raise ValueError(f"clé sur une colonne inconnue « {name} »")
    for key in descriptor.foreign_keys:
        if len(key.columns) != len(key.targets):
            raise ValueError(f"clé étrangère vers « {key.resource} » : autant de colonnes de part et d'autre")


def publish(document: Mapping[str, Any], resources: Mapping[str, str]) -> dict[str, Any]:
    """Return a schema as the data package embeds it, for readers who know nothing of `separateur`.

    Parameters
    ----------
    document
        The schema, as read from its file.
    resources
        Table, as schemas call it → name of its resource in the package.

    Returns
    -------
    dict
        The constraints of cells that hold several values are turned into one pattern of the whole cell, and foreign
        keys from such cells, which Table Schema cannot say, are left out.
    """
    several = {entry["name"] for entry in document["fields"] if "separateur" in entry}
    published = {
        "fields": [_whole_cell(entry) if entry["name"] in several else entry for entry in document["fields"]],
        "missingValues": [""],
    }
    if "primaryKey" in document:
        published["primaryKey"] = document["primaryKey"]
    keys = []
    for entry in document.get("foreignKeys", []):
        target = entry["reference"]
        if not several & set(_names(entry["fields"])):
            keys.append({**entry, "reference": {**target, "resource": resources.get(target["resource"], "")}})
    return published | ({"foreignKeys": keys} if keys else {})


def _whole_cell(entry: Mapping[str, Any]) -> dict[str, Any]:
    constraints = dict(entry.get("constraints", {}))
    one = constraints.pop("pattern", None)
    words = constraints.pop("enum", None)
    if words is not None:
        one = "|".join(re.escape(word) for word in words)
    if one is not None:
        constraints["pattern"] = rf"(?:{one})(?: ?\| ?(?:{one}))*"
    # The type is that of each value; the cell is a text.
    return {**entry, "type": "string", "constraints": constraints}
