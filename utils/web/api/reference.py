"""What is beside the poles: the support schemes, the search of communes, and the index of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.export.records import place_record, scheme_record
from geo.selection import TEXT, clean_text
from utils.web.api.addresses import ADDRESSES, API, MOST_PLACES
from utils.web.api.answers import Refusal, json_answer
from utils.web.api.poles import list_answer
from utils.web.api.query import api_url, read_page
from utils.web.base_path import application_url

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.model import Panel
    from geo.reference.load import Reference

__all__ = ["find_places", "list_schemes", "show_index"]

_REGION: Final = "region"


def show_index(request: Request, panel: Panel) -> Response:
    """Answer with the addresses of the interface, and the version and licence of the data."""
    dataset = panel.dataset
    content = {
        "titre": "Atlas des PTCE : interface de données",
        "version": dataset.version,
        "date": dataset.date,
        "empreinte": panel.digest,
        "licence": {"titre": dataset.licence_title, "url": dataset.licence_url},
        "attribution": dataset.later.whole_attribution,
        "documentation": f"{application_url(request, API)}donnees-api",
        "adresses": [
            {
                "titre": address.title,
                "description": address.description,
                "adresse": api_url(request, address.path),
                "parametres": list(address.parameters),
            }
            for address in ADDRESSES
        ],
    }
    return json_answer(request, content)


def list_schemes(request: Request, panel: Panel, reference: Reference) -> Response:
    """Answer with one page of the support schemes, those of some regions or all."""
    selection, paging = read_page(request, panel.index, (_REGION,))
    codes = {region.code for region in panel.vocabulary.regions if region.slug in selection.region}
    records = [scheme_record(scheme) for scheme in reference.schemes if not codes or scheme.region_code in codes]
    return list_answer(request, "/dispositifs", records, paging, selection, {})


def find_places(request: Request, panel: Panel) -> Response:
    """Answer with the communes that a text begins to write."""
    texts = request.query_params.getlist(TEXT)
    if not texts or not texts[0]:
        allowed = ["début d'un nom de commune, d'un code postal ou d'un code INSEE"]
        errors = [{"parametre": TEXT, "valeur": None, "valeurs_admises": allowed}]
        raise Refusal(
            400, "Le paramètre « q » est introuvable ou vide : il dit quelle commune chercher.", erreurs=errors
        )
    text = clean_text(texts[0])
    places: list[dict[str, Any]] = []
    if text:
        places = [place_record(place) for place in panel.index.gazetteer().search(text, MOST_PLACES)]
    return json_answer(request, {"q": text, "total": len(places), "resultats": places})
