"""What travels: the bytes of a filter change, files asked for once, nothing to anybody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import Atlas, Traffic

pytestmark = pytest.mark.browser

#: Bytes of the websocket for one change of filter, both ways (DESIGN.md §3: 147,000 for a naive map of 74 poles).
LARGEST_CHANGE = 12_000


def test_a_filter_change_costs_few_bytes(atlas: Atlas, record_property: pytest.RecordProperty) -> None:
    traffic = Traffic(atlas.page)
    atlas.open()
    costs = {}
    for facet, value in (("laureat", "2013"), ("secteur", "economie-circulaire"), ("laureat", "2013")):
        traffic.start()
        was_checked = atlas.box(facet, value).is_checked()
        before = atlas.sentence.inner_text()
        atlas.box(facet, value).click()
        # The map does not wait for the server; the sentence does.
        expect(atlas.sentence).not_to_have_text(before)
        # The footer and the end of the run come after the map.
        expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        costs[f"{'-' if was_checked else '+'}{facet}={value}"] = dict(traffic.sizes) | {"total": traffic.total}
    print(f"\nWebsocket, one filter change: {costs}")
    record_property("websocket", costs)
    for change, sizes in costs.items():
        assert sizes["sent"] > 0, change
        assert sizes["received"] > 1000, change
        assert sizes["total"] <= LARGEST_CHANGE, change


def test_a_sheet_takes_no_more_of_the_websocket_than_the_map_page(atlas: Atlas) -> None:
    traffic = Traffic(atlas.page)

    def received(address: str, heading: str) -> int:
        traffic.start()
        atlas.page.goto(address)
        expect(atlas.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        expect(atlas.page.locator(".atlas-pied")).to_be_visible()
        expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        return traffic.sizes["received"]

    map_page = received(atlas.address(), "Carte des PTCE")
    sheets = {
        name: received(atlas.address(path, **query), heading)
        for name, path, query, heading in (
            ("pole", "/pole", {"id": "ptce-056"}, ""),
            ("pole of two lines", "/pole", {"id": "ptce-045"}, "Bray"),
            ("region", "/region", {"id": "auvergne-rhone-alpes"}, "Auvergne-Rhône-Alpes"),
            ("regions compared", "/region", {"id": "grand-est", "avec": "occitanie"}, "Grand Est"),
        )
    }
    print(f"\nWebsocket, first drawing: map page {map_page}, {sheets}")
    assert map_page > 5000
    assert all(2000 < size <= map_page for size in sheets.values()), (map_page, sheets)


def test_map_files_are_asked_for_once(atlas: Atlas) -> None:
    files = ("regions.geojson", "poles.json", "reglages.json", "carte.js", "carte.css")
    atlas.open()
    for facet, value, count in (("laureat", "2013", 21), ("laureat", "2015", 32), ("region", "bretagne", 1)):
        atlas.box(facet, value).click()
        expect(atlas.rows).to_have_count(count)
    for name in files:
        assert atlas.watch.count(name) == 1, name
    transferred = """() => performance.getEntriesByType("resource").map(
        (entry) => [entry.name.split("/").pop().split("?")[0], entry.transferSize]
    )"""
    first = dict(atlas.frame.evaluate(transferred))
    assert first["regions.geojson"] > 10_000
    atlas.page.reload()
    atlas.wait()
    again = dict(atlas.frame.evaluate(transferred))
    for name in files:
        # From the cache of the browser, or a 304 that holds headers only.
        assert again[name] < 1000, name


def test_a_first_visit_is_light(atlas: Atlas) -> None:
    session = atlas.page.context.new_cdp_session(atlas.page)
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    atlas.open()
    print(f"\nFirst visit: {sum(sizes):,} bytes, {len(sizes)} requests")
    assert 300_000 < sum(sizes) < 1_500_000


def test_the_guard_of_these_tests_sees_and_refuses_another_host(atlas: Atlas) -> None:
    """Without this test, an empty list of foreign requests could mean that nobody looks."""
    atlas.open()
    outcome = atlas.page.evaluate(
        """() => new Promise((resolve) => {
            const image = new Image();
            image.onload = () => resolve("loaded");
            image.onerror = () => resolve("refused");
            image.src = "https://data.geopf.fr/essai.png";
        })"""
    )
    assert outcome == "refused"
    assert atlas.watch.strangers() == ["https://data.geopf.fr/essai.png"]
    assert len(atlas.watch.unexpected_errors()) == 1
    atlas.watch.requests.clear()
    atlas.watch.errors.clear()


def test_the_policy_of_the_page_refuses_other_hosts(atlas: Atlas) -> None:
    atlas.open()
    outcome = atlas.page.evaluate("() => fetch('https://exemple.fr/').then(() => 'sent', () => 'refused')")
    assert outcome == "refused"
    assert any("Content Security Policy" in error for error in atlas.watch.errors)
    atlas.watch.errors.clear()
    atlas.watch.requests.clear()
