"""RGAA 4.1.2, thème 7: scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.atlas import Atlas
from tests.browser.rgaa.keys import active, mark_changes, press_until

pytestmark = pytest.mark.browser


def said(locator: Locator) -> list[str]:
    """Return what a live region was given to say since `mark_changes`."""
    return locator.evaluate("(node) => node.atlasSaid")


def test_rgaa_7_1_buttons_and_folds_tell_their_state(atlas: Atlas) -> None:
    atlas.open()
    for name in ("Ombrage", "Martinique"):
        button = atlas.option(name) if name == "Ombrage" else atlas.view_button(name)
        expect(button).to_have_attribute("aria-pressed", "false")
        button.focus()
        atlas.page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
        assert "aria-pressed=true" in active(atlas.page)
    expect(atlas.view_button("Métropole")).to_have_attribute("aria-pressed", "false")
    named = atlas.map.locator(".leaflet-marker-icon.marque")
    assert named.count() > 0
    for mark in named.all():
        assert mark.get_attribute("role") == "button"
        assert mark.get_attribute("aria-label")
        assert mark.get_attribute("tabindex") == "0"


def test_rgaa_7_3_a_mark_opens_into_its_popup_and_escape_leads_back(atlas: Atlas) -> None:
    atlas.open()
    atlas.view_button("Mayotte").focus()
    atlas.tab_to(".marque[data-id]")
    name = str(atlas.focused("aria-label"))
    atlas.page.keyboard.press("Enter")
    dialog = atlas.map.get_by_role("dialog")
    expect(dialog).to_be_focused()
    label = str(dialog.get_attribute("aria-label"))
    assert name.startswith(f"{label}, ")
    atlas.page.keyboard.press("Tab")
    assert atlas.frame.evaluate("() => Boolean(document.activeElement.closest('.leaflet-popup'))")
    atlas.page.keyboard.press("Escape")
    expect(atlas.popup).to_have_count(0)
    assert atlas.focused("aria-label") == name


def test_rgaa_7_3_a_group_that_opens_hands_the_focus_to_what_it_held(atlas: Atlas) -> None:
    atlas.open()
    atlas.view_button("Mayotte").focus()
    atlas.tab_to(".grappe")
    poles, _, names = str(atlas.focused("aria-label")).partition(" pôles : ")
    assert int(poles) >= 2
    assert names
    zoom = atlas.position()[2]
    atlas.page.keyboard.press("Enter")
    atlas.frame.wait_for_function("(zoom) => window.map.getZoom() > zoom || document.querySelector('.patte')", arg=zoom)
    atlas.frame.wait_for_function(
        "() => document.activeElement.matches('.marque') && document.activeElement.isConnected"
    )


def test_rgaa_7_3_what_is_taken_away_with_the_focus_leaves_it_at_the_heading(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/importer"))
    expect(atlas.page.locator("h1")).to_have_text("Importer une liste")
    content = b"nom;commune\nA;Rennes\nB;Nulle-Part\n"
    atlas.page.locator("input[type=file]").set_input_files(
        {"name": "lieux.csv", "mimeType": "text/csv", "buffer": content}
    )
    remove = atlas.page.get_by_role("button", name="Retirer la liste")
    remove.focus()
    atlas.page.keyboard.press("Enter")
    expect(remove).to_have_count(0)
    expect(atlas.page.locator("h1")).to_be_focused()


def test_rgaa_7_5_what_becomes_of_a_list_is_announced_where_there_is_a_live_region_already(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/importer"))
    expect(atlas.page.locator("h1")).to_have_text("Importer une liste")
    live = atlas.page.locator("#atlas-annonces")
    expect(live).to_have_text("")
    content = b"nom;commune\nA;Rennes\nB;Nulle-Part\n"
    atlas.page.locator("input[type=file]").set_input_files(
        {"name": "lieux.csv", "mimeType": "text/csv", "buffer": content}
    )
    expect(live).to_have_text("1 ligne sur 2 est placée sur la carte.")
    atlas.page.get_by_role("button", name="Retirer la liste").click()
    expect(live).to_have_text("Liste retirée.")


def test_rgaa_7_5_sorting_by_distance_is_announced(atlas: Atlas) -> None:
    atlas.open("/liste", autour="35238", rayon="150")
    live = atlas.page.locator("#atlas-annonces")
    for column in ("Commune", "Distance à Rennes (km)"):
        atlas.page.get_by_role("button", name=column).click()
        expect(live).to_have_text(re.compile(f"^Tableau trié par {re.escape(column)}, ordre"))


def test_rgaa_7_5_nothing_is_said_twice_to_who_searches_the_glossary(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/glossaire"))
    search = atlas.page.get_by_role("searchbox")
    status = search.locator("xpath=ancestor::section").get_by_role("status")
    search.fill("zzz")
    expect(status).to_have_text("Aucun terme ne correspond.")
    mark_changes(status)
    search.fill("zzzz")
    atlas.page.wait_for_timeout(600)  # longer than the pause that a search waits for
    search.fill("")
    expect(status).not_to_have_text("Aucun terme ne correspond.")
    assert len(said(status)) == 1


def test_rgaa_7_3_the_focus_stays_near_what_was_pressed(atlas: Atlas) -> None:
    atlas.open("/", region="bretagne", secteur="energie")
    chip = atlas.page.get_by_role("button", name="Retirer le filtre Énergie")
    chip.focus()
    atlas.page.keyboard.press("Enter")
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")
    expect(atlas.page.get_by_role("button", name="Retirer le filtre Bretagne")).to_be_focused()
    atlas.page.keyboard.press("Enter")
    expect(atlas.sentence).to_have_text("73 PTCE en France")
    expect(atlas.page.locator("h1")).to_be_focused()

    atlas.open("/liste")
    header = atlas.page.get_by_role("columnheader", name="Commune").get_by_role("button")
    header.focus()
    atlas.page.keyboard.press("Enter")
    expect(atlas.page.locator("th[aria-sort=ascending]")).to_have_text("Commune ▲")
    expect(header).to_be_focused()
    atlas.page.locator(".atlas-colonnes summary").focus()
    atlas.page.keyboard.press("Enter")
    press_until(atlas.page, "Tab", "node.name === 'colonne-region'", 12)
    atlas.page.keyboard.press("Space")
    expect(atlas.page.locator("thead").get_by_text("Région", exact=True)).to_have_count(0)
    expect(atlas.page.locator("input[name=colonne-region]")).to_be_focused()


def test_rgaa_7_5_results_are_announced_once_and_only_when_they_change(atlas: Atlas) -> None:
    atlas.open()
    status = atlas.page.locator(".atlas-resultats p[role=status]").first
    mark_changes(status)
    atlas.box("secteur", "culture").click()
    expect(status).to_contain_text("10 PTCE en France, secteur culture")
    assert [text for text in said(status) if text.startswith("10 PTCE")] != []
    mark_changes(status)
    # Another answer of the server, which changes nothing of the results.
    atlas.option("Ombrage").click()
    atlas.expect_query(secteur="culture", ombrage="1")
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert said(status) == []
    atlas.box("laureat", "2024").click()
    expect(status).to_contain_text("Aucun PTCE")
    expect(status).to_contain_text("Des pistes pour en retrouver suivent.")


def test_rgaa_7_5_the_order_of_the_table_is_announced(atlas: Atlas) -> None:
    atlas.open("/liste")
    status = atlas.page.locator("#atlas-annonces")
    expect(status).to_have_attribute("role", "status")
    expect(status).to_be_empty()
    header = atlas.page.get_by_role("columnheader", name="Commune").get_by_role("button")
    header.click()
    expect(status).to_have_text("Tableau trié par Commune, ordre croissant.")
    header.click()
    expect(status).to_have_text("Tableau trié par Commune, ordre décroissant.")
