"""The sheet of paper: A4 upright, with its margins, its footers, its outline and what the file says of itself."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from geo.documents import fonts
from geo.documents.fonts import SANS
from geo.documents.tags import Element, TaggedCanvas
from geo.documents.text import LINE, LINK, SECOND_INK, Heading, printable

__all__ = ["HEIGHT", "WIDTH", "About", "Places", "build"]

_SIDE, _TOP, _BOTTOM = 18 * mm, 20 * mm, 26 * mm

#: Room for the text on a page, in points.
WIDTH, HEIGHT = A4[0] - 2 * _SIDE, A4[1] - _TOP - _BOTTOM

#: reportlab's parser of paragraphs and the reader of a font file keep their place in themselves: two documents made at
#: once would mix them up.
_ONE_AT_A_TIME = threading.Lock()

_SMALL = 6.5
_LEADING = 8.6


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself, in its properties and at the foot of each page.

    Parameters
    ----------
    title
        Title of the document.
    subject
        What it is about, in a sentence.
    attribution
        Whom to name: author of the file, and first line of the footers.
    date, version
        Of the data, and not of the file: the same data makes the same file.
    licence_title, licence_url
        On what terms it may be used again.
    link
        Web address of the page that it is made from.
    """

    title: str
    subject: str
    attribution: str
    date: date
    version: str
    licence_title: str
    licence_url: str
    link: str


@dataclass(slots=True)
class Places:
    """Where things fell when the document was laid out for the first time.

    Parameters
    ----------
    total
        Number of pages; 0 as long as it is not known.
    pages
        Key of a heading → its page, from 1.
    """

    total: int = 0
    pages: dict[str, int] = field(default_factory=dict)


def build(about: About, story: Callable[[Element, Mapping[str, int]], Sequence[Flowable]]) -> bytes:
    """Lay a document out, twice: the number of pages is known once the last one is.

    Parameters
    ----------
    about
        What it says of itself.
    story
        Function of the root of the structure and of the page of each bookmark (none the first time), that returns the
        content. It must take as much room both times.

    Returns
    -------
    bytes
        A PDF file, the same for the same arguments.
    """
    with _ONE_AT_A_TIME:
        fonts.register()
        found = Places()
        for measures in (True, False):
            root = Element("Document")
            buffer = io.BytesIO()
            document = _Document(buffer, about, found)
            canvas = partial(TaggedCanvas, root=root, measures=measures)
            document.build(list(story(root, found.pages)), canvasmaker=canvas)
            found = document.found
        return buffer.getvalue()


class _Document(BaseDocTemplate):  # type: ignore[misc]
    """A document of one kind of page."""

    def __init__(self, buffer: io.BytesIO, about: About, before: Places) -> None:
        super().__init__(
            buffer,
            pagesize=A4,
            title=printable(about.title),
            author=printable(about.attribution),
            subject=printable(about.subject),
            keywords=["PTCE", "pôles territoriaux de coopération économique", "économie sociale et solidaire"],
            creator="Atlas des PTCE",
            lang="fr-FR",
            displayDocTitle=1,
            invariant=1,
            pageCompression=1,
            initialFontName=SANS,
        )
        self.about, self.before, self.found = about, before, Places()
        self.section = ""
        frame = Frame(
            _SIDE, _BOTTOM, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0, id="text"
        )
        self.addPageTemplates([PageTemplate("page", [frame], onPageEnd=_draw_edges)])

    def _makeCanvas(self, *args: Any, **kwargs: Any) -> TaggedCanvas:
        canvas: TaggedCanvas = super()._makeCanvas(*args, **kwargs)
        day = self.about.date
        canvas._doc._timeStamp.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
        return canvas

    def afterFlowable(self, flowable: Flowable) -> None:
        """Put a heading in the outline, and note its page."""
        if not isinstance(flowable, Heading):
            return
        if flowable.level == 1:
            self.section = flowable.title
        if flowable.key:
            self.found.pages[flowable.key] = self.page
            self.canv.bookmarkPage(flowable.key, fit="XYZ", top=self.frame._y + flowable.height + _SMALL, zoom=0)
            self.canv.addOutlineEntry(flowable.title, flowable.key, flowable.level - 1, closed=flowable.level == 1)

    def afterPage(self) -> None:
        """Count the pages."""
        self.found.total = self.page


def _draw_edges(canvas: TaggedCanvas, document: _Document) -> None:
    if canvas.measures:
        return
    with canvas.artifact():
        _draw_head(canvas, document)
        _draw_foot(canvas, document)


def _draw_head(canvas: TaggedCanvas, document: _Document) -> None:
    y = A4[1] - 12 * mm
    canvas.setFont(SANS, _SMALL)
    canvas.setFillColor(SECOND_INK)
    canvas.drawString(_SIDE, y, "Atlas des PTCE")
    name = document.section or document.about.title
    canvas.drawRightString(_SIDE + WIDTH, y, _fitted(name, WIDTH * 0.75))
    _draw_rule(canvas, y - 1.6 * mm)


def _draw_foot(canvas: TaggedCanvas, document: _Document) -> None:
    about, y = document.about, _BOTTOM - 8 * mm
    _draw_rule(canvas, y + 3.4 * mm)
    canvas.setFont(SANS, _SMALL)
    canvas.setFillColor(SECOND_INK)
    page = f"page {document.page} sur {document.before.total}"
    canvas.drawRightString(_SIDE + WIDTH, y, page)
    room = WIDTH - 30 * mm
    canvas.drawString(_SIDE, y, _fitted(about.attribution, room))
    data = f"Données : version {about.version} du {about.date:%d/%m/%Y}. Licence : "
    canvas.drawString(_SIDE, y - _LEADING, _fitted(data, room))
    canvas.setFillColor(LINK)
    start = _SIDE + stringWidth(printable(data) + " ", SANS, _SMALL)
    _draw_link(canvas, start, y - _LEADING, about.licence_title, about.licence_url)
    _draw_link(canvas, _SIDE, y - 2 * _LEADING, about.link, about.link)


def _draw_link(canvas: TaggedCanvas, x: float, y: float, text: str, link: str) -> None:
    shown = _fitted(text, _SIDE + WIDTH - x)
    canvas.drawString(x, y, shown)
    width = stringWidth(shown, SANS, _SMALL)
    canvas.lay_link(link, (x, y - 1.5, x + width, y + _SMALL), text)


def _draw_rule(canvas: TaggedCanvas, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(_SIDE, y, _SIDE + WIDTH, y)


def _fitted(text: str, room: float) -> str:
    """Return a text cut where it is longer than the room there is for it, in points."""
    line = printable(text)
    if stringWidth(line, SANS, _SMALL) <= room:
        return line
    while line and stringWidth(f"{line}…", SANS, _SMALL) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"
