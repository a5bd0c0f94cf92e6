"""Describes the published files: `datapackage.json` (Frictionless) and the data dictionary.

Format: https://specs.frictionlessdata.io/data-package/.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.build.descriptors import SCHEMAS, publish
from geo.load import load_dataset, load_vocabulary
from geo.model import Dataset
from geo.schema import Field, TableSchema, load_schema

__all__ = ["build_dictionary", "build_package"]

_RESOURCES: tuple[tuple[str, str, str], ...] = (
    ("ptce", "ptce.geojson", "Les 74 lignes du panel, localisées et sourcées"),
    (
        "laureats",
        "laureats.geojson",
        "Seconde collection, incomplète : les lauréats connus des appels de 2021 à 2025, localisés et sourcés",
    ),
    ("nouveautes", "nouveautes.json", "Les versions de ces données, et ce que chacune a changé"),
    ("regions", "regions/regions.geojson", "Les 18 régions, limites simplifiées"),
    ("departements", "regions/departements.geojson", "Les 101 départements, limites simplifiées"),
    ("communes", "communes.csv", "Les 34 935 communes et leur mairie"),
    (
        "communes-autrefois",
        "communes_autrefois.csv",
        "Anciennes communes (déléguées ou associées) et arrondissements de Paris, Lyon et Marseille",
    ),
    ("codes-postaux", "codes_postaux.csv", "Les codes postaux de chaque commune et arrondissement"),
    ("secteurs", "source/sectors.csv", "Les secteurs d'activité"),
    ("formes-juridiques", "source/legal_forms.csv", "Les formes juridiques"),
    ("documents", "source/documents.csv", "Les documents sources"),
    ("table-des-poles", "source/ptce.csv", "La table tenue à la main : une ligne par ligne de la liste"),
    ("table-des-laureats", "source/laureats.csv", "La table tenue à la main : une ligne par lauréat connu"),
    ("table-des-sources", "source/sources.csv", "La table tenue à la main : une ligne par valeur et sa source"),
    # The reference tables follow, in alphabetical order: those that have a schema in `source/schemas/`.
)


def build_package(data_dir: Path, files: Mapping[str, bytes]) -> str:
    """Return the text of `datapackage.json`.

    Parameters
    ----------
    data_dir
        Folder of the data.
    files
        Content of the files that this build is about to write, by path relative to `data_dir`; the others are read.
    """
    dataset = load_dataset(data_dir)
    schema = load_schema(data_dir)
    resources = []
    for name, path, title in _RESOURCES:
        content = files[path] if path in files else (data_dir / path).read_bytes()
        resources.append(_resource(name, path, title, content, schema))
    resources += _reference_resources(data_dir)
    package = {
        "profile": "data-package",
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "keywords": list(dataset.keywords),
        "version": dataset.version,
        "created": f"{dataset.date}T00:00:00Z",
        "licenses": [_licence(dataset)],
        "sources": [
            *_documents(data_dir),
            *({"title": source.title, "path": source.url} for source in dataset.place_sources),
        ],
        "contributors": [{"title": "Atlas des PTCE", "role": "publisher"}],
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _licence(dataset: Dataset) -> dict[str, str]:
    return {"name": dataset.licence_name, "title": dataset.licence_title, "path": dataset.licence_url}


def _documents(data_dir: Path) -> list[dict[str, str]]:
    return [
        {"title": f"{document.publisher}, {document.title}" + (f", {document.year}" if document.year else "")}
        for document in load_vocabulary(data_dir).documents
    ]


def _resource(name: str, path: str, title: str, content: bytes, schema: TableSchema) -> dict[str, Any]:
    resource: dict[str, Any] = {"name": name, "path": path, "title": title}
    if path.endswith(".csv"):
        curated = path.startswith("source/")
        header = content.decode("utf-8-sig").splitlines()[0].split(";" if curated else ",")
        resource |= {
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8-sig" if curated else "utf-8",
            "dialect": {"delimiter": ";" if curated else ","},
            "schema": {"fields": [_column(column, path, schema) for column in header], "missingValues": [""]},
        }
    elif path.endswith(".json"):
        resource |= {"format": "json", "mediatype": "application/json", "encoding": "utf-8"}
    else:
        resource |= {"format": "geojson", "mediatype": "application/geo+json", "encoding": "utf-8"}
        if name in ("ptce", "laureats"):
            # Not `schema`: Frictionless would then read the GeoJSON as a table.
            resource["jsonTableSchema"] = "ptce.schema.json"
    return resource | {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _reference_resources(data_dir: Path) -> list[dict[str, Any]]:
    """Describe the reference tables, their schema inside: Frictionless then checks their rows too."""
    documents = {
        path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((data_dir / "source" / SCHEMAS).glob("*.schema.json"))
    }
    # Schemas name the tables by their file; the package has names of its own for those listed above.
    names = {Path(path).stem: name for name, path, _ in _RESOURCES if path.startswith("source/")}
    names |= {table: table.replace("_", "-") for table in documents}
    resources = []
    for table, document in documents.items():
        content = (data_dir / "source" / f"{table}.csv").read_bytes()
        header = content.decode("utf-8-sig").splitlines()[0].split(";")
        fields = {entry["name"]: entry for entry in document["fields"]}
        ordered = {**document, "fields": [fields[column] for column in header]}
        resources.append(
            {
                "name": names[table],
                "path": f"source/{table}.csv",
                "title": document["title"],
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8-sig",
                "dialect": {"delimiter": ";"},
                "schema": publish(ordered, names),
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            }
        )
    return resources


def _column(column: str, path: str, schema: TableSchema) -> dict[str, Any]:
    numbers = {"population": "integer", "longitude": "number", "latitude": "number"}
    if path in ("communes.csv", "communes_autrefois.csv") and column in numbers:
        return {"name": column, "type": numbers[column]}
    if path in ("source/ptce.csv", "source/laureats.csv"):
        field = schema[column]
        kind = field.type if field.type == "integer" else "string"
        return {"name": column, "type": kind, "title": field.title, "description": field.description}
    return {"name": column, "type": "string"}


def build_dictionary(data_dir: Path) -> str:
    """Return the data dictionary, in French Markdown, written from the schema."""
    schema = load_schema(data_dir)
    lines = [
        "# Dictionnaire des données",
        "",
        "<!-- Produit par `make data` à partir de data/ptce.schema.json : ne pas modifier à la main. -->",
        "",
        f"{schema.title} : propriétés de chaque entité de `data/ptce.geojson` (le panel de 2016) et de",
        "`data/laureats.geojson` (les lauréats connus des appels de 2021 à 2025), colonnes des exports.",
        "",
        "| Nom | Titre | Type | Description | Exemple |",
        "|---|---|---|---|---|",
        *(_dictionary_row(field) for field in schema.fields),
    ]
    return "\n".join(lines) + "\n"


_TYPES = {"string": "texte", "integer": "entier", "array": "liste", "object": "objet"}


def _dictionary_row(field: Field) -> str:
    example = field.example if isinstance(field.example, str) else _json(field.example)
    kind = _TYPES[field.type] + (", obligatoire" if field.required else "")
    if "enum" in field.constraints:
        kind += f" ({', '.join(field.constraints['enum'])})"
    cells = [f"`{field.name}`", field.title, kind, field.description, str(example)]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _json(value: object) -> str:
    # What a schema gives is closed to changes: its objects are no plain dictionaries.
    return json.dumps(value, ensure_ascii=False, default=dict)
