"""Towns that the map names from a certain zoom, to find one's way without tiles."""

from __future__ import annotations

from pathlib import Path

from geo.build.communes import Points
from geo.build.coverage import OVERSEAS
from geo.build.wheel import ATTRIBUTION, Source
from geo.geojson import geojson_text

__all__ = ["FILE", "build"]

FILE = Path("data/regions/villes.geojson")
#: Inhabitants from which a town that is no chef-lieu is named.
BAR = 20_000
#: Lower overseas: at 20,000, Martinique would show three names.
BAR_OVERSEAS = 10_000


def build(source: Source, points: Points) -> dict[Path, str]:
    """Build the towns: region capitals (rang 1), département capitals (2), other large towns (3).

    Parameters
    ----------
    source
        The wheel's tables.
    points
        What `geo.build.communes.locate` returned for it.

    Returns
    -------
    dict
        Path relative to the project root → GeoJSON points, EPSG:4326, longitude then latitude, degrees; ordered by
        rang, then population descending (unknown last), then INSEE code.
    """
    table = source.communes.assign(longitude=points.coordinates[:, 0], latitude=points.coordinates[:, 1], rang=0)
    overseas = table["code_departement"].isin(list(OVERSEAS))
    large = table["population"].ge(BAR).fillna(False) | (overseas & table["population"].ge(BAR_OVERSEAS).fillna(False))
    # The source gives Mayotte no population: no bar can choose there, so its 17 communes are all kept.
    table.loc[large | (overseas & table["population"].isna()), "rang"] = 3
    table.loc[table["code"].isin(source.departements["chef_lieu"]), "rang"] = 2
    table.loc[table["code"].isin(source.regions["chef_lieu"]), "rang"] = 1
    table["inhabitants"] = table["population"].fillna(-1)
    kept = table[table["rang"] > 0].sort_values(["rang", "inhabitants", "code"], ascending=[True, False, True])
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "properties": {
                "nom": row["nom"],
                "rang": int(row["rang"]),
                "population": int(row["inhabitants"]) if row["inhabitants"] >= 0 else None,
                "code": row["code"],
                "code_departement": row["code_departement"],
            },
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
        }
        for row in kept.to_dict("records")
    ]
    return {FILE: geojson_text(features, attribution=ATTRIBUTION)}
