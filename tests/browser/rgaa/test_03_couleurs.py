"""RGAA, theme 3: nothing is said by colour alone, and what is to be read or seen stands out from what is behind it."""

from __future__ import annotations

import itertools
import re
import tomllib

import pytest
from playwright.sync_api import Locator, expect

from geo.charts import ACCENT, QUIET
from geo.load import load_panel
from geo.mapping import sketch
from geo.mapping.style import UNKNOWN_SECTOR, contrast, ink
from tests.browser.atlas import PROJECT, Atlas
from tests.browser.contrast import faint_texts, in_theme

THEMES = ("light", "dark")
TEXT, GRAPHIC = 4.5, 3.0
MARKS = (*load_panel().vocabulary.sectors, UNKNOWN_SECTOR)
SHADES = [f"niveau-{step}" for step in range(5)]
GROUND = ["eau", "terre", "survol", *SHADES]


def map_colours(theme: str) -> dict[str, str]:
    """Return the colours that the style sheet of the map declares for a theme, by name."""
    text = (PROJECT / "geo/mapping/web/carte.css").read_text(encoding="utf-8")
    usual, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r':root(?:\[data-theme="sombre"\])? \{(.*?)\n\}', text, re.DOTALL)
    )
    return usual if theme == "light" else usual | dark


def page_colours(theme: str) -> dict[str, str]:
    """Return the colours that the settings of Streamlit give to a theme."""
    settings = tomllib.loads((PROJECT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    return {name: value for name, value in settings["theme"][theme].items() if isinstance(value, str)}


def sketch_colours(theme: str) -> dict[str, str]:
    """Return the colours of the small maps: class and property → colour."""
    light, dark = sketch._STYLE.split("@media (prefers-color-scheme:dark)")
    rules = re.findall(r"\.(\w)\{([^}]*)\}", light if theme == "light" else dark)
    return {f"{name} {prop}": colour for name, rule in rules for prop, colour in re.findall(r"(\w+):(#\w{6})", rule)}


def too_close(colours: dict[str, str], pairs: list[tuple[str, str]], least: float) -> dict[tuple[str, str], float]:
    """Return the pairs of colours whose contrast is below `least`, each with its own."""
    found = {(one, other): contrast(colours[one], colours[other]) for one, other in pairs}
    return {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least}


# --- 3.2: texts ---


@pytest.mark.parametrize("theme", THEMES)
def test_rgaa_3_2_texts_of_the_map_can_be_read(theme: str) -> None:
    grounds = ["fond", "doux", "eau", "halo"]
    pairs = list(itertools.product(["encre", "encre-douce", "accent"], grounds))
    # Names of regions are over their shade.
    names = [("encre", shade) for shade in SHADES]
    assert too_close(map_colours(theme), [*pairs, *names, ("accent-encre", "accent")], TEXT) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_rgaa_3_2_texts_of_the_pages_can_be_read(theme: str) -> None:
    colours = page_colours(theme) | {"white": "#ffffff"}
    grounds = ["backgroundColor", "secondaryBackgroundColor"]
    pairs = list(itertools.product(["textColor", "linkColor"], grounds))
    # Streamlit and our own rules write in white on the accent.
    assert too_close(colours, [*pairs, ("white", "primaryColor")], TEXT) == {}


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.code)
def test_rgaa_3_2_letters_can_be_read_on_their_mark(mark) -> None:
    assert contrast(ink(mark.colour), mark.colour) >= TEXT


@pytest.mark.browser
def test_rgaa_3_2_a_text_that_is_too_pale_is_found(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/glossaire"))
    expect(atlas.page.locator("[data-entree=terme]").first).to_be_visible()
    in_theme(atlas.page.main_frame, "light")
    texts, faint = faint_texts(atlas.page.main_frame)
    assert texts > 300
    assert faint == []
    atlas.page.add_style_tag(content=".atlas-page h1 { color: rgb(0 0 0 / 40%) !important }")
    assert len(faint_texts(atlas.page.main_frame)[1]) == 1


# --- 3.3: what is not text ---


@pytest.mark.parametrize("theme", THEMES)
def test_rgaa_3_3_a_mark_has_a_rim_that_is_seen_on_any_ground(theme: str) -> None:
    colours = map_colours(theme)
    rims = ("marque-bord", "marque-trait")
    seen = {ground: max(contrast(colours[rim], colours[ground]) for rim in rims) for ground in GROUND}
    assert min(seen.values()) >= GRAPHIC, seen
    assert contrast(*(colours[rim] for rim in rims)) >= GRAPHIC


@pytest.mark.parametrize("theme", THEMES)
def test_rgaa_3_3_regions_are_told_apart_by_their_border(theme: str) -> None:
    pairs = [("bord", "terre"), ("bord", "eau"), ("bord", "survol"), ("accent", "terre"), ("accent", "eau")]
    shaded = [(line, shade) for line in ("bord-ombre", "encre") for shade in SHADES]
    assert too_close(map_colours(theme), [*pairs, *shaded], GRAPHIC) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_rgaa_3_3_shades_grow_with_the_number(theme: str) -> None:
    colours = map_colours(theme)
    # Away from the ground of the page: the more poles, the more a region stands out.
    steps = [contrast(colours[shade], colours["fond"]) for shade in SHADES]
    assert steps == sorted(steps)
    assert min(after / before for before, after in itertools.pairwise(steps)) > 1.1


@pytest.mark.parametrize("theme", THEMES)
def test_rgaa_3_3_fields_and_the_focus_have_an_outline(theme: str) -> None:
    grounds = ["backgroundColor", "secondaryBackgroundColor"]
    pairs = list(itertools.product(["borderColor", "linkColor", "primaryColor"], grounds))
    # What is ticked is the accent on the ground of the page.
    pairs = [pair for pair in pairs if pair != ("primaryColor", "secondaryBackgroundColor")]
    assert too_close(page_colours(theme), pairs, GRAPHIC) == {}
    assert too_close(map_colours(theme), [("accent", "fond"), ("accent", "doux")], GRAPHIC) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_rgaa_3_3_bars_and_small_maps_are_seen(theme: str) -> None:
    ground = page_colours(theme)["backgroundColor"]
    assert min(contrast(bar, ground) for bar in (ACCENT, QUIET)) >= GRAPHIC
    # The neighbours of a region are context; its own outline and its départements are what the map shows.
    lines = [("r stroke", "r fill"), ("r stroke", "e fill"), ("r stroke", "v fill"), ("d stroke", "r fill")]
    assert too_close(sketch_colours(theme), lines, GRAPHIC) == {}


# --- 3.1: colour never alone ---


def letters(locator: Locator) -> list[str]:
    return locator.evaluate_all("(nodes) => nodes.map((node) => node.textContent.trim())")


@pytest.mark.browser
def test_rgaa_3_1_colour_never_speaks_alone(atlas: Atlas) -> None:
    atlas.open(secteur="energie", ombrage="1")
    page, frame = atlas.page, atlas.frame

    # Sectors: two letters in every mark, in the map, its list, its legend and the filters; groups show their number.
    known = {sector.short for sector in MARKS}
    for marks in (
        atlas.map.locator(".leaflet-marker-pane .rond"),
        atlas.rows.locator(".rond"),
        atlas.map.locator(".secteurs .rond"),
        page.locator("details[data-facette=secteur] .atlas-marque"),
    ):
        assert set(letters(marks)) <= known
        assert marks.count() > 0
    assert all(text.isdigit() for text in letters(atlas.map.locator(".grappe .anneau")))
    assert len(known) == len(MARKS)
    # What is chosen: the box is ticked and a chip names it; what is pressed says so; the page at hand is in bold.
    assert page.locator('input[name="secteur-energie"]').is_checked()
    expect(atlas.chips).to_have_text(["Énergie ×"], use_inner_text=True)
    expect(atlas.option("Ombrage")).to_have_attribute("aria-pressed", "true")
    weights = page.locator(".atlas-entete nav a").evaluate_all(
        "(links) => links.map((link) => [link.hasAttribute('aria-current'), Number(getComputedStyle(link).fontWeight)])"
    )
    assert {current: weight >= 600 for current, weight in weights} == {True: True, False: False}
    # A shade: the number is in the tooltip of the region, and beside its name among the filters.
    path, point = atlas.region("53")
    path.hover(position=point)
    expect(atlas.tooltip).to_contain_text(re.compile(r"Bretagne : (\d+|aucun) PTCE"))
    # A region that is filtered has a thicker outline.
    widths = frame.evaluate(
        """() => {
            const path = document.querySelector("path.region");
            const width = () => parseFloat(getComputedStyle(path).strokeWidth);
            const before = width();
            path.classList.add("filtree");
            return [before, width()];
        }"""
    )
    assert widths[1] >= 2 * widths[0]


@pytest.mark.browser
def test_rgaa_3_1_the_sorted_column_has_an_arrow(atlas: Atlas) -> None:
    atlas.open("/liste")
    expect(atlas.page.locator("th[aria-sort] .atlas-tri")).to_have_text(re.compile("[▲▼]"))
    expect(atlas.page.locator("th:not([aria-sort]) .atlas-tri").first).to_have_text("")


@pytest.mark.browser
def test_rgaa_10_6_links_in_texts_are_underlined(atlas: Atlas) -> None:
    plain = """(links) => links.filter((link) => link.closest("p, li, td, th, dd, footer, article")
        && !link.closest("nav, .atlas-onglets, .atlas-croquis, .atlas-exports") && !link.matches(".atlas-bouton")
        && !getComputedStyle(link).textDecorationLine.includes("underline")).map((link) => link.outerHTML)"""
    for path, query in (("/liste", {}), ("/pole", {"id": "ptce-029"}), ("/donnees", {}), ("/region", {})):
        atlas.page.goto(atlas.address(path, **query))
        expect(atlas.page.locator("footer a").first).to_be_visible()
        expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        links = atlas.page.locator('[data-testid="stMain"] a[href]')
        expect(links.nth(5)).to_be_attached()
        assert links.evaluate_all(plain) == [], path
