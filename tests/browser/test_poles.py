"""From the map and the list to one pole, with the mouse and the keyboard; the views of the map."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from geo.regions import load_region_shapes
from tests.browser.atlas import Atlas, SlowWire

pytestmark = pytest.mark.browser

Poles = dict[str, dict[str, Any]]

NANTES = "ptce-030"
TOULOUSE = ("ptce-021", "ptce-047")
VIEWS = {
    "Métropole": ("metropole", None),
    "Guadeloupe": ("guadeloupe", "01"),
    "Martinique": ("martinique", "02"),
    "Guyane": ("guyane", "03"),
    "La Réunion": ("la-reunion", "04"),
    "Mayotte": ("mayotte", "06"),
}
#: West, south, east, north.
MAINLAND = (-5.1, 41.4, 9.5, 51.0)


# --- Mouse ---


def test_a_click_on_a_pole_opens_its_popup_and_its_card(atlas: Atlas, poles: Poles) -> None:
    pole = poles[NANTES]
    atlas.open()
    mark = atlas.reach(NANTES)
    assert mark.get_attribute("aria-label") == f"{pole['nom']}, Nantes, Loire-Atlantique, Pays de la Loire"
    assert mark.get_attribute("role") == "button"
    mark.hover()
    expect(atlas.tooltip).to_contain_text(f"{pole['nom']}Nantes, Loire-Atlantique, Pays de la Loire")
    mark.click()
    atlas.expect_popup(pole["nom"])
    expect(atlas.popup.locator(".bulle-lieu")).to_have_text("Nantes, Loire-Atlantique, Pays de la Loire")
    for text in (", ".join(pole["secteurs"]), pole["forme_juridique"], "non lauréat connu"):
        expect(atlas.popup.locator("dl")).to_contain_text(text)
    expect(atlas.card.locator("h2")).to_have_text(pole["nom"])
    for text in ("Nantes, Loire-Atlantique, Pays de la Loire", *pole["faits"], *pole["remarques"]):
        expect(atlas.card).to_contain_text(text)
    expect(atlas.card).to_contain_text(f"{pole['nom_liste']} ({pole['region_liste']}), ligne {pole['ligne']}")
    expect(atlas.map.locator(".liste")).to_be_hidden()
    atlas.expect_query(pole=NANTES)


def test_the_card_gives_the_sources_of_its_values(atlas: Atlas, poles: Poles) -> None:
    atlas.open(pole=NANTES)
    sourced = [name for name in ("commune", "secteurs", "forme_juridique") if name in poles[NANTES]["sources"]]
    assert sourced
    provenance = atlas.card.locator(".provenance").first
    provenance.locator("summary").click()
    expect(provenance.locator("li").first).to_be_visible()
    expect(provenance.locator("summary")).to_contain_text("confiance")
    for link in atlas.card.locator("a:not(.fiche-complete)").all():
        assert str(link.get_attribute("href")).startswith(("https://", "http://"))
        assert link.get_attribute("rel") == "noopener noreferrer"


def test_the_card_survives_a_filter_and_leads_back_to_the_list(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.reach(NANTES).click()
    atlas.box("secteur", "economie-circulaire").click()
    expect(atlas.sentence).to_contain_text("secteur économie circulaire")
    expect(atlas.card.locator("h2")).to_have_text(poles[NANTES]["nom"])
    atlas.expect_query(pole=NANTES, secteur="economie-circulaire")

    atlas.map.get_by_role("button", name="← Retour à la liste").click()
    expect(atlas.card).to_have_count(0)
    expect(atlas.popup).to_have_count(0)
    expect(atlas.rows.first).to_be_visible()
    expect(atlas.row(NANTES).get_by_role("button")).to_be_focused()
    expect(atlas.row(NANTES)).to_be_in_viewport()
    atlas.expect_query(secteur="economie-circulaire")


def test_a_row_of_the_list_centres_the_map_and_opens_the_popup(atlas: Atlas, poles: Poles) -> None:
    pole = poles[NANTES]
    atlas.open()
    atlas.row(NANTES).click()
    atlas.expect_popup(pole["nom"])
    expect(atlas.card.locator("h2")).to_have_text(pole["nom"])
    expect(atlas.card.locator("h2")).to_be_focused()
    latitude, longitude, zoom = atlas.position()
    assert zoom >= 9
    assert abs(latitude - pole["lat"]) < 0.5
    assert abs(longitude - pole["lon"]) < 0.5
    expect(atlas.popup).to_be_in_viewport(ratio=1)
    atlas.expect_query(pole=NANTES)


def test_a_row_under_the_mouse_shows_its_pole_on_the_map(atlas: Atlas) -> None:
    atlas.open()
    atlas.row("ptce-001").hover()
    expect(atlas.map.locator(".marque.survolee")).to_have_count(1)
    assert atlas.mark_of("ptce-001").evaluate("(node) => node.classList.contains('survolee')")
    atlas.search.hover()
    expect(atlas.map.locator(".marque.survolee")).to_have_count(0)


def test_two_poles_of_one_town_are_each_reached_from_the_map_and_from_the_list(atlas: Atlas, poles: Poles) -> None:
    assert len({(poles[pole]["lon"], poles[pole]["lat"]) for pole in TOULOUSE}) == 1
    atlas.open()
    for pole in TOULOUSE:
        atlas.reach(pole).click()
        atlas.expect_popup(poles[pole]["nom"])
        expect(atlas.card.locator("h2")).to_have_text(poles[pole]["nom"])
        atlas.expect_query(pole=pole)
    for pole in TOULOUSE:
        atlas.map.get_by_role("button", name="← Retour à la liste").click()
        atlas.row(pole).click()
        atlas.expect_popup(poles[pole]["nom"])
        assert atlas.mark_of(pole).get_attribute("data-id") == pole


def test_a_pole_placed_at_its_region_is_drawn_otherwise_and_says_so(atlas: Atlas, poles: Poles) -> None:
    assert poles["ptce-027"]["precision"] == "region"
    atlas.open(pole="ptce-027")
    atlas.expect_popup(poles["ptce-027"]["nom"])
    assert atlas.mark_of("ptce-027").query_selector(".flou") is not None
    expect(atlas.popup.locator(".bulle-precision")).to_contain_text("point placé au milieu de la région (Grand Est)")


def test_an_answer_that_comes_late_does_not_bring_the_pole_before_back(atlas: Atlas, poles: Poles) -> None:
    wire = SlowWire(atlas)
    atlas.open()
    wire.hold_answers = True
    atlas.reach(NANTES).click()
    wire.wait_for_answer(rf'pole[\\":]+{NANTES}')
    # Chosen before that answer comes, known to the server only after it.
    wire.hold_clicks = True
    atlas.reach("ptce-001").click()
    expect(atlas.card.locator("h2")).to_have_text(poles["ptce-001"]["nom"])
    wire.release_answers()
    atlas.expect_query(pole=NANTES)
    expect(atlas.map.locator("main.atlas")).to_have_attribute("data-etat", "1")
    expect(atlas.card.locator("h2")).to_have_text(poles["ptce-001"]["nom"])
    wire.release_clicks()
    atlas.expect_query(pole="ptce-001")
    expect(atlas.card.locator("h2")).to_have_text(poles["ptce-001"]["nom"])


# --- Keyboard ---


def test_with_the_keyboard_a_pole_opens_closes_and_gets_the_focus_back(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.view_button("Mayotte").focus()
    atlas.tab_to(".marque[data-id]")
    pole = str(atlas.focused("data-id"))
    assert atlas.focused("aria-label")
    atlas.page.keyboard.press("Enter")
    atlas.expect_popup(poles[pole]["nom"])
    expect(atlas.card.locator("h2")).to_have_text(poles[pole]["nom"])
    atlas.expect_query(pole=pole)
    atlas.page.keyboard.press("Escape")
    expect(atlas.popup).to_have_count(0)
    assert atlas.focused("data-id") == pole

    atlas.page.keyboard.press("Enter")
    close = atlas.popup.get_by_role("button", name="Fermer")
    close.focus()
    atlas.page.keyboard.press("Escape")
    expect(atlas.popup).to_have_count(0)
    assert atlas.focused("data-id") == pole

    atlas.page.keyboard.press("Space")
    close.focus()
    atlas.page.keyboard.press("Enter")
    expect(atlas.popup).to_have_count(0)
    assert atlas.focused("data-id") == pole


def test_with_the_keyboard_the_list_leads_to_the_card_and_back(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.row(NANTES).get_by_role("button").focus()
    atlas.page.keyboard.press("Enter")
    expect(atlas.card.locator("h2")).to_be_focused()
    atlas.page.keyboard.press("Shift+Tab")
    expect(atlas.map.get_by_role("button", name="← Retour à la liste")).to_be_focused()
    atlas.page.keyboard.press("Enter")
    expect(atlas.row(NANTES).get_by_role("button")).to_be_focused()


def test_arrows_move_the_map(atlas: Atlas) -> None:
    atlas.open()
    longitude = atlas.position()[1]
    atlas.map.locator(".scene > .leaflet-container").focus()
    atlas.page.keyboard.press("ArrowRight")
    atlas.frame.wait_for_function("(before) => window.map.getCenter().lng > before", arg=longitude)


# --- Views ---


def test_one_click_shows_each_view_in_its_true_place(atlas: Atlas, poles: Poles) -> None:
    shapes = load_region_shapes()
    atlas.open()
    for name in reversed(VIEWS):
        key, code = VIEWS[name]
        inside = {p: row for p, row in poles.items() if (row["code_region"] == code if code else is_mainland(row))}
        button = atlas.view_button(name)
        expect(button).to_have_text(f"{name} {len(inside)} PTCE")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        atlas.expect_query(**({} if key == "metropole" else {"vue": key}))

        west, south, east, north = shapes[code].bounds if code else MAINLAND
        shown = atlas.bounds()
        assert shown["west"] <= west, name
        assert shown["south"] <= south, name
        assert shown["east"] >= east, name
        assert shown["north"] >= north, name
        # And it is not lost in the middle of a larger map.
        height, width = shown["north"] - shown["south"], shown["east"] - shown["west"]
        assert max((north - south) / height, (east - west) / width) > 0.5, name
        assert atlas.drawn() == len(inside), name
        for pole in inside if code else ():
            place = atlas.reach(pole).evaluate(
                """(node) => {
                    const { lat, lng } = Object.values(window.map._layers).find((l) => l._icon === node).getLatLng();
                    return [lat, lng];
                }"""
            )
            assert place == pytest.approx([inside[pole]["lat"], inside[pole]["lon"]], abs=1e-5)


def is_mainland(row: dict[str, Any]) -> bool:
    return row["code_region"] not in {code for _, code in VIEWS.values()}


def test_an_inset_leads_to_its_view_and_its_pole_to_its_card(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.map.get_by_role("button", name="Guyane 1").and_(atlas.map.locator(".encart button")).click()
    atlas.expect_query(vue="guyane")
    expect(atlas.map.locator(".encarts")).to_be_hidden()
    atlas.view_button("Métropole").click()
    expect(atlas.map.locator(".encarts")).to_be_visible()
    atlas.inset_markers.and_(atlas.map.get_by_role("button", name=poles["ptce-002"]["nom"])).click()
    expect(atlas.card.locator("h2")).to_have_text(poles["ptce-002"]["nom"])
    expect(atlas.view_button("Martinique")).to_have_attribute("aria-pressed", "true")
    atlas.expect_query(pole="ptce-002", vue="martinique")


def test_counts_of_the_views_follow_the_filters(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.box("laureat", "2015").click()
    expect(atlas.rows).to_have_count(11)
    for name, (_, code) in VIEWS.items():
        inside = [row for row in poles.values() if (row["code_region"] == code if code else is_mainland(row))]
        count = sum(row["annee_laureat"] == 2015 for row in inside)
        expect(atlas.view_button(name)).to_have_text(f"{name} {count} PTCE")
