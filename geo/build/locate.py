"""Gives every pole its point: the geocoded address, the town hall, or the middle of what is known.

All coordinates are EPSG:4326 degrees, longitude first.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

__all__ = ["Commune", "Gazetteer", "Place", "load_gazetteer", "locate"]


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune in force and the point that stands for it."""

    code: str
    name: str
    departement_code: str
    region_code: str
    longitude: float
    latitude: float
    at_town_hall: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Where things are: communes by INSEE code, polygons of the départements and regions by code."""

    communes: Mapping[str, Commune]
    departements: Mapping[str, dict[str, Any]]
    regions: Mapping[str, dict[str, Any]]
    polygons: Mapping[str, BaseGeometry]


@dataclass(frozen=True, slots=True)
class Place:
    """A point and what it stands for (`precision` of the schema)."""

    longitude: float
    latitude: float
    precision: str


def load_gazetteer(data_dir: Path) -> Gazetteer:
    """Read `communes.csv`, `regions/regions.geojson` and `regions/departements.geojson`."""
    with (data_dir / "communes.csv").open(encoding="utf-8", newline="") as file:
        communes = {
            row["code"]: Commune(
                row["code"], row["nom"], row["code_departement"], row["code_region"],
                float(row["longitude"]), float(row["latitude"]), row["point"] == "mairie",
            )
            for row in csv.DictReader(file)
        }  # fmt: skip
    polygons: dict[str, BaseGeometry] = {}
    properties: dict[str, dict[str, dict[str, Any]]] = {}
    for kind in ("regions", "departements"):
        document = json.loads((data_dir / "regions" / f"{kind}.geojson").read_text(encoding="utf-8"))
        properties[kind] = {feature["properties"]["code"]: feature["properties"] for feature in document["features"]}
        for feature in document["features"]:
            # Regions and départements share codes (« 11 » is Île-de-France and the Aude): the kind is in the key.
            polygons[f"{kind}/{feature['properties']['code']}"] = shape(feature["geometry"])
    return Gazetteer(communes, properties["departements"], properties["regions"], polygons)


def locate(row: Mapping[str, str], gazetteer: Gazetteer, addresses: Mapping[str, tuple[float, float]]) -> Place:
    """Return the point of a pole.

    Parameters
    ----------
    row
        Its row of `ptce.csv` or `laureats.csv`, with codes that exist.
    gazetteer
        Where things are.
    addresses
        Pole id → (longitude, latitude) of its geocoded address.
    """
    if row["id"] in addresses:
        return Place(*addresses[row["id"]], "adresse")
    if row["code_commune"]:
        commune = gazetteer.communes[row["code_commune"]]
        return Place(commune.longitude, commune.latitude, "commune")
    siblings = [d for d in gazetteer.departements.values() if d["code_region"] == row["code_region"]]
    # Overseas the département is the whole region: knowing it is knowing no more.
    if row["code_departement"] and len(siblings) > 1:
        return Place(*_middle(gazetteer.polygons[f"departements/{row['code_departement']}"]), "departement")
    return Place(*_middle(gazetteer.polygons[f"regions/{row['code_region']}"]), "region")


def _middle(polygon: BaseGeometry) -> tuple[float, float]:
    # A point on the surface is inside whatever the shape, which a centroid is not.
    largest = max(shapely.get_parts(polygon), key=lambda part: part.area)
    point = largest.representative_point()
    return point.x, point.y
