"""The keyboard, and nothing else: where the focus is, in the page or in the frame of the map, and how it moves."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

__all__ = ["active", "mark_changes", "press_until"]

#: The element that has the focus, through the frames of this host.
_ACTIVE = """
    let node = document.activeElement;
    while (node && node.contentDocument) node = node.contentDocument.activeElement;
"""


def active(page: Page) -> str:
    """Return the tag that has the focus, with its attributes and text, for conditions and messages."""
    return page.evaluate(
        f"""() => {{ {_ACTIVE}
            const attributes = [...node.attributes].map((one) => `${{one.name}}=${{one.value}}`).join(" ");
            return `${{node.localName}} ${{attributes}} « ${{node.textContent.trim().slice(0, 60)}} »`;
        }}"""
    )


def press_until(page: Page, key: str, condition: str, limit: int) -> int:
    """Press a key until the element that has the focus, called `node`, meets a condition written in JavaScript.

    Returns
    -------
    int
        How many times it was pressed.
    """
    for count in range(1, limit + 1):
        page.keyboard.press(key)
        if page.evaluate(f"() => {{ {_ACTIVE} return Boolean({condition}); }}"):
            return count
    raise AssertionError(f"{limit} times {key} do not reach {condition}: the focus is on {active(page)}.")


def mark_changes(region: Locator) -> None:
    """Record from now on what is written into a live region, even where it is what was there before."""
    region.evaluate(
        """(node) => {
            node.atlasSaid = [];
            if (node.atlasWatch) node.atlasWatch.disconnect();
            node.atlasWatch = new MutationObserver(() => node.atlasSaid.push(node.textContent));
            node.atlasWatch.observe(node, { subtree: true, childList: true, characterData: true });
        }"""
    )
