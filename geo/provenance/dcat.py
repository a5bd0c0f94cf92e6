"""The catalogue by which other catalogues harvest: DCAT 3 as DCAT-AP has it, in JSON-LD.

Vocabulary: https://www.w3.org/TR/vocab-dcat-3/; profile: https://semiceu.github.io/DCAT-AP/releases/3.0.0/. What is not
known is left out: no frequency, and no day of first publication, since the data has that of its version alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from geo.provenance.citation import author

if TYPE_CHECKING:
    from geo.export import Format
    from geo.model import Dataset, Panel
    from geo.provenance.published import PublishedFile

__all__ = ["MEDIA_TYPES", "Addresses", "catalogue", "years_covered"]

#: Extension of a published file → its media type.
MEDIA_TYPES = {"csv": "text/csv", "geojson": "application/geo+json", "json": "application/json"}

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EUROPE = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things are, all absolute.

    Parameters
    ----------
    home
        The application, with a slash at the end.
    catalogue
        This very document.
    page
        The page that presents the data.
    api
        The interface, with a slash at the end.
    files
        Folder of the published files, with a slash at the end.
    contact
        `mailto:…` or the address of a form; None where nobody is named.
    """

    home: str
    catalogue: str
    page: str
    api: str
    files: str
    contact: str | None = None


def catalogue(
    panel: Panel, files: Iterable[PublishedFile], exports: Iterable[tuple[Format, str]], addresses: Addresses
) -> dict[str, Any]:
    """Return the catalogue as a JSON-LD document.

    Parameters
    ----------
    panel
        The poles.
    files
        The published files.
    exports
        The formats that the interface offers, each with the absolute address of the whole data in it.
    addresses
        Where the rest is.
    """
    dataset = panel.dataset
    service = {"@id": f"{addresses.catalogue}#service"}
    distributions = [
        *(_file(file, dataset, addresses) for file in files),
        *(_export(choice, address, dataset, addresses, service) for choice, address in exports),
    ]
    described = _dataset(panel, addresses) | {"dcat:distribution": distributions}
    return {
        "@context": _CONTEXT,
        "@id": f"{addresses.catalogue}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _french(author(dataset)),
        "dct:description": _french(dataset.description),
        "dct:publisher": _publisher(dataset, addresses),
        "dct:language": _is(f"{_EUROPE}/language/FRA"),
        "dct:license": _is(dataset.licence_url),
        "dct:modified": _day(dataset.date),
        "foaf:homepage": _is(addresses.home),
        "dcat:themeTaxonomy": _is(f"{_EUROPE}/data-theme"),
        "dcat:dataset": [described],
        "dcat:service": [service | _service(dataset, addresses, described["@id"])],
    }


def _dataset(panel: Panel, addresses: Addresses) -> dict[str, Any]:
    dataset = panel.dataset
    years = years_covered(panel)
    return {
        "@id": f"{addresses.catalogue}#jeu-de-donnees",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _french(dataset.later.whole_title),
        "dct:description": _french(dataset.description),
        "dct:publisher": _publisher(dataset, addresses),
        "dct:creator": _publisher(dataset, addresses),
        **({"dcat:contactPoint": _contact(dataset, addresses.contact)} if addresses.contact else {}),
        "dct:license": _is(dataset.licence_url),
        "dct:accessRights": _is(f"{_EUROPE}/access-right/PUBLIC"),
        "dct:modified": _day(dataset.date),
        "dcat:version": dataset.version,
        "dct:language": _is(f"{_EUROPE}/language/FRA"),
        "dcat:keyword": [_french(word) for word in dataset.keywords],
        "dcat:theme": [_is(f"{_EUROPE}/data-theme/{theme}") for theme in dataset.themes],
        "dct:spatial": _is(f"{_EUROPE}/country/FRA"),
        **({"dct:temporal": _period(*years)} if years else {}),
        "dct:conformsTo": _is(_WGS84),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": _french(f"{dataset.later.whole_attribution}. {dataset.place_licence}."),
        },
        "dct:source": [_is(source.url) for source in dataset.place_sources],
        "dcat:landingPage": _is(addresses.page),
        # The same files with the schema of their columns, as Frictionless has it.
        "rdfs:seeAlso": _is(f"{addresses.files}datapackage.json"),
    }


def years_covered(panel: Panel) -> tuple[int, int] | None:
    """Return the first and the last year of a call of which a pole is a known laureate; None if there is none."""
    years = [year for calls in panel.calls.values() for year in calls]
    return (min(years), max(years)) if years else None


def _period(first: int, last: int) -> dict[str, Any]:
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _typed(str(first), "xsd:gYear"),
        "dcat:endDate": _typed(str(last), "xsd:gYear"),
    }


def _file(file: PublishedFile, dataset: Dataset, addresses: Addresses) -> dict[str, Any]:
    extension = file.path.rpartition(".")[2]
    address = addresses.files + quote(file.path)
    checksum = {
        "@type": "spdx:Checksum",
        "spdx:algorithm": _is(f"http://spdx.org/rdf/terms#checksumAlgorithm_{file.algorithm}"),
        "spdx:checksumValue": _typed(file.digest, "xsd:hexBinary"),
    }
    return _distribution(address, file.title, extension, MEDIA_TYPES[extension], dataset, addresses) | {
        "dcat:byteSize": _typed(str(file.size), "xsd:nonNegativeInteger"),
        "spdx:checksum": checksum,
    }


def _export(
    choice: Format, address: str, dataset: Dataset, addresses: Addresses, service: dict[str, str]
) -> dict[str, Any]:
    title = f"Tous les pôles : {choice.label}"
    media_type = choice.media_type.partition(";")[0]
    described = _distribution(address, title, choice.extension, media_type, dataset, addresses)
    return described | {"dcat:accessService": service}


def _distribution(
    address: str, title: str, extension: str, media_type: str, dataset: Dataset, addresses: Addresses
) -> dict[str, Any]:
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _french(title),
        "dcat:accessURL": _is(addresses.page),
        "dcat:downloadURL": _is(address),
        "dcat:mediaType": _is(f"{_IANA}/{media_type}"),
        "dct:format": _is(f"{_EUROPE}/file-type/{extension.upper()}"),
        "dct:license": _is(dataset.licence_url),
        "dct:modified": _day(dataset.date),
        "dct:language": _is(f"{_EUROPE}/language/FRA"),
    }


def _service(dataset: Dataset, addresses: Addresses, served: str) -> dict[str, Any]:
    return {
        "@type": "dcat:DataService",
        "dct:title": _french("Interface de programmation de l'atlas"),
        "dct:publisher": _publisher(dataset, addresses),
        "dct:license": _is(dataset.licence_url),
        "dcat:endpointURL": _is(addresses.api),
        "dcat:endpointDescription": _is(f"{addresses.api}openapi.json"),
        "dcat:servesDataset": _is(served),
    }


def _publisher(dataset: Dataset, addresses: Addresses) -> dict[str, Any]:
    return {
        "@id": f"{addresses.catalogue}#editeur",
        "@type": "foaf:Agent",
        "foaf:name": author(dataset),
        "foaf:homepage": _is(addresses.home),
    }


def _contact(dataset: Dataset, contact: str) -> dict[str, Any]:
    kind = "vcard:hasEmail" if contact.startswith("mailto:") else "vcard:hasURL"
    return {"@type": "vcard:Organization", "vcard:fn": author(dataset), kind: _is(contact)}


def _is(address: str) -> dict[str, str]:
    return {"@id": address}


def _french(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "fr"}


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": kind}


def _day(day: str) -> dict[str, str]:
    return _typed(day, "xsd:date")
