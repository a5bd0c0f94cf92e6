"""The Table Schema of the poles: the single truth for names, titles, types and allowed values.

The build validates with it, the pages take their labels from it, the data dictionary is written from it.
Format: Frictionless Table Schema v1, https://specs.frictionlessdata.io/table-schema/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.errors import InvalidDataError, Problem, UnknownValueError
from geo.reading import read_json, unreadable

__all__ = ["DATA_DIR", "SCHEMA_VERSION", "Field", "TableSchema", "load_schema", "newer_schema"]

#: The last version of the schema that this code knows. To be raised, here and in `ptce.schema.json`, when a field is
#: renamed, removed or changes meaning: a server that is not up to date then refuses the data in place of misreading it.
SCHEMA_VERSION = 1

#: The project's data folder, wherever the process was started from.
DATA_DIR = Path(__file__).resolve().parent.parent / "data"

_FILE = "ptce.schema.json"


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a pole, as the schema describes it."""

    name: str
    type: str
    title: str
    description: str
    example: object
    constraints: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return bool(self.constraints.get("required", False))


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The fields of a pole, in the order in which they are published."""

    title: str
    fields: tuple[Field, ...]
    version: int = SCHEMA_VERSION

    def __getitem__(self, name: str) -> Field:
        """Return the field called `name`.

        Raises
        ------
        UnknownValueError
            If the schema has no such field.
        """
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise UnknownValueError("champ", name, self.names, "corriger le nom du champ")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields, in order."""
        return tuple(candidate.name for candidate in self.fields)


def load_schema(data_dir: Path = DATA_DIR) -> TableSchema:
    """Read `ptce.schema.json`.

    Parameters
    ----------
    data_dir
        Folder that holds the file.

    Raises
    ------
    InvalidDataError
        If the file cannot be read, is no schema, or is of a version that this code does not know.
    """
    document = read_json(data_dir, _FILE)
    try:
        newer = newer_schema(f"data/{_FILE}", document.get("version", 1))
        if newer:
            raise InvalidDataError([newer])
        fields = tuple(
            Field(
                name=entry["name"],
                type=entry["type"],
                title=entry["title"],
                description=entry["description"],
                example=_closed(entry.get("example")),
                constraints=_closed(entry.get("constraints", {})),
            )
            for entry in document["fields"]
        )
        if not fields or not all(map(_is_sound, fields)):
            raise unreadable(_FILE, "champ dont le nom, le titre ou les contraintes sont mal écrits")
        return TableSchema(title=document["title"], fields=fields, version=document.get("version", 1))
    except (AttributeError, KeyError, TypeError) as error:
        raise unreadable(_FILE, "ce n'est pas un schéma de table") from error


def _is_sound(one: Field) -> bool:
    texts = (one.name, one.type, one.title, one.description)
    if not all(isinstance(text, str) for text in texts) or not isinstance(one.constraints, Mapping):
        return False
    bounds = [one.constraints[name] for name in ("minimum", "maximum") if name in one.constraints]
    if not all(isinstance(bound, int) for bound in bounds) or not isinstance(one.constraints.get("enum", ()), tuple):
        return False
    try:
        re.compile(one.constraints.get("pattern", ""))
    except (re.error, TypeError):
        return False
    return True


def newer_schema(file: str, version: object) -> Problem | None:
    """Return what is wrong with the schema version that `file` says it follows; None if this code knows it."""
    known = isinstance(version, int) and not isinstance(version, bool) and 1 <= version <= SCHEMA_VERSION
    if known:
        return None
    advice = "mettre l'atlas à jour, ou rétablir les données de sa version"
    allowed = [f"{number}" for number in range(1, SCHEMA_VERSION + 1)]
    return Problem(file, "version de schéma que cette version de l'atlas ne connaît pas", None, "schema", version,
                   allowed, advice)  # fmt: skip


def _closed(value: Any) -> Any:
    """Return a JSON value that nobody can change."""
    if isinstance(value, dict):
        return MappingProxyType({key: _closed(item) for key, item in value.items()})
    return tuple(map(_closed, value)) if isinstance(value, list) else value
