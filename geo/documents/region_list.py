"""The first pages of the document of all regions: its contents, with the figures of each, and the map of the poles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reportlab.platypus import Flowable, PageBreak

from geo.documents.maps import selection_map
from geo.documents.paper import HEIGHT, WIDTH
from geo.documents.parts import Cell, cell, paragraph, table
from geo.documents.sheets import Sheets
from geo.documents.tags import Element
from geo.documents.text import CELL_BOLD, CELL_NUMBER, LEAD, SECOND, Heading
from geo.population import CENSUS_YEAR
from geo.selection import Selection
from geo.sheets.region import describe_rate, general_schemes

if TYPE_CHECKING:
    from geo.model import Region

__all__ = ["contents"]


def contents(sheets: Sheets, regions: Sequence[Region], parent: Element, pages: Mapping[str, int]) -> list[Flowable]:
    """Return the contents of the document: each region leads to its sheet, and has its page beside its figures."""
    poles, lists = int(sheets.panel.in_panel.sum()), sheets.panel.dataset.list_name
    lead = (
        f"{poles} pôles distincts figurent au {lists}. Les lauréats des appels lancés depuis 2021 sont comptés à "
        "part : leur liste est incomplète."
    )
    note = (
        f"Taux calculés sur la population municipale du recensement de {CENSUS_YEAR} (INSEE), qui manque pour Mayotte. "
        "Les dispositifs sont ceux que citent les documents de référence ; la plupart sont révolus. "
        f"{len(general_schemes(sheets.schemes))} dispositifs nationaux ou européens n'appartiennent à aucune région."
    )
    calls = [call.label for call in sheets.column(regions[0]).profile.calls]
    head = ["Région", "Pôles", "Par million d'habitants", *(f"Lauréats {call}" for call in calls),
            "Autres lauréats depuis 2021", "Dispositifs", "Page"]  # fmt: skip
    rows = [_row(sheets, region, pages) for region in regions]
    return [
        Heading(f"Les {len(regions)} régions", 1, parent, "regions"),
        paragraph(parent, lead, LEAD),
        table(parent, head, rows, [52, 13, 24, *(18 for _ in calls), 24, 22, 13], numbers=len(head) - 1),
        paragraph(parent, note, SECOND),
        PageBreak(),
        selection_map(sheets.panel, Selection(appels=True), parent, WIDTH, HEIGHT),
    ]


def _row(sheets: Sheets, region: Region, pages: Mapping[str, int]) -> list[Cell]:
    column = sheets.column(region)
    numbers = [
        str(column.profile.poles),
        describe_rate(column.profile.poles, column.population),
        *(str(call.count) for call in column.profile.calls),
        str(int(sheets.later(region).sum())),
        str(len(sheets.of_region(region))),
        str(pages.get(region.slug, 0)),
    ]
    return [Cell(((region.name, CELL_BOLD),), f"#{region.slug}"), *(cell(text, CELL_NUMBER) for text in numbers)]
