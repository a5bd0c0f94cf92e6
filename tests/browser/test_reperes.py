"""Figures, timeline and glossary as a visitor sees them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import Atlas
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

ENGLISH = re.compile(r"\b(download|fullscreen|copy|visuali[sz]ation|mark|axis|title|show data|legend)\b", re.IGNORECASE)
PHONE = {"width": 390, "height": 844}


def go(atlas: Atlas, path: str, heading: str, **query: str) -> Atlas:
    atlas.page.goto(atlas.address(path, **query))
    expect(atlas.page.get_by_role("heading", level=1)).to_have_text(heading)
    return atlas


def shown(atlas: Atlas, kind: str) -> int:
    return atlas.page.locator(f"[data-entree={kind}]:visible").count()


def test_charts_are_drawn_in_french_and_nothing_leaves_the_host(atlas: Atlas) -> None:
    go(atlas, "/reperes", "Repères")
    charts = atlas.page.locator('[data-testid="stVegaLiteChart"] svg')
    expect(charts).to_have_count(10)
    first = atlas.page.get_by_role("img", name="Barres : Par région.")
    expect(first.locator("svg")).to_contain_text("Auvergne-Rhône-Alpes")
    expect(first.locator("svg")).to_contain_text("13")
    expect(atlas.page.get_by_role("img", name="Barres : Financements mobilisés").locator("svg")).to_contain_text(
        "absent"
    )
    expect(atlas.page.locator("[aria-roledescription]")).to_have_count(0)
    first.hover()
    expect(atlas.page.locator('[data-testid="stElementToolbar"]:visible')).to_have_count(0)
    expect(atlas.page.locator(".vega-embed summary:visible, .vega-actions:visible")).to_have_count(0)
    assert ENGLISH.findall(atlas.page.locator('[data-testid="stMain"]').inner_text()) == []


@pytest.mark.parametrize("path", ["reperes", "chronologie", "glossaire"])
def test_a_phone_scrolls_downwards_only(path: str, visit: Visit) -> None:
    atlas = visit(viewport=PHONE)
    go(atlas, f"/{path}", path.capitalize().replace("Reperes", "Repères"))
    if path == "reperes":
        expect(atlas.page.locator('[data-testid="stVegaLiteChart"] svg')).to_have_count(10)
        labels = atlas.page.locator('[data-testid="stVegaLiteChart"] svg text')
        edges = labels.evaluate_all(
            "(nodes) => nodes.map((n) => n.getBoundingClientRect()).map((b) => [b.left, b.right])"
        )
        assert all(left >= 0 and right <= 390 for left, right in edges)
        assert not any("…" in text and "GEIE" not in text for text in labels.all_text_contents())
    else:
        expect(atlas.page.locator("[data-entree]").first).to_be_visible()
    widths = atlas.page.evaluate(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')].map((e) => e.scrollWidth)"
    )
    assert max(widths) <= 390


def test_the_tables_are_unfolded_on_paper(atlas: Atlas) -> None:
    go(atlas, "/reperes", "Repères")
    tables = atlas.page.locator("details[data-deplie-imprime]")
    expect(tables).to_have_count(10)
    expect(atlas.page.locator("details[data-deplie-imprime][open]")).to_have_count(0)
    atlas.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    expect(atlas.page.locator("details[data-deplie-imprime][open]")).to_have_count(10)
    atlas.page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    expect(atlas.page.locator("details[data-deplie-imprime][open]")).to_have_count(0)


def test_the_timeline_is_filtered_by_scope_and_by_text(atlas: Atlas) -> None:
    go(atlas, "/chronologie", "Chronologie")
    status = atlas.page.locator("section[aria-label='Rechercher dans la chronologie'] [role=status]")
    expect(status).to_have_text("82 événements")
    assert shown(atlas, "evenement") == 82
    atlas.page.get_by_role("checkbox", name="Europe (1)").check()
    expect(status).to_have_text("1 événement sur 82")
    expect(atlas.page.get_by_role("heading", name="Années 1980")).to_be_hidden()
    atlas.page.get_by_role("checkbox", name="Régional (8)").check()
    expect(status).to_have_text("9 événements sur 82")
    assert shown(atlas, "evenement") == 9
    atlas.page.get_by_role("button", name="Tout afficher").click()
    expect(status).to_have_text("82 événements")
    atlas.page.get_by_label("Rechercher dans la chronologie").last.fill("ECOSSOLIES nantes")
    expect(status).to_have_text(re.compile(r"^\d événements sur 82$"))
    for text in atlas.page.locator("[data-entree=evenement]:visible").all_text_contents():
        assert "Écossolies" in text
        assert "Nantes" in text
    atlas.page.get_by_label("Rechercher dans la chronologie").last.fill("zzzz")
    expect(status).to_have_text("Aucun événement ne correspond.")


def test_a_contested_event_gives_the_reason_on_demand(atlas: Atlas) -> None:
    go(atlas, "/chronologie", "Chronologie")
    atlas.page.get_by_role("checkbox", name="Date ou contenu discuté (10)").check()
    expect(atlas.page.locator("[data-entree=evenement]:visible")).to_have_count(10)
    atlas.page.get_by_role("checkbox", name="National (32)").check()
    expect(atlas.page.locator("[data-entree=evenement]:visible")).to_have_count(9)
    call = atlas.page.locator("#t038")
    reason = call.get_by_text("L'atlas retient")
    expect(reason).to_be_hidden()
    call.locator("summary").click()
    expect(reason).to_be_visible()


def test_a_pole_of_the_timeline_leads_to_its_sheet_with_the_filters(atlas: Atlas) -> None:
    go(atlas, "/chronologie", "Chronologie", region="bretagne")
    link = atlas.page.locator("#t004").get_by_role("link", name="Les Écossolies – Le Solilab")
    expect(link).to_have_attribute("href", re.compile(r"/pole\?region=bretagne&id=ptce-030$"))
    link.click()
    atlas.expect_query(region="bretagne", id="ptce-030")


def test_a_word_of_the_timeline_is_explained(atlas: Atlas) -> None:
    go(atlas, "/chronologie", "Chronologie")
    atlas.page.locator("[data-entree=evenement] .atlas-terme").first.focus()
    expect(atlas.page.get_by_role("tooltip")).to_be_visible()


def test_the_glossary_is_searched_without_accents(atlas: Atlas) -> None:
    go(atlas, "/glossaire", "Glossaire")
    status = atlas.page.locator("section[aria-label='Rechercher un terme'] [role=status]")
    expect(status).to_have_text("120 termes")
    atlas.page.get_by_label("Rechercher un terme").last.fill("societe cooperative d'interet")
    expect(status).to_have_text("1 terme sur 120")
    expect(atlas.page.locator("#g030")).to_be_visible()
    expect(atlas.page.get_by_role("link", name="Lettre A")).to_be_hidden()
    atlas.page.get_by_role("button", name="Tout afficher").click()
    atlas.page.get_by_role("checkbox", name=re.compile("^Europe")).check()
    expect(status).to_have_text(re.compile(r"^7 termes sur 120$"))


def test_an_address_leads_to_a_term(atlas: Atlas) -> None:
    atlas.page.goto(f"{atlas.address('/glossaire')}#g012")
    expect(atlas.page.locator("#g012")).to_be_focused()
    expect(atlas.page.locator("#g012")).to_be_in_viewport()
    expect(atlas.page.locator("#g012")).to_contain_text("Coconstruction")


def test_a_letter_leads_to_its_terms(atlas: Atlas) -> None:
    go(atlas, "/glossaire", "Glossaire")
    atlas.page.get_by_role("link", name="Lettre S").click()
    expect(atlas.page.get_by_role("heading", name="S", exact=True)).to_be_in_viewport()
    expect(atlas.page.locator("[data-entree=terme]:visible")).to_have_count(120)


def test_going_from_tab_to_tab_draws_each(atlas: Atlas) -> None:
    go(atlas, "/glossaire", "Glossaire")
    tabs = atlas.page.get_by_role("navigation", name="Repères")
    tabs.get_by_role("link", name="Chronologie").click()
    expect(atlas.page.locator("[data-entree=evenement]")).to_have_count(82)
    tabs.get_by_role("link", name="Glossaire").click()
    expect(atlas.page.locator("[data-entree=terme]")).to_have_count(120)
    tabs.get_by_role("link", name="Chiffres").click()
    expect(atlas.page.locator('[data-testid="stVegaLiteChart"] svg')).to_have_count(10)
