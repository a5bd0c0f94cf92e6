"""Pan and zoom with a real mouse, and what opens a card."""

from __future__ import annotations

from collections import defaultdict

from playwright.sync_api import Page

from tests.bench.contenders import Contender
from tests.bench.servers import Server
from tests.bench.visitors import Visitor, settle

__all__ = ["cards", "moves"]

#: Follows the pictures of a page: when the mouse last did something, and when what is drawn last changed.
_FOLLOW = """
() => {
  window.lastInput = 0;
  window.lastChange = 0;
  const documents = [document, ...[...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument)];
  for (const one of documents.filter(Boolean)) {
    for (const kind of ["pointerup", "mouseup", "wheel"]) {
      one.addEventListener(kind, () => (window.lastInput = performance.now()), { capture: true, passive: true });
    }
    const picture = one.querySelector(".leaflet-map-pane");
    const changed = () => (window.lastChange = performance.now());
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    if (picture) new MutationObserver(changed).observe(picture, all);
  }
}
"""

#: Milliseconds from the last input to the last change that follows, once nothing has changed for a while.
_LAST_CHANGE = """
async ([quiet, limit]) => {
  const last = () => Math.max(window.lastChange, window.lastDraw);
  const began = performance.now();
  while (performance.now() - Math.max(last(), window.lastInput) < quiet) {
    if (performance.now() - began > limit) throw new Error("never settles");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return Math.max(0, last() - window.lastInput);
}
"""
_QUIET, _LIMIT = 600, 15_000

_MAP = "iframe, [data-testid='stDeckGlJsonChart'], #map"

#: Contender → how to open the card of one point among those shown and how to see it, given the round; null closes it.
_CARDS = {
    "pole": """
const frame = document.querySelector('iframe[title="Carte des PTCE"]').contentDocument;
const back = frame.querySelector(".fiche-retour");
if (back) back.click();
const marks = frame.querySelectorAll("#map_div > .leaflet-map-pane > .leaflet-marker-pane > .marque[data-id]");
const mark = marks[round % marks.length];
const seen = () => frame.querySelector(".leaflet-popup .bulle-nom") && frame.querySelector(".fiche h2");
return { open: () => press(mark), seen };
""",
    "row": """
const frame = document.querySelector('iframe[title="Carte des PTCE"]').contentDocument;
const close = frame.querySelector(".leaflet-popup-close-button");
if (close) close.click();
// Its list is filled once it is turned to.
frame.querySelector(".volets button:last-child").click();
const rows = () => frame.querySelectorAll(".ma-liste-lignes button.ligne-nom");
const row = () => rows()[round % rows().length];
const names = () => [...frame.querySelectorAll(".leaflet-popup .bulle-nom")].map((node) => node.textContent);
return { ready: () => rows().length > 0, open: () => press(row()), seen: () => names().includes(row().textContent) };
""",
    "naive folium": """
const frames = [...document.querySelectorAll("iframe")].map((one) => one.contentDocument);
const frame = frames.find((one) => one.querySelector(".leaflet-marker-icon"));
const close = frame.querySelector(".leaflet-popup-close-button");
if (close) close.click();
const marks = frame.querySelectorAll("img.leaflet-marker-icon");
const mark = marks[round % marks.length];
const before = new Set(frame.querySelectorAll(".leaflet-popup"));
const opened = () => [...frame.querySelectorAll(".leaflet-popup")].filter((popup) => !before.has(popup));
return { open: () => press(mark), seen: () => opened().some((popup) => popup.textContent.length > 1) };
""",
    "bare Leaflet": """
map.closePopup();
const one = every[round % every.length];
return { open: () => one.fire("click", { latlng: one.getLatLng() }), seen: () => one.isPopupOpen() };
""",
}

_OPEN_CARD = """
async ([prepare, round]) => {
  // A whole press: after a drag, Leaflet takes no click that was not begun anew.
  const press = (node) => {
    for (const kind of ["mousedown", "mouseup", "click"]) {
      const view = node.ownerDocument.defaultView;
      node.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, view }));
    }
  };
  const { ready = () => true, open, seen } = new Function("round", "press", prepare)(round, press);
  for (let tries = 0; tries === 0 || !ready(); tries += 1) {
    if (tries > 60) throw new Error("nothing to open after 18 s");
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const start = performance.now();
  open();
  while (!seen()) {
    if (performance.now() - start > 20000) throw new Error("no card after 20 s");
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return performance.now() - start;
}
"""


def moves(visitor: Visitor, server: Server, rounds: int) -> dict[str, list[float]]:
    """Drag the map and turn the wheel over it, to and fro, and return the figures by question."""
    page = visitor.page
    page.bring_to_front()
    page.evaluate(_FOLLOW)
    box = page.locator(_MAP).first.bounding_box()
    assert box is not None
    # Where there is neither a mark nor an inset, as a rule; a drag may start on a mark all the same.
    x, y = box["x"] + box["width"] * 0.3, box["y"] + min(box["height"], 700) * 0.5
    values: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds + 1):
        way = 1 if turn % 2 else -1
        for kind in ("pan", "zoom"):
            visitor.wire.restart()
            if kind == "pan":
                _drag(page, x, y, 160 * way)
            else:
                page.mouse.move(x, y)
                page.mouse.wheel(0, 240 * way)
            elapsed = page.evaluate(_LAST_CHANGE, [_QUIET, _LIMIT])
            settle(server, page)
            # The first time pays for what later ones find ready.
            if turn:
                values[kind].append(elapsed)
                values["move_websocket"].append(visitor.wire.websocket / 1000)
                values["move_http"].append(visitor.wire.http / 1000)
    return values


def cards(visitor: Visitor, contender: Contender, layer: bool, rounds: int) -> list[float]:
    """Open the cards of several points one after the other; nothing where the contender has none."""
    kind = contender.name if contender.name != "atlas" else "row" if layer else "pole"
    if kind not in _CARDS:
        return []
    visitor.page.bring_to_front()
    times = [visitor.page.evaluate(_OPEN_CARD, [_CARDS[kind], turn]) for turn in range(rounds + 1)]
    return times[1:]


def _drag(page: Page, x: float, y: float, distance: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 5):
        page.mouse.move(x + distance * step / 4, y)
    # Held still before it is released: no momentum.
    page.wait_for_timeout(200)
    page.mouse.up()
