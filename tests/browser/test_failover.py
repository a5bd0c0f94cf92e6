"""A visitor whose server stops: the other one takes over with the same filters, and no click is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import atlas
from tests.browser.atlas import Atlas
from tests.load.proxy import find_nginx, proxy
from tests.load.servers import Server, serve_several

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed: tools/ensure_nginx.sh"),
]

#: What Chromium writes in its console when a server goes away.
GONE = re.compile(r"WebSocket connection to .* failed|net::ERR_|status of 50[23]")

#: Keeps every text that Streamlit has shown about its connection, as it was painted.
CONNECTION = "data-test-connection-state"
KEEP_TEXTS = """
window.connectionTexts = new Set();
window.connectionStates = [];
const look = () => {
  const app = document.querySelector("[data-test-connection-state]");
  if (app) window.connectionStates.push(app.getAttribute("data-test-connection-state"));
  for (const node of document.querySelectorAll("[data-testid=stStatusWidget], [data-testid=stDialog], [role=dialog]"))
    for (const line of node.innerText.split("\\n")) if (line.trim()) window.connectionTexts.add(line.trim());
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""

#: Once connected, it was no longer.
LOST = """() => {
  const states = window.connectionStates;
  const first = states.indexOf("CONNECTED");
  return first > -1 && states.slice(first).some((state) => state !== "CONNECTED");
}"""

FRENCH = {"Connexion…", "Connexion au serveur…", "Connexion perdue", "Mise à jour en cours…", "Arrêter", "Arrêt…"}


@dataclass(frozen=True)
class Deployment:
    """Two servers, the proxy in front of them, and where it writes."""

    servers: tuple[Server, Server]
    front: atlas.Server
    folder: Path

    def of(self, cookie: str) -> Server:
        """Return the server that a cookie leads to."""
        written = (self.folder / "replicas.conf").read_text(encoding="utf-8")
        return next(server for server in self.servers if f':{server.port}$" {cookie};' in written)


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    log = tmp_path / "server.log"
    with (
        serve_several("app.py", 2, log=log) as (one, other),
        proxy([one.address, other.address], tmp_path) as address,
    ):
        # The browser of the tests knows this name only.
        front = atlas.Server(address.replace("127.0.0.1", "localhost"), log)
        yield Deployment((one, other), front, tmp_path)


def cookie(visitor: Atlas) -> str:
    return next(item["value"] for item in visitor.page.context.cookies() if item["name"] == "atlas_replique")


def test_filters_survive_the_server(visit_on: Callable[..., Atlas], deployment: Deployment) -> None:
    visitor = visit_on(deployment.front)
    visitor.watch.expected_errors.append(GONE)
    visitor.page.add_init_script(KEEP_TEXTS)
    visitor.open()
    visitor.box("secteur", "culture").check()
    visitor.expect_query(secteur="culture")
    expect(visitor.sentence).to_contain_text("secteur culture")
    sentence = visitor.sentence.inner_text()
    before = cookie(visitor)

    deployment.of(before).process.kill()
    # It connects again by itself, and the answer to its websocket names the other one.
    visitor.page.wait_for_function(LOST)
    expect(visitor.page.locator(f"[{CONNECTION}=CONNECTED]")).to_be_attached()
    expect(visitor.sentence).to_have_text(sentence)
    expect(visitor.box("secteur", "culture")).to_be_checked()

    # Clicked before the other one has answered anything: it must not be lost.
    visitor.box("secteur", "numerique-fablab").check()
    visitor.expect_query(secteur=["culture", "numerique-fablab"])
    expect(visitor.sentence).to_contain_text("secteurs culture ou numérique et fablab")
    expect(visitor.box("secteur", "culture")).to_be_checked()
    expect(visitor.rows).to_have_count(int(visitor.sentence.inner_text().split()[0]))
    assert cookie(visitor) != before
    assert set(visitor.page.evaluate("() => [...window.connectionTexts]")) <= FRENCH
