"""RGAA 4.1.2, thème 2: cadres."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.rgaa.survey import survey

pytestmark = pytest.mark.browser


def test_rgaa_2_1_every_frame_has_a_title(visit: Visit) -> None:
    titles = [(page.place, title) for page in survey(visit) for title in page.dom["frames"]]
    assert titles
    assert [place for place, title in titles if not title.strip()] == []


def test_rgaa_2_2_the_title_says_what_the_frame_holds(visit: Visit) -> None:
    seen = survey(visit)
    assert {title for page in seen for title in page.dom["frames"]} == {"Carte des PTCE"}
    inside = [page for page in seen if page.place.startswith("cadre de")]
    assert {page.dom["title"] for page in inside} == {"Carte des PTCE"}
