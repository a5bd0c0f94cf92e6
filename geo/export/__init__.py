"""Files of what is filtered: one module per format, each `export(panel, selection, link) -> bytes`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.errors import UnknownValueError
from geo.export import csv_file, geojson
from geo.wording import file_stem

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["DATA", "FORMATS", "GROUPS", "PRINT", "Format", "file_name", "grouped"]

#: What a format is for, in the order in which the groups are offered.
DATA, PRINT, WHOLE = "Données", "À imprimer", "À emporter"
GROUPS = (DATA, PRINT, WHOLE)


@dataclass(frozen=True, slots=True)
class Format:
    """A format of export.

    Parameters
    ----------
    extension
        Without the dot.
    media_type
        As in a `Content-Type` header, with the parameters that the type has.
    label
        What the reader chooses.
    group
        One of `GROUPS`.
    export
        Function of the panel, the selection and the absolute URL of the view; returns the whole file.
    """

    extension: str
    media_type: str
    label: str
    group: str
    export: Callable[[Panel, Selection, str], bytes]


def _lazy(module: str, function: str = "export") -> Callable[[Panel, Selection, str], bytes]:
    """Return an export whose module is imported when a file is first asked for.

    GDAL, matplotlib or openpyxl take as long to import as all of the project: the first page does not wait for them.
    """

    def export(panel: Panel, selection: Selection, link: str) -> bytes:
        content: bytes = getattr(import_module(f"{__name__}.{module}"), function)(panel, selection, link)
        return content

    return export


#: Extension → format, in the order in which they are offered.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        choice.extension: choice
        for choice in (
            Format(
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "Tableur (XLSX)",
                DATA,
                _lazy("xlsx"),
            ),
            Format("csv", "text/csv; charset=utf-8; header=present", "Table (CSV)", DATA, csv_file.export),
            Format("geojson", "application/geo+json", "Carte (GeoJSON)", DATA, geojson.export),
            Format("gpkg", "application/geopackage+sqlite3", "QGIS (GeoPackage)", DATA, _lazy("gpkg")),
            Format("kml", "application/vnd.google-earth.kml+xml", "Google Earth (KML)", DATA, _lazy("kml")),
            Format("pdf", "application/pdf", "Document (PDF)", PRINT, _lazy("pdf")),
            Format("png", "image/png", "Image de la carte (PNG)", PRINT, _lazy("picture", "export_png")),
            Format("svg", "image/svg+xml", "Image vectorielle (SVG)", PRINT, _lazy("picture", "export_svg")),
            Format("html", "text/html; charset=utf-8", "Emporter la carte (HTML)", WHOLE, _lazy("html_file")),
        )
    }
)


def file_name(selection: Selection, extension: str) -> str:
    """Return the name of an export: `ptce-bretagne-2015.csv`.

    Raises
    ------
    UnknownValueError
        If there is no such format.
    """
    if extension not in FORMATS:
        raise UnknownValueError("extension", extension, tuple(FORMATS), "choisir un format admis")
    return f"{file_stem(selection)}.{extension}"


def grouped() -> list[tuple[str, list[Format]]]:
    """Return the formats group by group, as they are offered; a group without a format is left out."""
    groups = [(group, [choice for choice in FORMATS.values() if choice.group == group]) for group in GROUPS]
    return [(group, choices) for group, choices in groups if choices]
