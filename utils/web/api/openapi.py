"""The description of the data API for programs: OpenAPI 3.1, made of what the code itself reads and writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from geo.export import FORMATS
from geo.near import AUTOUR, DEFAULT_RADIUS, MAX_RADIUS, RAYON
from geo.selection import FACETS, TEXT
from utils.web.api.addresses import (
    ADDRESSES,
    DEFAULT_PER_PAGE,
    MAX_PAGE,
    MAX_PER_PAGE,
    PAGE,
    PARAMETERS,
    PER_PAGE,
    Address,
)
from utils.web.api.answers import json_answer
from utils.web.api.openapi_schemas import schemas
from utils.web.api.query import api_url
from utils.web.problems import MEDIA_TYPE, TITLES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.model import Panel
    from geo.provenance.dictionary import DictionaryTable

__all__ = ["INSEE_FORMAT", "document", "show"]

#: Version of the interface: the number of its address, and what was added since.
_VERSION: Final = "1.0"

#: Format of a parameter that is the code of a commune: not every text of that form is one.
INSEE_FORMAT: Final = "code-insee"

#: Code of a commune, as an example.
_RENNES: Final = "35238"

_WHOLE: Final = (
    "Les mêmes données que les pages de l'atlas, avec les mêmes filtres : l'adresse d'une vue, avec un autre chemin, "
    "donne ses données. Les paramètres d'une page qui ne filtrent rien (fond de plan, colonnes…) sont acceptés et sans "
    "effet. Lecture seule, sans clé ni compte, depuis n'importe quel site."
)

#: Address → schema of its answer; that of the files depends on the format.
_ANSWERS: Final = {
    "/": "Sommaire",
    "/ptce": "PagePoles",
    "/ptce/{id}": "PoleComplet",
    "/regions": "Regions",
    "/regions.geojson": "RegionsGeoJSON",
    "/regions/{code}": "RegionComplete",
    "/dispositifs": "PageDispositifs",
    "/communes": "Communes",
}

#: Address → type of the file that it gives.
_FILES: Final = {
    "/regions.pdf": "application/pdf",
    "/regions/{code}.pdf": "application/pdf",
    "/catalogue.jsonld": "application/ld+json",
    "/openapi.json": "application/json",
}


def show(request: Request, panel: Panel, dictionary: Iterable[DictionaryTable]) -> Response:
    """Answer with the description of the interface."""
    return json_answer(request, document(panel, dictionary, api_url(request)))


def document(panel: Panel, dictionary: Iterable[DictionaryTable], address: str) -> dict[str, Any]:
    """Return the OpenAPI document.

    Parameters
    ----------
    panel
        Knows the values that the filters may take, and the fields of a pole.
    dictionary
        The description of the reference tables.
    address
        Absolute URL of the interface.
    """
    dataset = panel.dataset
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Atlas des PTCE : interface de données",
            "version": _VERSION,
            "description": _WHOLE,
            "license": {"name": dataset.licence_title, "url": dataset.licence_url},
        },
        "servers": [{"url": address}],
        "paths": {one.path: {"get": _operation(one, panel)} for one in ADDRESSES},
        "components": {
            "schemas": schemas(panel, dictionary),
            "responses": {str(status): _problem_response(status) for status in TITLES},
            "headers": {"ETag": {"description": "Empreinte de la réponse, pour If-None-Match.", "schema": _string()}},
        },
    }


def _operation(address: Address, panel: Panel) -> dict[str, Any]:
    name = address.path.strip("/").translate(str.maketrans("/.", "__", "{}")) or "sommaire"
    refusals = [400, 404, 405, 429, 500, 503, *([507] if address.path == "/ptce.{format}" else [])]
    return {
        "operationId": name,
        "summary": address.title,
        "description": address.description,
        "parameters": [*_path_parameters(address, panel), *(_parameter(p, address, panel) for p in address.parameters)],
        "responses": {
            "200": _answer(address),
            "304": {"description": "Rien de neuf : la copie que désigne If-None-Match est la bonne."},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in refusals},
        },
    }


def _string(**rules: Any) -> dict[str, Any]:
    return {"type": "string", **rules}


def _path_parameters(address: Address, panel: Panel) -> list[dict[str, Any]]:
    lines = panel.schema["id"].constraints.get("pattern", ".+")
    known = {
        "format": ("Format du fichier.", _string(enum=sorted(FORMATS))),
        "id": ("Identifiant d'un pôle, ou d'un doublon.", _string(pattern=f"^(?:{lines})$")),
        "code": ("Code INSEE ou nom dans les adresses.", _string(enum=_region_names(panel))),
    }
    return [
        {"name": name, "in": "path", "required": True, "description": text, "schema": schema}
        for name, (text, schema) in known.items()
        if f"{{{name}}}" in address.path
    ]


def _region_names(panel: Panel) -> list[str]:
    regions = panel.vocabulary.regions
    return [*(region.code for region in regions), *(region.slug for region in regions)]


def _parameter(name: str, address: Address, panel: Panel) -> dict[str, Any]:
    # The one text that has to be given: which commune to search.
    required = address.parameters == (TEXT,)
    described = "Début d'un nom, d'un code postal ou d'un code INSEE." if required else PARAMETERS[name]
    found = {"name": name, "in": "query", "description": described, "schema": _value(name, panel, required=required)}
    if required:
        return found | {"required": True}
    many = {"style": "form", "explode": True} if name in FACETS else {}
    return found | many | {"allowEmptyValue": True}


def _value(name: str, panel: Panel, *, required: bool) -> dict[str, Any]:
    whole = {
        RAYON: (MAX_RADIUS, DEFAULT_RADIUS),
        PAGE: (MAX_PAGE, 1),
        PER_PAGE: (MAX_PER_PAGE, DEFAULT_PER_PAGE),
    }
    if name in whole:
        greatest, default = whole[name]
        return {"type": "integer", "minimum": 1, "maximum": greatest, "default": default}
    if name == AUTOUR:
        # No pattern: a text of five digits is not yet a commune.
        return _string(format=INSEE_FORMAT, examples=[_RENNES])
    if name == TEXT:
        return _string(minLength=1) if required else _string()
    values = _string(enum=list(panel.index.allowed(name)))
    return {"type": "array", "items": values} if name in FACETS else values


def _answer(address: Address) -> dict[str, Any]:
    headers = {"ETag": {"$ref": "#/components/headers/ETag"}}
    if address.path == "/ptce.{format}":
        content: dict[str, Any] = {_type(choice.media_type): {} for choice in FORMATS.values()}
    elif address.path in _FILES:
        content = {_FILES[address.path]: {}}
    else:
        media_type = "application/geo+json" if address.path.endswith(".geojson") else "application/json"
        content = {media_type: {"schema": {"$ref": f"#/components/schemas/{_ANSWERS[address.path]}"}}}
    return {"description": address.title, "headers": headers, "content": content}


def _type(media_type: str) -> str:
    return media_type.partition(";")[0]


def _problem_response(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Probleme"}
    return {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
