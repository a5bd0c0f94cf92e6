"""What a visitor sees on arrival: on a desktop screen, in the dark, on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.atlas import Atlas, boxes, overlap
from tests.browser.conftest import DESKTOP, Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}


def scroll_size(atlas: Atlas) -> dict[str, int]:
    """Return the largest size that the page, or the part of it that scrolls, asks for."""
    return atlas.page.evaluate(
        """() => {
            const nodes = [document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')];
            const most = (name) => Math.max(...nodes.map((node) => node[name]));
            return { width: most("scrollWidth"), height: most("scrollHeight") };
        }"""
    )


def box_of(locator: Locator) -> dict[str, float]:
    """Return the box of an element, in the page."""
    box = locator.bounding_box()
    assert box is not None, locator
    return dict(box)


def brightness(colour: str) -> float:
    red, green, blue = (float(part) for part in re.findall(r"[\d.]+", colour)[:3])
    return red * 0.299 + green * 0.587 + blue * 0.114


def style_of(locator: Locator, name: str) -> str:
    return locator.evaluate("(node, name) => getComputedStyle(node)[name]", name)


# --- Desktop ---


def test_the_page_says_what_it_is(atlas: Atlas) -> None:
    atlas.open()
    expect(atlas.page).to_have_title("Carte – Atlas des PTCE")
    expect(atlas.page.locator("html")).to_have_attribute("lang", "fr")
    assert atlas.page.locator("h1").all_inner_texts() == ["Carte des PTCE"]
    expect(atlas.page.locator(".atlas-entete p")).to_have_text(
        ["Atlas des PTCE", "Les pôles territoriaux de coopération économique"]
    )
    expect(atlas.sentence).to_have_text("73 PTCE en France")
    expect(atlas.page.locator(".atlas-resultats")).to_contain_text("(panel RTES 2016 : 74 lignes, 73 pôles)")
    expect(atlas.iframe).to_have_count(1)
    assert atlas.frame.evaluate("() => [document.title, document.documentElement.lang]") == ["Carte des PTCE", "fr"]
    expect(atlas.page.locator("footer")).to_contain_text("Licence Ouverte 2.0")
    assert atlas.query() == {}
    # Nothing of Streamlit's own menus.
    for name in ("stAppDeployButton", "stMainMenu", "stSidebarNav"):
        expect(atlas.page.get_by_test_id(name).and_(atlas.page.locator(":visible"))).to_have_count(0)
    expect(atlas.page.get_by_text(re.compile("Deploy|Rerun|Streamlit"))).to_have_count(0)


def test_every_pole_is_in_the_list_and_most_are_seen_as_themselves(
    atlas: Atlas, poles: dict[str, dict[str, Any]]
) -> None:
    atlas.open()
    assert atlas.row_ids() == list(poles)
    assert len(poles) == 73
    expect(atlas.map.locator(".liste-titre")).to_have_text("73 pôles")
    expect(atlas.inset_markers).to_have_count(3)
    assert atlas.drawn() == 70
    assert atlas.singles.count() > 35


def test_all_of_the_map_page_fits_a_laptop_screen(atlas: Atlas) -> None:
    atlas.open()
    assert scroll_size(atlas) == DESKTOP
    seen = {
        "title": atlas.page.locator(".atlas-nom"),
        "results": atlas.sentence,
        "search": atlas.search,
        "first filter": atlas.box("laureat", "2013"),
        "map": atlas.iframe,
        "footer": atlas.page.locator("footer"),
        **{f"inset of {name}": atlas.map.locator(".encart", has_text=name) for name in INSETS},
    }
    for name, locator in seen.items():
        expect(locator, name).to_be_visible()
        box = box_of(locator)
        assert box["x"] >= 0, name
        assert box["y"] >= 0, name
        assert box["x"] + box["width"] <= DESKTOP["width"], name
        assert box["y"] + box["height"] <= DESKTOP["height"], name
    assert box_of(atlas.iframe)["height"] > DESKTOP["height"] * 0.6


INSETS = ("Guyane", "La Réunion", "Martinique")


def test_insets_hold_their_region_and_hide_nothing(atlas: Atlas) -> None:
    atlas.open()
    assert atlas.map.locator(".encart:visible button").all_text_contents() == [f"{name} 1" for name in INSETS]
    frames = boxes(atlas.map.locator(".encart:visible"))
    expect(atlas.map.locator(".encart path.region")).to_have_count(3)
    marks = boxes(atlas.map.locator(".scene > .leaflet-container .leaflet-marker-pane .marque"))
    assert [mark for mark in marks for frame in frames if overlap(mark, frame)] == []


@pytest.mark.parametrize("path", ["/", "/liste"])
def test_no_horizontal_scroll_on_narrower_screens(atlas: Atlas, path: str) -> None:
    atlas.open(path, region="bretagne", secteur="energie", laureat="2013")
    for width in (1280, 1024, 800, 640, 320):
        atlas.page.set_viewport_size({"width": width, "height": 768})
        expect(atlas.sentence).to_be_visible()
        assert scroll_size(atlas)["width"] == width


# --- Dark ---


def test_page_map_and_panel_follow_the_dark_theme(visit: Visit) -> None:
    atlas = visit(color_scheme="dark").open(pole="ptce-030")
    surfaces = {
        "page": (atlas.page.get_by_test_id("stApp"), "backgroundColor"),
        "frame": (atlas.map.locator("body"), "backgroundColor"),
        "panel": (atlas.map.locator(".panneau"), "backgroundColor"),
        "popup": (atlas.map.locator(".leaflet-popup-content-wrapper"), "backgroundColor"),
        "land": (atlas.map.locator("path.region").first, "fill"),
    }
    for name, (locator, style) in surfaces.items():
        assert brightness(style_of(locator, style)) < 80, name
    texts = {
        "title": atlas.page.locator(".atlas-nom"),
        "results": atlas.sentence,
        "filters": atlas.page.locator(".atlas-libelle").first,
        "card": atlas.card.locator("h2"),
        "popup": atlas.popup.locator(".bulle-nom"),
        "name of a town": atlas.map.locator(".nom-ville span").first,
    }
    for name, locator in texts.items():
        assert brightness(style_of(locator, "color")) > 150, name


def test_the_light_theme_is_light_and_the_map_follows_a_change_of_theme(atlas: Atlas) -> None:
    atlas.open()
    assert brightness(style_of(atlas.map.locator("body"), "backgroundColor")) > 220
    assert brightness(style_of(atlas.map.locator(".liste-titre"), "color")) < 80
    atlas.page.emulate_media(color_scheme="dark")
    expect(atlas.map.locator("html")).to_have_attribute("data-theme", "sombre")
    assert brightness(style_of(atlas.map.locator("body"), "backgroundColor")) < 80


# --- Phone ---


@pytest.fixture
def phone(visit: Visit) -> Atlas:
    return visit(**PHONE)


def test_on_a_phone_the_map_comes_before_the_list(phone: Atlas) -> None:
    phone.open()
    assert scroll_size(phone)["width"] == 390
    stage, panel = box_of(phone.map.locator(".scene")), box_of(phone.map.locator(".panneau"))
    assert stage["y"] + stage["height"] <= panel["y"]
    # Enough of the map is seen without scrolling.
    assert stage["y"] < 844 * 0.45
    assert min(stage["y"] + stage["height"], 844) - stage["y"] > 250
    expect(phone.rows).to_have_count(73)
    # The frame is as high as what it holds: one scroll bar, the page's.
    assert phone.frame.evaluate("() => document.documentElement.scrollHeight <= window.innerHeight + 1")


def test_on_a_phone_filters_open_from_a_button_and_close(phone: Atlas) -> None:
    phone.open()
    expect(phone.search).not_to_be_in_viewport()
    phone.page.get_by_test_id("stExpandSidebarButton").tap()
    expect(phone.search).to_be_in_viewport()
    phone.box("laureat", "2015").tap()
    expect(phone.sentence).to_have_text("11 PTCE en France, lauréats 2015")
    phone.page.get_by_test_id("stSidebarCollapseButton").locator("button").tap()
    expect(phone.search).not_to_be_in_viewport()
    expect(phone.rows).to_have_count(11)
    expect(phone.sentence).to_be_in_viewport()


def test_on_a_phone_the_card_is_below_the_map(phone: Atlas) -> None:
    phone.open(pole="ptce-030")
    stage, card = box_of(phone.map.locator(".scene")), box_of(phone.card)
    assert stage["y"] + stage["height"] <= card["y"]
    assert scroll_size(phone)["width"] == 390
    expect(phone.popup).to_be_visible()


def test_on_a_phone_a_popup_fits_and_nothing_covers_the_button_that_closes_it(phone: Atlas) -> None:
    phone.open()
    # ptce-045 says the most, ptce-057 has the longest name.
    for pole in ("ptce-030", "ptce-057", "ptce-045", "ptce-002"):
        phone.row(pole).get_by_role("button").tap()
        close = phone.popup.get_by_role("button", name="Fermer")
        expect(close, pole).to_be_visible()
        phone.still()
        assert phone.popup_is_open(), pole
        covered = close.evaluate(
            """(button) => {
                const { left, top, width, height } = button.getBoundingClientRect();
                const points = [[0.5, 0.5], [0.15, 0.15], [0.85, 0.15], [0.15, 0.85], [0.85, 0.85]];
                const hit = ([x, y]) => document.elementFromPoint(left + width * x, top + height * y);
                return points.map(hit).filter((node) => !button.contains(node)).map((node) => node && node.outerHTML);
            }"""
        )
        assert covered == [], pole
        stage, popup = box_of(phone.map.locator(".scene")), box_of(phone.popup)
        assert stage["y"] <= popup["y"], pole
        assert stage["x"] <= popup["x"], pole
        assert popup["x"] + popup["width"] <= stage["x"] + stage["width"], pole
        close.tap()
        expect(phone.popup).to_have_count(0)
        phone.map.get_by_role("button", name="← Retour à la liste").tap()


def test_on_a_phone_a_row_far_down_leads_to_the_top_of_its_card(phone: Atlas) -> None:
    phone.open()
    phone.rows.last.get_by_role("button").tap()
    expect(phone.card.locator("h2")).to_be_in_viewport()
    phone.map.get_by_role("button", name="← Retour à la liste").tap()
    expect(phone.rows.last.get_by_role("button")).to_be_in_viewport()


def test_on_a_phone_the_list_page_does_not_scroll_sideways(phone: Atlas) -> None:
    phone.open("/liste")
    assert scroll_size(phone)["width"] == 390
    expect(phone.page.locator(".atlas-tableau tbody tr").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/liste"])
def test_nothing_jumps_while_the_page_comes(path: str, atlas: Atlas) -> None:
    atlas.page.add_init_script(
        """window.jumps = [];
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumps.push(entry.value);
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    atlas.open(path)
    expect(atlas.page.locator(".atlas-filtres h2")).to_be_visible()
    expect(atlas.page.locator(".atlas-pied")).to_be_visible()
    # Cumulative layout shift, « good » up to 0.1: https://web.dev/articles/cls
    assert sum(atlas.page.evaluate("() => window.jumps")) <= 0.1


def test_on_a_phone_a_page_comes_with_its_filters_closed(phone: Atlas) -> None:
    expand = phone.page.get_by_test_id("stExpandSidebarButton")
    phone.open()
    expand.click()
    expect(phone.search).to_be_visible()
    phone.open()
    expect(expand).to_be_visible()
    expect(phone.search).to_be_hidden()
    # The same by a link from a page that has no filters.
    expand.click()
    expect(phone.search).to_be_visible()
    phone.page.goto(phone.address("/glossaire"))
    phone.page.get_by_role("link", name="Carte", exact=True).click()
    phone.wait()
    expect(expand).to_be_visible()
    expect(phone.search).to_be_hidden()


def test_folded_filters_stay_folded_and_keep_no_place(atlas: Atlas) -> None:
    atlas.open()
    atlas.page.locator('[data-testid="stSidebar"]').hover()
    atlas.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(atlas.page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    atlas.open()
    expect(atlas.page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    assert atlas.iframe.bounding_box()["x"] < 50
