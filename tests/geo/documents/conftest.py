"""What the documents are made from, and those that several tests read, made once."""

from __future__ import annotations

import pytest

from geo.documents.region import all_regions_pdf
from geo.documents.selection import selection_pdf
from geo.documents.sheets import Sheets
from geo.gazetteer import load_gazetteer
from geo.load import load_panel
from geo.model import Panel
from geo.population import load_populations
from geo.reference.schemes import load_schemes
from geo.selection import Selection
from tests.geo.documents.reading import Read
from tests.geo.export.small_panel import build_panel


@pytest.fixture(scope="session")
def link() -> str:
    return "https://atlas.example/?appels=1"


@pytest.fixture(scope="session")
def published() -> Panel:
    return load_panel(gazetteer=load_gazetteer)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    return build_panel(tmp_path_factory.mktemp("documents") / "data")


@pytest.fixture(scope="session")
def sheets(published: Panel) -> Sheets:
    return Sheets(published, load_schemes(), load_populations(), "https://atlas.example/region")


@pytest.fixture(scope="session")
def whole_list(published: Panel, link: str) -> Read:
    return Read(selection_pdf(published, Selection(appels=True), link))


@pytest.fixture(scope="session")
def every_region(sheets: Sheets) -> Read:
    return Read(all_regions_pdf(sheets))
