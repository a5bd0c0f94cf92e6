"""The DCAT catalogue, as the triples that a harvester reads."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pytest

from geo.export import FORMATS
from geo.model import Panel
from geo.provenance.dcat import Addresses, catalogue
from geo.provenance.published import load_published
from geo.schema import DATA_DIR

HOME = "https://atlas.example/outils/"
ADDRESSES = Addresses(
    home=HOME,
    catalogue=f"{HOME}api/v1/catalogue.jsonld",
    page=f"{HOME}donnees",
    api=f"{HOME}api/v1/",
    files=f"{HOME}api/v1/fichiers/",
    contact="mailto:atlas@exemple.fr",
)
EXPORTS = [(FORMATS[extension], f"{HOME}api/v1/ptce.{extension}?appels=1") for extension in ("csv", "gpkg")]

#: A subject or an object: an address, or a literal with its language or type.
Triple = tuple[str, str, str]


def triples(document: dict[str, Any]) -> set[Triple]:
    """Read the small part of JSON-LD that the catalogue is written in: prefixes, nodes, references and literals."""
    prefixes, found, blanks = document["@context"], set(), iter(range(10_000))

    def whole(name: str) -> str:
        prefix, _, rest = name.partition(":")
        assert prefix in prefixes, f"No such prefix: {name}"
        return f"{prefixes[prefix]}{rest}"

    def literal(value: dict[str, str]) -> str:
        assert len(value) == 2
        kind = f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}"
        if "@type" in value:
            whole(value["@type"])
        return f'"{value["@value"]}"{kind}'

    def node(item: dict[str, Any]) -> str:
        subject = item.get("@id") or f"_:b{next(blanks)}"
        for name, values in item.items():
            if name in ("@id", "@context"):
                continue
            for value in values if isinstance(values, list) else [values]:
                if name == "@type":
                    found.add((subject, "a", value))
                    whole(value)
                    continue
                whole(name)
                if isinstance(value, str):
                    found.add((subject, name, f'"{value}"'))
                elif "@value" in value:
                    found.add((subject, name, literal(value)))
                else:
                    found.add((subject, name, node(value)))
        return subject

    node(document)
    return found


@pytest.fixture(scope="module")
def found(panel: Panel) -> set[Triple]:
    document = catalogue(panel, load_published(), EXPORTS, ADDRESSES)
    return triples(json.loads(json.dumps(document)))


def objects(found: set[Triple], subject: str, name: str) -> list[str]:
    return sorted(value for one, other, value in found if (one, other) == (subject, name))


def only(found: set[Triple], subject: str, name: str) -> str:
    (value,) = objects(found, subject, name)
    return value


def of_type(found: set[Triple], kind: str) -> list[str]:
    return [subject for subject, name, value in found if (name, value) == ("a", kind)]


def test_a_catalogue_has_one_dataset_and_one_service(found: set[Triple]) -> None:
    (root,) = of_type(found, "dcat:Catalog")
    (dataset,) = of_type(found, "dcat:Dataset")
    (service,) = of_type(found, "dcat:DataService")
    assert only(found, root, "dcat:dataset") == dataset
    assert only(found, root, "dcat:service") == service
    assert only(found, root, "foaf:homepage") == HOME
    assert only(found, service, "dcat:servesDataset") == dataset
    assert only(found, service, "dcat:endpointURL") == f"{HOME}api/v1/"
    assert only(found, service, "dcat:endpointDescription") == f"{HOME}api/v1/openapi.json"
    for subject in (root, dataset, service):
        publisher = only(found, subject, "dct:publisher")
        assert (publisher, "a", "foaf:Agent") in found
        assert only(found, publisher, "foaf:name") == '"Atlas des PTCE"'


def test_the_dataset_says_what_it_is(found: set[Triple], panel: Panel) -> None:
    (dataset,) = of_type(found, "dcat:Dataset")
    told = panel.dataset
    europe = "http://publications.europa.eu/resource/authority"
    assert only(found, dataset, "dct:title") == f'"{told.later.whole_title}"@fr'
    assert only(found, dataset, "dct:description") == f'"{told.description}"@fr'
    assert only(found, dataset, "dct:license") == told.licence_url
    assert only(found, dataset, "dct:modified") == f'"{told.date}"^^xsd:date'
    assert only(found, dataset, "dcat:version") == f'"{told.version}"'
    assert only(found, dataset, "dct:language") == f"{europe}/language/FRA"
    assert only(found, dataset, "dct:spatial") == f"{europe}/country/FRA"
    assert objects(found, dataset, "dcat:keyword") == sorted(f'"{word}"@fr' for word in told.keywords)
    assert objects(found, dataset, "dcat:theme") == [f"{europe}/data-theme/{code}" for code in ("ECON", "REGI", "SOCI")]
    assert objects(found, dataset, "dct:source") == sorted(source.url for source in told.place_sources)
    period = only(found, dataset, "dct:temporal")
    assert only(found, period, "dcat:startDate") == '"2013"^^xsd:gYear'
    assert only(found, period, "dcat:endDate") == '"2024"^^xsd:gYear'
    assert only(found, only(found, dataset, "dcat:contactPoint"), "vcard:hasEmail") == "mailto:atlas@exemple.fr"
    # Nobody knows when the data will change.
    assert not objects(found, dataset, "dct:accrualPeriodicity")


def test_every_file_is_a_distribution_with_its_size_and_hash(found: set[Triple]) -> None:
    (dataset,) = of_type(found, "dcat:Dataset")
    files = load_published()
    assert len(files) > 20
    for file in files:
        address = f"{HOME}api/v1/fichiers/{file.path}"
        content = (DATA_DIR / file.path).read_bytes()
        assert (dataset, "dcat:distribution", address) in found
        assert (address, "a", "dcat:Distribution") in found
        assert only(found, address, "dcat:downloadURL") == address
        assert only(found, address, "dct:title") == f'"{file.title}"@fr'
        assert only(found, address, "dcat:byteSize") == f'"{len(content)}"^^xsd:nonNegativeInteger'
        checksum = only(found, address, "spdx:checksum")
        assert only(found, checksum, "spdx:algorithm") == "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
        digest = hashlib.sha256(content).hexdigest()
        assert only(found, checksum, "spdx:checksumValue") == f'"{digest}"^^xsd:hexBinary'
        suffixes = {".csv": "text/csv", ".geojson": "application/geo+json", ".json": "application/json"}
        media = suffixes[PurePath(file.path).suffix]
        assert only(found, address, "dcat:mediaType").endswith(f"/media-types/{media}")


def test_every_format_is_a_distribution_of_the_service(found: set[Triple]) -> None:
    (service,) = of_type(found, "dcat:DataService")
    for choice, address in EXPORTS:
        assert only(found, address, "dcat:accessService") == service
        assert only(found, address, "dct:title") == f'"Tous les pôles : {choice.label}"@fr'
        assert only(found, address, "dct:format").endswith(f"/file-type/{choice.extension.upper()}")
        # « text/csv », without its parameters.
        media_type = only(found, address, "dcat:mediaType").partition("media-types/")[2]
        assert choice.media_type.partition(";")[0] == media_type
        assert not objects(found, address, "spdx:checksum")
    assert len(of_type(found, "dcat:Distribution")) == len(EXPORTS) + len(load_published())


def test_what_dcat_ap_wants_is_there(found: set[Triple]) -> None:
    wanted = {
        "dcat:Catalog": ("dct:title", "dct:description", "dct:publisher"),
        "dcat:Dataset": ("dct:title", "dct:description"),
        "dcat:Distribution": ("dcat:accessURL", "dct:license", "dct:format"),
        "dcat:DataService": ("dct:title", "dcat:endpointURL"),
    }
    for kind, names in wanted.items():
        for subject in of_type(found, kind):
            assert all(objects(found, subject, name) for name in names), subject


def test_addresses_are_absolute(found: set[Triple]) -> None:
    for subject, name, value in found:
        if name != "a" and not value.startswith('"'):
            assert re.match(r"_:b\d|https?://|mailto:", value), (subject, name, value)


def test_nobody_named_is_nobody_to_write_to(panel: Panel) -> None:
    found = triples(catalogue(panel, [], [], replace(ADDRESSES, contact=None)))
    (dataset,) = of_type(found, "dcat:Dataset")
    assert not objects(found, dataset, "dcat:contactPoint")


def test_without_a_known_laureate_there_is_no_period(panel: Panel) -> None:
    found = triples(catalogue(replace(panel, calls={}), [], [], ADDRESSES))
    (dataset,) = of_type(found, "dcat:Dataset")
    assert not objects(found, dataset, "dct:temporal")
