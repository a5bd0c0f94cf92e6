"""RGAA, theme 10: enlarged, spaced out, on a narrow screen, in the system's colours or by keyboard, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.atlas import PROJECT, Atlas
from tests.browser.conftest import Visit
from tests.browser.contrast import in_theme
from tests.browser.walk import Stop, pages, states

STYLE_SHEETS = (*(PROJECT / "utils/web/static").glob("*.css"), PROJECT / "geo/mapping/web/carte.css")

#: As WCAG 1.4.12 asks for.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""

#: Texts cut by their own box, or by one around them that does not scroll. A name of the visitor's own list may be cut:
#: its button has the whole of it as a title. Nor is there a text where the pieces of a map are.
CUT = """() => {
    const hidden = ".atlas-lecteur, .lecteur, [hidden], .leaflet-pane, svg, .nom-de-liste, option, script, style";
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const node = text.parentElement;
        if (!text.data.trim() || node.closest(hidden) || !node.checkVisibility({ visibilityProperty: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const place = range.getBoundingClientRect();
        if (place.width < 2 || place.height < 2) continue;
        for (let box = node; box && box !== document.body; box = box.parentElement) {
            const style = getComputedStyle(box);
            if (style.display === "inline") continue;
            if (style.position === "fixed") break;
            const edge = box.getBoundingClientRect();
            const clips = (value) => value === "hidden" || value === "clip";
            // The page itself scrolls downwards; what is cut above or on the left is elsewhere.
            const cut = (clips(style.overflowX) && place.right > edge.right + 2)
                || (clips(style.overflowY) && place.bottom > edge.bottom + 4 && edge.height < innerHeight - 2);
            const name = `${box.localName}.${box.getAttribute("class")}`;
            if (cut && edge.width > 1) found.push(`${text.data.trim().slice(0, 50)} in ${name}`);
            if (cut || style.overflowX === "auto" || style.overflowX === "scroll") break;
        }
    }
    return [...new Set(found)];
}"""

#: How far the page, or the part of it that scrolls, is wider than the screen.
SIDEWAYS = """() => {
    const nodes = [document.documentElement, ...document.querySelectorAll("[data-testid=stMain], main.atlas")];
    return Math.max(...nodes.map((node) => node.scrollWidth - node.clientWidth));
}"""

#: What the focus does to each kind of element that it can reach: kind → does it show.
FOCUS = """() => {
    const reached = 'a[href], button, input:not([type=file]), select, textarea, summary, iframe, [tabindex="0"]';
    const look = (node) => {
        const style = getComputedStyle(node);
        const around = node.closest("[data-baseweb], [data-testid=stFileUploaderDropzone]") || node;
        const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        return { outline, change: style.boxShadow + style.borderColor + getComputedStyle(around).borderColor };
    };
    const seen = new Map();
    for (const node of document.querySelectorAll(reached)) {
        if (node.disabled || node.tabIndex < 0 || !node.checkVisibility({ visibilityProperty: true })) continue;
        if (node.closest("[aria-hidden=true]") || node.localName === "iframe") continue;
        const name = (one) => `${one.localName}.${one.getAttribute("class")}`;
        const kind = `${name(node)} in ${name(node.parentElement)}`;
        if (seen.has(kind)) continue;
        document.activeElement.blur();
        const before = look(node);
        node.focus({ preventScroll: true, focusVisible: true });
        if (document.activeElement !== node) continue;
        const after = look(node);
        seen.set(kind, after.outline || after.change !== before.change);
    }
    return [...seen];
}"""


def walk(atlas: Atlas, stops: list[Stop] | None = None) -> Iterator[tuple[Stop, Frame]]:
    """Visit every page as it opens; yield each with its frames, one after the other."""
    for stop in pages() if stops is None else stops:
        stop.arrive(atlas)
        for frame in atlas.page.frames:
            yield stop, frame


@pytest.mark.browser
def test_rgaa_10_4_text_at_200_percent_is_whole(visit: Visit) -> None:
    # What the zoom of a browser does to a screen of 1440 × 900.
    atlas = visit(viewport={"width": 720, "height": 450}, device_scale_factor=2)
    wrong = []
    for stop, frame in walk(atlas):
        wrong += [f"{stop}: {text}" for text in frame.evaluate(CUT)]
        # And letters alone twice as large.
        frame.add_style_tag(content="html { font-size: 200% !important }")
        wrong += [f"{stop}, letters: {text}" for text in frame.evaluate(CUT)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/liste"])
def test_rgaa_10_4_what_to_do_here_is_whole_in_letters_twice_as_large(atlas: Atlas, path: str) -> None:
    atlas.open(path)
    atlas.page.add_style_tag(content="html { font-size: 200% !important }")
    expect(atlas.page.locator(".atlas-astuce")).to_be_visible()
    beyond = "(node) => [node.scrollWidth - node.clientWidth, node.scrollHeight - node.clientHeight]"
    assert max(atlas.page.locator(".atlas-puces").evaluate(beyond)) <= 1


@pytest.mark.browser
def test_rgaa_10_11_nothing_scrolls_sideways_at_320_pixels(visit: Visit) -> None:
    atlas = visit(viewport={"width": 320, "height": 640})
    wide = {str(stop): beyond for stop, frame in walk(atlas) if (beyond := frame.evaluate(SIDEWAYS)) > 1}
    assert wide == {}


@pytest.mark.browser
def test_rgaa_10_12_spaced_out_text_is_whole(atlas: Atlas) -> None:
    card = [stop for stop in states() if stop.name == "carte, fiche et bulle ouvertes"]
    wrong = []
    for stop, frame in walk(atlas, pages() + card):
        frame.add_style_tag(content=SPACING)
        wrong += [f"{stop}: {text}" for text in frame.evaluate(CUT)]
        wrong += [f"{stop}: {beyond} px too wide" for beyond in [frame.evaluate(SIDEWAYS)] if beyond > 1]
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
def test_rgaa_10_7_the_focus_shows_on_every_kind_of_element(atlas: Atlas) -> None:
    wrong = []
    kinds = 0
    for stop, frame in walk(atlas):
        for theme in ("light", "dark"):
            atlas.page.emulate_media(color_scheme=theme)
            in_theme(frame, theme)
            found = frame.evaluate(FOCUS)
            kinds += len(found)
            wrong += [f"{stop}, {theme}: {kind}" for kind, shows in found if not shows]
        atlas.page.emulate_media(color_scheme="light")
    assert kinds > 100
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
def test_rgaa_10_8_what_is_hidden_from_screen_readers_takes_no_focus(atlas: Atlas) -> None:
    hidden = """() => [...document.querySelectorAll("[aria-hidden=true], [aria-hidden=true] *")]
        .filter((node) => node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true }))
        .map((node) => node.outerHTML)"""
    assert {str(stop): nodes for stop, frame in walk(atlas) if (nodes := frame.evaluate(hidden))} == {}


@pytest.mark.browser
def test_rgaa_10_13_what_appears_can_be_pointed_at_and_sent_away(atlas: Atlas) -> None:
    Stop("chronologie", "chronologie").arrive(atlas)
    page = atlas.page
    word, definition = page.locator("[data-terme]").first, page.locator(".atlas-definition")
    word.hover()
    expect(definition).to_be_visible()
    # The pointer may go onto it, slowly.
    box = definition.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2, steps=10)
    expect(definition).to_be_visible()
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    word.focus()
    expect(definition).to_be_visible()
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    expect(word).to_be_focused()


def test_rgaa_10_14_nothing_appears_by_style_sheets_alone() -> None:
    for sheet in STYLE_SHEETS:
        rules = re.findall(r"([^{}]*:(?:hover|focus)[^{}]*)\{([^}]*)\}", sheet.read_text(encoding="utf-8"))
        assert [name for name, rule in rules if re.search(r"\b(display|visibility|opacity|content)\s*:", rule)] == []


@pytest.mark.browser
def test_rgaa_10_5_marks_are_seen_in_the_colours_of_the_system(visit: Visit) -> None:
    atlas = visit(forced_colors="active").open()
    mark = atlas.singles.first.locator(".rond")
    declared = mark.evaluate("(node) => node.style.backgroundColor")
    expect(mark).to_have_css("background-color", declared)
    pressed, other = (
        atlas.map.locator(f'.barre button[aria-pressed="{state}"]').first.evaluate(
            "(n) => getComputedStyle(n).backgroundColor"
        )
        for state in ("true", "false")
    )
    assert pressed != other
