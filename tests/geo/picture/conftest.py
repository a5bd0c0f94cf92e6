"""Pictures of the panel of the atlas, drawn once for all the tests."""

from __future__ import annotations

import pytest

from geo.model import Panel
from geo.picture.page import draw_svg
from geo.selection import Selection
from tests.geo.picture.drawing import LINK, Drawing


@pytest.fixture(scope="session")
def france(panel: Panel) -> Drawing:
    return Drawing(draw_svg(panel, Selection(), LINK))


@pytest.fixture(scope="session")
def with_later_calls(panel: Panel) -> Drawing:
    return Drawing(draw_svg(panel, Selection(appels=True), LINK))
