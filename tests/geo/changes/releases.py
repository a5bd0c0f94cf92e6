"""Two small versions between which everything that can change does, once."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

TITLES = {"nom": "Nom", "site": "Site web", "secteurs": "Secteurs", "commune": "Commune", "tuteur": "Tuteur"}


def line(line_id: str, lon: float = 2.35, lat: float = 48.85, **values: Any) -> dict[str, Any]:
    properties = {
        "id": line_id, "nom": f"Pôle {line_id}", "commune": "Limoux", "departement": "Aude", "region": "Occitanie",
        "precision": "commune", "secteurs": ["Culture", "Énergie"], "annee_creation": None, "annee_laureat": None,
        "site": None, "doublon_de": None, "population": 1200,
        "sources": {"commune": {"source": "rtes-2016", "confiance": "moyenne", "note": None}},
    }  # fmt: skip
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": line_id, "geometry": geometry, "properties": {**properties, **values}}


def edited(feature: dict[str, Any], **values: Any) -> dict[str, Any]:
    made = copy.deepcopy(feature)
    made["properties"] |= values
    return made


def sources(**changes: Any) -> dict[str, Any]:
    return {"commune": {"source": "rtes-2016", "confiance": "moyenne", "note": None, **changes}}


def document(features: list[Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def write(path: Path, features: list[Any]) -> Path:
    path.write_text(json.dumps(document(features)), encoding="utf-8")
    return path


def versions() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lines before and after."""
    same = line("ptce-001")
    old = [
        same,
        line("ptce-002"),
        line("ptce-003", nom="Gone"),
        line("ptce-005"),
        {**line("ptce-006"), "geometry": None},
        line("ptce-007"),
        line("ptce-008", nom="Avant"),
        line("ptce-009", annee_laureat=None),
        line("ptce-010", annee_laureat=2015),
        line("ptce-011", annee_laureat=2013),
        line("ptce-012"),
        line("ptce-013"),
        line("ptce-014"),
    ]
    new = [
        line("ptce-004", nom="Né", annee_laureat=2021, doublon_de="ptce-001"),
        # The order of a list says nothing.
        edited(same, secteurs=["Énergie", "Culture"]),
        line("ptce-002", lon=2.3505),
        line("ptce-005", lon=3.35),
        line("ptce-006"),
        {**line("ptce-007"), "geometry": None},
        line("ptce-008", nom="Après"),
        line("ptce-009", annee_laureat=2015),
        line("ptce-010", annee_laureat=None),
        line("ptce-011", annee_laureat=2015),
        line("ptce-012", site="https://x.fr", secteurs=["Culture", "Tourisme"], population=12000, annee_creation=2014),
        line("ptce-013", sources=sources(confiance="haute", note="Vue sur place.")),
        line("ptce-014", sources={}),
    ]
    return old, new
