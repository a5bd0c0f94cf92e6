"""The zip and the XML of a workbook, opened without trusting either.

Not `openpyxl.load_workbook`: it keeps every element of a sheet in memory, accepts entities, reads parts that nothing
here needs (themes, links to other files, pivots), and its values do not say which ones are results of formulas.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from typing import NoReturn, Protocol
from xml.parsers import expat

from geo.lists.limits import MAX_ENTRIES, VISITOR, Limits
from geo.lists.problems import refuse
from geo.text import format_number

__all__ = ["Attributes", "Handler", "Package", "Relations", "damage"]

Attributes = dict[str, str]

_CHUNK = 1 << 18

#: A tag, a comment or a text longer than this is no cell: expat would scan it again at each chunk.
_LONGEST_TOKEN = 1 << 22

_SAVE_AGAIN = "l'ouvrir dans un tableur et l'enregistrer de nouveau en XLSX, sans macro, ou en CSV"

_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Handler(Protocol):
    """What reads one XML file: names come without their prefix."""

    def start(self, name: str, attributes: Attributes) -> None:
        """Read the start of an element."""

    def end(self, name: str) -> None:
        """Read the end of an element."""

    def text(self, text: str) -> None:
        """Read a piece of text."""


def damage(file: str, what: str) -> NoReturn:
    """Refuse a workbook that no spreadsheet writes."""
    refuse(file, f"classeur XLSX abîmé : {what}", _SAVE_AGAIN)


class Package:
    """A zip of XML files, checked before anything in it is unpacked.

    Parameters
    ----------
    content
        The bytes of the file.
    file
        Its name, for messages.
    limits
        How much of it is read.
    """

    def __init__(self, content: bytes, file: str, limits: Limits = VISITOR) -> None:
        self.file = file
        self.limits = limits
        # Each file of a zip has this mark in its directory: counted before the directory is read.
        if content.count(b"PK\x01\x02") > MAX_ENTRIES:
            refuse(file, f"archive de plus de {format_number(MAX_ENTRIES)} fichiers", _SAVE_AGAIN)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except _ZIP_ERRORS:
            damage(file, "l'archive est coupée ou illisible")
        entries = self._archive.infolist()
        # zipfile never unpacks more than the directory says: the sum is a true bound.
        if sum(entry.file_size for entry in entries) > limits.unpacked:
            most = limits.unpacked // 1_000_000
            refuse(
                file, f"classeur de plus de {most} Mo une fois décompressé", "n'y laisser que la feuille de la liste"
            )
        self.names = frozenset(entry.filename for entry in entries)

    def parse(self, name: str, handler: Handler) -> None:
        """Give the elements of one XML file to a handler.

        Raises
        ------
        InvalidDataError
            If it is not well-formed, declares a document type (entities), or is out of proportion.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 1 << 16

        def first(name: str, attributes: Attributes) -> None:
            # Few files have a prefix before their names, and a call more for each cell of the others is felt.
            prefixed = ":" in name
            start, end = _without_prefix(handler) if prefixed else (handler.start, handler.end)
            parser.StartElementHandler, parser.EndElementHandler = start, end
            start(name, attributes)

        def doctype(*_: object) -> None:
            refuse(self.file, "classeur refusé : son XML déclare un type de document (DOCTYPE)", _SAVE_AGAIN)

        parser.StartElementHandler = first
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = doctype
        try:
            self._feed(parser, name)
        except expat.ExpatError as error:
            damage(self.file, f"{posixpath.basename(name)}, ligne {error.lineno}, n'est pas du XML")
        except LookupError:
            damage(self.file, f"l'encodage de {posixpath.basename(name)} est inconnu")

    def _feed(self, parser: expat.XMLParserType, name: str) -> None:
        try:
            member = self._archive.open(name)
        except (KeyError, *_ZIP_ERRORS):
            damage(self.file, f"{posixpath.basename(name) or 'une feuille'} manque ou est protégé")
        fed = marks = 0
        with member:
            while True:
                try:
                    chunk = member.read(_CHUNK)
                except _ZIP_ERRORS:
                    damage(self.file, f"{posixpath.basename(name)} est illisible")
                fed += len(chunk)
                marks += chunk.count(b"<") + chunk.count(b"/>")
                if marks > self.limits.marks:
                    refuse(self.file, "classeur démesuré : trop de cellules, même vides", _SAVE_AGAIN)
                parser.Parse(chunk, not chunk)
                if not chunk:
                    return
                if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                    damage(self.file, f"{posixpath.basename(name)} contient un texte démesuré")

    def relations(self, name: str) -> Relations:
        """Return the files that a file of the package refers to; none if it refers to none."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        relations = Relations(folder)
        if path in self.names:
            self.parse(path, relations)
        return relations


def _without_prefix(handler: Handler) -> tuple[Callable[[str, Attributes], None], Callable[[str], None]]:
    def start(name: str, attributes: Attributes) -> None:
        handler.start(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        handler.end(name.rpartition(":")[2])

    return start, end


class Relations:
    """Reads a `.rels` file: identifier → (last word of the type, path in the package)."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """Keep a relation to a file inside the package."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", ""))).lstrip("/")
            self.targets[attributes.get("Id", "")] = (kind, target)

    def end(self, name: str) -> None:
        """Nothing to do."""

    def text(self, text: str) -> None:
        """Nothing to do."""

    def of_kind(self, kind: str) -> str | None:
        """Return the path of the first file of a kind."""
        return next((path for found, path in self.targets.values() if found == kind), None)
