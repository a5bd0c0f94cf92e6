"""What a visitor sees when something fails: a file that does not come, a page that raises, a cut, a slow network."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

#: What Chromium and our scripts write in the console about a file that did not come, or held something else.
FAILED = re.compile(
    r"Failed to load resource|net::ERR_|SyntaxError|TypeError: Failed to fetch|Error: (404|500|503) |Error: carte\.css"
    r"|Unexpected token|Refused to (apply|execute)|is not valid JSON|^uncaught: |Custom Component"
)

#: How a file fails → what is answered in its place; None for no answer at all.
FAULTS: dict[str, dict[str, Any] | None] = {
    "introuvable": {"status": 404, "body": "Fichier introuvable."},
    "erreur": {"status": 500, "body": "Erreur interne du serveur."},
    "coupé": None,
    "autre chose": {"status": 200, "body": "<!doctype html><title>Portail</title>"},
}


def break_file(atlas: Atlas, name: str, fault: str) -> None:
    """Have every request for the file called `name` (a regular expression) fail."""
    answer = FAULTS[fault]
    atlas.watch.expected_errors.append(FAILED)

    def fail(route: Route) -> None:
        route.abort() if answer is None else route.fulfill(**answer)

    atlas.page.route(re.compile(rf"/{name}(\?|$)"), fail)


def expect_list_in_place_of_the_map(atlas: Atlas) -> None:
    """The message, the filters' own list, and the ways on."""
    message = atlas.page.get_by_role("alert").filter(has_text="La carte n'a pas pu être affichée")
    expect(message).to_be_visible()
    expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(73)
    expect(atlas.iframe).to_have_count(0)
    expect(atlas.page.locator("[data-testid=stMain]").get_by_role("link", name="Liste et exports").last).to_be_visible()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("carte.js", "introuvable"),
        ("carte.js", "autre chose"),
        ("carte.css", "coupé"),
        ("reglages.json", "erreur"),
        ("poles.json", "autre chose"),
        ("main.[0-9a-f]+.js", "coupé"),  # of streamlit-folium itself
    ],
)
def test_without_its_files_the_map_is_a_list(atlas: Atlas, name: str, fault: str) -> None:
    break_file(atlas, name, fault)
    atlas.page.goto(atlas.address())
    expect_list_in_place_of_the_map(atlas)


def test_the_list_in_place_of_the_map_follows_the_filters(atlas: Atlas) -> None:
    break_file(atlas, "poles.json", "introuvable")
    atlas.page.goto(atlas.address())
    expect_list_in_place_of_the_map(atlas)
    atlas.box("secteur", "culture").check()
    expect(atlas.sentence).to_contain_text("secteur culture")
    expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(int(atlas.sentence.inner_text().split()[0]))
    atlas.expect_query(secteur="culture")

    # The file is back: the map too, with the same filters.
    atlas.page.unroute_all()
    atlas.page.get_by_role("link", name="Essayer de nouveau d'afficher la carte").click()
    atlas.wait()
    expect(atlas.rows).to_have_count(int(atlas.sentence.inner_text().split()[0]))
    atlas.expect_query(secteur="culture")


def test_without_boundaries_the_poles_are_on_the_map(atlas: Atlas) -> None:
    break_file(atlas, "regions.geojson", "introuvable")
    atlas.open()
    expect(atlas.map.get_by_role("status").filter(has_text="Les limites des régions n'ont pas pu")).to_be_visible()
    expect(atlas.rows).to_have_count(73)
    assert atlas.drawn() > 60
    atlas.row("ptce-029").get_by_role("button").click()
    expect(atlas.card.locator("h2")).to_be_visible()


def test_a_file_that_fails_once_is_asked_for_again(atlas: Atlas) -> None:
    atlas.watch.expected_errors.append(FAILED)
    files = ("reglages.json", "poles.json", "regions.geojson", "filtres.json", "panels.js")
    failed: set[str] = set()

    def fail_once(route: Route) -> None:
        name = urlsplit(route.request.url).path.rpartition("/")[2]
        if name in failed:
            route.continue_()
        else:
            failed.add(name)
            route.fulfill(status=503, body="Service indisponible.")

    atlas.page.route(re.compile(rf"/({'|'.join(map(re.escape, files))})\?"), fail_once)
    atlas.open()
    expect(atlas.box("secteur", "culture")).to_be_visible()
    assert failed == set(files)
    expect(atlas.page.get_by_role("alert")).to_have_count(0)
    expect(atlas.map.locator(".avis")).to_be_hidden()


def test_without_the_filters_the_map_and_the_list_remain(atlas: Atlas) -> None:
    break_file(atlas, "filtres.json", "erreur")
    atlas.open(secteur="culture")
    trouble = atlas.page.get_by_role("alert").filter(has_text="Cette partie de la page n'a pas pu être chargée.")
    expect(trouble).to_be_visible()
    expect(atlas.sentence).to_contain_text("secteur culture")
    atlas.rows.first.get_by_role("button").click()
    expect(atlas.card.locator("h2")).to_be_visible()

    atlas.page.unroute_all()
    trouble.get_by_role("button", name="Réessayer").click()
    expect(atlas.box("secteur", "culture")).to_be_checked()
    expect(trouble).to_have_count(0)


@pytest.mark.parametrize("fault", ["coupé", "autre chose"])
def test_without_the_script_of_the_panels_the_links_and_the_exports_remain(atlas: Atlas, fault: str) -> None:
    break_file(atlas, "panels.js", fault)
    atlas.open()
    expect(atlas.page.get_by_role("alert")).to_contain_text("Cette page n'a pas pu être chargée en entier.")
    expect(atlas.rows).to_have_count(73)
    with atlas.page.expect_download() as download:
        atlas.page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    expect(atlas.page.get_by_role("link", name="Régions")).to_have_attribute("href", re.compile("/region$"))

    atlas.page.unroute_all()
    atlas.page.get_by_role("link", name="Recharger la page").click()
    expect(atlas.page.get_by_role("navigation", name="Pages")).to_be_visible()
    expect(atlas.page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("name", ["interface.js", "panels.css", "glossaire.json"])
def test_what_only_adorns_the_page_may_be_missing(atlas: Atlas, name: str) -> None:
    break_file(atlas, name, "introuvable")
    atlas.open("/liste")
    expect(atlas.page.locator(".atlas-tableau tbody tr")).to_have_count(73)
    expect(atlas.box("secteur", "culture")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/liste", "tableau.json"),
        ("/pole?id=ptce-029", "fiche-pole-ptce-029.html"),
        ("/chronologie", "chronologie.json"),
        ("/glossaire", "glossaire-page.json"),
    ],
)
def test_a_page_without_its_file_says_so_and_takes_it_once_it_is_back(atlas: Atlas, path: str, name: str) -> None:
    break_file(atlas, name, "erreur")
    atlas.page.goto(atlas.address(path))
    trouble = atlas.page.get_by_role("alert")
    expect(trouble).to_contain_text("n'a pas pu être chargée")
    expect(atlas.page.get_by_text("Chargement…")).to_have_count(0)
    expect(atlas.page.get_by_role("navigation", name="Pages")).to_be_visible()

    atlas.page.unroute_all()
    trouble.get_by_role("button", name="Réessayer").click()
    expect(trouble).to_have_count(0)
    expect(atlas.page.locator(".atlas-tableau tbody tr, [data-entree], .atlas-page table").first).to_be_attached()
