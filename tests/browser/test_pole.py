"""The sheets of the poles in a real browser: from one to the next, on paper, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from geo.load import load_panel
from geo.model import Panel
from tests.browser.atlas import PATIENCE, PROJECT, Server, Watch, serve
from tests.browser.conftest import DESKTOP, Visit

pytestmark = pytest.mark.browser

POLES = {str(pole_id): str(name) for pole_id, name in load_panel().poles["nom"].items()}
PHONE = {"width": 390, "height": 844}


def heading(page: Page) -> Locator:
    return page.locator(".atlas-page h1")


def go(page: Page, pole_id: str, name: str, query: str = "") -> None:
    """Follow a link to a sheet, in place, and wait for it."""
    # Nothing is followed before the top of the page has said which pages are ours.
    page.wait_for_function("(address) => window.AtlasPanels.go(address)", arg=f"./pole?{query}id={pole_id}")
    expect(heading(page)).to_have_text(name)
    expect(page).to_have_title(f"{name} – Atlas des PTCE")


def open_sheet(page: Page, url: str) -> None:
    """Load a sheet from its address."""
    page.goto(url)
    expect(heading(page)).to_be_visible()
    expect(page.locator(".atlas-pied")).to_be_visible()


def overflow(page: Page) -> int:
    return page.evaluate(
        """() => Math.max(...[document.documentElement, document.querySelector('[data-testid="stMain"]')]
                .map((node) => node.scrollWidth - node.clientWidth))"""
    )


@pytest.fixture(scope="module")
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """One visitor on a phone, who reads one sheet after the other; at the end, what went wrong on the way."""
    context = browser.new_context(locale="fr-FR", viewport=PHONE)
    context.set_default_timeout(PATIENCE)
    watch = Watch(server)
    watch.follow(context)
    page = context.new_page()
    open_sheet(page, f"{server.url}/pole?id=ptce-001")
    yield page
    context.close()
    assert watch.strangers() == []
    assert watch.unexpected_errors() == []
    log = server.new_log()
    assert "Traceback" not in log, log


@pytest.mark.parametrize("pole_id", POLES)
def test_every_sheet_is_read_on_a_phone(pole_id: str, phone: Page) -> None:
    go(phone, pole_id, POLES[pole_id])
    expect(phone.locator(".atlas-page .atlas-valeurs dt")).not_to_have_count(0)
    image = phone.locator(".atlas-croquis img")
    expect(image).to_be_visible()
    expect(image).to_have_attribute("src", re.compile(f"croquis-{pole_id}\\.svg"))
    phone.wait_for_function("() => document.querySelector('.atlas-croquis img')?.naturalWidth > 0")
    assert overflow(phone) <= 0


def test_previous_and_next_keep_the_filters(visit: Visit, panel: Panel) -> None:
    atlas = visit()
    page = atlas.page
    ids = [str(i) for i in panel.poles.index[panel.in_panel & (panel.poles["region"] == "Bretagne").to_numpy()]]
    open_sheet(page, atlas.address("/pole", id=ids[0], region="bretagne"))
    steps = page.get_by_role("navigation", name="Pôle précédent, pôle suivant")
    expect(steps).to_contain_text(f"1er sur {len(ids)} PTCE en Bretagne")
    expect(steps.get_by_role("link", name=re.compile("Précédent"))).to_have_count(0)
    for rank, pole_id in enumerate(ids[1:], start=2):
        steps.get_by_role("link", name=f"Suivant : {POLES[pole_id]}").click()
        expect(heading(page)).to_have_text(POLES[pole_id])
        expect(steps).to_contain_text(f"{rank}e sur {len(ids)} PTCE en Bretagne")
        atlas.expect_query(id=pole_id, region="bretagne")
    expect(steps.get_by_role("link", name=re.compile("Suivant"))).to_have_count(0)
    page.go_back()
    expect(heading(page)).to_have_text(POLES[ids[-2]])


def test_the_tab_is_named_after_what_it_shows(visit: Visit) -> None:
    atlas = visit()
    page = atlas.page
    open_sheet(page, atlas.address("/pole", id="ptce-019"))
    expect(page).to_have_title("Le Damier – Atlas des PTCE")
    go(page, "ptce-029", POLES["ptce-029"])
    page.get_by_role("link", name="Voir sur la carte").click()
    expect(atlas.card.locator("h2")).to_have_text(POLES["ptce-029"])
    expect(page).to_have_title("Carte – Atlas des PTCE")
    page.go_back()
    expect(page).to_have_title(f"{POLES['ptce-029']} – Atlas des PTCE")


def test_a_source_is_shown_on_demand(visit: Visit) -> None:
    atlas = visit()
    page = atlas.page
    open_sheet(page, atlas.address("/pole", id="ptce-029"))
    first = page.locator(".atlas-source").first
    expect(first.locator("a")).to_be_hidden()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.locator("a")).to_be_visible()
    expect(first.locator("a")).to_have_attribute("rel", "noopener noreferrer")


def test_a_neighbour_on_the_small_map_leads_to_its_sheet(visit: Visit) -> None:
    atlas = visit()
    page = atlas.page
    open_sheet(page, atlas.address("/pole", id="ptce-034"))
    mark = page.locator(".atlas-croquis a").first
    name = mark.get_attribute("aria-label") or ""
    mark.click()
    expect(heading(page)).not_to_have_text(POLES["ptce-034"])
    assert name.startswith(heading(page).inner_text())


def test_a_double_leads_to_the_sheet_of_its_pole(visit: Visit) -> None:
    atlas = visit()
    page = atlas.page
    for double, pole_id in (("ptce-051", "ptce-045"), ("appel-2022-02", "ptce-034")):
        open_sheet(page, atlas.address("/pole", id=double))
        expect(heading(page)).to_have_text(POLES[pole_id])
        expect(page.locator(".atlas-encart")).to_contain_text(f"Vous avez demandé {double}")


def test_an_unknown_id_proposes_close_names(visit: Visit) -> None:
    atlas = visit()
    page = atlas.page
    open_sheet(page, atlas.address("/pole", id="le damier"))
    expect(heading(page)).to_have_text("Pôle introuvable")
    expect(page).to_have_title("Pôle introuvable – Atlas des PTCE")
    page.get_by_role("link", name="Le Damier").click()
    expect(heading(page)).to_have_text("Le Damier")


@pytest.mark.parametrize(
    "asked",
    ["<img src=x onerror=window.hostile=1>", '"><script>window.hostile=1</script>', "${window.hostile=1}", "../.."],
)
def test_a_hostile_id_is_shown_as_it_is(asked: str, visit: Visit) -> None:
    atlas = visit()
    page = atlas.page
    open_sheet(page, atlas.address("/pole", id=asked))
    expect(heading(page)).to_have_text("Pôle introuvable")
    expect(page.locator(".atlas-chapeau")).to_contain_text(asked)
    assert page.evaluate("() => window.hostile") is None
    expect(page.locator(".atlas-page img")).to_have_count(0)


def test_on_paper_the_sheet_is_all_there_is(visit: Visit) -> None:
    atlas = visit()
    page = atlas.page
    open_sheet(page, atlas.address("/pole", id="ptce-056"))
    page.emulate_media(media="print")
    for hidden in (".atlas-entete nav", ".atlas-suite", ".atlas-fil"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in ("h1", ".atlas-valeurs", ".atlas-croquis img", ".atlas-dispositif", "table"):
        expect(page.locator(f".atlas-page {shown}").first).to_be_visible()
    # Nothing is left in a frame to scroll: the paper gets it all.
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stMain]')).overflowY") == "visible"
    )
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert 3 <= pages <= 7


def test_an_error_is_reported_by_mail_where_an_address_is_set(
    visit_on: Any, visit: Visit, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    atlas = visit()
    open_sheet(atlas.page, atlas.address("/pole", id="ptce-029"))
    expect(atlas.page.get_by_role("link", name="Signaler une erreur")).to_have_count(0)
    monkeypatch.setenv("ATLAS_CONTACT", "atlas@exemple.fr")
    with serve(PROJECT, tmp_path / "log.txt") as server:
        other = visit_on(server, viewport=DESKTOP)
        open_sheet(other.page, other.address("/pole", id="ptce-029"))
        link = other.page.get_by_role("link", name="Signaler une erreur")
        # From the address of the reader, whatever the server calls itself.
        expect(link).to_have_attribute("href", re.compile("%2Fpole%3Fid%3Dptce-029"))
        parts = urlsplit(link.get_attribute("href") or "")
        assert (parts.scheme, parts.path) == ("mailto", "atlas@exemple.fr")
        assert f"{server.url}/pole?id=ptce-029" in parse_qs(parts.query)["body"][0]
        expect(other.page.locator(".atlas-page").last).to_contain_text(f"{server.url}/pole?id=ptce-029.")
        # Else the server is gone before the drawing has come.
        other.page.wait_for_function("() => document.querySelector('.atlas-croquis img')?.naturalWidth > 0")
