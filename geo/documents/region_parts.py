"""The parts of the document of a region, in the order of its sheet on the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Table

from geo import stats
from geo.documents.fonts import BOLD
from geo.documents.maps import region_map
from geo.documents.parts import Cell, above_table, bullets, cell, paragraph, table
from geo.documents.poles import poles_table
from geo.documents.sheets import Sheets
from geo.documents.tags import Element
from geo.documents.text import BODY, CELL, CELL_BOLD, CELL_NUMBER, CELL_SECOND, LEAD, SECOND, Heading, Text, markup
from geo.population import CENSUS_YEAR, whole_country
from geo.proximity import describe_distance
from geo.reference.schemes import RUNNING
from geo.sheets.region import compare, describe_rate, nearest_poles, scheme_groups
from geo.sheets.region_words import describe_missing, describe_schemes
from geo.sheets.schemes import SchemeText, describe_scheme, document_titles
from geo.wording import describe_place, in_region

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.model import Region

__all__ = ["comparison", "own_poles", "recent_laureates", "summary", "support"]

_FIGURES, _MAP, _MAP_HEIGHT = 68 * mm, 102 * mm, 118 * mm

_FIGURE = LEAD.clone(
    "Figure", fontSize=9, leading=15, leftIndent=34, bulletFontName=BOLD, bulletFontSize=11, spaceAfter=1
)


def summary(sheets: Sheets, region: Region, parent: Element) -> list[Flowable]:
    """Return the head of a sheet: its name, its figures beside its map."""
    column, place = sheets.column(region), in_region(region.slug, region.name)
    count = column.profile.poles
    said = f"{count} {'pôles' if count > 1 else 'pôle'} du panel de 2016 {place}."
    lead = said if count else f"Aucun pôle du panel de 2016 n'est situé {place}."
    title = Heading(region.name, 1, parent, region.slug)
    sentence = paragraph(parent, lead, LEAD)
    side: list[Flowable] = [*_figures(sheets, region, parent)]
    if note := describe_missing(column.population):
        side.append(paragraph(parent, note, SECOND))
    if count:
        for name, counts in (("Secteurs", column.profile.sectors), ("Formes juridiques", column.profile.forms)):
            told = ", ".join(f"{row.label} ({row.count})" for row in counts if row.count)
            side.append(_named(parent, name, told))
    else:
        side += _nearest(sheets, region, parent)
    halves = Table([[side, region_map(sheets.panel, region, parent, _MAP, _MAP_HEIGHT)]], [_FIGURES + 4 * mm, _MAP])
    halves.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
                     ("RIGHTPADDING", (0, 0), (0, 0), 4 * mm), ("RIGHTPADDING", (1, 0), (1, 0), 0)])  # fmt: skip
    return [title, sentence, halves]


def _figures(sheets: Sheets, region: Region, parent: Element) -> Iterator[Flowable]:
    column = sheets.column(region)
    own = sheets.of_region(region)
    rate = describe_rate(column.profile.poles, column.population)
    running = sum(scheme.status == RUNNING for scheme in own)
    figures: list[tuple[str, str]] = [
        (str(column.profile.poles), _many(column.profile.poles, "pôle du panel", "pôles du panel")),
        (rate or "?", f"{'pôles' if column.profile.poles > 1 else 'pôle'} par million d'habitants (recensement de "
         f"{CENSUS_YEAR}){'' if rate else ' : non renseigné'}"),
        *((str(call.count), f"{_many(call.count, 'lauréat', 'lauréats')} de l'appel de {call.label}")
          for call in column.profile.calls),
        *((str(call.count), f"{_many(call.count, 'lauréat connu', 'lauréats connus')} de l'appel de {call.label}")
          for call in stats.later_years(sheets.panel, stats.region_mask(sheets.panel, region.code))),
        (str(len(own)), _many(len(own), "dispositif de soutien cité", "dispositifs de soutien cités")
         + (f", dont {running or 'aucun'} en cours selon la source" if own else "")),
    ]  # fmt: skip
    listed = Element("L", parent)
    for value, label in figures:
        element = Element("LBody", Element("LI", listed))
        yield Text(markup(label), _FIGURE, element=element, bulletText=value)


def _many(count: int, one: str, many: str) -> str:
    return many if count > 1 else one


def _named(parent: Element, name: str, told: str) -> Text:
    return Text(f"<b>{markup(name)}.</b> {markup(told, 2000)}", SECOND, element=Element("P", parent))


def _nearest(sheets: Sheets, region: Region, parent: Element) -> list[Flowable]:
    found = nearest_poles(sheets.panel, region.code)
    said = f"Les pôles du panel les plus proches, à vol d'oiseau depuis {found.town} :"
    poles = sheets.panel.poles
    lines = [
        f"{poles.at[item.pole_id, 'nom']}, {describe_place(poles.loc[item.pole_id])} : {describe_distance(item)}"
        for item in found.poles
    ]
    return [paragraph(parent, said, BODY), *bullets(parent, lines)]


def own_poles(sheets: Sheets, region: Region, parent: Element) -> list[Flowable]:
    """Return the table of the poles of the panel; nothing where there are none."""
    mask = sheets.panel.in_panel & stats.region_mask(sheets.panel, region.code)
    count = int(mask.sum())
    if not count:
        return []
    said = f"{count} {_many(count, 'pôle', 'pôles')} du panel de 2016, par ordre alphabétique."
    return [
        *above_table(Heading("Ses pôles", 2, parent, f"{region.slug}-poles"), paragraph(parent, said, SECOND)),
        poles_table(sheets.panel, _records(sheets, mask), parent, sheets.link, region=False),
    ]


def recent_laureates(sheets: Sheets, region: Region, parent: Element) -> list[Flowable]:
    """Return the table of the laureates of later calls; nothing where none is known."""
    mask = sheets.later(region)
    if not mask.any():
        return []
    known, official = len(sheets.panel.later_lines), sheets.panel.dataset.later.official
    said = (
        f"Liste incomplète : l'atlas connaît le nom de {known} des {official} lauréats que l'État a annoncés depuis "
        "2021. Ils ne sont comptés ni dans les pôles du panel ni dans la comparaison."
    )
    return [
        *above_table(
            Heading("Lauréats des appels récents, hors panel", 2, parent, f"{region.slug}-recents"),
            paragraph(parent, said, SECOND),
        ),
        poles_table(sheets.panel, _records(sheets, mask), parent, sheets.link, region=False),
    ]


def _records(sheets: Sheets, mask: Mask) -> list[dict[str, Any]]:
    return [{"id": str(pole_id), **row.to_dict()} for pole_id, row in sheets.panel.poles[mask].iterrows()]


def comparison(sheets: Sheets, region: Region, parent: Element) -> list[Flowable]:
    """Return the table that compares a region with the country."""
    country = stats.profile(sheets.panel, sheets.panel.in_panel)
    column = sheets.column(region)
    whole = type(column)("France", country, whole_country(sheets.populations.values()))
    rows: list[list[Cell]] = []
    groups: list[int] = []
    for section in compare([column, whole], country):
        groups.append(len(rows))
        rows.append([cell(section.title, CELL_BOLD)])
        rows += [[cell(label), *(cell(text, CELL_NUMBER) for text in texts)] for label, texts in section.rows]
    note = (
        "Pôles du panel de 2016. Les parts sont celles des pôles de la colonne, sauf la première ligne ; un pôle peut "
        "avoir plusieurs secteurs ou avoir gagné plusieurs appels. Habitants : population municipale du recensement de "
        f"{CENSUS_YEAR} (INSEE), sans Mayotte, que la source ne donne pas."
    )
    return [
        *above_table(Heading("Comparaison avec la France", 2, parent, f"{region.slug}-comparaison")),
        table(parent, ["Nombre de pôles (part)", region.name, "France"], rows, [100, 37, 37], groups=groups, numbers=2),
        paragraph(parent, note, SECOND.clone("Note", spaceBefore=4)),
    ]


def support(sheets: Sheets, region: Region, parent: Element) -> list[Flowable]:
    """Return the support schemes that the documents cite in a region."""
    groups = scheme_groups(sheets.schemes, region.code)
    own = [scheme for group in groups for scheme in group.schemes]
    titles = document_titles(sheets.panel.vocabulary.documents)
    story: list[Flowable] = [
        Heading("Dispositifs de soutien", 2, parent, f"{region.slug}-dispositifs"),
        paragraph(parent, describe_schemes(own, region), BODY),
    ]
    for group in groups:
        title: list[Flowable] = [Heading(group.label, 3, parent)]
        listed = Element("L", parent)
        for scheme in group.schemes:
            element = Element("LBody", Element("LI", listed))
            # The title goes with the first of them.
            story.append(KeepTogether([*title, *_scheme(describe_scheme(scheme, titles), element)]))
            title = []
    return story


def _scheme(said: SchemeText, parent: Element) -> list[Flowable]:
    where = " · ".join(part for part in (said.territory, said.kinds, said.period) if part)
    lines = [f"{label} : {amount}" for label, amount in said.amounts]
    if said.eligible:
        lines.append(f"{'Étaient éligibles' if said.is_past else 'Éligibles'} : {said.eligible}")
    origin = f"{said.status}. Source : {said.source}." + (f" Réserve : {said.caution}" if said.caution else "")
    return [
        paragraph(parent, said.name, CELL_BOLD.clone("SchemeName", fontSize=8.5, leading=11, spaceBefore=4)),
        paragraph(parent, where, CELL_SECOND),
        paragraph(parent, said.description, CELL.clone("SchemeText", fontSize=8, leading=11, spaceBefore=2)),
        *bullets(parent, lines),
        paragraph(parent, origin, SECOND),
    ]
