"""What the published poles and laureates are held against: boundaries and communes, read once."""

from __future__ import annotations

import csv
import json

import pytest
import shapely

from geo.schema import DATA_DIR


@pytest.fixture(scope="session")
def polygons() -> dict[str, shapely.Geometry]:
    found = {}
    for kind in ("regions", "departements"):
        document = json.loads((DATA_DIR / "regions" / f"{kind}.geojson").read_text(encoding="utf-8"))
        for feature in document["features"]:
            found[f"{kind}/{feature['properties']['code']}"] = shapely.geometry.shape(feature["geometry"])
    return found


@pytest.fixture(scope="session")
def communes() -> dict[str, dict[str, str]]:
    with (DATA_DIR / "communes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}
