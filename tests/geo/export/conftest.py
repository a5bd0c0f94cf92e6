"""The small panel, read once."""

from __future__ import annotations

import pytest

from geo.model import Panel
from geo.selection import Selection
from tests.geo.export.small_panel import build_panel


@pytest.fixture(scope="session")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    return build_panel(tmp_path_factory.mktemp("export") / "data")


@pytest.fixture
def everything() -> Selection:
    return Selection()


@pytest.fixture
def nothing() -> Selection:
    """A selection of values that exist and that no pole has together."""
    return Selection(laureat=("2013",), region=("bretagne",))
