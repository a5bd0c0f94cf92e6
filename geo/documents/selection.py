"""The document of a filtered list: what was filtered, the map, the table, how to read it and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from geo.documents.ending import ending
from geo.documents.maps import selection_map
from geo.documents.paper import HEIGHT, WIDTH, About, build
from geo.documents.parts import above_table, bullets, paragraph
from geo.documents.poles import poles_table
from geo.documents.tags import Element
from geo.documents.text import BODY, LEAD, Heading
from geo.export.metadata import Metadata, describe
from geo.export.table import selected_poles
from geo.town_names import to_place
from geo.wording import describe_none_there, facet_title

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["selection_pdf"]

#: Height of the map of a short list, in points, and how many poles that is; a longer one has the rest of its page.
_SMALL, _FEW = 120 * mm, 8

#: What stands for « unknown » in a table that is read, where the exports of data leave a cell empty.
_UNKNOWN_NOTE = "« Non renseigné » : aucune source consultée ne donne la valeur."


def selection_pdf(panel: Panel, selection: Selection, link: str) -> bytes:
    """Return a filtered list as a PDF file, the same for the same arguments.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view.
    """
    told = describe(panel, selection, link)
    about = About(
        title=told.filters,
        subject=told.title,
        attribution=told.attribution,
        date=told.date,
        version=told.version,
        licence_title=told.licence_title,
        licence_url=told.licence_url,
        link=told.link,
    )

    def story(root: Element, _pages: Mapping[str, int]) -> Sequence[Flowable]:
        top: list[Flowable] = [Heading(told.filters, 1, root, "liste"), paragraph(root, told.title, LEAD)]
        content = _list(panel, selection, told, root) if told.count else _nothing(panel, selection, root)
        return [*top, *content, *ending(root, about, _notes(told), told.sources)]

    return build(about, story)


def _list(panel: Panel, selection: Selection, told: Metadata, root: Element) -> list[Flowable]:
    distance = f"Distance {to_place(told.near.place.name)} (km)" if told.near else ""
    return [
        *bullets(root, told.collections),
        Spacer(0, 6),
        selection_map(panel, selection, root, WIDTH, HEIGHT if told.count > _FEW else _SMALL),
        *above_table(Heading("Les pôles", 2, root, "poles")),
        poles_table(panel, selected_poles(panel, selection), root, told.link, distance=distance),
    ]


def _nothing(panel: Panel, selection: Selection, root: Element) -> list[Flowable]:
    """Say that nothing answers, and which filter to lift."""
    lines = [
        f"Lever le filtre « {facet_title(item.facet)} » : {item.count} PTCE"
        for item in panel.index.relaxations(selection)
    ]
    why = describe_none_there(panel, selection) or "Aucun pôle ne répond à tous ces filtres à la fois."
    story: list[Flowable] = [paragraph(root, why, BODY)]
    return [*story, *bullets(root, lines, BODY)] if lines else story


def _notes(told: Metadata) -> tuple[str, ...]:
    doubt, _, *others = told.notes
    return doubt, _UNKNOWN_NOTE, *others
