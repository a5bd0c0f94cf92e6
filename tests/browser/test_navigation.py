"""From page to page: links are followed in place, the back button undoes them, words are explained."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import Atlas, SlowWire

pytestmark = pytest.mark.browser


def mark_document(atlas: Atlas) -> None:
    atlas.page.evaluate("() => { window.temoin = 'le même document'; }")


def same_document(atlas: Atlas) -> bool:
    return bool(atlas.page.evaluate("() => window.temoin === 'le même document'"))


def test_pages_are_reached_without_loading_the_site_again_and_keep_the_filters(atlas: Atlas) -> None:
    atlas.open(secteur="culture")
    mark_document(atlas)
    nav = atlas.page.get_by_role("navigation", name="Pages")
    for name in ("Liste et exports", "Régions", "Repères", "Données et sources", "Carte"):
        nav.get_by_role("link", name=name).click()
        expect(nav.locator("[aria-current=page]")).to_have_text(name)
        expect(atlas.page.locator("h1")).to_have_count(1)
        atlas.expect_query(secteur="culture")
    assert same_document(atlas)
    atlas.wait()
    expect(atlas.sentence).to_have_text("10 PTCE en France, secteur culture")


def test_a_click_still_unanswered_goes_along_to_the_next_page(atlas: Atlas) -> None:
    wire = SlowWire(atlas)
    atlas.open()
    wire.hold_clicks = True
    atlas.box("secteur", "culture").click()
    atlas.page.get_by_role("link", name="Liste et exports").click()
    wire.release_clicks()
    expect(atlas.page.locator(".atlas-tableau caption")).to_have_text("10 PTCE en France, secteur culture")
    atlas.expect_query(secteur="culture")


def test_the_list_leads_to_a_sheet_and_back(atlas: Atlas) -> None:
    atlas.open("/liste", region="bretagne")
    mark_document(atlas)
    first = atlas.page.locator(".atlas-tableau tbody th a").first
    name = first.inner_text()
    first.scroll_into_view_if_needed()
    first.click()
    expect(atlas.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    assert atlas.query()["region"] == ["bretagne"]
    assert atlas.query()["id"][0].startswith("ptce-")
    assert atlas.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") == 0
    atlas.page.go_back()
    expect(first).to_have_text(name)
    atlas.expect_query(region="bretagne")
    assert same_document(atlas)


def test_the_card_of_the_map_leads_to_the_sheet(atlas: Atlas) -> None:
    atlas.open(pole="ptce-029", secteur="alimentation-agriculture")
    mark_document(atlas)
    atlas.card.get_by_role("link", name="Fiche complète").click()
    expect(atlas.page.get_by_role("heading", level=1, name="Écopôle alimentaire")).to_be_visible()
    atlas.expect_query(secteur="alimentation-agriculture", id="ptce-029")
    assert same_document(atlas)


def test_a_link_opens_in_a_tab_of_its_own_when_asked(atlas: Atlas) -> None:
    atlas.open()
    link = atlas.page.get_by_role("link", name="Repères")
    with atlas.page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("heading", level=1)).to_have_count(1)
    assert "/reperes" in opened.value.url
    atlas.expect_query()


def test_a_word_of_the_glossary_is_explained_by_pointer_and_by_keyboard(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/pole", id="ptce-030"))
    word = atlas.page.locator(".atlas-terme").first
    box = atlas.page.locator(".atlas-definition")
    word.hover()
    expect(box).to_be_visible()
    expect(box).not_to_be_empty()
    expect(word).to_have_attribute("aria-describedby", "atlas-definition")
    atlas.page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    atlas.page.mouse.move(0, 0)
    word.focus()
    expect(box).to_be_visible()
    within = atlas.page.viewport_size
    place = box.bounding_box()
    assert within is not None
    assert place is not None
    assert 0 <= place["x"] <= place["x"] + place["width"] <= within["width"]
    assert 0 <= place["y"] <= place["y"] + place["height"] <= within["height"]
