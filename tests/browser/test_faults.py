"""What a visitor sees when something fails: a file that does not come, a page that raises, a cut, a slow network."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, WebSocketRoute, expect

from tests.browser.atlas import PATIENCE, Atlas
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

#: What Chromium and our scripts write in the console about a file that did not come, or held something else.
FAILED = re.compile(
    r"Failed to load resource|net::ERR_|SyntaxError|TypeError: Failed to fetch|Error: (404|500|503) |Error: carte\.css"
    r"|Unexpected token|Refused to (apply|execute)|is not valid JSON|^uncaught: |Custom Component"
    r"|Cannot send rerun backMessage when disconnected"
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
    # Tried more than once, and waited for.
    expect(message).to_be_visible(timeout=3 * PATIENCE)
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
    expect(atlas.page.locator("h1")).to_have_text("73 PTCE en France")
    with atlas.page.expect_download() as download:
        atlas.page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    expect(atlas.page.get_by_role("link", name="Régions")).to_have_attribute("href", re.compile("/region$"))

    atlas.page.unroute_all()
    atlas.page.get_by_role("link", name="Recharger la page").click()
    expect(atlas.page.get_by_role("navigation", name="Pages")).to_be_visible()
    expect(atlas.page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    "name", ["french_words.js", "interface.js", "filters_place.js", "panels.css", "glossaire.json"]
)
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


# --- A connection that is cut


class CutWire:
    """The websocket of a page: cut at a chosen moment, refused while the test says so."""

    def __init__(self, atlas: Atlas) -> None:
        self.is_refused = False
        #: Where the next click is cut: before the server gets it, once it has, or once the answer has begun.
        self.moment: str | None = None
        self.opened: list[WebSocketRoute] = []
        atlas.watch.expected_errors.append(FAILED)
        atlas.page.route_web_socket(re.compile("/_stcore/stream"), self._connect)

    def _connect(self, page: WebSocketRoute) -> None:
        if self.is_refused:
            page.close()
            return
        server = page.connect_to_server()

        def click(message: str | bytes) -> None:
            if self.moment != "avant le serveur":
                server.send(message)
            if self.moment in {"avant le serveur", "avant la réponse"}:
                self._cut(page, server)

        def answer(message: str | bytes) -> None:
            data = message.encode() if isinstance(message, str) else message
            if self.moment == "dans la réponse" and b"Atlas.show" in data:
                self._cut(page, server)
            elif not self.is_refused:
                page.send(message)

        page.on_message(click)
        server.on_message(answer)

    def _cut(self, page: WebSocketRoute, server: WebSocketRoute) -> None:
        self.moment = None
        self.is_refused = True
        page.close()
        server.close()


def expect_agreement(atlas: Atlas, **query: str) -> None:
    """Address, sentence, list and map say the same."""
    atlas.expect_query(**query)
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(atlas.rows).to_have_count(int(atlas.sentence.inner_text().split()[0]))
    assert len(atlas.row_ids()) == atlas.drawn() + (
        atlas.inset_markers.count() if atlas.inset_markers.first.is_visible() else 0
    )


@pytest.mark.parametrize("moment", ["avant le serveur", "avant la réponse", "dans la réponse"])
def test_a_change_of_filters_that_is_cut_counts_once(atlas: Atlas, moment: str) -> None:
    wire = CutWire(atlas)
    atlas.open()
    wire.moment = moment
    atlas.box("secteur", "culture").check()
    expect(atlas.page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0)
    # Said in French, and what is clicked meanwhile is kept.
    expect(atlas.page.get_by_role("status").filter(has_text="Connexion au serveur perdue")).to_be_visible()
    atlas.box("secteur", "numerique-fablab").check()
    wire.is_refused = False
    expect(atlas.page.locator("[data-test-connection-state=CONNECTED]")).to_be_attached()
    expect(atlas.sentence).to_contain_text("secteurs culture ou numérique et fablab")
    expect_agreement(atlas, secteur=["culture", "numerique-fablab"])
    expect(atlas.page.get_by_text("Connexion au serveur perdue")).to_have_count(0)
    expect(atlas.chips).to_have_count(2)


@pytest.mark.parametrize("moment", ["avant le serveur"])
def test_a_region_chosen_on_the_map_while_cut_counts_once(atlas: Atlas, moment: str) -> None:
    wire = CutWire(atlas)
    atlas.open()
    path, point = atlas.region("53")
    wire.moment = moment
    path.click(position=point)
    expect(atlas.page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0)
    wire.is_refused = False
    expect(atlas.sentence).to_contain_text("Bretagne")
    expect_agreement(atlas, region="bretagne")


# --- Other letters, no script


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, {"width": 390, "height": 844}])
def test_wider_letters_cut_nothing_and_make_no_sideways_scroll(visit: Visit, viewport: dict[str, int]) -> None:
    atlas = visit(viewport=viewport)
    for path in ("/", "/liste"):
        atlas.open(path)
        wide = "* { font-family: monospace !important; }"
        atlas.page.add_style_tag(content=wide)
        if path == "/":
            atlas.frame.add_style_tag(content=wide)
        for frame in atlas.page.frames:
            overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert frame.evaluate(overflow) <= 0, frame.url
    # No letters are asked for, but Streamlit's icons: what is there is what is used.
    fonts = [url for url in atlas.watch.requests if re.search(r"\.(woff2?|ttf|otf)(\?|$)", url)]
    assert [url for url in fonts if "MaterialSymbols" not in url] == []
