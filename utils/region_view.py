"""The pages of the regions, put together: what `geo` computes, handed to the templates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from geo import stats
from geo.export import grouped
from geo.filters import Mask
from geo.model import Panel, Region
from geo.population import CENSUS_YEAR, whole_country
from geo.proximity import describe_distance
from geo.reference.schemes import RUNNING, Scheme
from geo.selection import Selection
from geo.sheets import region as region_sheet
from geo.sheets.region_words import describe_missing, describe_schemes, describe_when
from geo.sheets.schemes import describe_scheme, document_titles
from geo.typography import no_break
from geo.wording import describe_place, in_region, join_words
from utils import data, links, panels, sketches, templates, terms
from utils.web import assets
from utils.web.api.region_documents import document_path
from utils.web.downloads import download_path

__all__ = ["show_all", "show_sheet"]

#: Beyond this many schemes, each one is folded under its name.
_SHOWN_OPEN = 4


def show_all(panel: Panel) -> None:
    """Draw the table of the 18 regions, overseas apart."""
    schemes = data.reference().schemes
    rows: list[dict[str, Any]] = []
    for region in sorted(panel.vocabulary.regions, key=lambda region: region.slug):
        column = _column(panel, region)
        rows.append(
            {
                "region": region,
                "profile": column.profile,
                "rate": region_sheet.describe_rate(column.profile.poles, column.population),
                "later": int(_later(panel, region).sum()),
                "schemes": sum(scheme.region_code == region.code for scheme in schemes),
            }
        )
    templates.show(
        "regions.html",
        mainland=[row for row in rows if not row["region"].overseas],
        overseas=[row for row in rows if row["region"].overseas],
        calls=[call.label for call in rows[0]["profile"].calls],
        most=max(row["profile"].poles for row in rows),
        poles=int(panel.in_panel.sum()),
        list_name=panel.dataset.list_name,
        year=CENSUS_YEAR,
        general=len(region_sheet.general_schemes(schemes)),
        document=document_path(),
    )


def show_sheet(panel: Panel, region: Region) -> None:
    """Draw the sheet of a region: its poles, the comparison that the visitor chose, its support schemes."""
    _show_poles(panel, region)
    other = _compared(panel, region)
    panels.mount(
        "picker",
        {
            "label": "Comparer avec",
            "value": other.slug if other else "",
            "options": [
                {"value": "", "label": "La France seulement"},
                *(
                    {"value": place.slug, "label": place.name}
                    for place in sorted(panel.vocabulary.regions, key=lambda place: (place.overseas, place.slug))
                    if place != region
                ),
            ],
        },
        lambda event: links.ask("avec", str(event.get("value", ""))),
    )
    _show_rest(panel, region, other)


def _show_poles(panel: Panel, region: Region) -> None:
    column = _column(panel, region)
    rows = region_sheet.pole_rows(panel, panel.in_panel & stats.region_mask(panel, region.code))
    own = [scheme for scheme in data.reference().schemes if scheme.region_code == region.code]
    chosen = Selection(region=(region.slug,))
    drawing = sketches.region_sketch(panel, region.code)
    values = {
        "region": region,
        "place": in_region(region.slug, region.name),
        "profile": column.profile,
        "rate": region_sheet.describe_rate(column.profile.poles, column.population),
        "year": CENSUS_YEAR,
        "population_note": no_break(describe_missing(column.population)),
        "recent": stats.later_years(panel, stats.region_mask(panel, region.code)),
        "schemes": len(own),
        "running": sum(scheme.status == RUNNING for scheme in own),
        "nearest": None if rows else _nearest(panel, region),
        "sketch": drawing,
        "sketch_note": _sketch_note(drawing),
        "map_link": f"./?{urlencode(chosen.to_query(), doseq=True)}",
        "located": [row for row in rows if not row.region_only],
        "vague": [row for row in rows if row.region_only],
        "exports": [
            (group, [(item.label, download_path(chosen, item.extension)) for item in choices])
            for group, choices in grouped()
        ],
        "document": document_path(region),
        "later": region_sheet.pole_rows(panel, _later(panel, region)),
        "known": len(panel.later_lines),
        "official": panel.dataset.later.official,
    }
    templates.show("region.html", **values)
    templates.show_shared(f"region-{region.slug}", "region_corps.html", **values)


def _show_rest(panel: Panel, region: Region, other: Region | None) -> None:
    places = [_column(panel, place) for place in (region, other) if place]
    country = stats.profile(panel, panel.in_panel)
    columns = [*places, region_sheet.Column("France", country, whole_country(data.populations().values()))]
    schemes = data.reference().schemes
    groups = region_sheet.scheme_groups(schemes, region.code)
    own = [scheme for group in groups for scheme in group.schemes]
    asked = links.asked("avec")
    if asked and region_sheet.find_region(panel.vocabulary, asked) is None:
        templates.show("region_sans_comparaison.html", unknown=asked)
    templates.show_shared(
        "-".join(["comparaison", *(place.slug for place in (region, other) if place)]),
        "region_comparaison.html",
        caption=f"{join_words([column.name for column in columns], 'et')}\u00a0: les mêmes lignes côte à côte",
        columns=columns,
        sections=region_sheet.compare(columns, country),
        year=CENSUS_YEAR,
        sentence=no_break(describe_schemes(own, region)),
    )
    panels.mount("schemes", {"file": _publish_schemes(panel, region), "open": len(own) <= _SHOWN_OPEN})


def _publish_schemes(panel: Panel, region: Region) -> str:
    """Publish the schemes of a region as JSON: they would be most of the sheet, and never change."""
    schemes = data.reference().schemes
    titles = document_titles(panel.vocabulary.documents)
    content = {
        "groupes": [
            {"titre": group.label, "dispositifs": [_scheme(scheme, titles) for scheme in group.schemes]}
            for group in region_sheet.scheme_groups(schemes, region.code)
        ],
        "generaux": [f"{scheme.name} ({describe_when(scheme)})" for scheme in region_sheet.general_schemes(schemes)],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return assets.publish(f"dispositifs-{region.slug}.json", no_break(text).encode(), "application/json")


def _scheme(scheme: Scheme, titles: Mapping[str, str]) -> dict[str, Any]:
    said = describe_scheme(scheme, titles)
    lines = [f"{label} : {amount}" for label, amount in said.amounts]
    if said.eligible:
        lines.append(f"{'Étaient éligibles' if said.is_past else 'Éligibles'} : {said.eligible}")
    return {
        "nom": said.name,
        "quand": describe_when(scheme),
        "ou": " · ".join(part for part in (said.territory, said.kinds) if part),
        "description": terms.parts(said.description),
        "lignes": lines,
        "statut": said.status,
        "source": said.source,
        "reserve": said.caution,
    }


def _column(panel: Panel, region: Region) -> region_sheet.Column:
    counted = stats.profile(panel, panel.in_panel & stats.region_mask(panel, region.code))
    return region_sheet.Column(region.name, counted, data.populations()[region.code])


def _later(panel: Panel, region: Region) -> Mask:
    mask: Mask = ~panel.in_panel & stats.region_mask(panel, region.code)
    return mask


def _compared(panel: Panel, region: Region) -> Region | None:
    asked = links.asked("avec")
    found = region_sheet.find_region(panel.vocabulary, asked) if asked else None
    return None if found == region else found


def _nearest(panel: Panel, region: Region) -> dict[str, Any]:
    found = region_sheet.nearest_poles(panel, region.code)
    names = panel.poles["nom"]
    poles = [
        {
            "id": item.pole_id,
            "name": names[item.pole_id],
            "place": describe_place(panel.poles.loc[item.pole_id]),
            "distance": describe_distance(item),
        }
        for item in found.poles
    ]
    return {"town": found.town, "poles": poles}


def _sketch_note(drawing: sketches.Sketch) -> str:
    marks = drawing["marks"]
    parts = ["Lettres et couleur : premier secteur du pôle."] if marks else ["Aucun pôle à montrer."]
    if any(mark["blurred"] for mark in marks):
        parts.append("Entouré de tirets : commune inconnue, point placé au milieu du département ou de la région.")
    if any(mark["later"] for mark in marks):
        parts.append("Carré : lauréat d'un appel récent, hors panel.")
    if len(marks) > 1:
        parts.append("Les marques qui se chevaucheraient sont un peu écartées.")
    return no_break(" ".join(parts))
