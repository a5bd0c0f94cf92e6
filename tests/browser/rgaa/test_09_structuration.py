"""RGAA 4.1.2, thème 9: structuration de l'information."""

from __future__ import annotations

import itertools

import pytest

from tests.browser.conftest import Visit
from tests.browser.rgaa.survey import Seen, survey

pytestmark = pytest.mark.browser


def whole_pages(seen: list[Seen]) -> list[Seen]:
    return [page for page in seen if not page.place.startswith("cadre de")]


def test_rgaa_9_1_one_heading_of_the_first_level_on_each_page(visit: Visit) -> None:
    for page in whole_pages(survey(visit)):
        assert len([text for level, text in page.dom["headings"] if level == 1]) == 1, page.place
        assert all(text for _, text in page.dom["headings"]), page.place


def test_rgaa_9_1_headings_leave_no_level_out(visit: Visit) -> None:
    for page in survey(visit):
        # Before the heading of the page stands that of the filters; the frame is a part of the page.
        levels = [level for level, _ in page.dom["headings"]]
        assert levels[0] in (1, 2), page.place
        for before, after in itertools.pairwise(levels):
            assert after <= before + 1, (page.place, page.dom["headings"])


def test_rgaa_9_2_the_parts_of_a_page_are_landmarks(visit: Visit) -> None:
    for page in whole_pages(survey(visit)):
        landmarks = page.dom["landmarks"]
        roles = [role for role, _ in landmarks]
        assert roles.count("main") == 1, (page.place, landmarks)
        assert ["nav", "Pages"] in landmarks, page.place
        assert ["nav", "Accès rapide"] in landmarks, page.place
        assert "header" in roles, page.place
        assert roles.count("footer") == 1, page.place
        assert [name for role, name in landmarks if role == "search"] == (
            ["Filtres"] if "carte" in page.place or page.place.startswith("liste") else []
        ), page.place
        navs = [name for role, name in landmarks if role == "nav"]
        assert all(navs), (page.place, navs)
        assert len(set(navs)) == len(navs), (page.place, navs)


def test_rgaa_9_3_lists_hold_items_and_nothing_else(visit: Visit) -> None:
    seen = survey(visit)
    assert sum(len(page.dom["lists"]) for page in seen) > 50
    assert [(page.place, items) for page in seen for items in page.dom["lists"] if set(items) - {"li"}] == []
