"""The pages of the regions as a visitor sees them: 18 sheets, comparison, paper, phone, what does not exist."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from geo.load import load_panel
from tests.browser.atlas import Atlas, Traffic, boxes
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=window.PWNED=1>"
PHONE = {"width": 390, "height": 844}
REGIONS = {region.slug: region for region in load_panel().vocabulary.regions}

#: What the sheet with most poles may cost on the wire, in bytes, header and footer included.
HEAVIEST = 22_000


def open_page(atlas: Atlas, address: str, heading: str) -> None:
    """Load a page that has no filters, and wait until it is whole."""
    atlas.page.goto(atlas.server.url + address)
    expect(atlas.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()


def go(atlas: Atlas, address: str, heading: str) -> None:
    """Follow a link of ours in place."""
    atlas.page.wait_for_function("(address) => window.AtlasPanels.go(address)", arg=address)
    expect(atlas.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()


def no_sideways_scroll(atlas: Atlas) -> None:
    assert atlas.page.evaluate("() => document.documentElement.scrollWidth") <= atlas.page.viewport_size["width"]
    main = atlas.page.get_by_test_id("stMain")
    assert main.evaluate("(node) => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize("slug", REGIONS)
def test_a_region_has_its_sheet(atlas: Atlas, panel: Any, slug: str) -> None:
    region = REGIONS[slug]
    page = atlas.page
    open_page(atlas, f"/region?id={slug}", region.name)
    expect(page).to_have_title(f"{region.name} – Atlas des PTCE")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_role("heading", name="Portée générale")).to_be_visible()
    own = panel.poles[panel.poles["code_region"] == region.code]
    expect(page.locator(".atlas-croquis a")).to_have_count(len(own))
    drawing = page.locator(".atlas-croquis img")
    page.wait_for_function("() => document.querySelector('.atlas-croquis img').naturalWidth === 440")
    frame = drawing.bounding_box()
    assert frame is not None
    assert frame["width"] == pytest.approx(frame["height"], abs=1)
    # No disc hides another one, and all are on the drawing.
    found = boxes(page.locator(".atlas-croquis a"))
    marks = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in found]
    for x, y in marks:
        assert frame["x"] + 10 <= x <= frame["x"] + frame["width"] - 10
        assert frame["y"] + 10 <= y <= frame["y"] + frame["height"] - 10
    assert all(math.dist(one, other) > 23 for one, other in itertools.combinations(marks, 2))


def test_headings_follow_one_another_and_tables_are_named(atlas: Atlas) -> None:
    for address, heading in (("/region", "Les 18 régions"), ("/region?id=grand-est&avec=corse", "Grand Est")):
        open_page(atlas, address, heading)
        if "id=" in address:
            expect(atlas.page.get_by_role("heading", name="Portée générale")).to_be_visible()
        levels = atlas.page.locator("h1, h2, h3, h4").evaluate_all("(all) => all.map((node) => +node.localName[1])")
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        tables = atlas.page.locator(".atlas-page table")
        for table in tables.all():
            expect(table.locator("caption")).to_have_count(1)
            assert table.locator("thead th:not([scope])").count() == 0


def test_from_all_the_regions_to_a_sheet_to_a_pole_and_back(atlas: Atlas, poles: dict[str, dict[str, Any]]) -> None:
    open_page(atlas, "/region", "Les 18 régions")
    expect(atlas.page).to_have_title("Régions – Atlas des PTCE")
    atlas.page.evaluate("() => { window.temoin = 1; }")
    atlas.page.get_by_role("link", name="Bretagne", exact=True).click()
    expect(atlas.page.get_by_role("heading", level=1, name="Bretagne", exact=True)).to_be_visible()
    expect(atlas.page).to_have_title("Bretagne – Atlas des PTCE")
    atlas.expect_query(id="bretagne")
    mark = atlas.page.locator(".atlas-croquis a").first
    name = mark.get_attribute("aria-label")
    mark.click()
    atlas.page.wait_for_url(re.compile(r"/pole\?id=ptce-\d{3}"))
    expect(atlas.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    assert poles[atlas.query()["id"][0]]["nom"] == name
    atlas.page.go_back()
    expect(atlas.page.get_by_role("heading", level=1, name="Bretagne", exact=True)).to_be_visible()
    expect(atlas.page).to_have_title("Bretagne – Atlas des PTCE")
    assert atlas.page.evaluate("() => window.temoin") == 1


def test_the_sheet_leads_to_the_map_of_its_poles_whatever_the_filters(atlas: Atlas) -> None:
    open_page(atlas, "/region?id=bretagne&secteur=culture", "Bretagne")
    atlas.page.get_by_role("link", name="Voir sur la carte").click()
    atlas.wait()
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")
    atlas.expect_query(region="bretagne")


def test_the_export_is_that_of_the_region(atlas: Atlas) -> None:
    open_page(atlas, "/region?id=bretagne", "Bretagne")
    with atlas.page.expect_download() as download:
        atlas.page.get_by_role("link", name="Table (CSV)").click()
    assert download.value.suggested_filename == "ptce-bretagne.csv"


def test_another_region_is_chosen_and_the_address_keeps_it(atlas: Atlas) -> None:
    open_page(atlas, "/region?id=bretagne", "Bretagne")
    heads = atlas.page.locator(".atlas-comparaison thead th")
    expect(heads).to_have_text(["Nombre de pôles (part)", "Bretagne", "France"])
    chooser = atlas.page.get_by_label("Comparer avec")
    chooser.select_option("Mayotte")
    expect(heads).to_have_text(["Nombre de pôles (part)", "Bretagne", "Mayotte", "France"])
    atlas.expect_query(id="bretagne", avec="mayotte")
    row = atlas.page.get_by_role("row", name="Pôles par million")
    expect(row.get_by_role("cell")).to_have_text(["1,2", "non renseigné", "1,1"])
    chooser.select_option("Normandie")
    expect(heads.nth(2)).to_have_text("Normandie")
    atlas.expect_query(id="bretagne", avec="normandie")
    atlas.page.go_back()
    expect(heads.nth(2)).to_have_text("Mayotte")
    expect(chooser).to_have_value("mayotte")
    atlas.page.reload()
    expect(heads.nth(2)).to_have_text("Mayotte")
    atlas.page.get_by_label("Comparer avec").select_option("La France seulement")
    expect(heads).to_have_count(3)
    atlas.expect_query(id="bretagne")
    # Another sheet does not inherit what this one was compared with.
    go(atlas, "./region?id=corse", "Corse")
    expect(heads).to_have_text(["Nombre de pôles (part)", "Corse", "France"])


def test_schemes_unfold_and_say_whether_they_still_run(atlas: Atlas) -> None:
    open_page(atlas, "/region?id=grand-est", "Grand Est")
    folded = atlas.page.locator(".atlas-deplie:has(.atlas-second)")
    expect(folded).to_have_count(14)
    first = folded.first
    expect(first.locator("p").first).to_be_hidden()
    first.locator("summary").click()
    expect(first.locator("p").first).to_be_visible()
    expect(first).to_contain_text("Source")
    for line in folded.all():
        assert re.search(r"\((révolu|en cours à la date du document|recommandation|proposition)", line.inner_text())
    # Few of them are open at once, and another region replaces them.
    go(atlas, "./region?id=bretagne", "Bretagne")
    expect(folded).to_have_count(1)
    expect(folded.first.locator("p").first).to_be_visible()


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("alsace", "Grand Est"),
        ("Bretange", "Bretagne"),
        ("<img src=x onerror=window.PWNED=1>", None),
        ("x" * 3000, None),
    ],
    ids=["former", "misspelt", "hostile", "long"],
)
def test_an_unknown_region_says_so(atlas: Atlas, asked: str, offered: str | None) -> None:
    atlas.page.goto(f"{atlas.server.url}/region?{urlencode({'id': asked})}")
    expect(atlas.page.get_by_role("heading", level=1, name="Région inconnue")).to_be_visible()
    expect(atlas.page.get_by_test_id("stException")).to_have_count(0)
    assert atlas.page.evaluate("() => typeof window.PWNED") == "undefined"
    no_sideways_scroll(atlas)
    if offered:
        atlas.page.get_by_role("link", name=offered, exact=True).click()
        expect(atlas.page.get_by_role("heading", level=1, name=offered, exact=True)).to_be_visible()
        expect(atlas.page).to_have_title(f"{offered} – Atlas des PTCE")


def test_nothing_scrolls_sideways_on_a_phone(visit: Visit) -> None:
    phone = visit(viewport=PHONE, color_scheme="dark")
    open_page(phone, "/region", "Les 18 régions")
    no_sideways_scroll(phone)
    for slug in ("auvergne-rhone-alpes", "mayotte", "provence-alpes-cote-d-azur"):
        go(phone, f"./region?id={slug}&avec=bourgogne-franche-comte", REGIONS[slug].name)
        expect(phone.page.get_by_role("heading", name="Portée générale")).to_be_visible()
        no_sideways_scroll(phone)


def test_a_sheet_is_printed_whole(atlas: Atlas) -> None:
    open_page(atlas, "/region?id=grand-est&avec=bretagne", "Grand Est")
    # The poles and the schemes are files of their own, which come after the heading.
    for part in ("Ses pôles", "Portée générale"):
        expect(atlas.page.get_by_role("heading", name=part)).to_be_visible()
    details = atlas.page.locator(".atlas-deplie p")
    expect(details).not_to_have_count(0)
    expect(details.first).to_be_hidden()
    atlas.page.emulate_media(media="print")
    for text in details.all():
        expect(text).to_be_visible()
    expect(atlas.page.get_by_label("Comparer avec")).to_be_hidden()
    expect(atlas.page.get_by_role("link", name="Voir sur la carte")).to_be_hidden()
    paper = atlas.page.pdf(format="A4")
    assert 4 <= len(re.findall(rb"/Type /Page\b", paper)) <= 10


def test_a_sheet_weighs_little_on_the_wire(atlas: Atlas) -> None:
    traffic = Traffic(atlas.page)
    open_page(atlas, "/region?id=auvergne-rhone-alpes&avec=provence-alpes-cote-d-azur", "Auvergne-Rhône-Alpes")
    expect(atlas.page.get_by_role("heading", name="Portée générale")).to_be_visible()
    assert 5_000 < traffic.total < HEAVIEST
