"""The Table Schema of the poles: the single truth for names, titles, types and allowed values.

The build validates with it, the pages take their labels from it, the data dictionary is written from it.
Format: Frictionless Table Schema v1, https://specs.frictionlessdata.io/table-schema/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.errors import UnknownValueError

__all__ = ["DATA_DIR", "Field", "TableSchema", "load_schema"]

#: The project's data folder, wherever the process was started from.
DATA_DIR = Path(__file__).resolve().parent.parent / "data"


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
    """
    document = json.loads((data_dir / "ptce.schema.json").read_text(encoding="utf-8"))
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
    return TableSchema(title=document["title"], fields=fields)


def _closed(value: Any) -> Any:
    """Return a JSON value that nobody can change."""
    if isinstance(value, dict):
        return MappingProxyType({key: _closed(item) for key, item in value.items()})
    return tuple(map(_closed, value)) if isinstance(value, list) else value
