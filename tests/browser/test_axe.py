"""axe finds nothing wrong: on any page, in any of its states, in the map's frame, light and dark, wide and narrow."""

from __future__ import annotations

import pytest

from tests.browser.atlas import Atlas
from tests.browser.axe import Finding, describe, examine
from tests.browser.conftest import DESKTOP, Visit
from tests.browser.contrast import faint_texts, in_theme
from tests.browser.walk import Stop, stops

pytestmark = pytest.mark.browser

SIZES = {"wide": DESKTOP, "narrow": {"width": 390, "height": 844}}


def settled(finding: Finding) -> bool:
    """Say whether a doubt of axe is settled elsewhere."""
    # Computed for every text, by `faint_texts`.
    if finding.rule == "color-contrast":
        return True
    # Its script moves the focus, into filters that may be folded: `test_rgaa_12_7_…` follows it there.
    if finding.rule == "skip-link":
        return "atlas-evitement" in finding.html or "data-vers" in finding.html
    # While one of Streamlit's lists of choices is open, react-aria hides all the rest of the page from screen readers
    # and keeps the focus in the field.
    if finding.rule == "aria-hidden-focus":
        return 'aria-hidden="true"' in finding.html
    # The tables of a comparison name groups of rows (`th scope="rowgroup"`), which axe expects to be rows or columns.
    return finding.rule == "th-has-data-cells" and "atlas-comparaison" in finding.html


#: How often a page may be looked at until it is well: parts of it take the colours of another theme one by one.
PATIENT = 5


def look(atlas: Atlas, stop: Stop) -> list[str]:
    """Return all that is wrong at a stop, in both themes."""
    atlas.page.emulate_media(color_scheme="light")
    stop.arrive(atlas)
    wrong: list[str] = []
    for theme in ("light", "dark"):
        atlas.page.emulate_media(color_scheme=theme)
        for frame in atlas.page.frames:
            in_theme(frame, theme)
        for _ in range(PATIENT):
            found = faults(atlas, theme)
            if not found:
                break
            atlas.page.evaluate("() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 500 }))")
        wrong += [f"{stop}, {theme}: {one}" for one in found]
    return wrong


def faults(atlas: Atlas, theme: str) -> list[str]:
    """Return what is wrong with the page as it is."""
    # The theme changes colours and nothing else.
    violations, doubts = examine(atlas.page, rules=("color-contrast",) if theme == "dark" else ())
    wrong = [describe([one]) for one in violations]
    wrong += [f"in doubt: {describe([one])}" for one in doubts if not settled(one)]
    for frame in atlas.page.frames:
        texts, faint = faint_texts(frame)
        wrong += [f"contrast {one}" for one in faint] if texts else [f"no text in {frame.url}"]
    return wrong


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_wrong(visit: Visit, size: str) -> None:
    # What fades in is half transparent until it is there.
    atlas = visit(viewport=SIZES[size], reduced_motion="reduce")
    walk = [stop for stop in stops() if size == "narrow" or not stop.narrow_only]
    wrong = [one for stop in walk for one in look(atlas, stop)]
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong)


def test_what_is_wrong_inside_the_frame_of_the_map_is_found(atlas: Atlas) -> None:
    atlas.open()
    atlas.frame.evaluate(
        """() => {
            const picture = document.createElement("img");
            picture.id = "sans-texte";
            picture.src = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
            const text = document.createElement("p");
            text.textContent = "Gris sur blanc";
            text.style.cssText = "position: fixed; top: 0; color: #bbb; background: #fff";
            document.querySelector("main.atlas").append(picture, text);
        }"""
    )
    violations, _ = examine(atlas.page)
    assert {(one.rule, one.target[-1]) for one in violations if len(one.target) == 2} >= {("image-alt", "#sans-texte")}
    _, faint = faint_texts(atlas.frame)
    assert [one for one in faint if "Gris sur blanc" in one] == faint != []
