"""The map that is taken away, opened from a folder with the network cut: it works, asks nothing and runs nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from geo.export import FORMATS
from geo.load import load_panel
from geo.model import Panel
from geo.schema import DATA_DIR
from geo.selection import Selection
from tests.browser.atlas import PATIENCE
from tests.browser.axe import describe, examine
from tests.browser.conftest import DESKTOP
from tests.browser.contrast import faint_texts, in_theme
from tests.browser.english import RECORDER, english, said
from tests.hostile.corpus import CANARY, PAYLOADS, RAN
from tests.hostile.hostile_data import hostile_features, pole_id, write_collection

pytestmark = pytest.mark.browser

LINK = "https://atlas.exemple.fr/?region=bretagne"
PHONE = {"width": 390, "height": 844}


@dataclass
class Opened:
    """A file in a browser without a network, and what it tried."""

    page: Page
    tried: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def rows(self) -> Locator:
        return self.page.locator(".liste tbody tr:not([hidden])")

    @property
    def marks(self) -> Locator:
        return self.page.locator(".scene > .leaflet-container .leaflet-marker-pane .marque:not(.grappe)")

    @property
    def card(self) -> Locator:
        return self.page.locator("article.fiche")

    def drawn(self) -> int:
        """Count the poles of the main map: those seen as themselves, and what groups say that they hold."""
        groups = self.page.locator(".scene > .leaflet-container .grappe").all_text_contents()
        return self.marks.count() + sum(map(int, groups))


Open = Callable[..., Opened]


@pytest.fixture
def open_file(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    opened: list[Opened] = []

    def open_file(panel: Panel, query: dict[str, str] | None = None, script: str = "", **options: Any) -> Opened:
        selection, dropped = Selection.from_query({k: [v] for k, v in (query or {}).items()}, panel.index)
        assert dropped == ()
        path = tmp_path / f"carte {len(opened)}.html"
        path.write_bytes(FORMATS["html"].export(panel, selection, LINK))
        context = browser.new_context(**{"locale": "fr-FR", "viewport": DESKTOP, "offline": True, **options})
        context.set_default_timeout(PATIENCE)
        one = Opened(context.new_page())
        opened.append(one)
        context.on("request", lambda request: one.tried.append(request.url))
        context.on("weberror", lambda error: one.errors.append(str(error.error)))
        context.on("console", lambda message: one.errors.append(message.text) if message.type == "error" else None)
        context.on("dialog", lambda dialog: (one.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
        if script:
            one.page.add_init_script(script)
        one.page.goto(path.as_uri())
        if options.get("java_script_enabled", True):
            expect(one.page.locator(".atlas[data-pret=oui]")).to_be_visible()
        # The file itself, and the icon that is none.
        assert {url for url in one.tried if not url.startswith("data:")} == {path.as_uri()}
        return one

    yield open_file
    for one in opened:
        address = one.page.url.partition("#")[0]
        one.page.context.close()
        assert [url for url in one.tried if url != address and not url.startswith("data:")] == []
        assert one.errors == []


def test_search_and_region_narrow_list_map_and_table(open_file: Open, panel: Panel) -> None:
    opened = open_file(panel)
    page = opened.page
    expect(page.get_by_role("heading", level=1)).to_have_text("73 PTCE en France")
    expect(opened.rows).to_have_count(73)
    insets = page.locator(".encart:visible .marque")
    expect(insets).to_have_count(3)
    # Overseas poles are out of the window of the main map.
    assert opened.drawn() + insets.count() == 73

    page.get_by_label("Rechercher un pôle").fill("ÉCONOMIE-circulaire")
    status = page.locator("#compte")
    sectors = panel.poles["secteurs"][panel.in_panel]
    expected = [pole for pole, values in sectors.items() if "Économie circulaire" in values]
    expect(status).to_contain_text("sur 73")
    shown = opened.rows.evaluate_all("(rows) => rows.map((row) => row.dataset.id)")
    assert set(expected) <= set(shown)
    assert len(shown) < 73
    expect(status).to_have_text(f"{len(shown)} pôles sur 73")
    assert opened.drawn() + insets.count() == len(shown)
    assert page.locator("#tableau tbody tr:not([hidden])").count() == len(shown)

    page.get_by_role("button", name="Tout afficher").click()
    expect(status).to_have_text("73 pôles")
    page.get_by_label("Région", exact=True).select_option("bretagne")
    expect(opened.rows).to_have_count(4)
    assert opened.drawn() == 4
    # The same region on the map lifts it.
    page.locator("path.region.filtree").click(position={"x": 40, "y": 40})
    expect(status).to_have_text("73 pôles")


def test_a_mark_and_a_row_open_the_sheet(open_file: Open, panel: Panel) -> None:
    opened = open_file(panel)
    name = "Les écoNautes (PTCE rennais)"
    opened.page.get_by_role("button", name=f"{name}, Rennes").click()
    expect(opened.page.locator(".leaflet-popup .bulle-nom")).to_have_text(name)
    expect(opened.card.locator("h2")).to_have_text(name)
    expect(opened.card).to_contain_text("non renseigné")
    sheet = opened.card.get_by_role("link", name="Fiche complète").first
    expect(sheet).to_have_attribute("href", "https://atlas.exemple.fr/pole?id=ptce-065")
    for link in opened.card.locator("a").all():
        assert link.get_attribute("rel") == "noopener noreferrer"
    opened.card.get_by_role("button", name="Retour à la liste").click()
    expect(opened.card).to_have_count(0)


def test_the_keyboard_is_enough(open_file: Open, panel: Panel) -> None:
    opened = open_file(panel)
    page = opened.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au tableau")).to_be_focused()
    page.get_by_label("Rechercher un pôle").focus()
    page.keyboard.type("limoux")
    expect(opened.rows).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".liste h2")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(opened.card.locator("h2")).to_have_text("3.EVA")
    expect(opened.card.locator("h2")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(opened.card).to_have_count(0)
    opened.marks.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opened.marks.first).to_be_focused()


def test_around_a_place_the_nearest_come_first(open_file: Open, panel: Panel) -> None:
    opened = open_file(panel, {"autour": "35238", "rayon": "75"})
    distances = opened.page.locator(".ligne-distance:visible").all_text_contents()
    assert distances[0] == "moins de 1\u00a0km"
    assert len(distances) == opened.rows.count() == opened.drawn()
    expect(opened.page.locator("path.cercle")).to_be_visible()


def test_without_script_there_is_the_table(open_file: Open, panel: Panel) -> None:
    opened = open_file(panel, java_script_enabled=False)
    expect(opened.page.get_by_role("row")).to_have_count(74)
    expect(opened.page.get_by_text("La carte demande JavaScript")).to_be_visible()
    expect(opened.page.locator("#outils")).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "narrow"])
def test_accessible_and_french(open_file: Open, panel: Panel, viewport: Any) -> None:
    opened = open_file(panel, {"appels": "1"}, RECORDER, viewport=viewport, reduced_motion="reduce")
    page = opened.page
    page.locator(".legende > summary").click()
    page.locator("#tableau > summary").click()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        in_theme(page.main_frame, theme)
        for state in ("list", "card"):
            if state == "card":
                opened.rows.first.locator("button").click()
                expect(opened.card).to_be_visible()
            violations, _ = examine(page)
            assert violations == [], describe(violations)
            assert faint_texts(page.main_frame)[1] == []
        opened.card.get_by_role("button", name="Retour à la liste").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert english(said(page)) == {}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    folder = tmp_path_factory.mktemp("hostile") / "data"
    for part in ("source", "regions"):
        shutil.copytree(DATA_DIR / part, folder / part)
    for file in ("ptce.schema.json", "laureats.geojson"):
        shutil.copy(DATA_DIR / file, folder)
    write_collection(folder / "ptce.geojson", hostile_features(PAYLOADS))
    return load_panel(folder)


def test_hostile_data_is_text_and_runs_nowhere(open_file: Open, hostile: Panel) -> None:
    opened = open_file(hostile)
    page = opened.page
    assert opened.rows.count() == len(PAYLOADS)
    page.locator("#tableau").evaluate("(table) => (table.open = true)")
    # Every sheet and every popup, one after the other.
    page.evaluate(
        """() => {
            for (const row of document.querySelectorAll(".liste tbody tr")) row.querySelector("button").click();
        }"""
    )
    shown = page.locator("#tableau tbody tr th").all_text_contents()
    short = {pole_id(rank): payload for rank, payload in enumerate(PAYLOADS) if not payload.is_huge}
    wanted = {" ".join(payload.shown.split()) for payload in short.values()}
    assert wanted <= {" ".join(text.split()) for text in shown}
    assert page.evaluate(RAN) is False
    assert [url for url in opened.tried if CANARY in url] == []
    assert page.locator("[onerror], [onload], [onfocus], iframe, object, embed, base, img").count() == 0
    # Within the page: to the table, and the buttons of Leaflet.
    outside = page.locator("a[href]:not([href^='#'])")
    assert set(outside.evaluate_all("(links) => links.map((link) => link.protocol)")) <= {"http:", "https:"}


def test_the_policy_stops_what_is_put_into_the_file(open_file: Open, panel: Panel) -> None:
    opened = open_file(panel)
    blocked = opened.page.evaluate(
        """async () => {
            const blocked = [];
            document.addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
            const script = document.createElement("script");
            script.textContent = "window.__pwned = 1";
            document.body.append(script);
            const image = new Image();
            const failed = new Promise((resolve) => image.addEventListener("error", resolve));
            image.src = "https://exemple.invalid/x.png";
            await failed;
            return blocked.sort();
        }"""
    )
    assert blocked == ["img-src", "script-src-elem"]
    assert opened.page.evaluate(RAN) is False
    opened.errors.clear()
    opened.tried.clear()
