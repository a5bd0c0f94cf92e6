"""The atlas's own data, each pole of which holds one payload in every text that a page or a file shows."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from geo.schema import DATA_DIR
from tests.hostile.corpus import Payload


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
    # A little further east than the last one that was made of the same pole: each is seen as itself.
    feature["geometry"]["coordinates"][0] += 0.4 * (rank // 74)
    if payload.is_huge:
        return feature
    properties |= {"nom_liste": text, "region_liste": text, "departement": text, "adresse": text, "site": text}
    properties |= {"alias": [text], "remarques": [text]}
    properties["sources"] = {
        "commune": {"source": text, "confiance": "haute", "note": text},
        "secteurs": {"source": f"https://exemple.fr/{text}", "confiance": "haute", "note": None},
    }
    return feature


def write_collection(path: Path, features: list[dict[str, Any]]) -> None:
    """Write a data file; with escapes, since UTF-8 cannot hold every payload."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
