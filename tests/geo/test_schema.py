"""The Table Schema, read into fields."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType

import pytest

from geo.errors import UnknownValueError
from geo.schema import DATA_DIR, Field, load_schema

DOCUMENT = json.loads((DATA_DIR / "ptce.schema.json").read_text(encoding="utf-8"))
TYPES = {"string": str, "integer": int, "array": tuple, "object": MappingProxyType}


def test_fields_are_those_of_the_file_in_order() -> None:
    assert load_schema().names == tuple(entry["name"] for entry in DOCUMENT["fields"])
    assert len(set(load_schema().names)) == 23


@pytest.mark.parametrize("field", load_schema().fields, ids=lambda field: field.name)
def test_field_is_described_in_french_with_an_example_of_its_type(field: Field) -> None:
    assert field.title[0].isupper()
    assert field.description.endswith(".")
    assert type(field.example) is TYPES[field.type]
    if "enum" in field.constraints:
        assert field.example in field.constraints["enum"]


@pytest.mark.parametrize(("name", "required"), [("id", True), ("nom", True), ("commune", False), ("faits", False)])
def test_required_follows_the_constraints(name: str, required: bool) -> None:
    assert load_schema()[name].required is required


def test_unknown_field_names_the_fields_that_exist() -> None:
    with pytest.raises(UnknownValueError, match=r"champ : valeur inconnue 'telephone'.*ligne, nom"):
        load_schema()["telephone"]


def test_schema_is_read_from_the_folder_given(tmp_path: Path) -> None:
    field = {"name": "x", "type": "string", "title": "X", "description": "Un x."}
    (tmp_path / "ptce.schema.json").write_text(json.dumps({"title": "Essai é", "fields": [field]}), encoding="utf-8")
    schema = load_schema(tmp_path)
    assert (schema.title, schema.names, schema["x"].example, schema["x"].constraints) == ("Essai é", ("x",), None, {})
