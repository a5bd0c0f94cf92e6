"""Texts of the documents: what of a value is printed, and the paragraphs, each with its place in the structure.

A value may hold anything (see `tests/hostile`). reportlab reads markup in a paragraph: every value is escaped, here and
nowhere else.
"""

from __future__ import annotations

import html
import unicodedata
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from geo.documents.fonts import BOLD, ITALIC, SANS
from geo.documents.tags import Element
from geo.text import shorten
from geo.typography import no_break

__all__ = [
    "BODY", "CELL", "CELL_BOLD", "CELL_HEAD", "CELL_NUMBER", "CELL_SECOND", "HEADINGS", "INK", "LEAD", "LINE", "LINK",
    "SECOND", "SECOND_INK", "SOFT", "Heading", "Text", "markup", "printable",
]  # fmt: skip

#: Colours of the site in its light theme; each is read at 4.5 or more on white.
INK, SECOND_INK, LINK = HexColor("#1b2429"), HexColor("#47555c"), HexColor("#0b5c7a")
LINE, SOFT = HexColor("#b9c3c8"), HexColor("#eef3f5")

#: A value is cut beyond so many characters: no real one is as long, and a row must fit on a page.
_LONGEST = 600


#: A compound word is cut after one of its hyphens, an address after a stroke, before anything is cut between letters.
_BREAKS = {"embeddedHyphenation": 1, "uriWasteReduce": 0.3}


def _style(name: str, size: float, leading: float, **given: Any) -> ParagraphStyle:
    settings = {
        "fontName": SANS,
        "bulletFontName": SANS,
        "textColor": INK,
        "allowWidows": 0,
        "allowOrphans": 0,
        **_BREAKS,
        **given,
    }
    return ParagraphStyle(name, fontSize=size, leading=leading, **settings)


HEADINGS = (
    _style("H1", 19, 23, fontName=BOLD, spaceAfter=3, keepWithNext=1),
    _style("H2", 12.5, 16, fontName=BOLD, spaceBefore=13, spaceAfter=4, keepWithNext=1),
    _style("H3", 9.5, 13, fontName=BOLD, spaceBefore=8, spaceAfter=2, keepWithNext=1),
)
LEAD = _style("Lead", 10.5, 15, spaceAfter=4)
BODY = _style("Body", 9, 13, spaceAfter=4)
SECOND = _style("Second", 7.5, 10.5, textColor=SECOND_INK, spaceAfter=3)
CELL = _style("Cell", 7.5, 10)
CELL_BOLD = _style("CellBold", 7.5, 10, fontName=BOLD)
CELL_HEAD = _style("CellHead", 7.5, 10, fontName=BOLD)
CELL_SECOND = _style("CellSecond", 7, 9.5, textColor=SECOND_INK)
CELL_UNKNOWN = _style("CellUnknown", 7.5, 10, fontName=ITALIC, textColor=SECOND_INK)
CELL_HEAD_NUMBER = _style("CellHeadNumber", 7.5, 10, fontName=BOLD, alignment=TA_RIGHT)
CELL_UNKNOWN_NUMBER = CELL_UNKNOWN.clone("CellUnknownNumber", alignment=TA_RIGHT)
CELL_NUMBER = _style("CellNumber", 7.5, 10, alignment=TA_RIGHT)


def printable(text: str, longest: int = _LONGEST) -> str:
    """Return what is printed of a text: one line, without what no font can draw, with French no-break spaces.

    Marks of writing direction go: a PDF page is laid out already, they would change nothing.
    """
    line = "".join(char for char in shorten(text, longest) if unicodedata.category(char) != "Cf")
    return no_break(" ".join(line.split()))


def markup(text: str, longest: int = _LONGEST) -> str:
    """Return a value as the markup of a paragraph."""
    return html.escape(printable(text, longest), quote=False)


class Text(Paragraph):  # type: ignore[misc]
    """A paragraph that is an element of the structure, and may lead somewhere.

    Parameters
    ----------
    text
        Markup; values in it have gone through `markup`.
    style
        One of the styles above.
    element
        What it is in the structure; None for what is only an ornament.
    link
        Web address or `#bookmark`.
    """

    def __init__(
        self, text: str | None, style: ParagraphStyle, *, element: Element | None = None, link: str = "", **others: Any
    ) -> None:
        super().__init__(text, style, **others)
        self.element = element
        self.link = link
        self._was_drawn = False

    def split(self, width: float, height: float) -> list[Text]:
        """Split at the end of a page; every piece is the same element."""
        pieces: list[Text] = super().split(width, height)
        for piece in pieces:
            piece.element, piece.link = self.element, self.link
        return pieces

    def draw(self) -> None:
        """Draw the text; once more, as a header repeated on the next page, it is no longer part of the structure."""
        if self.canv.measures:
            return
        if self.element is None or self._was_drawn:
            with self.canv.artifact():
                super().draw()
            return
        self._was_drawn = True
        with self.canv.tagged(self.element):
            super().draw()
            if self.link:
                right = min(self.width, max(self.getActualLineWidths0(), default=0.0))
                self.canv.lay_link(self.link, (0, 0, right, self.height), self.getPlainText())


class Heading(Text):
    """A heading, which is also an entry of the outline.

    Parameters
    ----------
    text
        A value, not markup.
    level
        1 to 3.
    parent
        Element that it is part of.
    key
        Name of the bookmark; headings without one are not in the outline.
    """

    def __init__(self, text: str, level: int, parent: Element, key: str = "") -> None:
        super().__init__(markup(text), HEADINGS[level - 1], element=Element(f"H{level}", parent))
        self.title, self.level, self.key = printable(text, 120), level, key

    def split(self, width: float, height: float) -> list[Text]:
        """Never split: a heading goes whole to the next page, with what follows it."""
        return []
