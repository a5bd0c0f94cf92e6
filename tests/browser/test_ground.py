"""Under the poles: names of regions, départements and towns, the IGN map."""

from __future__ import annotations

import base64
import re
from itertools import combinations

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.atlas import PATIENCE, Atlas, boxes, overlap

pytestmark = pytest.mark.browser

IGN = "data.geopf.fr"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def zoom_to(atlas: Atlas, least: float) -> None:
    """Press the zoom button until the map is at `least`."""
    while atlas.position()[2] < least:
        atlas.zoom_in()


def overlapping(atlas: Atlas, selector: str) -> list[tuple[str, str]]:
    labels = boxes(atlas.map.locator(selector))
    assert labels
    return [(one["text"], other["text"]) for one, other in combinations(labels, 2) if overlap(one, other)]


# --- Names ---


def test_names_of_regions_are_in_french_and_do_not_overlap(atlas: Atlas) -> None:
    atlas.open()
    names = atlas.map.locator(".nom-region span")
    assert "Bretagne" in names.all_text_contents()
    assert names.count() >= 10
    assert overlapping(atlas, ".nom-region span") == []


def test_departements_and_towns_come_with_zoom_7_and_are_not_asked_for_before(atlas: Atlas) -> None:
    atlas.open()
    files = ("departements-lignes.geojson", "villes.geojson")
    assert [atlas.watch.count(name) for name in files] == [0, 0]
    expect(atlas.map.locator("path.departement")).to_have_count(0)
    expect(atlas.map.locator(".nom-ville")).to_have_count(0)
    zoom_to(atlas, 7)
    expect(atlas.map.locator("path.departement").first).to_be_attached()
    expect(atlas.map.locator(".nom-ville span").first).to_be_visible()
    assert [atlas.watch.count(name) for name in files] == [1, 1]
    atlas.zoom_out()
    expect(atlas.map.locator(".nom-ville")).to_have_count(0)
    expect(atlas.map.locator("path.departement")).to_have_count(0)
    zoom_to(atlas, 7)
    expect(atlas.map.locator(".nom-ville span").first).to_be_visible()
    assert [atlas.watch.count(name) for name in files] == [1, 1]


@pytest.mark.parametrize("pole", ["ptce-038", "ptce-008"], ids=["around Paris", "around Lyon"])
def test_names_do_not_overlap_at_any_zoom(atlas: Atlas, pole: str) -> None:
    atlas.open(pole=pole)
    expect(atlas.map.locator(".nom-ville span").first).to_be_visible()
    atlas.still()
    zooms = []
    while (zoom := atlas.position()[2]) > 5:
        zooms.append(zoom)
        assert overlapping(atlas, ".nom-ville span, .nom-region span") == [], zoom
        atlas.zoom_out()
    assert len(zooms) >= 4


# --- IGN map ---


class Tiles:
    """Answers in the place of the IGN, or does not."""

    def __init__(self, context: BrowserContext, atlas: Atlas) -> None:
        self.asked: list[str] = []
        self.status = 200
        atlas.watch.allowed_hosts.add(IGN)
        context.route(re.compile(rf"^https://{re.escape(IGN)}/"), self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        if self.status == 200:
            route.fulfill(status=200, content_type="image/png", body=PIXEL)
        else:
            route.fulfill(status=self.status, body="")


@pytest.fixture
def tiles(atlas: Atlas) -> Tiles:
    return Tiles(atlas.page.context, atlas)


def test_the_ign_map_is_asked_for_only_while_it_is_on(atlas: Atlas, tiles: Tiles) -> None:
    atlas.open()
    plan, credit = atlas.option("Plan IGN"), atlas.map.locator(".leaflet-control-attribution")
    expect(plan).to_have_attribute("aria-pressed", "false")
    expect(credit).not_to_contain_text("Géoplateforme")
    assert tiles.asked == []

    plan.click()
    expect(plan).to_have_attribute("aria-pressed", "true")
    expect(atlas.map.locator("img.leaflet-tile-loaded").first).to_be_visible()
    expect(credit).to_contain_text("© IGN / Géoplateforme")
    atlas.expect_query(plan="ign")
    assert tiles.asked
    assert all("PLANIGN" in url for url in tiles.asked)

    plan.click()
    expect(plan).to_have_attribute("aria-pressed", "false")
    expect(atlas.map.locator("img.leaflet-tile")).to_have_count(0)
    expect(credit).not_to_contain_text("Géoplateforme")
    atlas.expect_query()
    tiles.asked.clear()
    zoom_to(atlas, 7)
    expect(atlas.map.locator(".nom-ville span").first).to_be_visible()
    assert tiles.asked == []


def test_a_link_restores_the_ign_map(atlas: Atlas, tiles: Tiles) -> None:
    atlas.open(plan="ign")
    expect(atlas.option("Plan IGN")).to_have_attribute("aria-pressed", "true")
    expect(atlas.map.locator("img.leaflet-tile-loaded").first).to_be_visible()
    assert tiles.asked
    # The poles stay above it, and the regions can still be clicked.
    atlas.reach("ptce-030").click()
    expect(atlas.popup).to_be_visible()


def test_when_the_ign_does_not_answer_a_sentence_says_so(atlas: Atlas, tiles: Tiles) -> None:
    tiles.status = 503
    atlas.watch.expected_errors.append(re.compile(rf"Failed to load resource: .* 503 .*https://{IGN}", re.DOTALL))
    atlas.open()
    atlas.option("Plan IGN").click()
    message = atlas.map.get_by_text("Le fond de plan IGN ne répond pas ; la carte reste utilisable sans lui.")
    expect(message).to_be_visible()
    assert tiles.asked
    expect(atlas.rows).to_have_count(73)
    atlas.reach("ptce-030").click()
    expect(atlas.popup).to_be_visible()


def test_without_the_files_of_the_map_a_sentence_says_so(atlas: Atlas) -> None:
    atlas.page.context.route(re.compile("/poles.json"), lambda route: route.fulfill(status=500, body=""))
    atlas.watch.expected_errors.append(re.compile("poles.json"))
    atlas.page.goto(atlas.address())
    expect(atlas.page.get_by_text("La carte n'a pas pu être affichée")).to_be_visible(timeout=3 * PATIENCE)
    expect(atlas.sentence).to_have_text("73 PTCE en France")
