"""The regions: how many poles each has, with its boundary or without, and the values of its sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.export.metadata import describe
from geo.export.region_records import region_features, region_record, region_records
from geo.selection import clean_text
from geo.sheets.region import close_regions, find_region
from utils.web.api.addresses import API
from utils.web.api.answers import Refusal, json_answer
from utils.web.api.query import api_url, query_text, read_selection, shown
from utils.web.base_path import application_url

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.model import Panel, Region
    from geo.population import Population
    from geo.reference.load import Reference

__all__ = ["list_regions", "map_regions", "region_asked", "show_region"]


def list_regions(request: Request, panel: Panel, populations: Mapping[str, Population]) -> Response:
    """Answer with the regions and how many of the poles that the filters keep each has."""
    content, records = _counted(request, panel, populations)
    return json_answer(request, {"total": len(records), **content, "resultats": records})


def map_regions(request: Request, panel: Panel, populations: Mapping[str, Population], boundaries: bytes) -> Response:
    """Answer with the same regions in GeoJSON.

    Parameters
    ----------
    boundaries
        Content of `regions/regions.geojson`.
    """
    content, records = _counted(request, panel, populations)
    features = region_features(records, _geometries(boundaries))
    collection = {"type": "FeatureCollection", **content, "features": features}
    return json_answer(request, collection, media_type="application/geo+json")


def show_region(
    request: Request, panel: Panel, reference: Reference, populations: Mapping[str, Population]
) -> Response:
    """Answer with the values of the sheet of a region, by its INSEE code or its slug."""
    region = region_asked(request, panel)
    address = api_url(request, f"/regions/{region.code}")
    page = f"{application_url(request, API)}region?id={region.slug}"
    record = region_record(panel, region, reference.schemes, populations)
    headers = {"link": f'<{address}>; rel="canonical", <{panel.dataset.licence_url}>; rel="license"'}
    return json_answer(request, {**record, "adresse_api": address, "fiche": page}, headers=headers)


def region_asked(request: Request, panel: Panel) -> Region:
    """Return the region that the path of a request names, by its INSEE code or its slug.

    Raises
    ------
    Refusal
        If there is none; names those that are written almost so.
    """
    asked = str(request.path_params["code"])
    region = find_region(panel.vocabulary, asked)
    if region is None:
        close = [
            {"code": one.code, "slug": one.slug, "nom": one.name}
            for one in close_regions(panel.vocabulary, clean_text(asked))
        ]
        detail = f"Région introuvable : aucune n'a le code ni le nom « {shown(asked)} »."
        raise Refusal(404, detail, proches=close, voir=api_url(request, "/regions"))
    return region


def _counted(
    request: Request, panel: Panel, populations: Mapping[str, Population]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    selection = read_selection(request, panel.index)
    link = application_url(request, API) + query_text(selection)
    return {"metadata": describe(panel, selection, link).members()}, region_records(panel, selection, populations)


# Few hundred kB of JSON, the same until the file changes.
@lru_cache(maxsize=1)
def _geometries(boundaries: bytes) -> Mapping[str, Any]:
    return {one["properties"]["code"]: one["geometry"] for one in json.loads(boundaries)["features"]}
