"""Files of a visitor's list: one module per format, each `export(located, selection, panel, link)`.

They come in pieces, and hold a few hundred rows at a time: a list of 100,000 is sent as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.errors import UnknownValueError
from geo.export import FORMATS as POLE_FORMATS
from geo.lists.export import csv_file, geojson, xlsx
from geo.text import slugify
from geo.wording import file_stem

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["FORMATS", "ListFormat", "file_name"]

#: Some file systems and mail gateways refuse long names.
_LONGEST_STEM = 80


@dataclass(frozen=True, slots=True)
class ListFormat:
    """A format of export.

    Parameters
    ----------
    extension, media_type, label
        As those of the poles: see `geo.export.Format`.
    export
        Function of the list, the selection, the panel and the absolute URL of the view ("" where there is none);
        returns the file in pieces. What is wrong with the arguments is raised at once, not with the first piece.
    """

    extension: str
    media_type: str
    label: str
    export: Callable[[LocatedList, Selection, Panel, str], Iterator[bytes]]


_EXPORTS: Mapping[str, Callable[[LocatedList, Selection, Panel, str], Iterator[bytes]]] = {
    "xlsx": xlsx.export,
    "csv": csv_file.export,
    "geojson": geojson.export,
}

#: Extension → format, as those of the poles of the same name, in the same order.
FORMATS: Mapping[str, ListFormat] = MappingProxyType(
    {
        extension: ListFormat(extension, POLE_FORMATS[extension].media_type, POLE_FORMATS[extension].label, export)
        for extension, export in _EXPORTS.items()
    }
)


def file_name(located: LocatedList, selection: Selection, extension: str) -> str:
    """Return the name of an export: `mes-tiers-lieux-atlas-bretagne.csv`, after the file or the layer.

    Raises
    ------
    UnknownValueError
        If there is no such format.
    """
    if extension not in FORMATS:
        raise UnknownValueError("extension", extension, tuple(FORMATS), "choisir un format admis")
    name = located.origin.name if located.origin else PurePath(located.table.file_name).stem
    stem = slugify(name).removesuffix("-atlas") or "liste"
    filtered = file_stem(located.applied(selection)).removeprefix("ptce")
    return f"{f'{stem[:40]}-atlas{filtered}'[:_LONGEST_STEM].strip('-')}.{extension}"
