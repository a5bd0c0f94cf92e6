"""XLSX for a spreadsheet: « PTCE » with real types, « À propos » with the metadata, « Dictionnaire » of the columns.

Headers are the French titles; the dictionary gives the name that CSV and GeoJSON use. The same arguments give the same
bytes: the dates of the file, and those inside the zip, are the date of the data.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from geo.export.metadata import Metadata, describe
from geo.export.table import SEPARATOR, Column, columns, rows, runs_as_formula

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]

#: What one cell may hold, in UTF-16 code units, as Excel counts.
MAX_CELL = 32_767

#: Excel refuses to open a file that has a longer link.
MAX_LINK = 2_079

#: « _x0041_ » in a text would be read as « A ».
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_MIN_WIDTH, _MAX_WIDTH = 8, 60
_TYPES = {"string": "texte", "integer": "entier", "number": "nombre", "array": f"liste (séparée par «{SEPARATOR}»)"}
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_HEADER_FILL = PatternFill("solid", fgColor="FFE5E9F2")
_BOLD = Font(bold=True)
_LINK = Font(color="FF0B4FA8", underline="single")

_Value = str | int | float | None


def export(panel: Panel, selection: Selection, link: str) -> bytes:
    """Write the selected poles as a spreadsheet.

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
        The whole file, the same bytes for the same arguments.
    """
    metadata = describe(panel, selection, link)
    table = columns(panel.schema, selection.autour)
    workbook = Workbook()
    _write_poles(workbook.active, table, rows(panel, selection))
    _write_about(workbook.create_sheet("À propos"), metadata)
    _write_dictionary(workbook.create_sheet("Dictionnaire"), table)
    properties = workbook.properties
    properties.title = metadata.title
    properties.subject = _clip(metadata.filters)
    properties.creator = metadata.attribution
    properties.language = "fr"
    return _pack(workbook, metadata.date)


def _write_poles(sheet: Worksheet, table: Sequence[Column], found: Sequence[dict[str, _Value]]) -> None:
    sheet.title = "PTCE"
    _write_table(sheet, [column.title for column in table], ([row[column.name] for column in table] for row in found))
    for row in sheet.iter_rows(min_row=2):
        for column, cell in zip(table, row, strict=True):
            if column.type == "number":
                cell.number_format = f"0.{'0' * column.decimals}"
            elif column.name == "site":
                _link(cell, cell.value)
    sheet.auto_filter.ref = sheet.dimensions


def _write_about(sheet: Worksheet, metadata: Metadata) -> None:
    for position, (label, value) in enumerate(metadata.items(), start=1):
        title, cell = sheet.cell(position, 1), sheet.cell(position, 2)
        _write(title, label)
        _write(cell, value)
        _link(cell, value)
        title.font, title.alignment = _BOLD, _WRAPPED
        cell.alignment = Alignment(vertical="top", horizontal="left", wrap_text=True)
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 100


def _write_dictionary(sheet: Worksheet, table: Sequence[Column]) -> None:
    header = ["Nom (CSV, GeoJSON)", "Titre (XLSX)", "Type", "Description", "Exemple"]
    _write_table(sheet, header, (_define(column) for column in table))


def _define(column: Column) -> list[_Value]:
    example = column.example
    if example is not None and not isinstance(example, int | float):
        example = SEPARATOR.join(example) if isinstance(example, tuple) else str(example)
    return [column.name, column.title, _TYPES.get(column.type, column.type), column.description, example]


def _write_table(sheet: Worksheet, header: Sequence[str], body: Iterable[Sequence[_Value]]) -> None:
    widths = [len(title) + 4 for title in header]  # + 4: the button of the filter
    for row, values in enumerate([header, *body], start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            _write(cell, value)
            cell.alignment = _WRAPPED
            if value is not None:
                longest = max((len(line) for line in str(value).splitlines()), default=0)
                widths[column - 1] = max(widths[column - 1], longest + 2)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = max(_MIN_WIDTH, min(width, _MAX_WIDTH))
        title = sheet.cell(1, column)
        title.font, title.fill = _BOLD, _HEADER_FILL
    sheet.freeze_panes = "A2"


def _write(cell: Cell, value: _Value) -> None:
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value = _clip(_ESCAPE_LIKE.sub("_x005F_", value))
        # openpyxl has read « =… » as a formula and « #N/A » as an error: both are text here.
        cell.data_type = "s"
        # Without it Excel makes a formula of the text as soon as somebody edits the cell.
        cell.quotePrefix = runs_as_formula(value)


def _link(cell: Cell, address: object) -> None:
    """Make a link of the cell if the address is one that a browser opens as a page."""
    if not isinstance(address, str) or len(address) > MAX_LINK or not address.isprintable() or " " in address:
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    if parts.scheme in ("http", "https") and parts.hostname:
        cell.hyperlink = address
        cell.font = _LINK


def _clip(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL:
        return text
    # "ignore" drops the half of a pair of surrogates that the cut may leave.
    return units[: 2 * (MAX_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def _pack(workbook: Workbook, day: date) -> bytes:
    """Save the workbook without the time of day: openpyxl writes it in the properties and in the zip."""
    written, packed = io.BytesIO(), io.BytesIO()
    # As `workbook.save` does, but closed whatever happens: openpyxl goes by way of temporary files, and disks get full.
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).save()
    workbook.properties.created = workbook.properties.modified = datetime(day.year, day.month, day.day)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # zipfile would write the system it runs on
            content = tostring(workbook.properties.to_tree()) if name == ARC_CORE else source.read(name)
            target.writestr(entry, content)
    return packed.getvalue()
