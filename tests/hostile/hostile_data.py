"""The atlas's own data, each pole of which holds one payload in every text that a page or a file shows."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from geo.schema import DATA_DIR
from tests.hostile.corpus import Payload

_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def pole_id(rank: int) -> str:
    """Return the id of the pole that holds the payload of that rank: those that exist first."""
    return f"ptce-{rank + 1:03}" if rank < 74 else f"ptce-{rank + 101}"


def hostile_features(payloads: Iterable[Payload]) -> list[dict[str, Any]]:
    """Return one feature per payload, made of those of the panel: places, sectors and years stay true."""
    real = json.loads((DATA_DIR / "ptce.geojson").read_text(encoding="utf-8"))["features"]
    return [_feature(real[rank % len(real)], rank, payload) for rank, payload in enumerate(payloads)]


def _feature(real: dict[str, Any], rank: int, payload: Payload) -> dict[str, Any]:
    feature = copy.deepcopy(real)
    text, properties = payload.text, feature["properties"]
    feature["id"] = properties["id"] = pole_id(rank)
    properties |= {"ligne": rank + 1, "nom": text, "commune": text, "faits": [text], "doublon_de": None}
    feature["geometry"]["coordinates"] = _aside(feature, rank // 74)
    if payload.is_huge:
        return feature
    properties |= {"nom_liste": text, "region_liste": text, "departement": text, "adresse": text, "site": text}
    properties |= {"alias": [text], "remarques": [text]}
    properties["sources"] = {
        "commune": {"source": text, "confiance": "haute", "note": text},
        "secteurs": {"source": f"https://exemple.fr/{text}", "confiance": "haute", "note": None},
    }
    return feature


def _aside(feature: dict[str, Any], turn: int) -> list[float]:
    """Return a point of the same region, another at each turn: those made of one pole are each seen as themselves."""
    longitude, latitude = feature["geometry"]["coordinates"]
    region = _regions()[feature["properties"]["code_region"]]
    steps = [(step * east, step * north) for step in (0.4, 0.1, 0.03) for east, north in _DIRECTIONS]
    points = [(longitude + east, latitude + north) for east, north in steps]
    inside = [point for point in points if region.contains(Point(point))]
    return [longitude, latitude] if not turn else list(inside[turn - 1])


@cache
def _regions() -> dict[str, BaseGeometry]:
    document = json.loads((DATA_DIR / "regions" / "regions.geojson").read_text(encoding="utf-8"))
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in document["features"]}


def write_collection(path: Path, features: list[dict[str, Any]]) -> None:
    """Write a data file; with escapes, since UTF-8 cannot hold every payload."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
