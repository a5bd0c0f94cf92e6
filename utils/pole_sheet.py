"""What the templates of the sheet of a pole are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from geo.mapping.records import pole_records
from geo.mapping.style import UNKNOWN_SECTOR, ink
from geo.model import UNKNOWN, Panel
from geo.proximity import Neighbour, describe_distance, nearest
from geo.reference.load import Reference
from geo.reference.pole_facts import PoleFact, describe_fact, key_figures
from geo.sheets import pole as sheet
from geo.sheets.report import mail_link, report_body, report_subject
from geo.sheets.schemes import document_titles
from geo.similar import same_sector
from geo.text import NO_BREAK_SPACE
from geo.wording import TO_CONFIRM, describe_place, describe_selection, in_region, is_doubtful
from utils import settings, state
from utils.links import page_link
from utils.sketches import pole_sketch

__all__ = ["double_values", "names_of", "sheet_values"]

_NEAREST, _NEAREST_LATER, _ALIKE = 5, 2, 4


def sheet_values(panel: Panel, reference: Reference, pole_id: str, root: str | None) -> dict[str, Any]:
    """Return what `pole.html` shows of a distinct pole.

    Parameters
    ----------
    panel, reference
        The data.
    pole_id
        Id of a distinct pole.
    root
        Address of the application, with a final slash; None if unknown.
    """
    record = _records(panel)[pole_id]
    row = panel.poles.loc[pole_id]
    region = next(region for region in panel.vocabulary.regions if region.code == row["code_region"])
    link = f"{root}pole?id={pole_id}" if root else None
    return {
        "pole": {**record, "region_name": region.name},
        "region_slug": region.slug,
        "site_name": urlsplit(record["site"] or "").netloc.removeprefix("www."),
        "sectors": _sectors(panel, row),
        "later": record["collection"] != "panel",
        "sketch": pole_sketch(panel, pole_id),
        "facts": sheet.told_facts(panel, pole_id),
        "listed": sheet.listed_lines(panel, pole_id),
        "remarks": sheet.other_remarks(panel, pole_id),
        "pages_cited": any(", p. " in source["texte"] for value in record["valeurs"] for source in value["sources"]),
        "citation": sheet.cite(panel.dataset, record["nom"], link),
        "mail": _mail(panel, record, link),
        **_position(panel, pole_id),
        **_figures(panel, reference, pole_id),
        **_support(panel, reference, pole_id, in_region(region.slug, region.name)),
        **_neighbours(panel, pole_id),
    }


def double_values(panel: Panel, asked: str) -> dict[str, str] | None:
    """Return what is said of the line asked for where it doubles a pole, else None."""
    if asked not in panel.doubles:
        return None
    line = next(line for line in panel.doubles_of(panel.doubles[asked]) if line["id"] == asked)
    where = (
        f"ligne {line['ligne']} de la liste de 2016" if line["region_liste"] else f"appel de {line['annee_laureat']}"
    )
    return {"id": asked, "name": line["nom_liste"], "where": where}


def names_of(panel: Panel, ids: Iterable[str]) -> list[dict[str, str]]:
    """Return id, name and place (town and département, else region) of poles."""
    rows = ((pole_id, panel.poles.loc[pole_id]) for pole_id in ids)
    return [
        {
            "id": pole_id,
            "name": row["nom"],
            "place": describe_place({**row, "region": None} if row["departement"] else row),
        }
        for pole_id, row in rows
    ]


@lru_cache(maxsize=2)
def _records(panel: Panel) -> Mapping[str, dict[str, Any]]:
    return {record["id"]: record for record in pole_records(panel)}


def _row(panel: Panel, pole_id: str) -> int:
    return int(panel.poles.index.get_loc(pole_id))


def _sectors(panel: Panel, row: Mapping[str, Any]) -> list[dict[str, str]]:
    known = {sector.label: sector for sector in panel.vocabulary.sectors}
    doubt = f" ({TO_CONFIRM})" if is_doubtful(row, "secteurs") else ""
    sectors = [known[label] for label in row["secteurs"]] or [UNKNOWN_SECTOR]
    return [
        {"code": s.code, "label": s.label + doubt, "short": s.short, "colour": s.colour, "ink": ink(s.colour)}
        for s in sectors
    ]


def _position(panel: Panel, pole_id: str) -> dict[str, Any]:
    selection = state.current().selection
    kept = panel.index.mask(selection)
    found = sheet.find_position(panel, kept, pole_id)
    sentence = describe_selection(selection, panel.index, int(kept.sum()))
    rank = f"{sheet.ordinal(found.rank)} sur {found.total}"
    if found.is_kept:
        text = f"{sheet.ordinal(found.rank)} sur {sentence}"
    elif selection.is_empty:
        text = f"{rank} PTCE, lauréats connus des appels récents compris"
    else:
        text = f"Hors des filtres en cours ({sentence}) : {rank} PTCE sans filtre"
    around = names_of(panel, [other for other in (found.previous, found.following) if other])
    # Off the filters the map would not draw it: there, the link leaves them behind.
    calls = "" if panel.in_panel[_row(panel, pole_id)] else "&appels=1"
    map_link = page_link("", pole=pole_id) if found.is_kept else f"./?pole={pole_id}{calls}"
    by_id = {item["id"]: item for item in around}
    return {
        "position": text,
        "map_link": map_link,
        "previous": by_id.get(found.previous or ""),
        "following": by_id.get(found.following or ""),
    }


def _figures(panel: Panel, reference: Reference, pole_id: str) -> dict[str, Any]:
    ids = sheet.line_ids(panel, pole_id)
    titles = document_titles(panel.vocabulary.documents)
    figures = key_figures(reference.pole_facts, ids)
    documents = list(dict.fromkeys(titles.get(figure.document, figure.document) for figure in figures))
    details = sheet.other_facts(reference.pole_facts, ids)
    missing = sheet.figures_missing(figures)
    return {
        "figures": [_figure(figure, titles if len(documents) > 1 else {}) for figure in figures],
        "figures_notes": len(documents) > 1 or any(figure.note for figure in figures),
        "figures_source": " ; ".join(documents),
        "missing": ", ".join(missing)[:1].upper() + ", ".join(missing)[1:],
        "details": [{"text": describe_fact(fact), "note": fact.note} for fact in details],
        "details_source": " ; ".join(dict.fromkeys(titles.get(fact.document, fact.document) for fact in details)),
    }


def _figure(figure: PoleFact, titles: Mapping[str, str]) -> dict[str, str]:
    # « Membres : environ 20 entreprises (2016) » without its label and its date, which have their own columns.
    when = str(figure.year) if figure.year is not None else figure.period
    value = describe_fact(figure).removeprefix(f"{figure.label} : ").removesuffix(f" ({when})")
    # Where all come from one document, the caption names it once.
    note = " ".join(filter(None, (figure.note, titles.get(figure.document))))
    return {"label": figure.label, "value": value, "year": when or UNKNOWN, "note": note}


def _support(panel: Panel, reference: Reference, pole_id: str, where: str) -> dict[str, Any]:
    ids = sheet.line_ids(panel, pole_id)
    years = panel.calls_of(pole_id)
    own = sheet.own_schemes(reference.schemes, ids)
    count = sheet.region_schemes(reference.schemes, panel.poles.at[pole_id, "code_region"], ids)
    other = "autre" if own else "dispositif"
    plural = "s" if count > 1 else ""
    what = f"{other}{plural} dispositif{plural}" if own else f"{other}{plural}"
    start = f"{count} {what}" if count else f"Aucun {other}{' dispositif' if own else ''}"
    return {
        "calls": [_call(call) for call in reference.calls if call.year in years],
        "schemes": own,
        "region_schemes": f"{start} {where} dans les documents lus.",
    }


def _call(call: Any) -> dict[str, str]:
    laureates = f"{call.laureates} lauréats" if call.laureates is not None else "nombre de lauréats non renseigné"
    computed = " (nombre calculé)" if call.laureates_computed else ""
    among = f" sur {call.applicants} candidatures" if call.applicants is not None else ""
    return {"year": str(call.year), "title": call.title, "text": f"{laureates}{computed}{among}."}


def _neighbours(panel: Panel, pole_id: str) -> dict[str, Any]:
    def told(found: Iterable[Neighbour]) -> list[dict[str, str]]:
        neighbours = {neighbour.pole_id: neighbour for neighbour in found}
        return [
            {**item, "distance": describe_distance(neighbours[item["id"]]) + _calls(panel, item["id"])}
            for item in names_of(panel, neighbours)
        ]

    alike = same_sector(panel, pole_id) & panel.in_panel
    count = int(alike.sum())
    sectors = panel.poles.at[pole_id, "secteurs"]
    code = next((s.code for s in panel.vocabulary.sectors if sectors and s.label == sectors[0]), None)
    text = f"Tous les pôles de ce secteur{NO_BREAK_SPACE}: les voir dans la liste"
    return {
        "nearest": told(nearest(panel, pole_id, _NEAREST)),
        "nearest_later": told(nearest(panel, pole_id, _NEAREST_LATER, ~np.asarray(panel.in_panel))),
        "alike": told(nearest(panel, pole_id, _ALIKE, alike)) if count else [],
        "alike_link": {"href": f"./liste?secteur={code}", "text": text} if code and count > _ALIKE else None,
    }


def _calls(panel: Panel, pole_id: str) -> str:
    in_panel = panel.in_panel[_row(panel, pole_id)]
    return "" if in_panel else f", appel de {', '.join(str(year) for year in panel.calls_of(pole_id))}"


def _mail(panel: Panel, record: Mapping[str, Any], link: str | None) -> str | None:
    address = settings.contact()
    if address is None:
        return None
    values = [
        ("Nom", record["nom"]),
        *((value["titre"], value["texte"]) for value in record["valeurs"]),
        ("Site", record["site"] or UNKNOWN),
    ]
    body = report_body(record["id"], values, panel.dataset.version, link)
    return mail_link(address, report_subject(record["id"], record["nom"]), body)
