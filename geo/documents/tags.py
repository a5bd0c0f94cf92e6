"""The structure of a document, for screen readers: headings, paragraphs, tables, lists, figures, in reading order.

reportlab writes no structure of its own. Each piece of text is drawn between two marks that name it (`TaggedCanvas`),
and the tree of what the marks mean is written when the file is saved. See ISO 32000-1, 14.7 (logical structure) and
14.8 (tagged PDF). What is drawn outside of the tree, as the footers and the lines of tables, is marked as an artifact.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFPage, PDFString
from reportlab.pdfgen.canvas import Canvas

__all__ = ["Element", "TaggedCanvas"]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Something drawn: the page, and the number of its marks there, or the link laid over it."""

    page: PDFObject
    number: int | None = None
    link: PDFObject | None = None

    def entry(self) -> PDFDictionary:
        """Return the dictionary that refers to it."""
        if self.number is not None:
            return PDFDictionary({"Type": PDFName("MCR"), "Pg": self.page, "MCID": self.number})
        return PDFDictionary({"Type": PDFName("OBJR"), "Pg": self.page, "Obj": self.link})


@dataclass(slots=True, eq=False)
class Element:
    """A part of the structure: its standard type (`H1`, `P`, `TD`…), its parts, and what stands for it where drawn.

    Parameters
    ----------
    tag
        Standard structure type.
    parent
        What it is a part of; None for the document itself.
    alternative
        What a reader is told in place of a drawing.
    attributes
        Entries of its attribute dictionary, `O` among them.
    """

    tag: str
    parent: Element | None = None
    alternative: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | _Piece] = field(default_factory=list)
    written: PDFDictionary = field(default_factory=PDFDictionary)

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.kids.append(self)

    @property
    def is_drawn(self) -> bool:
        """Whether anything of it is on a page."""
        return any(not isinstance(kid, Element) or kid.is_drawn for kid in self.kids)


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that knows which structure element everything drawn belongs to.

    Parameters
    ----------
    root
        The whole document; its elements are those of the flowables that are drawn.
    measures
        Whether the document is only laid out, to learn where things fall: nothing is drawn nor saved.
    """

    def __init__(self, *args: Any, root: Element, measures: bool = False, **kwargs: Any) -> None:
        self._root = root
        self.measures = measures
        self._pages: list[list[Element]] = []
        self._links: list[tuple[PDFDictionary, Element]] = []
        self._open: Element | None = None
        super().__init__(*args, **kwargs)

    @contextmanager
    def tagged(self, element: Element) -> Iterator[None]:
        """Draw a piece of `element`: text, and the links laid over it."""
        marks = self._marks()
        self._code.append(f"/{element.tag} <</MCID {len(marks)}>> BDC")
        element.kids.append(_Piece(self._doc.thisPageRef(), number=len(marks)))
        marks.append(element)
        self._open = element
        yield
        self._open = None
        self._code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Draw what is no part of the text: lines, grounds, footers."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    def _marks(self) -> list[Element]:
        while len(self._pages) < self.getPageNumber():
            self._pages.append([])
        return self._pages[-1]

    def lay_link(self, target: str, box: tuple[float, float, float, float], told: str) -> None:
        """Make a part of the page lead to a web address, or to the bookmark of that key.

        Parameters
        ----------
        target
            `https://…`, or `#key`.
        box
            Left, bottom, right, top, in the current coordinates.
        told
            Where it leads, in words.
        """
        annotation = PDFDictionary(
            {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Link"),
                "Rect": PDFArray(self._absRect(box, 1)),
                "Border": PDFArray([0, 0, 0]),
                "Contents": PDFString(told),
                # It is printed with the page, of which it changes nothing.
                "F": 4,
            }
        )
        if target.startswith("#"):
            annotation["Dest"] = self._bookmarkReference(target[1:])
        else:
            annotation["A"] = PDFDictionary({"S": PDFName("URI"), "URI": PDFString(target)})
        self._addAnnotation(annotation)
        link = Element("Link", self._open or self._root)
        link.kids.append(_Piece(self._doc.thisPageRef(), link=self._annotationrefs[-1]))
        self._links.append((annotation, link))

    def _setAnnotations(self, page: PDFPage) -> None:
        super()._setAnnotations(page)
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        self._marks()
        page.StructParents = len(self._pages) - 1
        # The keyboard goes round the links in reading order.
        page.Tabs = PDFName("S")

    def save(self) -> None:
        """Write the structure, then the file."""
        if self.measures:
            return
        if self._code:
            self.showPage()
        top = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        reference = self._doc.Reference(top)
        top["K"] = self._write(self._root, reference)
        self._write_parents(top)
        catalog = self._doc.Catalog
        catalog.StructTreeRoot = top
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        super().save()

    def _write(self, element: Element, parent: PDFObject) -> PDFObject:
        reference = self._doc.Reference(element.written)
        kids = [kid for kid in element.kids if not isinstance(kid, Element) or kid.is_drawn]
        entries = {"S": PDFName(element.tag), "P": parent}
        match kids:
            # Nearly all of them: half as long as the general form.
            case [_Piece(number=int(number)) as only]:
                entries |= {"Pg": only.page, "K": number}
            case _:
                entries["K"] = PDFArray(
                    [self._write(kid, reference) if isinstance(kid, Element) else kid.entry() for kid in kids]
                )
        if element.alternative:
            entries["Alt"] = PDFString(element.alternative)
        if element.attributes:
            entries["A"] = PDFDictionary(element.attributes)
        for name, value in entries.items():
            element.written[name] = value
        return reference

    def _write_parents(self, top: PDFDictionary) -> None:
        reference = self._doc.Reference
        numbers: list[Any] = []
        for position, marks in enumerate(self._pages):
            numbers += [position, reference(PDFArray([reference(element.written) for element in marks]))]
        for position, (annotation, link) in enumerate(self._links, start=len(self._pages)):
            annotation["StructParent"] = position
            numbers += [position, reference(link.written)]
        top["ParentTree"] = reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        top["ParentTreeNextKey"] = len(self._pages) + len(self._links)
