"""The document of a region, and the one of all regions: what their sheets on the site say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from reportlab.platypus import Flowable, PageBreak

from geo.documents.ending import ending
from geo.documents.paper import About, build
from geo.documents.parts import bullets
from geo.documents.region_list import contents
from geo.documents.region_parts import comparison, own_poles, recent_laureates, summary, support
from geo.documents.sheets import Sheets
from geo.documents.tags import Element
from geo.documents.text import Heading
from geo.errors import UnknownValueError
from geo.export.metadata import Metadata, describe
from geo.selection import Selection
from geo.sheets.region import find_region, general_schemes
from geo.sheets.region_words import describe_when

if TYPE_CHECKING:
    from geo.model import Region
    from geo.reference.schemes import Scheme

__all__ = ["Sheets", "all_regions_pdf", "region_pdf"]


def region_pdf(sheets: Sheets, asked: str) -> bytes:
    """Return the sheet of a region as a PDF file, the same for the same arguments.

    Parameters
    ----------
    sheets
        What it is made from.
    asked
        INSEE code of the region, or its name in addresses.

    Raises
    ------
    UnknownValueError
        If there is no such region.
    """
    region = find_region(sheets.panel.vocabulary, asked)
    if region is None:
        allowed = [each.code for each in sheets.panel.vocabulary.regions]
        raise UnknownValueError("region", asked, allowed, "donner un code INSEE ou un nom d'adresse : bretagne")
    told = describe(sheets.panel, Selection(region=(region.slug,), appels=True), sheets.page(region))
    about = _about(told, f"{region.name} : PTCE et dispositifs de soutien", told.link)

    def story(root: Element, _pages: Mapping[str, int]) -> Sequence[Flowable]:
        return [
            *_sheet(sheets, region, root),
            *_general(sheets.schemes, root, 3),
            *ending(root, about, told.notes[:1], told.sources),
        ]

    return build(about, story)


def all_regions_pdf(sheets: Sheets) -> bytes:
    """Return the sheets of all regions as one PDF file, with a page of contents; the same for the same arguments."""
    told = describe(sheets.panel, Selection(appels=True), sheets.link)
    regions = sorted(sheets.panel.vocabulary.regions, key=lambda region: (region.overseas, region.slug))
    about = _about(told, f"Les {len(regions)} régions : PTCE et dispositifs de soutien", sheets.link)

    def story(root: Element, pages: Mapping[str, int]) -> Sequence[Flowable]:
        flowables: list[Flowable] = contents(sheets, regions, root, pages)
        for region in regions:
            part = Element("Part", root)
            flowables += [PageBreak(), *_sheet(sheets, region, part)]
        end = Element("Part", root)
        return [
            *flowables,
            PageBreak(),
            Heading("Pour toutes les régions", 1, end, "toutes"),
            *_general(sheets.schemes, end, 2),
            *ending(end, about, told.notes[:1], told.sources),
        ]

    return build(about, story)


def _about(told: Metadata, title: str, link: str) -> About:
    return About(
        title=title,
        subject=told.title,
        attribution=told.attribution,
        date=told.date,
        version=told.version,
        licence_title=told.licence_title,
        licence_url=told.licence_url,
        link=link,
    )


def _sheet(sheets: Sheets, region: Region, parent: Element) -> list[Flowable]:
    return [
        *summary(sheets, region, parent),
        *own_poles(sheets, region, parent),
        *recent_laureates(sheets, region, parent),
        *comparison(sheets, region, parent),
        *support(sheets, region, parent),
    ]


def _general(schemes: Iterable[Scheme], parent: Element, level: int) -> list[Flowable]:
    lines = [f"{scheme.name} ({describe_when(scheme)})" for scheme in general_schemes(schemes)]
    key = "generaux" if level < 3 else ""
    return [Heading("Dispositifs nationaux et européens", level, parent, key), *bullets(parent, lines)]
