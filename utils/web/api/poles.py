"""The poles: a list cut into pages, and one pole with all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.export.geojson import features
from geo.export.metadata import describe
from geo.export.records import listed_pole, named_poles, pole_record
from geo.selection import clean_text
from geo.similar import close_names
from utils.web.api.addresses import API, PAGE, PER_PAGE
from utils.web.api.answers import Refusal, json_answer
from utils.web.api.query import Paging, api_url, query_text, read_page, shown
from utils.web.base_path import application_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from geo.model import Panel
    from geo.reference.load import Reference
    from geo.selection import Selection

__all__ = ["list_answer", "list_poles", "show_pole"]


def list_poles(request: Request, panel: Panel) -> Response:
    """Answer with one page of the poles that the filters keep."""
    selection, paging = read_page(request, panel.index)
    records = [listed_pole(feature) for feature in features(panel, selection)]
    about = describe(panel, selection, application_url(request, API) + query_text(selection)).members()
    return list_answer(request, "/ptce", records, paging, selection, {"metadata": about})


def show_pole(request: Request, panel: Panel, reference: Reference) -> Response:
    """Answer with one pole; the id of a line that doubles another gives the pole that it names, and its address."""
    asked = str(request.path_params["id"])
    pole_id = panel.canonical_id(asked)
    if pole_id is None:
        close = named_poles(panel, close_names(panel, clean_text(asked)))
        detail = f"Pôle introuvable : aucun n'a l'identifiant « {shown(asked)} »."
        raise Refusal(404, detail, proches=close, voir=api_url(request, "/ptce"))
    address = api_url(request, f"/ptce/{pole_id}")
    page = f"{application_url(request, API)}pole?id={pole_id}"
    record = {**pole_record(panel, reference, pole_id), "adresse_api": address, "fiche": page}
    headers = {"link": f'<{address}>; rel="canonical", <{panel.dataset.licence_url}>; rel="license"'}
    return json_answer(request, record, headers=headers)


def list_answer(
    request: Request,
    path: str,
    records: Sequence[Mapping[str, Any]],
    paging: Paging,
    selection: Selection,
    members: Mapping[str, Any],
) -> Response:
    """Answer with one page of a list, and the addresses of the others in a `Link` header (RFC 8288).

    Parameters
    ----------
    request, path
        What is answered, and its address below the interface.
    records
        The whole list.
    paging, selection
        What is asked for.
    members
        Others of the answer, before the list.
    """
    total = len(records)
    links = {
        name: api_url(request, path + query_text(selection, **{PAGE: number, PER_PAGE: paging.per_page}))
        for name, number in paging.links(total).items()
    }
    content = {
        "total": total,
        "page": paging.page,
        "pages": paging.last(total),
        "par_page": paging.per_page,
        "precedente": links.get("prev"),
        "suivante": links.get("next"),
        **members,
        "resultats": list(paging.part(records)),
    }
    header = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())
    return json_answer(request, content, headers={"link": header})
