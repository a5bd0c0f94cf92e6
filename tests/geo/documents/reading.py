"""Reads a PDF file back, with the two libraries that the tests have: pypdfium2 for the text, pypdf for the objects."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2
from pypdf import PdfReader


def squeeze(text: str) -> str:
    """Leave out all that a line end may change: spaces, and hyphens, for which pdfium has marks of its own there."""
    return "".join(char for char in text if not char.isspace() and char not in "-\x02\ufffe\u00ad")


@dataclass(frozen=True)
class Read:
    content: bytes

    @cached_property
    def pages(self) -> list[str]:
        with pypdfium2.PdfDocument(self.content) as document:
            return [page.get_textpage().get_text_bounded() for page in document]

    @cached_property
    def text(self) -> str:
        return squeeze("".join(self.pages))

    @cached_property
    def pdf(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.content))

    @cached_property
    def other_text(self) -> str:
        return squeeze("".join(page.extract_text() for page in self.pdf.pages))

    @property
    def catalog(self) -> Any:
        return self.pdf.trailer["/Root"]

    @cached_property
    def outline(self) -> list[tuple[int, str, int]]:
        """Level, title and page (from 1) of each entry."""
        return list(self._entries(self.pdf.outline, 0))

    def _entries(self, entries: Any, level: int) -> Iterator[tuple[int, str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from self._entries(entry, level + 1)
            else:
                yield level, str(entry.title), (self.pdf.get_destination_page_number(entry) or 0) + 1

    @cached_property
    def addresses(self) -> set[str]:
        return {str(link["/A"]["/URI"]) for page in self.pdf.pages for link in links(page) if "/A" in link}

    def fonts(self) -> Iterator[Any]:
        for page in self.pdf.pages:
            yield from (font.get_object() for font in page["/Resources"]["/Font"].values())  # type: ignore[index]

    def elements(self) -> Iterator[Any]:
        """Every element of the structure, in reading order."""
        yield from _below(self.catalog["/StructTreeRoot"]["/K"])


def links(page: Any) -> list[Any]:
    return [one.get_object() for one in page.get("/Annots", [])]


def _below(kid: Any) -> Iterator[Any]:
    found = kid.get_object()
    if isinstance(found, list):
        for one in found:
            yield from _below(one)
    elif isinstance(found, dict) and "/S" in found:
        yield found
        if "/K" in found:
            yield from _below(found["/K"])
