"""What the data API says of the regions: how many poles each has, and the values of its sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geo.export.geojson import cleaned
from geo.export.records import named_poles, short_scheme
from geo.population import CENSUS_YEAR, Population, per_million
from geo.sheets.region import nearest_poles, scheme_groups
from geo.stats import Count, profile, region_mask

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.model import Panel, Region
    from geo.reference.schemes import Scheme
    from geo.selection import Selection

__all__ = ["region_features", "region_record", "region_records"]

_DECIMALS = 4


def region_records(panel: Panel, selection: Selection, populations: Mapping[str, Population]) -> list[dict[str, Any]]:
    """Return the regions, in the order of their codes, each with how many of the selected poles it has."""
    kept = panel.index.mask(selection)
    regions = sorted(panel.vocabulary.regions, key=lambda region: region.code)
    return [
        {**_region(region, populations), "poles": int((kept & region_mask(panel, region.code)).sum())}
        for region in regions
    ]


def region_features(records: Sequence[Mapping[str, Any]], boundaries: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the regions as GeoJSON features.

    Parameters
    ----------
    records
        What `region_records` returned.
    boundaries
        INSEE code → geometry, EPSG:4326; that of a region whose boundary is not known is null.
    """
    return [
        {"type": "Feature", "id": one["code"], "geometry": boundaries.get(one["code"]), "properties": dict(one)}
        for one in records
    ]


def region_record(
    panel: Panel, region: Region, schemes: Sequence[Scheme], populations: Mapping[str, Population]
) -> dict[str, Any]:
    """Return the values of the sheet of a region: the poles of the panel, counted and named, and its support schemes.

    The poles nearest to its main town are among them where it has none.
    """
    inside = region_mask(panel, region.code)
    mask = panel.in_panel & inside
    counted = profile(panel, mask)
    population = populations.get(region.code, Population(None))
    rate = per_million(counted.poles, population)
    own = [scheme for group in scheme_groups(schemes, region.code) for scheme in group.schemes]
    return {
        **_region(region, populations),
        "departements": [
            {"code": one.code, "nom": one.name}
            for one in panel.vocabulary.departements
            if one.region_code == region.code
        ],
        "communes_sans_population": list(population.missing),
        "poles": counted.poles,
        "poles_par_million": None if rate is None else round(rate, _DECIMALS),
        "appels": [_count(row) for row in (*counted.calls, counted.later, counted.no_call)],
        "secteurs": [_count(row) for row in counted.sectors],
        "formes": [_count(row) for row in counted.forms],
        "liste": named_poles(panel, _ids(panel, mask)),
        "autres_laureats": named_poles(panel, _ids(panel, ~panel.in_panel & inside)),
        "plus_proches": None if counted.poles else _nearest(panel, region),
        "dispositifs": [short_scheme(scheme) for scheme in own],
    }


def _region(region: Region, populations: Mapping[str, Population]) -> dict[str, Any]:
    return {
        "code": region.code,
        "slug": region.slug,
        "nom": cleaned(region.name),
        "outre_mer": region.overseas,
        "population": populations.get(region.code, Population(None)).inhabitants,
        "annee_population": CENSUS_YEAR,
    }


def _count(row: Count) -> dict[str, Any]:
    part = None if row.share is None else round(row.share, _DECIMALS)
    return {"valeur": row.key, "libelle": cleaned(row.label), "nombre": row.count, "part": part}


def _ids(panel: Panel, mask: Mask) -> list[str]:
    return [str(pole_id) for pole_id in panel.poles.index[mask]]


def _nearest(panel: Panel, region: Region) -> dict[str, Any]:
    found = nearest_poles(panel, region.code)
    poles = named_poles(panel, (item.pole_id for item in found.poles))
    return {
        "ville": found.town,
        "poles": [
            {**pole, "distance_km": round(item.km, 1), "approximative": item.approximate}
            for pole, item in zip(poles, found.poles, strict=True)
        ],
    }
