"""Reference tables against their schemas: each kind of mistake is reported where it is, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from geo.build import __main__
from geo.build.descriptors import TYPES, publish, read_descriptor
from geo.build.package import build_package
from geo.build.reference import check_reference
from geo.build.tables import TABLE_COLUMNS
from geo.schema import DATA_DIR
from tests.conftest import DataCopy

SCHEMAS = sorted((DATA_DIR / "source" / "schemas").glob("*.schema.json"))

#: A small table with a column of each type.
FIELDS: tuple[dict[str, Any], ...] = (
    {"name": "id", "type": "string", "constraints": {"pattern": "[a-z]+"}},
    {"name": "nom", "type": "string", "constraints": {"required": True, "unique": True}},
    {"name": "rang", "type": "integer", "constraints": {"minimum": 1, "maximum": 9}},
    {"name": "part", "type": "number", "decimalChar": ",", "constraints": {"minimum": 0, "maximum": 100}},
    {"name": "annee", "type": "year", "constraints": {"minimum": 1900}},
    {"name": "jour", "type": "date", "constraints": {"minimum": "2010-01-01"}},
    {"name": "cle", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
    {"name": "lien", "type": "string", "format": "uri"},
    {"name": "natures", "type": "string", "separateur": "|", "constraints": {"enum": ["lieu", "reseau"]}},
    {"name": "poles", "type": "string", "separateur": "|"},
    {"name": "parent", "type": "string"},
)
ROWS = (
    "un;Un;1;12,5;2016;2016-01-14;oui;https://exemple.fr/a;lieu | reseau;ptce-001 | ptce-002;",
    "deux;Deux;9;-0;1900;2010-01-01;non;;lieu;;un",
    "trois;Trois;;;;;;;;;",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Make a folder of source tables: the published ones that have no schema, and the small table."""
    for file in TABLE_COLUMNS:
        (tmp_path / file).write_bytes((DATA_DIR / "source" / file).read_bytes())
    (tmp_path / "schemas").mkdir()
    _write_schema(tmp_path, {})
    _write_rows(tmp_path, ROWS)
    return tmp_path


def _write_schema(source: Path, changes: dict[str, Any]) -> None:
    document = {
        "title": "Essai",
        "fields": [{**entry, "title": "Titre", "description": "Description."} for entry in FIELDS],
        "primaryKey": "id",
        "foreignKeys": [
            {"fields": "poles", "reference": {"resource": "ptce", "fields": "id"}},
            {"fields": "parent", "reference": {"resource": "", "fields": "id"}},
        ],
    }
    (source / "schemas" / "essai.schema.json").write_text(json.dumps(document | changes), encoding="utf-8")


def _write_rows(source: Path, rows: tuple[str, ...]) -> None:
    header = ";".join(entry["name"] for entry in FIELDS)
    (source / "essai.csv").write_text("\r\n".join([header, *rows, ""]), encoding="utf-8-sig", newline="")


def _set(source: Path, column: str, value: str, row: int = 2) -> None:
    position = [entry["name"] for entry in FIELDS].index(column)
    cells = ROWS[row - 2].split(";")
    cells[position] = value
    _write_rows(source, tuple(";".join(cells) if n == row - 2 else line for n, line in enumerate(ROWS)))


def test_table_that_follows_its_schema_has_no_problem(source: Path) -> None:
    assert check_reference(source) == []


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_published_table_follows_its_schema(path: Path) -> None:
    files = (f"data/source/{path.name.removesuffix('.schema.json')}.csv", f"data/source/schemas/{path.name}")
    assert [problem for problem in check_reference(DATA_DIR / "source") if problem.file in files] == []


def test_everything_published_is_checked_and_right() -> None:
    assert {"schemes", "scheme_amounts", "pole_facts", "figures"} <= {path.name.split(".")[0] for path in SCHEMAS}
    assert check_reference(DATA_DIR / "source") == []


MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "required": ("nom", "", "valeur obligatoire absente", ""),
    "key-required": ("id", "", "valeur obligatoire absente", ""),
    "pattern": ("id", "Un", "forme inattendue", "[a-z]+"),
    "integer": ("rang", "1,0", "nombre entier attendu", "des chiffres, sans espace"),
    "integer-with-a-space": ("rang", "1 000", "nombre entier attendu", "des chiffres, sans espace"),
    "integer-too-small": ("rang", "0", "valeur hors limites", "au moins 1, au plus 9"),
    "integer-too-large": ("rang", "10", "valeur hors limites", "au moins 1, au plus 9"),
    "number-with-a-point": ("part", "12.5", "nombre attendu", "décimales après « , »"),
    "number-that-is-none": ("part", "NaN", "nombre attendu", "des chiffres"),
    "number-too-large": ("part", "100,1", "valeur hors limites", "au plus 100"),
    "number-too-small": ("part", "-0,1", "valeur hors limites", "au moins 0"),
    "year": ("annee", "16", "année invalide", "quatre chiffres"),
    "year-too-small": ("annee", "1899", "valeur hors limites", "au moins 1900"),
    "date-in-french": ("jour", "14/01/2016", "date invalide", "AAAA-MM-JJ"),
    "date-that-does-not-exist": ("jour", "2016-02-30", "date invalide", "AAAA-MM-JJ"),
    "date-too-small": ("jour", "2009-12-31", "valeur hors limites", "au moins 2010-01-01"),
    "boolean": ("cle", "true", "valeur inconnue", "oui, non"),
    "link-that-runs-a-script": ("lien", "javascript:alert(1)", "adresse invalide", "https://…"),
    "word-of-another-list": ("natures", "lieu | prêt", "valeur inconnue", "lieu, reseau"),
    "value-twice-in-a-cell": ("natures", "lieu | lieu", "valeur deux fois dans la cellule", ""),
    "separator-too-many": ("natures", "lieu |", "« | » de trop", ""),
    "control-character": ("lien", "https://exemple.fr/\x07", "caractère de contrôle ou saut de ligne", ""),
    "unknown-pole": ("poles", "ptce-001 | ptce-999", "valeur absente de ptce.csv", "voir id dans ptce.csv"),
    "unknown-parent": ("parent", "quatre", "valeur absente de essai.csv", "deux, trois, un"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_in_a_cell_is_one_problem_with_its_place(source: Path, name: str) -> None:
    column, value, message, help_text = MISTAKES[name]
    # The row that no other row names.
    _set(source, column, value, row=3 if column != "id" else 4)
    (problem,) = check_reference(source)
    assert (problem.file, problem.column, problem.message) == ("data/source/essai.csv", column, message)
    assert problem.row == (3 if column != "id" else 4)
    assert help_text in str(problem)


def test_accepted_values_are_accepted(source: Path) -> None:
    for column, value in (("part", "100"), ("part", "0,000001"), ("rang", "9"), ("natures", "reseau|lieu")):
        _set(source, column, value)
        assert check_reference(source) == []


@pytest.mark.parametrize(("column", "value"), [("id", "un"), ("nom", "Un")])
def test_value_that_must_be_unique_is_reported_with_the_first_one(source: Path, column: str, value: str) -> None:
    _set(source, column, value, row=4)
    (problem,) = check_reference(source)
    assert (problem.row, problem.column, problem.message) == (4, column, "valeur en double, déjà à la ligne 2")


def test_key_of_two_columns_is_compared_as_a_whole(source: Path) -> None:
    _write_schema(source, {"primaryKey": ["id", "rang"], "foreignKeys": []})
    _write_rows(source, ("un;Un;1;;;;;;;;", "un;Deux;2;;;;;;;;"))
    assert check_reference(source) == []
    _write_rows(source, ("un;Un;1;;;;;;;;", "un;Deux;1;;;;;;;;"))
    (problem,) = check_reference(source)
    assert (problem.row, problem.value) == (3, "un / 1")


@pytest.mark.parametrize("spoil", ["duplicate-key", "lost-key-column", "absent"])
def test_table_that_is_wrong_itself_does_not_make_every_foreign_key_wrong(source: Path, spoil: str) -> None:
    text = (source / "ptce.csv").read_text(encoding="utf-8-sig")
    if spoil == "absent":
        (source / "ptce.csv").unlink()
    else:
        old, new = ("\nptce-002;", "\nptce-001;") if spoil == "duplicate-key" else ("id;ligne;", "numero;ligne;")
        assert text.count(old) == 1
        (source / "ptce.csv").write_text(text.replace(old, new), encoding="utf-8-sig", newline="")
    assert check_reference(source) == []


def test_missing_and_unknown_columns_are_reported_once(source: Path) -> None:
    text = (source / "essai.csv").read_text(encoding="utf-8-sig")
    (source / "essai.csv").write_text(text.replace(";nom;", ";libelle;"), encoding="utf-8-sig", newline="")
    problems = check_reference(source)
    assert [(problem.row, problem.column, problem.message) for problem in problems] == [
        (1, "nom", "colonne absente"),
        (1, "libelle", "colonne inconnue"),
    ]


def test_table_without_a_schema_and_schema_without_a_table_are_reported(source: Path) -> None:
    (source / "essai.csv").rename(source / "autre.csv")
    said = {(problem.file, problem.message) for problem in check_reference(source)}
    assert said == {("data/source/autre.csv", "table sans schéma"), ("data/source/essai.csv", "fichier absent")}


def test_empty_table_is_reported(source: Path) -> None:
    _write_rows(source, ())
    assert [problem.message for problem in check_reference(source)] == ["table vide"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fields": [{"name": "id", "type": "texte", "title": "T", "description": "D"}]}, "type inconnu « texte »"),
        ({"fields": [{"name": "id", "type": "string"}]}, "il manque 'title'"),
        (
            {"fields": [{"name": "id", "type": "string", "title": "T", "description": ""}]},
            "« description » vide pour la colonne « id »",
        ),
        (
            {"fields": [{**FIELDS[0], "title": "T", "description": "D", "constraints": {"pattern": "("}}]},
            "motif illisible de « id »",
        ),
        (
            {"fields": [{**FIELDS[0], "title": "T", "description": "D", "constraints": {"minLength": 2}}]},
            "contrainte inconnue « minLength »",
        ),
        ({"primaryKey": "code"}, "clé sur une colonne inconnue « code »"),
        ({"fields": None}, "schéma illisible"),
    ],
    ids=["type", "no-title", "empty-description", "pattern", "constraint", "key", "no-fields"],
)
def test_wrong_schema_is_reported_in_a_sentence(source: Path, changes: dict[str, Any], message: str) -> None:
    _write_schema(source, changes)
    (problem,) = check_reference(source)
    assert problem.file == "data/source/schemas/essai.schema.json"
    assert message in str(problem)


@pytest.mark.parametrize(("resource", "field"), [("poles", "id"), ("ptce", "nom"), ("", "rang"), ("sources", "champ")])
def test_foreign_key_that_leads_to_no_key_is_reported(source: Path, resource: str, field: str) -> None:
    key = {"fields": "parent", "reference": {"resource": resource, "fields": field}}
    _write_schema(source, {"foreignKeys": [key]})
    (problem,) = check_reference(source)
    assert problem.message == "clé étrangère vers une table ou une clé inconnue"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_schema_says_in_french_what_each_column_is(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["title"]
    for entry in document["fields"]:
        assert entry["type"] in TYPES
        # A title is no sentence; a description is one.
        assert not entry["title"].endswith("."), entry["name"]
        assert entry["description"].endswith("."), entry["name"]
    assert read_descriptor(path).primary_key


def test_cell_of_several_values_is_published_as_one_pattern() -> None:
    document = {
        "fields": [
            {"name": "a", "type": "string", "separateur": "|", "constraints": {"enum": ["x.y", "z"], "required": True}},
            {"name": "b", "type": "string", "constraints": {"enum": ["x"]}},
        ],
        "foreignKeys": [
            {"fields": "a", "reference": {"resource": "ptce", "fields": "id"}},
            {"fields": "b", "reference": {"resource": "ptce", "fields": "id"}},
        ],
    }
    published = publish(document, {"ptce": "table-des-poles"})
    assert published["fields"][0]["constraints"] == {
        "required": True,
        "pattern": r"(?:x\.y|z)(?: ?\| ?(?:x\.y|z))*",
    }
    assert published["fields"][1]["constraints"] == {"enum": ["x"]}
    assert published["foreignKeys"] == [{"fields": "b", "reference": {"resource": "table-des-poles", "fields": "id"}}]


@pytest.mark.parametrize(
    ("file", "column", "value", "error"),
    [
        ("schemes.csv", "niveau", "canton", "constraint-error"),
        ("schemes.csv", "autres_natures", "animation | prêt", "constraint-error"),
        ("schemes.csv", "document", "inconnu", "foreign-key"),
        ("scheme_amounts.csv", "id_dispositif", "inconnu", "foreign-key"),
        ("scheme_amounts.csv", "minimum", "15 000", "type-error"),
        ("pole_facts.csv", "id_pole", "ptce-999", "foreign-key"),
        ("pole_facts.csv", "chiffre_cle", "peut-être", "type-error"),
        ("figures.csv", "id", "laureats_total", "primary-key"),
        ("figures.csv", "annee", "vers 2016", "type-error"),
    ],
)
def test_data_package_lets_others_find_the_same_mistakes(
    data_copy: DataCopy, file: str, column: str, value: str, error: str
) -> None:
    data_copy.set_cell(file, 3, column, value)
    package = data_copy.path / "datapackage.json"
    package.write_text(build_package(data_copy.path, {}), encoding="utf-8")
    report = Package(str(package)).validate()
    assert error in {entry[0] for entry in report.flatten(["type"])}
    assert check_reference(data_copy.path / "source") != []


@pytest.fixture
def build(data_copy: DataCopy, capsys: pytest.CaptureFixture[str]) -> Callable[[], tuple[int, list[str]]]:
    def run() -> tuple[int, list[str]]:
        status = __main__.main(["--poles", "--data", str(data_copy.path)])
        said = capsys.readouterr()
        return status, (said.err or said.out).splitlines()

    return run


def test_build_reports_all_the_tables_at_once_and_writes_nothing(
    data_copy: DataCopy, build: Callable[[], tuple[int, list[str]]]
) -> None:
    data_copy.set_cell("ptce.csv", 60, "site", "x")
    data_copy.set_cell("figures.csv", 3, "valeur", "beaucoup")
    data_copy.set_cell("schemes.csv", 4, "statut", "actif")
    before = data_copy.content()
    status, lines = build()
    assert (status, lines[0]) == (1, "3 problèmes dans les données :")
    places = [line.split(" : ")[0] for line in lines[1:]]
    assert places == [
        "- data/source/ptce.csv, ligne 60, colonne « site »",
        "- data/source/figures.csv, ligne 3, colonne « valeur »",
        "- data/source/schemes.csv, ligne 4, colonne « statut »",
    ]
    assert data_copy.content() == before


def test_build_fails_for_a_reference_table_alone(
    data_copy: DataCopy, build: Callable[[], tuple[int, list[str]]]
) -> None:
    data_copy.set_cell("figures.csv", 3, "valeur", "beaucoup")
    before = data_copy.content()
    assert build()[0] == 1
    assert data_copy.content() == before
