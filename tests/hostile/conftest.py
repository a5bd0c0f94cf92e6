"""The panel whose poles hold the payloads, read once by the real loader."""

from __future__ import annotations

import shutil

import pytest

from geo.load import load_panel
from geo.model import Panel
from geo.schema import DATA_DIR
from tests.hostile.corpus import PAYLOADS
from tests.hostile.hostile_data import hostile_features, write_collection


@pytest.fixture(scope="session")
def hostile_panel(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    folder = tmp_path_factory.mktemp("hostile") / "data"
    for part in ("source", "regions"):
        shutil.copytree(DATA_DIR / part, folder / part)
    for file in ("ptce.schema.json", "laureats.geojson"):
        shutil.copy(DATA_DIR / file, folder)
    write_collection(folder / "ptce.geojson", hostile_features(PAYLOADS))
    return load_panel(folder)
