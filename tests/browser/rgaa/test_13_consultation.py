"""RGAA, theme 13: nothing opens, moves or flashes by itself, the screen may be turned, a simple gesture is enough."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.atlas import PROJECT, Atlas
from tests.browser.conftest import DESKTOP, Visit
from tests.browser.contrast import in_theme
from tests.browser.walk import MAP, Stop, pages, states

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}

#: What moves without an end, and what takes more than a blink to change.
ENDLESS = """() => document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime > 5000)
    .map((one) => one.effect.target.outerHTML.slice(0, 120))"""
SLOW = """() => {
    const read = (one) => parseFloat(one) * (one.includes("ms") ? 0.001 : 1);
    const seconds = (value) => Math.max(...value.split(",").map(read));
    return [...document.querySelectorAll("*")].filter((node) => {
        const style = getComputedStyle(node);
        const moves = style.animationName === "none" ? 0 : seconds(style.animationDuration);
        return Math.max(seconds(style.transitionDuration), moves) > 0.05 || style.scrollBehavior === "smooth";
    }).map((node) => node.outerHTML.slice(0, 120));
}"""

#: Elements to press that are smaller than 24 px and too close to another one (WCAG 2.5.8). A link in a sentence is as
#: high as its line; a box to tick has its label.
CRAMPED = """() => {
    const least = 24;
    const kinds = 'a[href], button, summary, select, input, [role=button], [role=option]';
    const shown = (node) => {
        const box = node.getBoundingClientRect();
        if (node.disabled || node.closest("[aria-hidden=true]") || box.width < 2 || box.height < 2) return false;
        return node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    };
    const length = (node) => node.textContent.trim().length;
    const inText = (node) => getComputedStyle(node).display === "inline" && length(node.parentElement) > length(node);
    const targets = [...document.querySelectorAll(kinds)].filter(shown).map((node) => {
        const area = (node.localName === "input" && node.closest("label")) || node;
        const { left, top, right, bottom, width, height } = area.getBoundingClientRect();
        const small = Math.min(width, height) < least - 0.5;
        return { node, left, top, right, bottom, x: left + width / 2, y: top + height / 2, small };
    });
    const beyond = (place, from, to) => Math.max(from - place, 0, place - to);
    const gap = ({ x, y }, other) => Math.hypot(beyond(x, other.left, other.right), beyond(y, other.top, other.bottom));
    const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);
    const near = (one, other) => (other.small ? apart(one, other) < least : gap(one, other) < least / 2);
    const related = (one, other) => one.node.contains(other.node) || other.node.contains(one.node);
    return targets.filter((one) => one.small && !inText(one.node)
        && targets.some((other) => other !== one && !related(one, other) && near(one, other)))
        .map(({ node, left, top, right, bottom }) =>
            `${Math.round(right - left)} × ${Math.round(bottom - top)}: ${node.outerHTML.slice(0, 120)}`);
}"""


def look(atlas: Atlas, script: str, stops: list[Stop]) -> list[str]:
    """Return what a script finds in the pages and in the frame of the map."""
    return [
        f"{stop}: {one}" for stop in stops for frame in stop.arrive(atlas).page.frames for one in frame.evaluate(script)
    ]


def jump(frame: Frame, move: str) -> list[Any]:
    """Return where the map is before and right after a movement, in the same breath."""
    place = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()]"
    return frame.evaluate(f"() => {{ const before = {place}; {move}; return [before, {place}]; }}")


def test_rgaa_13_2_and_13_8_nothing_opens_or_moves_by_itself(atlas: Atlas) -> None:
    opened: list[str] = []
    atlas.page.context.on("page", lambda page: opened.append(page.url))
    assert look(atlas, ENDLESS, pages()) == []
    assert opened == []


def test_rgaa_13_7_nothing_flashes() -> None:
    sheets = (*(PROJECT / "utils/web/static").glob("*.css"), PROJECT / "geo/mapping/web/carte.css")
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        assert "@keyframes" not in text, sheet.name
        assert "blink" not in text, sheet.name


def test_rgaa_13_8_movements_are_reduced_on_demand(visit: Visit) -> None:
    atlas = visit(reduced_motion="reduce")
    wide = [stop for stop in states() if stop.name == "carte, fiche et bulle ouvertes"]
    assert look(atlas, SLOW, [*(stop for stop in pages() if stop.path in (MAP, "liste", "reperes")), *wide]) == []
    before, after = jump(atlas.frame, "document.querySelector('.leaflet-control-zoom-in').click()")
    assert after[2] > before[2]
    before, after = jump(atlas.frame, "map.panBy([120, 60])")
    assert after[:2] != before[:2]
    # The theme follows all the same, in the frame too, while the page is open.
    for theme in ("dark", "light"):
        atlas.page.emulate_media(color_scheme=theme)
        for frame in atlas.page.frames:
            in_theme(frame, theme)


def test_rgaa_13_9_a_phone_may_be_held_either_way(visit: Visit) -> None:
    atlas = visit(viewport=PHONE, is_mobile=True, has_touch=True).open()
    for width, height in ((844, 390), (390, 844)):
        atlas.page.set_viewport_size({"width": width, "height": height})
        expect(atlas.sentence).to_be_visible()
        expect(atlas.map.get_by_role("button", name="Zoomer", exact=True)).to_be_attached()
        atlas.page.wait_for_function("(width) => document.documentElement.scrollWidth === width", arg=width)
        turned = "() => getComputedStyle(document.documentElement).rotate"
        assert {frame.evaluate(turned) for frame in atlas.page.frames} == {"none"}


def test_rgaa_13_10_the_map_needs_no_complex_gesture(atlas: Atlas) -> None:
    atlas.open()
    start = atlas.position()
    assert atlas.zoom_in() > start[2]
    assert atlas.zoom_out() == pytest.approx(start[2])
    atlas.map.locator("#map_div").focus()
    atlas.page.keyboard.press("ArrowRight")
    atlas.frame.wait_for_function("(start) => window.map.getCenter().lng > start + 0.1", arg=start[1])
    atlas.view_button("Guyane").click()
    atlas.frame.wait_for_function("() => window.map.getCenter().lng < -40")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "narrow"])
def test_targets_are_24_pixels_or_far_enough_apart(visit: Visit, size: dict[str, int]) -> None:
    atlas = visit(viewport=size, reduced_motion="reduce")
    more = ("carte, légende et exports dépliés", "carte, barre latérale ouverte", "importer, une liste lue")
    stops = [stop for stop in states() if stop.name in more and (size is PHONE or not stop.narrow_only)]
    cramped = look(atlas, CRAMPED, [*pages(), *stops])
    assert not cramped, "\n".join(cramped)
