"""What the browser knows of every pole: one JSON file, fetched once, from which popups, list and cards are made.

Every value is already a text to show, except the keys used to draw. Nothing here is HTML: the browser writes it all
with `textContent`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from geo.model import APPELS, PANEL, Panel, collection_of
from geo.wording import describe_place, describe_precision, join_words, mark_doubt

__all__ = ["pole_records", "poles_json"]


def poles_json(panel: Panel) -> bytes:
    """Return the records of all the distinct poles as JSON, in the order of `panel.poles`."""
    return json.dumps(list(pole_records(panel)), ensure_ascii=False, separators=(",", ":")).encode()


def pole_records(panel: Panel) -> Iterator[dict[str, Any]]:
    """Yield one record per distinct pole.

    Yields
    ------
    dict
        `id`; `collection` (`panel` or `appels`); `lat`, `lon` (EPSG:4326 degrees); `secteurs` (codes, the first one
        draws the pole); `flou` (whether the point stands for a département or a region); `facettes`: facet → values, by
        which the browser filters before the server answers; `annees` (of all the calls that it won; `annee` is the
        first one, or null); texts to show, among which `listes` (its lines of the list of 2016) and `annonces` (its
        lines of later calls); `valeurs`: title, text and sources, for the card.
    """
    codes = {sector.label: sector.code for sector in panel.vocabulary.sectors}
    documents = {document.code: f"{document.title} ({document.publisher})" for document in panel.vocabulary.documents}
    for position, (pole_id, row) in enumerate(panel.poles.iterrows()):
        doubles = panel.doubles_of(str(pole_id))
        years = panel.calls_of(str(pole_id))
        names = [{"id": pole_id, **row}, *doubles]
        yield {
            "id": pole_id,
            "collection": collection_of(str(pole_id)),
            "facettes": {key: facet.values_of(position) for key, facet in panel.index.facets.items()},
            "lat": round(row.geometry.y, 5),
            "lon": round(row.geometry.x, 5),
            "nom": row["nom"],
            "alias": row["alias"],
            "lieu": mark_doubt(row, "commune", describe_place(row)),
            "region": row["code_region"],
            "secteurs": [codes[label] for label in row["secteurs"]],
            "secteur": mark_doubt(row, "secteurs"),
            "forme": mark_doubt(row, "forme_juridique"),
            "laureat": _laureate(panel, row),
            "annee": next(iter(years), None),
            "annees": list(years),
            "flou": row["precision"] in ("departement", "region"),
            "precision": describe_precision(row),
            "site": safe_link(row["site"]),
            "listes": [_listed(line) for line in names if collection_of(line["id"]) == PANEL],
            "annonces": [_announced(line) for line in names if collection_of(line["id"]) == APPELS],
            "valeurs": [_value(panel, row, name, documents) for name in _CARD_FIELDS],
            "faits": row["faits"],
            "remarques": list(dict.fromkeys([*row["remarques"], *(r for d in doubles for r in d["remarques"])])),
        }


#: A web address inside a source; what is said around it is text.
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")

#: Fields of the card, in order, beside name, place, list and facts.
_CARD_FIELDS = ("commune", "adresse", "secteurs", "forme_juridique", "annee_laureat", "annee_creation")


def safe_link(url: str | None) -> str | None:
    """Return `url` if it is an http(s) address, else None: nothing else may become a link."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # not an address at all, such as http://[x
        return None
    # Without a site it leads elsewhere in each browser: https:\\x, https:x.
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _laureate(panel: Panel, row: Mapping[str, Any]) -> str:
    years = panel.calls_of(row["id"])
    if not years:
        return "non lauréat connu"
    many = "appels" if len(years) > 1 else "appel"
    text = f"{many} de {join_words([str(year) for year in years], 'et')}"
    told = {"annee_laureat": years, "sources": {"annee_laureat": panel.call_source(row["id"])}}
    return mark_doubt(told, "annee_laureat", text)


def _listed(row: Mapping[str, Any]) -> str:
    return f"{row['nom_liste']} ({row['region_liste']}), ligne {row['ligne']}"


def _announced(row: Mapping[str, Any]) -> str:
    return f"{row['nom_liste']}, appel de {row['annee_laureat']}"


def _value(panel: Panel, row: Mapping[str, Any], name: str, documents: Mapping[str, str]) -> dict[str, Any]:
    source = panel.call_source(row["id"]) if name == "annee_laureat" else row["sources"].get(name, {})
    text = describe_place(row) if name == "commune" else None
    known = panel.calls_of(row["id"]) if name == "annee_laureat" else row[name] not in (None, [])
    return {
        "titre": "Lieu" if name == "commune" else panel.schema[name].title,
        "texte": _laureate(panel, row) if name == "annee_laureat" else mark_doubt(row, name, text),
        "confiance": source.get("confiance"),
        "sources": [_source(part, documents) for part in (source.get("source") or "").split(" ; ") if part.strip()],
        "note": source.get("note") or ("Source non relevée." if known and not source.get("source") else None),
    }


def _source(text: str, documents: Mapping[str, str]) -> dict[str, str | None]:
    text = text.strip()
    for code, title in documents.items():
        # A document goes by its title, wherever its id stands.
        text = text.replace(code, title, 1) if text.startswith(code) else text
    found = _ADDRESS.search(text)
    link = safe_link(found[0]) if found else None
    if link is None:
        return {"texte": text, "lien": None}
    return {"texte": text.replace(link, urlsplit(link).netloc.removeprefix("www.")), "lien": link}
