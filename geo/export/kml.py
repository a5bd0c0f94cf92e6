"""KML 2.2 (OGC 07-147r2) for Google Earth and the map makers that read it: one mark per pole, coloured by its sector.

Every cell of the other tables is there as typed data (`ExtendedData`), under the same names. There are no folders: GDAL
makes a layer of each, and QGIS would ask which. No icon is named, since a file that somebody opens should ask nothing
of any other host: each program tints its own mark.

Google Earth draws HTML in a balloon, and replaces `$[name]` in it. The balloon of a pole holds its description alone,
in which every text is escaped: what the file draws from is shown, never run.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # nosec B405

from geo.export.metadata import Metadata, describe
from geo.export.table import SEPARATOR, Column, columns, rows
from geo.mapping.style import UNKNOWN_SECTOR
from geo.text import format_number

if TYPE_CHECKING:
    from geo.model import Panel, Sector
    from geo.selection import Selection

__all__ = ["export"]

_KML = "http://www.opengis.net/kml/2.2"
_ATOM = "http://www.w3.org/2005/Atom"

#: Table Schema type → type of a field in KML; all else is text.
_TYPES = {"integer": "int", "number": "double"}

#: What the balloon of a pole says of it, in this order.
_IN_BALLOON = (
    "commune", "departement", "region", "secteurs", "forme_juridique", "annee_creation", "appels", "distance_km",
    "precision", "site", "a_confirmer",
)  # fmt: skip

_Row = Mapping[str, str | int | float | None]


def export(panel: Panel, selection: Selection, link: str) -> bytes:
    """Write the selected poles as KML.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view that gives the file.

    Returns
    -------
    bytes
        The whole file in UTF-8, the same bytes for the same arguments. Coordinates are longitude, latitude in degrees
        (WGS 84).
    """
    table = columns(panel.schema, selection.autour)
    sectors = {sector.label: sector for sector in panel.vocabulary.sectors}
    root = Element("kml", {"xmlns": _KML, "xmlns:atom": _ATOM})
    document = SubElement(root, "Document", id="ptce")
    _head(document, describe(panel, selection, link))
    for sector in (*sectors.values(), UNKNOWN_SECTOR):
        _style(document, sector)
    _schema(document, table)
    for row in rows(panel, selection):
        # The mark of a pole is that of its first sector, as on the map.
        first = str(row["secteurs"] or "").partition(SEPARATOR)[0]
        _placemark(document, row, table, sectors.get(first, UNKNOWN_SECTOR))
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _head(document: Element, metadata: Metadata) -> None:
    SubElement(document, "name").text = metadata.filters  # files opened side by side differ by it
    author = SubElement(document, "atom:author")
    SubElement(author, "atom:name").text = metadata.attribution
    SubElement(document, "atom:link", href=metadata.link)
    lines = (f"{label} : {value}" if label else str(value) for label, value in metadata.items())
    SubElement(document, "description").text = _shown(lines)


def _style(document: Element, sector: Sector) -> None:
    style = SubElement(document, "Style", id=f"secteur-{sector.code}")
    red, green, blue = (sector.colour[start : start + 2] for start in (1, 3, 5))
    SubElement(SubElement(style, "IconStyle"), "color").text = f"ff{blue}{green}{red}"
    SubElement(SubElement(style, "BalloonStyle"), "text").text = "$[description]"


def _schema(document: Element, table: Sequence[Column]) -> None:
    schema = SubElement(document, "Schema", name="ptce", id="colonnes")
    for column in table:
        field = SubElement(schema, "SimpleField", type=_TYPES.get(column.type, "string"), name=column.name)
        SubElement(field, "displayName").text = column.title


def _placemark(document: Element, row: _Row, table: Sequence[Column], sector: Sector) -> None:
    placemark = SubElement(document, "Placemark", id=str(row["id"]))
    SubElement(placemark, "name").text = str(row["nom"] or "")
    titles = {column.name: column.title for column in table}
    told = (f"{titles[name]} : {_told(row[name])}" for name in _IN_BALLOON if row.get(name) is not None)
    SubElement(placemark, "description").text = _shown([str(row["nom"] or ""), *told])
    SubElement(placemark, "styleUrl").text = f"#secteur-{sector.code}"
    cells = SubElement(SubElement(placemark, "ExtendedData"), "SchemaData", schemaUrl="#colonnes")
    for column in table:
        if (value := row[column.name]) is not None:
            SubElement(cells, "SimpleData", name=column.name).text = str(value)
    SubElement(SubElement(placemark, "Point"), "coordinates").text = f"{row['longitude']},{row['latitude']}"


def _told(value: str | int | float | None) -> str:
    return format_number(value) if isinstance(value, float) else str(value)


def _shown(lines: Iterable[str]) -> str:
    """Return the lines as the HTML of a balloon that shows them as they are."""
    return "<br>\n".join(html.escape(line, quote=False).replace("$", "&#36;") for line in lines)
