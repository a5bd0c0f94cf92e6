"""French sentences about selections, places and confidence: one place, so that page, popup and export agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geo.filters import NO_CALL, UNKNOWN_VALUE
from geo.model import CONFIDENCES, UNKNOWN, is_later_call
from geo.near import AUTOUR, RAYON, Near
from geo.selection import APPELS, TEXT, Dropped, Selection, clean_text
from geo.text import NO_BREAK_SPACE, format_number, slugify
from geo.town_names import of_place

if TYPE_CHECKING:
    from geo.filters import FacetIndex
    from geo.model import Panel

__all__ = [
    "DROPPED_SHOWN",
    "TO_CONFIRM",
    "count_poles",
    "describe_dropped",
    "describe_list",
    "describe_near",
    "describe_none_there",
    "describe_place",
    "describe_precision",
    "describe_refused",
    "describe_selection",
    "facet_title",
    "file_stem",
    "in_region",
    "is_doubtful",
    "join_words",
    "later_span",
    "mark_doubt",
]

#: Mark of a value whose source is weak.
TO_CONFIRM = "à confirmer"

#: How many unknown values of a link are named: it may hold thousands.
DROPPED_SHOWN = 10

_PARAM_NAMES = {
    "laureat": "année de lauréat",
    "secteur": "secteur",
    "region": "région",
    "departement": "département",
    "forme": "forme juridique",
    "pole": "pôle",
    "vue": "vue",
    "plan": "fond de plan",
    "ombrage": "ombrage",
    "colonnes": "colonne",
    "tri": "tri",
    APPELS: "lauréats des appels récents",
    AUTOUR: "autour de",
    RAYON: "rayon",
}

_IN_REGION = {
    "la-reunion": "à La Réunion",
    "mayotte": "à Mayotte",
    "grand-est": "dans le Grand Est",
    "hauts-de-france": "dans les Hauts-de-France",
    "pays-de-la-loire": "dans les Pays de la Loire",
}


def count_poles(count: int) -> str:
    """Return « 1 PTCE », « 73 PTCE », « Aucun PTCE »."""
    return f"{count} PTCE" if count else "Aucun PTCE"


def in_region(slug: str, name: str) -> str:
    """Return the region behind its preposition: « en Bretagne », « dans le Grand Est », « à La Réunion »."""
    return _IN_REGION.get(slug, f"en {name}")


def describe_near(near: Near, *, most: bool = True) -> str:
    """Say which circle is meant: « à 30 km au plus de Rennes (35) », or « à 30 km de Rennes (35) » for short."""
    bound = " au plus" if most else ""
    return f"à {near.radius}{NO_BREAK_SPACE}km{bound} {of_place(near.place.label)}"


def describe_none_there(panel: Panel, selection: Selection) -> str:
    """Say that the territory for which a place answers holds none of the poles: « Aucun PTCE connu en Guyane. »."""
    if selection.autour is None:
        return ""
    code = selection.autour.place.code_region
    regions = {region.code: region for region in panel.vocabulary.regions}
    region = regions.get(code)
    where = in_region(region.slug, region.name) if region and region.overseas else "en métropole"
    if selection.active == (AUTOUR,):
        return f"Aucun PTCE connu {where}."
    return f"Aucun PTCE {where} ne répond aux autres filtres."


def join_words(words: Sequence[str], link: str = "ou") -> str:
    """Join words as a sentence does: « a, b ou c »."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {link} {words[-1]}"


def describe_selection(selection: Selection, index: FacetIndex, count: int) -> str:
    """Describe a selection in words: « 8 PTCE en Bretagne, secteur énergie, lauréats 2015 ».

    With the later calls, and no year chosen: « 103 PTCE en France, lauréats de 2021 à 2024 compris ».
    """
    parts = [count_poles(count)]
    if selection.region:
        labels = [in_region(value, index.facets["region"].label(value)) for value in selection.region]
        parts[0] += f" {join_words(labels)}"
        parts += [describe_near(selection.autour)] if selection.autour else []
    else:
        parts[0] += f" {describe_near(selection.autour)}" if selection.autour else " en France"
    if selection.departement:
        plural = "s" if len(selection.departement) > 1 else ""
        parts.append(f"département{plural} {_labels(selection, index, 'departement')}")
    if selection.secteur:
        plural = "s" if len(selection.secteur) > 1 else ""
        parts.append(f"secteur{plural} {_labels(selection, index, 'secteur')}")
    if selection.forme:
        parts.append(f"forme juridique {_labels(selection, index, 'forme')}")
    if selection.laureat:
        parts.append(_laureates(selection.laureat))
    elif selection.appels:
        parts.append(f"lauréats {later_span(index)} compris")
    if selection.q:
        parts.append(f"texte « {selection.q} »")
    return ", ".join(parts)


def _labels(selection: Selection, index: FacetIndex, facet: str) -> str:
    labels = [index.facets[facet].label(value) for value in selection.values(facet)]
    # Sectors and forms read as common nouns inside a sentence; places and acronyms keep their capitals.
    common = facet in ("secteur", "forme")
    lowered = [label[0].lower() + label[1:] if common and not label.isupper() else label for label in labels]
    return join_words(lowered)


def _laureates(values: Sequence[str]) -> str:
    years = [value for value in values if value != NO_CALL]
    words = [f"lauréats {join_words(years)}"] if years else []
    return join_words([*words, *(["non lauréats connus"] if NO_CALL in values else [])])


def later_span(index: FacetIndex) -> str:
    """Say which years the laureates known of the later calls are of: « de 2021 à 2024 », or « de 2021 » alone."""
    years = [item.value for item in index.facets["laureat"].values if is_later_call(item.value)]
    return f"de {years[0]}" if len(years) == 1 else f"de {years[0]} à {years[-1]}"


def describe_list(panel: Panel, selection: Selection | None = None) -> str:
    """Say which list the poles come from: « panel RTES 2016 : 74 lignes, 73 pôles ».

    With the later calls: « panel RTES 2016 : 73 pôles ; lauréats de 2021 à 2024 : 30 autres, liste incomplète ».
    """
    listed = int(panel.in_panel.sum())
    others = len(panel.poles) - listed
    if selection is None or not selection.appels or not others:
        return f"{panel.dataset.list_name} : {len(panel.panel_lines)} lignes, {listed} pôles"
    more = f"lauréats {later_span(panel.index)} : {others} {'autres' if others > 1 else 'autre'}, liste incomplète"
    return f"{panel.dataset.list_name} : {listed} pôles ; {more}"


def file_stem(selection: Selection) -> str:
    """Return the name of an export without its extension: `ptce-bretagne-2015`."""
    parts = [slugify(value) for facet in _FILE_ORDER for value in _named(selection, facet)]
    if selection.q:
        parts.append(slugify(selection.q))
    if selection.appels and not selection.later_years:
        parts.append("avec-appels")
    if selection.autour:
        parts.insert(0, f"autour-{slugify(selection.autour.place.name)}-{selection.autour.radius}km")
    stem = "-".join(["ptce", *filter(None, parts)])
    # Some file systems and mail gateways refuse long names.
    return stem[:80].rstrip("-")


_FILE_ORDER = ("region", "departement", "secteur", "forme", "laureat")


def _named(selection: Selection, facet: str) -> list[str]:
    unknown = {"secteur": "secteur-inconnu", "forme": "forme-inconnue"}
    special = {UNKNOWN_VALUE: unknown.get(facet, UNKNOWN_VALUE), NO_CALL: "non-laureats"}
    return [special.get(value, value) for value in selection.values(facet)]


def describe_place(row: Mapping[str, Any]) -> str:
    """Return the place of a pole, from the smallest known: « Limoux, Aude, Occitanie »."""
    places = [row["commune"], row["departement"], row["region"]]
    # Paris, La Réunion…: the same name twice says nothing.
    return ", ".join(dict.fromkeys(place for place in places if place))


def describe_precision(row: Mapping[str, Any]) -> str:
    """Say in words what the point of a pole on the map stands for."""
    precision = row["precision"]
    if precision == "adresse":
        return "Point placé à l'adresse."
    if precision == "commune":
        known = "Adresse connue, non géocodée : point" if row["adresse"] else "Lieu connu à la commune : point"
        return f"{known} placé à la mairie ou, à défaut, au centre."
    if precision == "departement":
        return f"Commune inconnue : point placé au milieu du département ({row['departement']})."
    return (
        f"Commune et département inconnus : point placé au milieu de la région ({row['region']})."
        if (row["departement"] is None)
        else f"Commune inconnue : point placé au milieu de la région ({row['region']})."
    )


def is_doubtful(row: Mapping[str, Any], name: str) -> bool:
    """Whether the value of the field `name` rests on a weak source only."""
    source = row["sources"].get(name)
    return source is not None and source["confiance"] == CONFIDENCES[-1] and row[name] not in (None, [])


def mark_doubt(row: Mapping[str, Any], name: str, text: str | None = None) -> str:
    """Return the value of the field `name` as shown: « non renseigné », or followed by « (à confirmer) »."""
    value = row[name] if text is None else text
    if value is None or value in ("", []):
        return UNKNOWN
    shown = ", ".join(value) if isinstance(value, list) else str(value)
    return f"{shown} ({TO_CONFIRM})" if is_doubtful(row, name) else shown


def describe_dropped(dropped: Sequence[Dropped]) -> str:
    """Say which parts of a link were not understood; beyond `DROPPED_SHOWN`, how many more."""
    parts = [f"{_PARAM_NAMES.get(item.param, item.param)} {_quoted(item)}" for item in dropped[:DROPPED_SHOWN]]
    many = len(dropped) > 1
    return (
        f"{'Éléments inconnus' if many else 'Élément inconnu'} dans le lien, "
        f"{'ignorés' if many else 'ignoré'} : {', '.join(parts)}{_more(dropped)}."
    )


def describe_refused(dropped: Sequence[Dropped]) -> str:
    """Say which values of a request no file was made for; beyond `DROPPED_SHOWN`, how many more."""
    parts = [f"{item.param} = {_quoted(item)}" for item in dropped[:DROPPED_SHOWN]]
    return f"Valeur inconnue : {', '.join(parts)}{_more(dropped)}."


def _quoted(item: Dropped) -> str:
    return f"« {clean_text(item.value)[:60]} »"


def _more(dropped: Sequence[Dropped]) -> str:
    more = len(dropped) - DROPPED_SHOWN
    return f" et {format_number(more)} {'autre' if more == 1 else 'autres'}" if more > 0 else ""


def facet_title(facet: str) -> str:
    """Name of a facet inside a sentence."""
    return "recherche" if facet == TEXT else _PARAM_NAMES[facet]
