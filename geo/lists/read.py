"""Reads a list that a visitor brings: CSV, XLSX or GeoJSON, told apart by what the file holds and not by its name.

From bytes to texts, in memory: nothing is written, logged, run or fetched.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from geo.lists.csv_text import decode, read_csv
from geo.lists.features import read_features, read_json
from geo.lists.limits import MAX_BYTES, MAX_ROWS, VISITOR, Limits
from geo.lists.package import Package
from geo.lists.problems import refuse
from geo.lists.table import ListTable, tidy
from geo.lists.workbook import is_workbook, read_workbook
from geo.text import format_number, settle

__all__ = ["MAX_BYTES", "MAX_ROWS", "read_list"]

_AS_ACCEPTED = "l'enregistrer en XLSX, en « CSV UTF-8 » ou en GeoJSON"

#: First bytes → what the file is, and is not read.
_REFUSED = (
    (b"%PDF", "document PDF"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"RIFF", "image, son ou vidéo"),
    (b"\x1f\x8b", "archive GZIP"),
    (b"7z\xbc\xaf", "archive 7-Zip"),
    (b"Rar!", "archive RAR"),
    (b"BZh", "archive BZIP2"),
    (b"\xfd7zXZ", "archive XZ"),
    (b"SQLite format 3", "base de données (GeoPackage ?)"),
    (b"PAR1", "fichier Parquet"),
    (b"\0\0\x27\x0a", "fichier Shapefile"),
    (b"{\\rtf", "document RTF"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

#: Kind of zip → what one of its files is called.
_ZIPS = (
    ("classeur XLSB", re.compile(r"xl/workbook\.bin")),
    ("document de traitement de texte", re.compile(r"word/.*")),
    ("présentation", re.compile(r"ppt/.*")),
    ("classeur OpenDocument (ODS) ou autre document LibreOffice", re.compile(r"content\.xml|mimetype")),
    ("couche Shapefile compressée", re.compile(r"(?i).*\.shp")),
    ("carte KMZ", re.compile(r"(?i).*\.kml")),
    ("classeur Numbers", re.compile(r"Index/.*\.iwa|Index\.zip")),
)

_EXTENSIONS = {"csv": ("csv", "txt", "tsv", "tab"), "xlsx": ("xlsx", "xlsm", "xltx"), "geojson": ("geojson", "json")}
_FORMATS = {"csv": "texte CSV", "xlsx": "classeur XLSX", "geojson": "GeoJSON"}
_LONGEST_NAME = 120

#: Characters that no text has, and how many a file of text may have by accident.
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f]")
_FEW_CONTROLS = 0.01
_MARKUP = re.compile(r"\s*<(\?xml|!doctype|html|kml|gpx|table|svg|office:|[a-z]+:)", re.IGNORECASE)


def read_list(content: bytes, file_name: str, limits: Limits = VISITOR) -> ListTable:
    """Read a list of places.

    Parameters
    ----------
    content
        The bytes of the file.
    file_name
        Its name, for messages; the type is told by the content.
    limits
        How much of it is read; by default, what is read of a visitor's.

    Returns
    -------
    ListTable
        At most `limits.rows` rows of texts.

    Raises
    ------
    InvalidDataError
        If the file is none of the three, is too large, or has faults: all of them, with row and column.
    """
    name = _short_name(file_name)
    if len(content) > limits.size:
        # Rounded up: 20,000,001 bytes are not « 20 Mo, pour 20 Mo admis ».
        size = format_number(-(-len(content) // 100_000) / 10)
        message = f"fichier de {size} Mo, pour {limits.size // 1_000_000} Mo admis"
        refuse(
            name, message, "ne garder que les colonnes et les lignes utiles, ou partager la liste en plusieurs fichiers"
        )
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        refuse(name, "fichier vide", "importer un fichier qui a une ligne de titres puis une ligne par lieu")
    table = _read(content, name, limits)
    suffix = PurePosixPath(name).suffix.removeprefix(".").casefold()
    formats = [format_ for format_, known in _EXTENSIONS.items() if suffix in known]
    if formats and table.format not in formats:
        note = f"le nom du fichier finit par « .{suffix} », son contenu est du {_FORMATS[table.format]} : lu ainsi"
        return ListTable(table.file_name, table.format, table.rows, (note, *table.notes))
    return table


def _read(content: bytes, name: str, limits: Limits) -> ListTable:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _read_zip(content, name, limits)
    _refuse_binary(content, name)
    text, notes = decode(content, name)
    _refuse_text(text, name)
    start = text.lstrip()[:1]
    if start == "{":
        return read_features(read_json(text, name, limits), name, notes, limits)
    if start == "[" and re.match(r"\s*\[\s*[\[{\"\d]", text):
        refuse(name, "JSON qui n'est pas du GeoJSON", "exporter la liste en GeoJSON (FeatureCollection), CSV ou XLSX")
    return read_csv(text, name, notes, limits)


def _read_zip(content: bytes, name: str, limits: Limits) -> ListTable:
    package = Package(content, name, limits)
    if not is_workbook(package.names):
        found = next((what for what, file in _ZIPS if any(map(file.fullmatch, package.names))), "archive ZIP")
        refuse(name, f"{found} : type de fichier non accepté", _AS_ACCEPTED)
    return read_workbook(package)


def _refuse_binary(content: bytes, name: str) -> None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            refuse(name, "classeur protégé par un mot de passe", "l'enregistrer sans mot de passe")
        refuse(name, "ancien classeur Excel (.xls) ou document Office d'avant 2007", _AS_ACCEPTED)
    found = next((what for mark, what in _REFUSED if content.startswith(mark)), None)
    if found:
        refuse(name, f"{found} : type de fichier non accepté", _AS_ACCEPTED)


def _refuse_text(text: str, name: str) -> None:
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        refuse(name, "octet nul : fichier binaire, ou texte abîmé", _AS_ACCEPTED, row=row)
    sample = text[:4096]
    if len(_CONTROLS.findall(sample)) > _FEW_CONTROLS * len(sample):
        refuse(name, "fichier binaire : type de fichier non accepté", _AS_ACCEPTED)
    match = _MARKUP.match(text[:4096])
    if match:
        refuse(name, "page HTML ou fichier XML (KML, GPX…) : type de fichier non accepté", _AS_ACCEPTED)


def _short_name(file_name: str) -> str:
    """Return the name of the file without its folders, short enough for a message."""
    name = " ".join(tidy(file_name.replace("\\", "/")).rpartition("/")[2].split())
    if len(name) > _LONGEST_NAME:
        stem, dot, suffix = name.rpartition(".")
        name = settle(f"{stem[:100]}…{dot}{suffix[-15:]}")
    return name or "liste"
