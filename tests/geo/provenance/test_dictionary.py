"""The data dictionary: every field of every schema, in words."""

from __future__ import annotations

import json

import pytest

from geo.provenance.dictionary import DictionaryTable, load_dictionary
from geo.schema import DATA_DIR, load_schema
from tests.conftest import DataCopy

TABLES = {table.name: table for table in load_dictionary()}


def test_every_schema_has_its_table() -> None:
    names = {path.name.removesuffix(".schema.json") for path in (DATA_DIR / "source" / "schemas").glob("*.json")}
    assert set(TABLES) == {"ptce", *names}
    assert next(iter(TABLES)) == "ptce"
    assert [field.name for field in TABLES["ptce"].fields] == list(load_schema().names)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_table_is_in_words(table: DictionaryTable) -> None:
    assert table.title
    assert table.description
    for file in table.files.split(", "):
        assert (DATA_DIR / file).exists()
    for field in table.fields:
        assert field.title
        assert field.description
        # A pattern for machines has been put in words.
        assert not [rule for rule in field.rules if rule.startswith("de la forme")], field.name


def test_rules_say_what_the_schema_says() -> None:
    fields = {(table.name, field.name): field for table in TABLES.values() for field in table.fields}
    assert fields["calls", "id"].rules == ("obligatoire", "sans répétition", "« appel- » ou « ami- » et l'année")
    assert fields["calls", "candidats"].rules == ("au moins 1",)
    assert fields["levers", "rang"].rules[-1] == "de 1 à 10"
    assert fields["ptce", "annee_creation"].rules == ("de 1900 à 2100",)
    assert fields["ptce", "site"].kind == "adresse web"
    assert "plusieurs valeurs séparées par « | »" in fields["decisions", "ids_poles"].kind
    assert "désigne une ligne de « ptce »" in fields["decisions", "ids_poles"].rules
    assert fields["counts", "precision"].rules[-1] == "au choix : exact, plus-de, pres-de, environ"


def test_a_pattern_without_words_is_shown_as_it_is(data_copy: DataCopy) -> None:
    path = data_copy.path / "source" / "schemas" / "calls.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["fields"][2]["constraints"]["pattern"] = "[A-Z]+"
    path.write_text(json.dumps(schema), encoding="utf-8")
    (table,) = (table for table in load_dictionary(data_copy.path) if table.name == "calls")
    assert table.fields[2].rules[-1] == "de la forme [A-Z]+"


def test_a_key_is_required_whether_or_not_it_is_said(data_copy: DataCopy) -> None:
    path = data_copy.path / "source" / "schemas" / "calls.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["fields"][0]["constraints"] = {}
    path.write_text(json.dumps(schema), encoding="utf-8")
    (table,) = (table for table in load_dictionary(data_copy.path) if table.name == "calls")
    assert table.fields[0].rules == ("obligatoire", "sans répétition")
