"""Files as visitors bring them, and what reading them says."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from geo.errors import InvalidDataError, Problem
from geo.lists.limits import VISITOR, Limits
from geo.lists.read import read_list
from geo.lists.table import ListTable

SHEET = "xl/worksheets/sheet1.xml"


def read(text: str | bytes, name: str = "liste", limits: Limits = VISITOR) -> ListTable:
    return read_list(text.encode() if isinstance(text, str) else text, name, limits)


def problems(content: str | bytes, name: str = "liste", limits: Limits = VISITOR) -> tuple[Problem, ...]:
    with pytest.raises(InvalidDataError) as caught:
        read(content, name, limits)
    return caught.value.problems


def problem(content: str | bytes, name: str = "liste", limits: Limits = VISITOR) -> Problem:
    (only,) = problems(content, name, limits)
    return only


def cells(table: ListTable) -> list[list[str]]:
    return [list(map(str, table.rows.columns)), *table.rows.values.tolist()]


def workbook(fill: Callable[[Worksheet], object]) -> bytes:
    book = Workbook()
    fill(book.active)
    return saved(book)


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def rows_workbook(*rows: list[object]) -> bytes:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def with_parts(content: bytes, parts: Mapping[str, Callable[[bytes], bytes] | bytes | None]) -> bytes:
    """Change parts of a workbook: give new bytes, a function of the old ones, or None to take the part out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, new in parts.items():
        if new is None:
            del members[name]
        else:
            members[name] = new(members[name]) if callable(new) else new
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return packed.getvalue()


def excel_workbook(sheet_data: str, *texts: str, styles: str = "") -> bytes:
    """Return a workbook as Excel lays it out: texts apart (XML of `si`), targets without a slash, a BOM nowhere."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}
    rels = "".join(
        f'<Relationship Id="rId{rank}" Type="{kinds}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(relations.items(), start=1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{kinds}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{kinds}"><sheets><sheet name="Feuil1" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{rels}</Relationships>',
        SHEET: f"<worksheet {main}><sheetData>{sheet_data}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{''.join(f'<si>{text}</si>' for text in texts)}</sst>",
        "xl/styles.xml": f"<styleSheet {main}>{styles}</styleSheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n{text}')
    return packed.getvalue()


def sheet_workbook(data: str, *, after: str = "", prefix: str = "") -> bytes:
    """Return a workbook whose only sheet holds this XML, « <row>… », written by hand."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    declared = f'xmlns:{prefix[:-1]}="{namespace}"' if prefix else f'xmlns="{namespace}"'
    tag = f"{prefix}worksheet"
    xml = f"<{tag} {declared}><{prefix}sheetData>{data}</{prefix}sheetData>{after}</{tag}>"
    return with_parts(rows_workbook(["Nom"], ["A"]), {SHEET: xml.encode()})


def collection(*features: object, **members: object) -> bytes:
    document = {"type": "FeatureCollection", **members, "features": list(features)}
    return json.dumps(document, ensure_ascii=False).encode()


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def at(longitude: object, latitude: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": [longitude, latitude]}
