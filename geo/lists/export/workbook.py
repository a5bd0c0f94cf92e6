"""Writes a workbook (ECMA-376) in pieces, row after row.

Not openpyxl: whatever its mode, it writes each sheet to a temporary file first, and nothing that a visitor brings may
reach the disk. It would also hold a million cells as objects. What bandit says of XML is about reading it: here it is
only written.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape  # nosec B406

from geo.column_letters import column_letter
from geo.export.table import runs_as_formula

__all__ = ["HEADER", "LABEL", "TEXT", "WRAPPED", "Sheet", "pack", "row_xml"]

#: Styles of cells, by their rank in `_STYLES`.
_GENERAL, HEADER, TEXT, _QUOTED, _FIVE, _ONE, WRAPPED, LABEL = range(8)

#: Decimals of a number → its style.
_DECIMALS = {5: _FIVE, 1: _ONE}

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="0.00000"/>'
    '<numFmt numFmtId="165" formatCode="0.0"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE5E9F2"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="8">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" '
    'applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" '
    'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" '
    'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

#: « _x0041_ » in a text would be read as « A ».
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

#: Rows written to the archive at a time.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the widths of its columns in characters, its rows as XML, whether the first is a header."""

    name: str
    widths: Sequence[float]
    rows: Iterable[str]
    count: int
    table: bool = True


def row_xml(cells: Sequence[str | float | None], styles: Sequence[int], decimals: Sequence[int | None]) -> str:
    """Return one row.

    Parameters
    ----------
    cells
        Texts, numbers, or None for an empty cell. Texts hold no character that XML does not.
    styles
        Style of the texts of each column.
    decimals
        How many decimals the numbers of each column show, None for as many as they have.
    """
    parts = []
    for cell, style, places in zip(cells, styles, decimals, strict=True):
        if cell is None or cell == "":
            parts.append("<c/>")
        elif isinstance(cell, str):
            parts.append(_text(cell, style))
        else:
            shown = f' s="{_DECIMALS[places]}"' if places in _DECIMALS else ""
            parts.append(f"<c{shown}><v>{cell:.15g}</v></c>")
    return f"<row>{''.join(parts)}</row>"


def _text(text: str, style: int) -> str:
    if style == TEXT and not text[:1].isalnum() and runs_as_formula(text):
        # Without it Excel makes a formula of the text as soon as somebody edits the cell.
        style = _QUOTED
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = escape(text)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def pack(sheets: Sequence[Sheet], title: str, day: date) -> Iterator[bytes]:
    """Yield the workbook in pieces, the same for the same arguments: it carries `day`, not the time of its making."""
    written = _Written()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in _documents(sheets, title, day).items():
            archive.writestr(_entry(name, day), content)
        for rank, sheet in enumerate(sheets, start=1):
            with archive.open(_entry(f"xl/worksheets/sheet{rank}.xml", day), "w") as stream:
                for chunk in _sheet(sheet, first=rank == 1):
                    yield from written.take()
                    stream.write(chunk.encode("utf-8"))
    yield from written.take()


class _Written:
    """What an archive has written and nobody has taken yet; it cannot be read again, so sizes follow their entries."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Do nothing: nothing waits anywhere else."""

    def close(self) -> None:
        """Do nothing: what is left is still to be taken."""

    def take(self) -> Iterator[bytes]:
        """Yield what was written since the last time, in one piece, if anything was."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        if piece:
            yield piece


def _entry(name: str, day: date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # zipfile would write the system it runs on
    return entry


def _sheet(sheet: Sheet, *, first: bool) -> Iterable[str]:
    area = f"A1:{column_letter(len(sheet.widths))}{sheet.count}"
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if sheet.table else ""
    selected = ' tabSelected="1"' if first else ""
    columns = "".join(
        f'<col min="{rank}" max="{rank}" width="{width:g}" customWidth="1"/>'
        for rank, width in enumerate(sheet.widths, start=1)
    )
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="{area}"/>'
        f'<sheetViews><sheetView workbookViewId="0"{selected}>{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )
    batch: list[str] = []
    for row in sheet.rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield "".join(batch)
            batch.clear()
    yield "".join(batch)
    # Texts that look like numbers are meant to be texts: no green corner.
    filters = f'<autoFilter ref="{area}"/>' if sheet.table else ""
    ignored = f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'
    yield f"</sheetData>{filters}{ignored}</worksheet>"


def _documents(sheets: Sequence[Sheet], title: str, day: date) -> dict[str, str]:
    """Return the small documents of the workbook."""
    ranks = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{rank}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for rank in ranks
    )
    names = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{rank}" r:id="rId{rank}"/>'
        for rank, sheet in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{rank}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{rank}.xml"/>'
        for rank in ranks
    )
    core = f"{_PACKAGE}/metadata/core-properties"
    moment = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z<'
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{types}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{core}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>fr</dc:language>"
        f"<dcterms:created {moment}/dcterms:created><dcterms:modified {moment}/dcterms:modified></cp:coreProperties>",
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }
