"""What documents are put together from: paragraphs, lists, tables whose header comes again on each page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Table, TableStyle

from geo.documents.drawing import PrintedSheet
from geo.documents.fonts import SANS
from geo.documents.paper import WIDTH
from geo.documents.tags import Element
from geo.documents.text import (
    BODY,
    CELL,
    CELL_HEAD,
    CELL_HEAD_NUMBER,
    CELL_NUMBER,
    CELL_SECOND,
    CELL_UNKNOWN,
    CELL_UNKNOWN_NUMBER,
    INK,
    LINE,
    SECOND,
    SOFT,
    Text,
    markup,
)
from geo.model import UNKNOWN
from geo.picture.marks import Mark, draw_mark

__all__ = ["Cell", "Chip", "above_table", "bullets", "cell", "paragraph", "table"]

#: Width of a mark, in millimetres, and size of its letters, in points.
_CHIP, _CHIP_LETTERS = 4.6, 5.6


def paragraph(parent: Element, text: str, style: Any = BODY, link: str = "") -> Text:
    """Return a paragraph of a value, which is escaped."""
    return Text(markup(text, 4000), style, element=Element("P", parent), link=link)


def above_table(*flowables: Flowable) -> list[Flowable]:
    """Return a heading, and what stands between it and a table, so that they stay with its first rows.

    reportlab keeps a heading with the whole of what follows: on the next page, where that is a table of a page or so.
    """
    for flowable in flowables:
        flowable.keepWithNext = 0
    return [CondPageBreak(_TABLE_ROOM), *flowables]


def bullets(parent: Element, lines: Iterable[str], style: Any = SECOND) -> list[Text]:
    """Return a list with a dash before each of its lines."""
    listed = Element("L", parent, attributes={"O": "/List", "ListNumbering": "/Disc"})
    dashed = style.clone(f"{style.name}List", leftIndent=11, bulletFontSize=style.fontSize, spaceAfter=1.5)
    return [
        Text(markup(line, 4000), dashed, element=Element("LBody", Element("LI", listed)), bulletText="–")
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of a table says: its lines, as (value, style), the first of which may lead somewhere."""

    lines: tuple[tuple[str, Any], ...]
    link: str = ""


def cell(text: str | None, style: Any = CELL) -> Cell:
    """Return a cell of one line; « non renseigné » for what is unknown."""
    unknown = CELL_UNKNOWN_NUMBER if style is CELL_NUMBER else CELL_UNKNOWN
    return Cell(((text, style) if text else (UNKNOWN, unknown),))


class Chip(Flowable):  # type: ignore[misc]
    """The mark of a pole, as on the map. An ornament: what it says is told in words beside it."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.width = self.height = _CHIP * mm

    def draw(self) -> None:
        """Draw the mark."""
        if self.canv.measures:
            return
        with self.canv.artifact():
            draw_mark(PrintedSheet(self.canv, _CHIP, _CHIP), _CHIP / 2, _CHIP / 2, self.mark, _CHIP_LETTERS)


#: What a heading, a sentence, the header of a table and its first rows take, in points.
_TABLE_ROOM = 58 * mm


class _Grid(Table):  # type: ignore[misc]
    """A table whose lines and grounds are artifacts."""

    def draw(self) -> None:
        """Draw the table, unless its place is all that is wanted."""
        if not self.canv.measures:
            super().draw()

    def _drawBkgrnd(self) -> None:
        with self.canv.artifact():
            super()._drawBkgrnd()

    def _drawLines(self) -> None:
        with self.canv.artifact():
            super()._drawLines()


def table(
    parent: Element,
    head: Sequence[str],
    rows: Sequence[Sequence[Cell | Chip]],
    widths: Sequence[float],
    *,
    groups: Iterable[int] = (),
    numbers: int = 0,
) -> Table:
    """Return a table whose header comes again on each page, and whose rows are not cut.

    Parameters
    ----------
    parent
        Element that it is part of.
    head
        Titles of the columns; "" above marks.
    rows
        Cells, row by row; the first one that is not a mark names the row. A row of `groups` has one cell.
    widths
        Of the columns, in any unit: they are brought to the width of the page.
    groups
        Rows that are the title of those below.
    numbers
        How many of the last columns hold numbers, which are aligned to the right.
    """
    whole = Element("Table", parent)
    apart = frozenset(groups)
    titles = Element("TR", whole)
    lines: list[list[Any]] = [
        [_head(titles, title, is_number=place >= len(head) - numbers) for place, title in enumerate(head)]
    ]
    for number, row in enumerate(rows):
        element = Element("TR", whole)
        named = False
        line: list[Any] = []
        for item in row:
            if isinstance(item, Chip):
                line.append(item)
                continue
            line.append(_body(element, item, is_name=not named, span=len(head) if number in apart else 1))
            named = True
        lines.append(line + [""] * (len(head) - len(line)))
    together = [("NOSPLIT", (0, max(1, len(rows) + 1 - _LAST)), (0, -1))] if rows else []
    scale = WIDTH / sum(widths)
    drawn = _Grid(lines, [width * scale for width in widths], repeatRows=1, hAlign="LEFT")
    drawn.setStyle(
        TableStyle([*_LOOKS, *together, *(command for number in apart for command in _group_looks(number + 1))])
    )
    return drawn


_LOOKS = [
    # Of cells without text too: no other font is to be named in the file.
    ("FONTNAME", (0, 0), (-1, -1), SANS),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.8),
    ("BACKGROUND", (0, 0), (-1, 0), SOFT),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
    ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
    ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
]

#: Rows that stay with the last one, so that none is alone on a page.
_LAST = 2


def _group_looks(row: int) -> list[tuple[Any, ...]]:
    # The rows of a group are not parted from its title.
    return [("SPAN", (0, row), (-1, row)), ("TOPPADDING", (0, row), (-1, row), 7), ("NOSPLIT", (0, row), (0, row + 1))]


def _head(parent: Element, title: str, *, is_number: bool) -> Text | str:
    if not title:
        return ""
    return Text(markup(title), CELL_HEAD_NUMBER if is_number else CELL_HEAD, element=_header(parent, "Column"))


def _header(parent: Element, scope: str, span: int = 1) -> Element:
    attributes = {"O": "/Table", "Scope": f"/{scope}", **({"ColSpan": span} if span > 1 else {})}
    return Element("TH", parent, attributes=attributes)


def _body(parent: Element, item: Cell, *, is_name: bool, span: int) -> list[Text]:
    element = _header(parent, "Row", span) if is_name else Element("TD", parent)
    return [
        Text(markup(value), style, element=element, link="" if number else item.link)
        for number, (value, style) in enumerate(item.lines)
    ]


def second(text: str) -> tuple[str, Any]:
    """Return a line of a cell that comes below the first one, smaller."""
    return text, CELL_SECOND
