"""A state is a link: on a server that has just started, through the buttons of the browser, from page to page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import PROJECT, Atlas, serve
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

Poles = dict[str, dict[str, Any]]

EVERYTHING = {
    "laureat": ["2013", "2015"],
    "secteur": "developpement-local",
    "region": ["occitanie", "martinique"],
    "pole": "ptce-002",
    "vue": "martinique",
    "ombrage": "1",
    "colonnes": "nom,region,annee_laureat",
    "tri": "-annee_laureat",
}


def kept(poles: Poles) -> list[str]:
    return [
        pole
        for pole, row in poles.items()
        if row["annee_laureat"] in (2013, 2015)
        and "Développement local" in row["secteurs"]
        and row["region"] in ("Occitanie", "Martinique")
    ]


@pytest.mark.parametrize("path", ["/", "/liste"])
def test_a_link_restores_everything_on_a_server_that_has_just_started(
    visit_on: Any, tmp_path: Any, poles: Poles, path: str
) -> None:
    with serve(PROJECT, tmp_path / "log.txt") as cold:
        atlas = visit_on(cold).open(path, **EVERYTHING)
        name = {"/": "Carte", "/liste": "Liste"}[path]
        count = len(kept(poles))
        filters = "en Occitanie ou en Martinique, secteur développement local, lauréats 2013 ou 2015"
        expect(atlas.page.locator("h1")).to_have_text(f"{name} des PTCE")
        expect(atlas.sentence).to_have_text(f"{count} PTCE {filters}")
        expect(atlas.page).to_have_title(re.compile(f"^{count} PTCE {filters[:20]}.* – {name} – Atlas des PTCE$"))
        for facet in ("laureat", "secteur", "region"):
            for value in [EVERYTHING[facet]] if isinstance(EVERYTHING[facet], str) else EVERYTHING[facet]:
                expect(atlas.box(facet, value)).to_be_checked()
        expect(atlas.chips).to_have_count(5)
        expect(atlas.notice).to_be_hidden()
        if path == "/":
            assert set(atlas.row_ids()) == set(kept(poles))
            expect(atlas.card.locator("h2")).to_have_text(poles["ptce-002"]["nom"])
            expect(atlas.view_button("Martinique")).to_have_attribute("aria-pressed", "true")
            expect(atlas.option("Ombrage")).to_have_attribute("aria-pressed", "true")
            bounds = atlas.bounds()
            assert bounds["west"] < poles["ptce-002"]["lon"] < bounds["east"]
            assert bounds["south"] < poles["ptce-002"]["lat"] < bounds["north"]
        else:
            expect(atlas.page.locator(".atlas-tableau thead th")).to_have_text(
                ["Nom", "Région", "Année de lauréat ▼"], use_inner_text=True
            )
            expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(len(kept(poles)))
        atlas.expect_query(**EVERYTHING)


def test_what_a_link_has_of_unknown_is_named_and_left_out(atlas: Atlas) -> None:
    atlas.open(region=["atlantide", "bretagne"], laureat="1789", vue="lune", pole="ptce-999", ombrage="oui", tri="prix")
    expect(atlas.notice).to_have_text(
        "Éléments inconnus dans le lien, ignorés : année de lauréat « 1789 », région « atlantide », pôle « ptce-999 », "
        "vue « lune », ombrage « oui », tri « prix »."
    )
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")
    expect(atlas.rows).to_have_count(4)
    expect(atlas.card).to_have_count(0)
    atlas.expect_query(region="bretagne")
    atlas.box("laureat", "2015").click()
    expect(atlas.notice).to_be_hidden()


@pytest.mark.parametrize(
    "query",
    [
        {"region": "", "q": "", "pole": "", "vue": "", "colonnes": "", "tri": ""},
        {"secteur": ["energie"] * 50, "inconnu": "oui", "q": "x" * 5000},
        {"q": "<img src=x onerror=window.PWNED=1>", "region": "<script>window.PWNED=1</script>"},
        {"departement": "35"},
    ],
    ids=["empty values", "repeats and long text", "code", "departement without its region"],
)
def test_odd_links_show_the_page_without_an_error(atlas: Atlas, query: dict[str, Any]) -> None:
    atlas.open(**query)
    expect(atlas.sentence).to_contain_text("PTCE")
    expect(atlas.page.get_by_test_id("stException")).to_have_count(0)
    assert atlas.page.evaluate("() => typeof window.PWNED") == "undefined"


def test_the_number_of_a_double_leads_to_the_pole_with_both_names(atlas: Atlas, panel: Any) -> None:
    names = [panel.lines.loc[line]["nom_liste"] for line in ("ptce-045", "ptce-051")]
    assert len(set(names)) == 2
    atlas.open(pole="ptce-051")
    expect(atlas.card.locator("h2")).to_have_text(panel.lines.loc["ptce-045"]["nom"])
    for name in names:
        expect(atlas.card).to_contain_text(name)
        expect(atlas.popup).to_contain_text(name)
    expect(atlas.card).to_contain_text("Dans la liste, sous plusieurs noms")
    expect(atlas.notice).to_be_hidden()
    atlas.expect_query(pole="ptce-045")
    assert atlas.row_ids().count("ptce-045") == 1


def test_a_pole_that_the_filters_of_its_link_leave_out_is_shown_all_the_same(atlas: Atlas, poles: Poles) -> None:
    atlas.open(region="bretagne", pole="ptce-002")
    expect(atlas.card.locator("h2")).to_have_text(poles["ptce-002"]["nom"])
    expect(atlas.map.locator(".fiche-hors")).to_be_visible()
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")


def test_back_and_forward_restore_filters_and_pole(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.box("secteur", "economie-circulaire").click()
    atlas.expect_query(secteur="economie-circulaire")
    atlas.row("ptce-030").click()
    atlas.expect_query(secteur="economie-circulaire", pole="ptce-030")
    atlas.box("laureat", "aucun").click()
    atlas.expect_query(secteur="economie-circulaire", pole="ptce-030", laureat="aucun")
    steps = [
        ({}, 73, 0),
        ({"secteur": "economie-circulaire"}, 21, 0),
        ({"secteur": "economie-circulaire", "pole": "ptce-030"}, 21, 1),
        ({"secteur": "economie-circulaire", "pole": "ptce-030", "laureat": "aucun"}, None, 1),
    ]

    def check(query: dict[str, str], count: int | None, cards: int) -> None:
        atlas.expect_query(**query)
        if count:
            expect(atlas.rows).to_have_count(count)
            expect(atlas.sentence).to_contain_text(f"{count} PTCE")
        expect(atlas.card).to_have_count(cards)
        expect(atlas.box("secteur", "economie-circulaire")).to_be_checked(checked="secteur" in query)
        expect(atlas.box("laureat", "aucun")).to_be_checked(checked="laureat" in query)

    check(*steps[3])
    for step in (2, 1, 0):
        atlas.page.go_back()
        check(*steps[step])
    for step in (1, 2, 3):
        atlas.page.go_forward()
        check(*steps[step])
    expect(atlas.card.locator("h2")).to_have_text(poles["ptce-030"]["nom"])


def test_links_between_pages_keep_the_filters_and_the_pole(atlas: Atlas) -> None:
    atlas.open(region="bretagne", pole="ptce-065", ombrage="1")
    atlas.page.get_by_role("link", name="Liste et exports").click()
    atlas.page.wait_for_url("**/liste?**")
    atlas.expect_query(region="bretagne", pole="ptce-065", ombrage="1")
    expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(4)
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")
    atlas.box("laureat", "2015").click()
    expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(1)
    atlas.page.get_by_role("link", name="Carte", exact=True).click()
    atlas.wait()
    atlas.expect_query(region="bretagne", pole="ptce-065", ombrage="1", laureat="2015")
    expect(atlas.rows).to_have_count(1)
    expect(atlas.card).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/liste"])
def test_reloading_keeps_everything(atlas: Atlas, poles: Poles, path: str) -> None:
    atlas.open(path)
    atlas.box("secteur", "culture").click()
    expect(atlas.sentence).to_contain_text("secteur culture")
    atlas.expect_query(secteur="culture")
    atlas.page.reload()
    atlas.wait()
    expect(atlas.sentence).to_contain_text("secteur culture")
    expect(atlas.box("secteur", "culture")).to_be_checked()
    atlas.expect_query(secteur="culture")


def test_two_visitors_do_not_share_their_filters(visit: Visit) -> None:
    one, other = visit().open(), visit().open()
    one.box("laureat", "2015").click()
    expect(one.rows).to_have_count(11)
    other.box("secteur", "culture").click()
    expect(other.sentence).to_have_text("10 PTCE en France, secteur culture")
    expect(one.sentence).to_have_text("11 PTCE en France, lauréats 2015")
