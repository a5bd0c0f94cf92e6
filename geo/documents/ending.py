"""How a document ends: how to read it, where it comes from, on what terms it may be used again."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from geo.documents.paper import About
from geo.documents.parts import bullets, paragraph
from geo.documents.tags import Element
from geo.documents.text import LINK, SECOND, Heading

__all__ = ["ending"]

_LINKED = SECOND.clone("Linked", textColor=LINK)


def ending(
    parent: Element, about: About, notes: Sequence[str], sources: Sequence[str], *, level: int = 2
) -> list[Flowable]:
    """Return the last part of a document.

    Parameters
    ----------
    parent
        Element that it is part of.
    about
        What the document says of itself.
    notes, sources
        One sentence each.
    level
        Of its headings.
    """
    story: list[Flowable] = []
    if notes:
        story += [Heading("Lire ce document", level, parent, "lecture"), *bullets(parent, notes)]
    story += [Heading("Sources", level, parent, "sources"), *bullets(parent, sources)]
    story += [
        Heading("Réutiliser", level, parent, "reutiliser"),
        paragraph(parent, f"À citer : {about.attribution}.", SECOND),
        paragraph(parent, about.licence_title, _LINKED, about.licence_url),
        paragraph(parent, "Retrouver cette page en ligne, à jour :", SECOND),
        paragraph(parent, about.link, _LINKED, about.link),
    ]
    return story
