"""Places made up for tests that have no need of the gazetteer."""

from __future__ import annotations

from typing import Any

from geo.gazetteer import Place

_RENNES: dict[str, Any] = {
    "code": "35238", "name": "Rennes", "code_commune": "35238", "commune": "Rennes", "code_departement": "35",
    "departement": "Ille-et-Vilaine", "code_region": "53", "region": "Bretagne", "latitude": 48.1113,
    "longitude": -1.6809, "population": 222485, "postcodes": ("35000",),
}  # fmt: skip


def place(**given: Any) -> Place:
    """Return Rennes, or what it becomes with other values."""
    return Place(**{**_RENNES, **given})


RENNES = place()
LE_MANS = place(
    code="72181", name="Le Mans", code_commune="72181", commune="Le Mans", code_departement="72", departement="Sarthe",
    code_region="52", region="Pays de la Loire", latitude=48.0077, longitude=0.1984,
)  # fmt: skip
CAYENNE = place(
    code="97302", name="Cayenne", code_commune="97302", commune="Cayenne", code_departement="973",
    departement="Guyane", code_region="03", region="Guyane", latitude=4.9378, longitude=-52.3289,
)  # fmt: skip
LES_ABYMES = place(
    code="97101", name="Les Abymes", code_commune="97101", commune="Les Abymes", code_departement="971",
    departement="Guadeloupe", code_region="01", region="Guadeloupe", latitude=16.2717, longitude=-61.5025,
)  # fmt: skip
