"""From a click on a link to the content of the page it leads to, and what travels meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser

#: Page, and what is on it once it is there: heading of the page and, for the map, its poles.
STEPS = (
    ("pole sheet", "./pole?id=ptce-029", "Écopôle alimentaire de la région d'Audruicq"),
    ("next sheet", "./pole?id=ptce-030", "Les Écossolies"),
    ("region sheet", "./region?id=bretagne", "Bretagne"),
    ("figures", "./reperes", "Repères"),
    ("timeline", "./chronologie", "Chronologie"),
    ("glossary", "./glossaire", "Glossaire"),
    ("data", "./donnees", "Données et sources"),
    ("list", "./liste", "Atlas des PTCE"),
    ("map", "./", "Atlas des PTCE"),
)

_GO = """
async ([address, heading]) => {
  const start = performance.now();
  window.AtlasPanels.go(address);
  return new Promise((resolve, reject) => {
    const look = () => {
      const titles = [...document.querySelectorAll("h1")].map((node) => node.textContent);
      const frame = document.querySelector("iframe");
      const table = document.querySelector(".atlas-tableau tbody tr");
      const map = frame && frame.contentDocument && frame.contentDocument.querySelector("main[data-etat]");
      const own = { "./": map, "./liste": table };
      const content = address in own ? own[address] : document.querySelector(".atlas-page");
      if (titles.some((title) => title.startsWith(heading)) && content) resolve(performance.now() - start);
      else if (performance.now() - start > 20000) reject(new Error(`${address}: not there after 20 s, ${titles}`));
      else requestAnimationFrame(look);
    };
    look();
  });
}
"""


@dataclass
class Switch:
    """One page reached by a link: median time in milliseconds and bytes received over the websocket."""

    name: str
    milliseconds: float
    kilobytes: float


def measure(browser: Browser, address: str, rounds: int) -> list[Switch]:
    """Go round the pages `rounds` times in one window and return the medians."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    page = context.new_page()
    session = context.new_cdp_session(page)
    size = 0

    def add(event: dict[str, Any]) -> None:
        nonlocal size
        size += len(event["response"]["payloadData"]) * 3 // 4

    session.on("Network.webSocketFrameReceived", add)
    session.send("Network.enable")
    page.goto(address)
    page.frame_locator("iframe").locator("main[data-etat]").wait_for()
    times: dict[str, list[float]] = {}
    sizes: dict[str, list[int]] = {}
    for _ in range(rounds + 1):
        for name, link, heading in STEPS:
            size = 0
            times.setdefault(name, []).append(page.evaluate(_GO, [link, heading]))
            # The end of the run belongs to the page too.
            page.wait_for_timeout(300)
            sizes.setdefault(name, []).append(size)
    context.close()
    # The first round fills caches.
    return [Switch(name, median(times[name][1:]), median(sizes[name][1:]) / 1000) for name, _, _ in STEPS]
