"""What harvesters ask for, asked as a server is asked: the catalogue, and every address that it gives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from frictionless import Package
from starlette.applications import Starlette

from geo.schema import DATA_DIR
from tests.utils.asking import Answer, ask_application
from utils import data, data_files
from utils.web.api import catalogue, serve
from utils.web.cross_origin import CrossOrigin

HOME = "https://atlas.example/"
CATALOGUE = f"{HOME}api/v1/catalogue.jsonld"
FILES = f"{HOME}api/v1/fichiers/"


def _application(contact: str | None = None) -> CrossOrigin:
    routes = catalogue.routes(data.panel, data.published, data_files.find_file, lambda: contact)
    return CrossOrigin(Starlette(routes=[*routes, *serve.routes(data.panel)]))


@pytest.fixture(scope="module")
def ask() -> Callable[..., Answer]:
    application = _application()
    return lambda url, **options: ask_application(application, url, **options)


@pytest.fixture(scope="module")
def document(ask: Callable[..., Answer]) -> dict[str, Any]:
    found: dict[str, Any] = ask(CATALOGUE).json()
    return found


@pytest.fixture(scope="module")
def distributions(document: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["dcat:dataset"][0]["dcat:distribution"]
    return found


def addresses(item: Any) -> Iterator[str]:
    """Yield every address that the document refers to."""
    if isinstance(item, dict):
        for name, value in item.items():
            if name == "@id":
                yield value
            elif name != "@context":
                yield from addresses(value)
    elif isinstance(item, list):
        for value in item:
            yield from addresses(value)


def test_the_catalogue_can_be_read_from_anywhere_and_kept(ask: Callable[..., Answer]) -> None:
    answer = ask(CATALOGUE)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-cache"
    again = ask(CATALOGUE, if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    assert ask(CATALOGUE, method="HEAD").headers["content-length"] == str(len(answer.body))
    assert ask("https://other.example/api/v1/catalogue.jsonld").headers["etag"] != answer.headers["etag"]


def test_every_distribution_answers_with_the_type_the_size_and_the_hash_told(
    ask: Callable[..., Answer], distributions: list[dict[str, Any]]
) -> None:
    checked = 0
    for distribution in distributions:
        answer = ask(distribution["dcat:downloadURL"]["@id"])
        assert answer.status == 200, distribution["@id"]
        told = distribution["dcat:mediaType"]["@id"].partition("media-types/")[2]
        assert answer.headers["content-type"].partition(";")[0] == told
        if "spdx:checksum" in distribution:
            assert distribution["dcat:byteSize"]["@value"] == str(len(answer.body))
            digest = distribution["spdx:checksum"]["spdx:checksumValue"]["@value"]
            assert digest == hashlib.sha256(answer.body).hexdigest()
            assert answer.headers["access-control-allow-origin"] == "*"
            checked += 1
    assert checked == len(data.published())
    exported = {d["@id"].partition("?")[0].rpartition(".")[2] for d in distributions if "dcat:accessService" in d}
    assert exported == {"xlsx", "csv", "geojson", "gpkg", "kml"}


def test_every_address_of_ours_is_one_that_we_serve(document: dict[str, Any], ask: Callable[..., Answer]) -> None:
    ours = {address.partition("#")[0] for address in addresses(document) if address.startswith(HOME)}
    # Pages are served by Streamlit.
    elsewhere = {HOME, f"{HOME}donnees"}
    assert elsewhere < ours
    for address in ours - elsewhere:
        assert ask(address, method="HEAD").status == 200, address


def test_the_catalogue_follows_the_prefix_of_the_server(ask: Callable[..., Answer]) -> None:
    answer = ask("https://region.example/outils/api/v1/catalogue.jsonld", root_path="/outils")
    own = [address for address in addresses(answer.json()) if "region.example" in address]
    assert len(own) > 50
    assert all(address.startswith("https://region.example/outils/") for address in own)


def test_whoever_publishes_is_named_if_known() -> None:
    answer = ask_application(_application("mailto:atlas@exemple.fr"), CATALOGUE)
    assert answer.json()["dcat:dataset"][0]["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:atlas@exemple.fr"}


def test_the_data_package_leads_to_its_files(ask: Callable[..., Answer]) -> None:
    package = ask(f"{FILES}datapackage.json")
    assert package.headers["content-type"] == "application/json"
    assert package.body == (DATA_DIR / "datapackage.json").read_bytes()
    for resource in package.json()["resources"]:
        answer = ask(urljoin(f"{FILES}datapackage.json", resource["path"]))
        assert answer.status == 200
        assert resource["hash"] == f"sha256:{hashlib.sha256(answer.body).hexdigest()}"
    schema = ask(urljoin(FILES, "ptce.schema.json"))
    assert json.loads(schema.body)["fields"]


def test_what_was_fetched_is_a_package_that_frictionless_reads(ask: Callable[..., Answer], tmp_path: Path) -> None:
    package = ask(f"{FILES}datapackage.json")
    for path in ("datapackage.json", *(resource["path"] for resource in package.json()["resources"])):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(ask(FILES + path).body)
    found = Package(str(tmp_path / "datapackage.json"))
    assert found.keywords == list(data.panel().dataset.keywords)
    rows = found.get_resource("documents").read_rows()
    assert len(rows) == len(data.panel().vocabulary.documents)


@pytest.mark.parametrize("path", ["README.md", "../app.py", "source/dataset.json", "/etc/passwd", "", "ptce.geojson/"])
def test_nothing_else_is_served(ask: Callable[..., Answer], path: str) -> None:
    answer = ask(FILES + path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ptce.geojson" in answer.json()["fichiers"]


def test_a_file_that_is_lost_is_not_found() -> None:
    def lose(path: str) -> Any:
        raise FileNotFoundError(path)

    application = Starlette(routes=catalogue.routes(data.panel, data.published, lose))
    answer = ask_application(application, f"{FILES}ptce.geojson")
    assert answer.status == 404
    assert str(DATA_DIR) not in answer.body.decode()


def test_the_tag_of_the_pages_gives_addresses_that_answer(ask: Callable[..., Answer]) -> None:
    described = json.loads(catalogue.dataset_script(data.panel()))
    given = [one["contentUrl"] for one in described["distribution"]]
    assert len(given) == 5
    for address in (*given, described["includedInDataCatalog"]["url"]):
        assert ask(urljoin(f"{HOME}donnees", address), method="HEAD").status == 200
