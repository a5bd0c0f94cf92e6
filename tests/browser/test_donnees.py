"""The page « Données et sources » as a visitor uses it: section after section, on a phone, on paper, files in hand."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, expect

from geo.model import Panel
from geo.provenance.published import load_published
from geo.schema import DATA_DIR
from tests.browser.atlas import Atlas
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

SECTIONS = {
    "": "Version et licence",
    "qualite": "Ce qui est renseigné, et sur quelle source",
    "appels": "Les appels de l'État, de 2013 à 2025",
    "corrections": "La liste de 2016, corrigée ligne par ligne",
    "corrections-noms": "La liste de 2016, corrigée ligne par ligne",
    "contradictions": "Quand les sources se contredisent",
    "contradictions-chiffres": "Quand les sources se contredisent",
    "dictionnaire": "Dictionnaire des données",
}

#: Width of an A4 page between its margins, in CSS pixels.
PAPER = 688


def arrive(atlas: Atlas, address: str = "") -> Atlas:
    """Load a section and wait until it is there."""
    atlas.page.goto(atlas.address("/donnees", **({"id": address} if address else {})))
    return wait(atlas, address)


def wait(atlas: Atlas, address: str) -> Atlas:
    expect(atlas.page.locator("h1")).to_have_text("Données et sources")
    expect(atlas.page.locator(".atlas-page h2").first).to_have_text(SECTIONS[address])
    if address:
        here = atlas.page.locator(f'.atlas-page a[aria-current][href$="id={address}"]')
        expect(here.last).to_be_attached()
    return atlas


def go(atlas: Atlas, address: str) -> Atlas:
    """Follow a link to a section, without loading the page anew."""
    target = f"./donnees?id={address}" if address else "./donnees"
    atlas.page.wait_for_function("(a) => window.AtlasPanels.go(a)", arg=target)
    return wait(atlas, address)


def row(atlas: Atlas, name: str) -> Locator:
    return atlas.page.locator("tr", has=atlas.page.get_by_role("rowheader", name=name, exact=True))


def test_tabs_lead_from_section_to_section_and_back(atlas: Atlas) -> None:
    arrive(atlas)
    tabs = atlas.page.get_by_role("navigation", name="Rubriques de la page").get_by_role("link")
    expect(tabs).to_have_count(6)
    expect(tabs.first).to_have_attribute("aria-current", "page")
    tabs.filter(has_text="Appels de l'État").click()
    wait(atlas, "appels")
    atlas.expect_query(id="appels")
    expect(tabs.filter(has_text="Appels de l'État")).to_have_attribute("aria-current", "page")
    atlas.page.go_back()
    wait(atlas, "")
    atlas.expect_query()


def test_a_section_has_its_own_address_and_keeps_the_filters(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/donnees", region="bretagne", id="contradictions-chiffres"))
    wait(atlas, "contradictions-chiffres")
    atlas.page.get_by_role("link", name="Les Écossolies – Le Solilab").click()
    atlas.page.wait_for_url(re.compile(r"/pole\?region=bretagne&id=ptce-030$"))


def test_named_laureates_lead_to_their_list(atlas: Atlas) -> None:
    arrive(atlas, "appels")
    row(atlas, "2021").get_by_role("link").click()
    expect(atlas.page.locator(".atlas-tableau caption")).to_have_text(re.compile("^15 PTCE en France, lauréats 2021"))


def test_entry_for_bibliographies_can_be_copied(atlas: Atlas, panel: Panel) -> None:
    arrive(atlas)
    entry = atlas.page.get_by_label("Entrée BibTeX à copier")
    text = entry.evaluate("(node) => node.innerText")
    lines = text.strip().splitlines()
    assert lines[0].startswith("@misc{")
    assert lines[-1] == "}"
    assert f"  url          = {{{atlas.server.url}/}}," in lines
    assert panel.digest in text
    expect(atlas.page.get_by_label("Citation à copier")).to_contain_text(f"{atlas.server.url}/")


@pytest.mark.parametrize("name", ["laureats.geojson", "calls.csv", "departements.geojson"])
def test_downloaded_file_has_the_hash_shown(atlas: Atlas, name: str) -> None:
    arrive(atlas)
    (file,) = (file for file in load_published() if file.path.endswith(f"/{name}") or file.path == name)
    link = atlas.page.get_by_role("link", name=name, exact=True)
    expect(atlas.page.locator("tr", has=link).locator("code")).to_have_text(file.digest)
    with atlas.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == name
    content = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(content).hexdigest() == hashlib.sha256((DATA_DIR / file.path).read_bytes()).hexdigest()


@pytest.mark.parametrize("width", [390, 320])
def test_no_section_scrolls_sideways_on_a_phone(visit: Visit, width: int) -> None:
    atlas = arrive(visit(viewport={"width": width, "height": 844}))
    for address in SECTIONS:
        go(atlas, address)
        asked = atlas.page.evaluate(
            "() => Math.max(...[document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]"
            ".map((node) => node.scrollWidth))"
        )
        assert asked == width, address


def test_every_section_fits_on_paper(visit: Visit) -> None:
    atlas = arrive(visit(viewport={"width": PAPER, "height": 1000}))
    for address in SECTIONS:
        go(atlas, address)
        atlas.page.emulate_media(media="print")
        expect(atlas.page.locator(".atlas-onglets").first).to_be_hidden()
        tables = atlas.page.locator(".atlas-page table")
        widths = tables.evaluate_all("(tables) => tables.map((table) => table.scrollWidth)")
        assert all(width <= PAPER for width in widths), (address, widths)
        atlas.page.emulate_media(media="screen")


def test_wide_tables_scroll_in_their_frame_with_the_keyboard(visit: Visit) -> None:
    atlas = arrive(visit(viewport={"width": 390, "height": 844}), "corrections")
    frame = atlas.page.get_by_role("region", name=re.compile("^Régions corrigées"))
    frame.focus()
    atlas.page.keyboard.press("ArrowRight")
    atlas.page.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_a_contradiction_can_be_folded(atlas: Atlas) -> None:
    arrive(atlas, "contradictions-chiffres")
    first = atlas.page.locator(".atlas-page details").first
    expect(first.get_by_text("Décision", exact=True)).to_be_visible()
    first.locator("summary").click()
    expect(first.get_by_text("Décision", exact=True)).to_be_hidden()


# --- What machines read of the page ---


def test_the_data_is_described_to_search_engines(atlas: Atlas) -> None:
    """No error in the console either: the policy of the page has nothing to say about what is no script."""
    arrive(atlas)
    tag = atlas.page.locator('head script[type="application/ld+json"]')
    expect(tag).to_have_count(1)
    described = json.loads(tag.text_content() or "")
    assert described["@type"] == "Dataset"
    for part in described["distribution"]:
        answer = atlas.page.request.get(urljoin(atlas.page.url, part["contentUrl"]))
        assert answer.ok
        assert answer.headers["content-type"].startswith(part["encodingFormat"])
    catalogue = atlas.page.request.get(urljoin(atlas.page.url, described["includedInDataCatalog"]["url"]))
    assert catalogue.headers["access-control-allow-origin"] == "*"
    files = [d for d in catalogue.json()["dcat:dataset"][0]["dcat:distribution"] if "spdx:checksum" in d]
    assert len(files) == len(load_published())
    first = atlas.page.request.get(files[0]["dcat:downloadURL"]["@id"]).body()
    assert hashlib.sha256(first).hexdigest() == files[0]["spdx:checksum"]["spdx:checksumValue"]["@value"]
