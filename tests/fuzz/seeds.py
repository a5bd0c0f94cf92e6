"""Sound files of the three formats, which the fuzzer breaks."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from functools import lru_cache

from openpyxl import Workbook

from geo.lists.template import template
from tests.geo.lists.own_files import excel_workbook

_TITLES = ["Nom", "Adresse", "Code postal", "Commune", "Département", "Latitude", "Longitude", "Secteur", "Année"]
_ROWS = [
    ["Épicerie « Le Pôle »", "3, rue de l'Église", "02000", "Laon", "Aisne", "49,5641", "3,6199", "Culture", "2015"],
    ["Tiers-lieu", 'Place "A"\nbâtiment B', "97411", "Saint-Denis", "974", "-20,88", "55,45", "", "2014"],
    ["Œuvre", "", "35000", "Rennes", "35", "", "", "Énergie | Habitat", ""],
]


def _table(separator: str, end: str = "\r\n") -> str:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in [_TITLES, *_ROWS]]
    return "".join(separator.join(row) + end for row in quoted)


def _workbook() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(_TITLES)
    for row in _ROWS:
        sheet.append(row)
    sheet["F2"], sheet["I2"], sheet["I3"] = 49.5641, date(2015, 3, 1), "=2000+14"
    sheet["C2"] = 2000
    sheet["C2"].number_format = "00000"
    sheet["H3"], sheet["H4"] = "#N/A", True
    sheet["H3"].data_type = "e"
    sheet.merge_cells("A2:A3")
    workbook.create_sheet("Cachée").sheet_state = "hidden"
    written = io.BytesIO()
    workbook.save(written)
    # openpyxl saves formulas without their results.
    return _with_results(written.getvalue())


def _with_results(content: bytes) -> bytes:
    members = unpack(content)
    name = "xl/worksheets/sheet1.xml"
    for empty in (b"<v/>", b"<v />", b"<v></v>"):
        members[name] = members[name].replace(b"<f>2000+14</f>" + empty, b"<f>2000+14</f><v>2014</v>")
    return pack(members)


def _excel() -> bytes:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>4</v></c><c r="C2" s="1"><v>42064</v></c></row>'
        '<row r="4"><c t="str"><f>A2</f><v>B</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" s="2"><v>1</v></c></row>'
    )
    texts = ("<t>Nom</t>", "<t>Commune</t>", "<t>Année</t>", "<r><t>A</t></r><rPh><t>x</t></rPh>", "<t>L_x0041_on</t>")
    formats = '<numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts>'
    xfs = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
    return excel_workbook(rows, *texts, styles=formats + xfs)


def _collection() -> bytes:
    shapes = [
        {"type": "Point", "coordinates": [3.6199, 49.5641]},
        {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]},
        {"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [[2, 48], [3, 48]]}]},
        None,
    ]
    features = [
        {
            "type": "Feature",
            "id": rank,
            "geometry": geometry,
            "properties": {"Nom": f"Lieu {rank}", "tags": ["a", "é"], "n": {"x": 1.5}, "ok": True, "rien": None},
        }
        for rank, geometry in enumerate(shapes)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}, ensure_ascii=False).encode()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the members of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: dict[str, bytes]) -> bytes:
    """Return a zip of members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


@lru_cache(maxsize=1)
def seeds() -> dict[str, bytes]:
    """Return sound files: name → bytes. All of them are read without a problem."""
    return {
        "utf8.csv": _table(";").encode(),
        "bom.csv": _table(",").encode("utf-8-sig"),
        "windows.csv": _table(";").encode("cp1252"),
        "tabs.csv": _table("\t", "\n").encode("utf-16"),
        "template.csv": template("csv"),
        "template.xlsx": template("xlsx"),
        "cells.xlsx": _workbook(),
        "excel.xlsx": _excel(),
        "collection.geojson": _collection(),
    }
