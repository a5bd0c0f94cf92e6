"""The poles as a table to print: of a filtered list, or of a region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

from reportlab.platypus import Table

from geo.documents.parts import Cell, Chip, cell, second, table
from geo.documents.tags import Element
from geo.documents.text import CELL, CELL_BOLD, CELL_NUMBER
from geo.export.table import DISTANCE
from geo.mapping.style import UNKNOWN_SECTOR
from geo.model import APPELS, UNKNOWN, collection_of
from geo.picture.marks import Mark
from geo.picture.territory import territory_of
from geo.proximity import APPROXIMATE
from geo.text import format_number
from geo.wording import describe_precision, is_doubtful, join_words, mark_doubt

if TYPE_CHECKING:
    from geo.model import Panel, Sector

__all__ = ["NO_CALL_KNOWN", "pole_address", "poles_table", "tell_calls"]

NO_CALL_KNOWN = "non lauréat connu"

_CHIP, _POLE, _REGION, _SECTORS, _FORM, _CALLS, _KM = 5.5, 52.0, 32.0, 40.0, 22.0, 22.0, 17.0


def poles_table(
    panel: Panel,
    records: Iterable[Mapping[str, Any]],
    parent: Element,
    link: str,
    *,
    region: bool = True,
    distance: str = "",
) -> Table:
    """Return the table of some poles.

    Parameters
    ----------
    panel
        Everything that is known.
    records
        The poles, as `geo.export.table.selected_poles` yields them.
    parent
        Element of the structure that the table is part of.
    link
        A web address of the atlas, from which those of the sheets are told.
    region
        Whether the region of each pole is told.
    distance
        Title of the column of distances; "" for none.
    """
    columns = [("", _CHIP), ("Pôle", _POLE)]
    columns += [("Région", _REGION)] if region else []
    columns += [("Secteurs", _SECTORS), ("Forme juridique", _FORM), ("Lauréat", _CALLS)]
    columns += [(distance, _KM)] if distance else []
    sectors = {sector.label: sector for sector in panel.vocabulary.sectors}
    rows = []
    for record in records:
        row: list[Cell | Chip] = [Chip(_mark(record, sectors)), _name(record, link)]
        row += [cell(mark_doubt(record, "region"))] if region else []
        row += [_value(record, "secteurs"), _value(record, "forme_juridique"), cell(tell_calls(panel, record))]
        row += [cell(_tell_distance(record), CELL_NUMBER)] if distance else []
        rows.append(row)
    return table(
        parent, [title for title, _ in columns], rows, [width for _, width in columns], numbers=int(bool(distance))
    )


def _mark(record: Mapping[str, Any], sectors: Mapping[str, Sector]) -> Mark:
    sector = sectors[record["secteurs"][0]] if record["secteurs"] else UNKNOWN_SECTOR
    later, vague = collection_of(record["id"]) == APPELS, record["precision"] in APPROXIMATE
    return Mark(record["id"], sector, vague, later, territory_of(record["code_region"]), 0.0, 0.0)


def pole_address(link: str, pole_id: str) -> str:
    """Return the web address of the sheet of a pole, beside that of another page of the atlas."""
    return urljoin(link, f"pole?{urlencode({'id': pole_id})}")


def tell_calls(panel: Panel, record: Mapping[str, Any]) -> str:
    """Say which national calls a pole won: « 2013 et 2022 », « non lauréat connu »."""
    years = panel.calls_of(record["id"])
    if not years:
        return NO_CALL_KNOWN
    told = {"annee_laureat": years, "sources": {"annee_laureat": panel.call_source(record["id"])}}
    return mark_doubt(told, "annee_laureat", join_words([str(year) for year in years], "et"))


def _name(record: Mapping[str, Any], link: str) -> Cell:
    lines = [(record["nom"] or UNKNOWN, CELL_BOLD), second(_place(record))]
    if collection_of(record["id"]) == APPELS:
        lines.append(second(f"Lauréat de l'appel de {record['annee_laureat']}, hors panel"))
    return Cell(tuple(lines), pole_address(link, record["id"]))


def _place(record: Mapping[str, Any]) -> str:
    """Say where a pole is within its region: « Limoux, Aude », or which place its point stands for."""
    names: Sequence[str | None] = (record["commune"], record["departement"])
    known = list(dict.fromkeys(name for name in names if name))
    if not record["commune"]:
        return describe_precision(record).partition(" : ")[0] + (f" ({known[0]})" if known else "")
    field = "commune"
    return mark_doubt(record, field, ", ".join(known)) if is_doubtful(record, field) else ", ".join(known)


def _value(record: Mapping[str, Any], field: str) -> Cell:
    return cell(mark_doubt(record, field) if record[field] not in (None, []) else None, CELL)


def _tell_distance(record: Mapping[str, Any]) -> str | None:
    km = record.get(DISTANCE)
    approximate = record["precision"] in APPROXIMATE
    return None if km is None else f"{'environ ' if approximate else ''}{format_number(km, 1)}"
