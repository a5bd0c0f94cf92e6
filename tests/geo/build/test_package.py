"""What describes the published files: the data package and the dictionary."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from geo.build.package import build_dictionary, build_package
from geo.schema import DATA_DIR, Field, load_schema
from tests.conftest import DataCopy

#: Number of reference tables: those that have a schema of their own.
REFERENCE = len(list((DATA_DIR / "source" / "schemas").glob("*.schema.json")))


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    return json.loads(build_package(DATA_DIR, {}))


@pytest.fixture(scope="module")
def dictionary() -> list[str]:
    return build_dictionary(DATA_DIR).splitlines()


def test_every_resource_is_there_with_its_size_and_hash(package: dict[str, Any]) -> None:
    assert len(package["resources"]) == 14 + REFERENCE
    for resource in package["resources"]:
        content = (DATA_DIR / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_file_about_to_be_written_is_described_rather_than_the_old_one() -> None:
    text = build_package(DATA_DIR, {"ptce.geojson": b"nouveau"})
    described = {resource["path"]: resource for resource in json.loads(text)["resources"]}
    assert described["ptce.geojson"]["bytes"] == 7
    assert described["ptce.geojson"]["hash"].endswith(hashlib.sha256(b"nouveau").hexdigest())
    assert described["communes.csv"]["bytes"] == (DATA_DIR / "communes.csv").stat().st_size


def test_columns_of_tables_are_those_of_their_header(package: dict[str, Any]) -> None:
    tables = {r["path"]: r for r in package["resources"] if r["format"] == "csv"}
    assert len(tables) == 9 + REFERENCE
    for path, resource in tables.items():
        header = (DATA_DIR / path).read_text(encoding="utf-8-sig").splitlines()[0]
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert names == header.split(resource["dialect"]["delimiter"]), path
        bom = (DATA_DIR / path).read_bytes().startswith(b"\xef\xbb\xbf")
        assert resource["encoding"] == ("utf-8-sig" if bom else "utf-8"), path


@pytest.mark.parametrize("path", ["source/ptce.csv", "source/laureats.csv"])
def test_columns_of_the_poles_take_title_and_description_from_the_schema(package: dict[str, Any], path: str) -> None:
    (table,) = (r for r in package["resources"] if r["path"] == path)
    schema = load_schema()
    for field in table["schema"]["fields"]:
        assert (field["title"], field["description"]) == (
            schema[field["name"]].title,
            schema[field["name"]].description,
        )
    integers = [field["name"] for field in table["schema"]["fields"] if field["type"] == "integer"]
    assert integers == ["ligne", "annee_creation", "annee_laureat"]


@pytest.mark.parametrize("name", ["ptce", "laureats"])
def test_poles_name_their_schema(package: dict[str, Any], name: str) -> None:
    (poles,) = (r for r in package["resources"] if r["name"] == name)
    assert poles["path"] == f"{name}.geojson"
    assert (DATA_DIR / poles["jsonTableSchema"]).is_file()


def test_second_collection_says_that_it_is_incomplete(package: dict[str, Any]) -> None:
    (laureates,) = (r for r in package["resources"] if r["name"] == "laureats")
    assert "incomplète" in laureates["title"]


def test_package_says_who_when_and_under_which_licence(package: dict[str, Any]) -> None:
    dataset = json.loads((DATA_DIR / "source" / "dataset.json").read_text(encoding="utf-8"))
    assert package["version"] == dataset["version"]
    assert package["created"].startswith(dataset["date"])
    assert package["keywords"] == dataset["mots_cles"]
    assert "PTCE" in package["keywords"]
    assert package["licenses"] == [
        {"name": dataset["licence"]["nom"], "title": dataset["licence"]["titre"], "path": dataset["licence"]["url"]}
    ]
    titles = [source["title"] for source in package["sources"]]
    assert len(titles) == 5 + 3
    assert any(title.startswith("RTES, Les rôles des collectivités") and title.endswith(", 2016") for title in titles)
    assert any("IGN" in title for title in titles)


def test_document_without_a_year_has_no_dangling_comma(package: dict[str, Any]) -> None:
    assert not [source["title"] for source in package["sources"] if source["title"].endswith((",", ", "))]


@pytest.mark.parametrize("position", range(23), ids=load_schema().names)
def test_dictionary_has_one_complete_row_per_field(dictionary: list[str], position: int) -> None:
    field = load_schema().fields[position]
    cells = [cell.strip() for cell in dictionary[-23 + position].strip("|").split(" | ")]
    assert cells[:2] == [f"`{field.name}`", field.title]
    assert cells[3] == field.description
    assert ("obligatoire" in cells[2]) == field.required
    assert len(cells) == 5


def test_dictionary_lists_the_values_allowed(dictionary: list[str]) -> None:
    (row,) = (line for line in dictionary if line.startswith("| `precision`"))
    assert "(adresse, commune, departement, region)" in row


def test_dictionary_escapes_what_would_break_its_table(data_copy: DataCopy) -> None:
    path = data_copy.path / "ptce.schema.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Autres noms", "Noms | autres"), encoding="utf-8")
    (row,) = (line for line in build_dictionary(data_copy.path).splitlines() if line.startswith("| `alias`"))
    assert "Noms \\| autres" in row
    assert isinstance(load_schema(data_copy.path)["alias"], Field)
