"""Reads the files of the data folder, and says in French why one of them cannot be read.

No message holds a path of the machine, nor what the system says in English.
"""

from __future__ import annotations

import csv
import errno
import io
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.errors import InvalidDataError, Problem
from geo.text import settle

__all__ = [
    "REBUILD",
    "read_bytes",
    "read_features",
    "read_json",
    "read_numbered_table",
    "read_table",
    "settle_values",
    "unreadable",
]

REBUILD = "rétablir le fichier publié, ou le reconstruire : make data"

_TABLE_ADVICE = "enregistrer la feuille en « CSV UTF-8 (séparateur : point-virgule) »"

_SYSTEM: Mapping[int, str] = MappingProxyType(
    {
        errno.ENOENT: "absent",
        errno.ENOTDIR: "absent",
        errno.EISDIR: "c'est un dossier",
        errno.EACCES: "droits de lecture refusés",
        errno.EPERM: "droits de lecture refusés",
        errno.EMFILE: "trop de fichiers ouverts",
        errno.ENFILE: "trop de fichiers ouverts",
    }
)


def unreadable(name: str, reason: str, advice: str = REBUILD) -> InvalidDataError:
    """Return the error that says why the file `name` of the data folder cannot be read."""
    return InvalidDataError([Problem(f"data/{name}", f"fichier illisible ({reason})", advice=advice)])


def read_bytes(data_dir: Path, name: str) -> bytes:
    """Return the content of a file of the data folder, in one read.

    Raises
    ------
    InvalidDataError
        If the file is missing, empty, a folder, or if the system refuses.
    """
    try:
        content = (data_dir / name).read_bytes()
    except OSError as error:
        advice = (
            "rendre le fichier lisible à qui lance l'atlas" if error.errno in (errno.EACCES, errno.EPERM) else REBUILD
        )
        raise unreadable(name, _SYSTEM.get(error.errno or 0, f"erreur {error.errno} du système"), advice) from error
    if not content:
        raise unreadable(name, "vide")
    return content


def read_json(data_dir: Path, name: str, content: bytes | None = None) -> Any:
    """Return what a JSON file of the data folder holds; `content` where it has been read already.

    Raises
    ------
    InvalidDataError
        If it cannot be read, or is not JSON in UTF-8.
    """
    content = read_bytes(data_dir, name) if content is None else content
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise unreadable(name, "pas en UTF-8") from error
    except json.JSONDecodeError as error:
        cut = ", fichier coupé" if error.pos >= len(error.doc.rstrip()) else ""
        raise unreadable(name, f"JSON incorrect, ligne {error.lineno}, colonne {error.colno}{cut}") from error
    except RecursionError as error:
        raise unreadable(name, "JSON trop profond") from error
    except ValueError as error:
        raise unreadable(name, "nombre que JSON n'a pas") from error


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def read_features(data_dir: Path, name: str) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file of the data folder; each has at least `properties`.

    Raises
    ------
    InvalidDataError
        If it cannot be read, or is not a collection of at least one feature.
    """
    return features_of(read_json(data_dir, name), name)


def features_of(document: Any, name: str) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON document; `name` is that of its file."""
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise unreadable(name, "ce n'est pas une collection GeoJSON")
    if not features:
        raise unreadable(name, "aucun élément")
    if not all(isinstance(feature, dict) and isinstance(feature.get("properties"), dict) for feature in features):
        raise unreadable(name, "élément sans propriétés")
    # The file may have been changed by another hand than the build's.
    return [{**feature, "properties": settle_values(feature["properties"])} for feature in features]


def settle_values(value: Any) -> Any:
    """Settle every text of a JSON value: see `geo.text.settle`."""
    if isinstance(value, str):
        return settle(value)
    if isinstance(value, list):
        return [settle_values(item) for item in value]
    if isinstance(value, dict):
        return {settle(name): settle_values(item) for name, item in value.items()}
    return value


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a curated table; see `read_numbered_table`."""
    return [row for _, row in read_numbered_table(path)]


def read_numbered_table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Read a curated table: UTF-8 with or without BOM, semicolons, one header line.

    Returns
    -------
    list of (row number as a spreadsheet shows it, column → trimmed cell)

    Raises
    ------
    InvalidDataError
        If the file is missing or unreadable, is not UTF-8, or a row has more or fewer cells than the header.
    """
    name = f"{path.parent.name}/{path.name}"
    text = _table_text(path, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        numbered = list(enumerate(reader, start=1))
    except csv.Error as error:
        problem = Problem(name, "ce n'est pas une table CSV", row=reader.line_num, advice=_TABLE_ADVICE)
        raise InvalidDataError([problem]) from error
    header = numbered[0][1] if numbered else []
    problems = [
        Problem(name, "colonne en double", row=1, column=column, advice="n'en garder qu'une")
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    rows = []
    for number, cells in numbered[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = f"{len(cells)} cellules au lieu de {len(header)}"
            problems.append(Problem(name, message, row=number, advice="vérifier points-virgules et guillemets"))
        rows.append((number, dict(zip(header, (cell.strip() for cell in cells), strict=False))))
    if problems:
        raise InvalidDataError(problems)
    return rows


def _table_text(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InvalidDataError([Problem(name, "fichier absent", advice="le rétablir depuis le dépôt")]) from error
    except OSError as error:
        reason = _SYSTEM.get(error.errno or 0, f"erreur {error.errno} du système")
        problem = Problem(name, f"fichier illisible ({reason})", advice="le rétablir depuis le dépôt")
        raise InvalidDataError([problem]) from error
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        problem = Problem(name, "le fichier n'est pas en UTF-8", row=row, advice=_TABLE_ADVICE)
        raise InvalidDataError([problem]) from error
