"""RGAA 4.1.2, thème 12: navigation."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.atlas import Atlas, Traffic
from tests.browser.conftest import Visit
from tests.browser.rgaa.keys import active, press_until
from tests.browser.rgaa.survey import survey
from tests.browser.walk import MAP, Stop, pages, urls

pytestmark = pytest.mark.browser

SKIPS = {"contenu": "Aller au contenu", "liste": "Aller à la liste des pôles", "filtres": "Aller aux filtres"}

#: What a keyboard can reach, and a record of what it did.
WATCH = """() => {
    const kinds = "a[href], button, input, select, textarea, summary, [tabindex]";
    window.tabbable = () => [...document.querySelectorAll(kinds)].filter((node) =>
        node.tabIndex >= 0 && !node.disabled && node.checkVisibility({ visibilityProperty: true }));
    window.reached = new Set();
    document.addEventListener("focusin", (event) => window.reached.add(event.target), true);
}"""
MISSED = """() => window.tabbable()
    .filter((node) => !window.reached.has(node)).map((node) => node.outerHTML.slice(0, 160))"""


def walk_through(atlas: Atlas, key: str) -> None:
    """Press a key until the focus has gone round the page and its frame, and check that it missed nothing."""
    scopes = [atlas.page, *(frame for frame in atlas.page.frames if "/component/streamlit_folium" in frame.url)]
    for scope in scopes:
        scope.evaluate(WATCH)
    total = sum(scope.evaluate("() => window.tabbable().length") for scope in scopes)
    # A mark near the edge moves the map, which then shows more of them than there were.
    for _ in range(total + 30):
        atlas.page.keyboard.press(key)
    for scope in scopes:
        assert scope.evaluate(MISSED) == [], (atlas.page.url, key, active(atlas.page))


def first_stops(page: Page, count: int) -> list[str]:
    found = []
    for _ in range(count):
        page.keyboard.press("Tab")
        found.append(page.evaluate("() => document.activeElement.textContent.trim()"))
    return found


def test_rgaa_12_1_a_menu_and_a_plan_lead_to_every_page(visit: Visit) -> None:
    seen = survey(visit)
    plan = next(page for page in seen if page.place.startswith("plan-du-site "))
    paths = {urlsplit(link["href"]).path.lstrip("/") for link in plan.dom["links"]}
    assert set(urls()) <= paths
    poles = {link["href"] for link in plan.dom["links"] if urlsplit(link["href"]).path == "/pole"}
    assert len(poles) >= 73
    assert all(len(page.dom["menu"]) >= 5 for page in seen if not page.place.startswith("cadre de"))


def test_rgaa_12_2_the_menu_is_the_same_on_every_page(visit: Visit) -> None:
    seen = [page for page in survey(visit) if not page.place.startswith("cadre de")]
    assert len({tuple(page.dom["menu"]) for page in seen}) == 1
    assert len(seen[0].dom["menu"]) >= 5


def test_rgaa_12_4_the_plan_is_reached_from_every_page(visit: Visit) -> None:
    for page in survey(visit):
        if not page.place.startswith("cadre de"):
            found = [urlsplit(link["href"]).path for link in page.dom["links"] if link["text"] == "Plan du site"]
            assert found.count("/plan-du-site") >= 1, page.place


@pytest.mark.parametrize("path", ["/", "/liste", "/pole?id=ptce-030"])
def test_rgaa_12_7_skip_links_come_first_are_seen_and_move_the_focus(atlas: Atlas, path: str) -> None:
    page = atlas.page
    page.goto(atlas.server.url + path)
    filtered = not path.startswith("/pole")
    names = [name for key, name in SKIPS.items() if filtered or key != "filtres"]
    expect(page.locator(".atlas-evitement li:not([hidden])")).to_have_text(names)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    if path == "/":
        atlas.wait()
    assert first_stops(page, len(names)) == names
    # Streamlit's own would be a second one.
    expect(page.get_by_test_id("stSkipToContent")).to_be_hidden()
    expect(page.get_by_role("link", name=names[-1])).to_be_in_viewport(ratio=1)
    if filtered:
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Filtrer les pôles")).to_be_focused()
        page.keyboard.press("Tab")
        expect(atlas.search).to_be_focused()
        page.keyboard.press("Shift+Tab")
        press_until(page, "Shift+Tab", "node.dataset.vers === 'contenu'", 5)
    else:
        page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name=names[0])).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    press_until(page, "Shift+Tab", "node.dataset.vers === 'liste'", 70)
    page.keyboard.press("Enter")
    if path == "/":
        expect(atlas.map.locator(".liste-titre")).to_be_focused()
    elif path == "/liste":
        expect(page.locator(".atlas-tableau")).to_be_focused()
    else:
        expect(page.get_by_role("heading", level=1, name="Liste des PTCE")).to_be_focused()


def test_rgaa_12_8_another_page_gives_the_focus_to_its_heading(atlas: Atlas) -> None:
    atlas.open()
    menu = atlas.page.get_by_role("navigation", name="Pages")
    for name, heading in (
        ("Régions", "Les 18 régions"),
        ("Repères", "Repères"),
        ("Liste et exports", "Liste des PTCE"),
    ):
        menu.get_by_role("link", name=name).focus()
        atlas.page.keyboard.press("Enter")
        expect(atlas.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_focused()


def test_rgaa_12_8_the_order_of_the_focus_is_that_of_the_page(atlas: Atlas) -> None:
    atlas.open()
    parts = [
        "Accès rapide",
        "atlas-filtres",
        "atlas-entete",
        "atlas-resultats",
        "barre",
        "passer",
        "leaflet",
        "panneau",
        "pied",
    ]
    where = """() => {
        let node = document.activeElement;
        while (node.contentDocument) node = node.contentDocument.activeElement;
        const names = { ".atlas-evitement": 0, ".atlas-filtres": 1, ".atlas-entete": 2, ".atlas-resultats": 3,
            ".barre": 4, ".passer": 5, ".leaflet-container": 6, ".panneau": 7, ".atlas-pied": 8 };
        const found = Object.keys(names).find((selector) => node.closest(selector));
        return found === undefined ? null : names[found];
    }"""
    order: list[int] = []
    for _ in range(260):
        atlas.page.keyboard.press("Tab")
        place = atlas.page.evaluate(where)
        if place is not None and (not order or order[-1] != place):
            order.append(place)
        if place == 8:
            break
    assert [parts[place] for place in dict.fromkeys(order)] == parts
    # The insets and the tools of the map are between the map and the list.
    assert order[: order.index(6) + 1] == [0, 1, 2, 3, 4, 5, 6]


def test_rgaa_12_8_marks_follow_each_other_as_one_reads(atlas: Atlas) -> None:
    atlas.open()
    places = atlas.frame.evaluate(
        """() => [...document.querySelectorAll(".scene > .leaflet-container .leaflet-marker-pane .marque")]
            .map((node) => [node._leaflet_pos.y, node._leaflet_pos.x])"""
    )
    assert len(places) > 30
    lines = [(math.floor(y / 48 + 0.5), x) for y, x in places]
    assert lines == sorted(lines)


@pytest.mark.parametrize("stop", pages(), ids=str)
def test_rgaa_12_9_the_focus_goes_through_every_page_both_ways(atlas: Atlas, stop: Stop) -> None:
    stop.arrive(atlas)
    walk_through(atlas, "Tab")
    walk_through(atlas, "Shift+Tab")


def test_rgaa_12_9_on_a_phone_filters_out_of_sight_are_out_of_reach(visit: Visit) -> None:
    atlas = visit(viewport={"width": 390, "height": 844})
    Stop("carte", MAP).arrive(atlas)
    page = atlas.page
    assert first_stops(page, 3) == list(SKIPS.values())
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("() => Boolean(document.activeElement.closest('[data-testid=stSidebar]'))")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Filtrer les pôles")).to_be_focused()
    press_until(page, "Shift+Tab", "node.closest('[data-testid=stSidebarCollapseButton]')", 2)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_focused()


def test_rgaa_12_10_no_letter_alone_does_anything(atlas: Atlas) -> None:
    traffic = Traffic(atlas.page)
    atlas.open()
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    atlas.page.locator("h1").focus()
    traffic.start()
    for letter in "abcdefghijklmnopqrstuvwxyz":
        atlas.page.keyboard.press(letter)
    expect(atlas.page.locator("[role=dialog]")).to_have_count(0)
    # A key that does something, so that the silence before it is one.
    atlas.search.fill("énergie")
    expect(atlas.sentence).to_contain_text("texte « énergie »")
    assert traffic.sizes["frames sent"] == 1
