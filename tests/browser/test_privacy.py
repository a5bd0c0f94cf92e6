"""What the legal notices say of private life: no cookie, only the theme kept in the browser, nobody else asked."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import Atlas
from tests.browser.walk import OWN_LIST, settle, urls

pytestmark = pytest.mark.browser

#: Notes whatever tells one browser from another, or reports on it.
WATCH = """(() => {
  const asked = (window.__asked = []);
  const spy = (owner, name) => {
    const original = owner && owner[name];
    if (typeof original !== "function") return;
    owner[name] = function (...given) { asked.push(name); return original.apply(this, given); };
  };
  spy(Navigator.prototype, "sendBeacon");
  spy(Navigator.prototype, "getBattery");
  spy(window.Geolocation && Geolocation.prototype, "getCurrentPosition");
  spy(window.Geolocation && Geolocation.prototype, "watchPosition");
  spy(window.MediaDevices && MediaDevices.prototype, "enumerateDevices");
  spy(HTMLCanvasElement.prototype, "toDataURL");
  spy(CanvasRenderingContext2D.prototype, "getImageData");
  spy(window, "RTCPeerConnection");
  spy(window, "OfflineAudioContext");
  spy(window.indexedDB && IDBFactory.prototype, "open");
  spy(window.ServiceWorkerContainer && ServiceWorkerContainer.prototype, "register");
})()"""

#: What the notices name, and the values that it may have.
KEPT = {
    re.compile(r"stActiveTheme-/[a-z-]*-v2"): re.compile(r'"System"'),
    re.compile("sidebarWidth"): re.compile(r"\d+"),
    re.compile("stSidebarCollapsed-[a-z-]*"): re.compile("true|false"),
}


def test_normal_use_leaves_no_trace(atlas: Atlas) -> None:
    page = atlas.page
    page.add_init_script(WATCH)
    cookies: list[str] = []
    page.on("response", lambda answer: cookies.extend(_cookies(answer.headers)))
    asked: list[str] = []
    for path in urls():
        page.goto(atlas.address(f"/{path}"))
        settle(atlas, path)
        asked += [name for frame in page.frames for name in frame.evaluate("() => window.__asked || []")]
    # A filter, a pole, a list of one's own.
    atlas.open()
    atlas.box("laureat", "2013").click()
    expect(atlas.rows).to_have_count(21)
    atlas.rows.first.click()
    expect(atlas.card).to_be_visible()
    page.get_by_test_id("stSidebar").hover()
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.goto(atlas.address("/importer"))
    page.locator("input[type=file]").set_input_files(
        {"name": "mes lieux.csv", "mimeType": "text/csv", "buffer": OWN_LIST.encode()}
    )
    expect(page.get_by_role("link", name="Voir la carte")).to_be_visible()
    asked += [name for frame in page.frames for name in frame.evaluate("() => window.__asked || []")]

    assert page.context.cookies() == []
    assert cookies == []
    assert asked == []
    state = page.context.storage_state(indexed_db=True)
    kept = {item["name"]: item["value"] for origin in state["origins"] for item in origin["localStorage"]}
    strange = {
        name: value
        for name, value in kept.items()
        if not any(key.fullmatch(name) and allowed.fullmatch(value) for key, allowed in KEPT.items())
    }
    assert strange == {}
    assert page.evaluate("() => ({ ...sessionStorage })") == {}
    assert (
        page.evaluate("async () => (await caches.keys()).concat((await indexedDB.databases()).map((db) => db.name))")
        == []
    )
    # The fixture asserts it too: nobody else was asked for anything.
    assert {urlsplit(url).netloc for url in atlas.watch.requests if not url.startswith(("data:", "blob:"))} == {
        urlsplit(atlas.server.url).netloc
    }


def test_the_notices_name_what_is_kept(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/mentions-legales"))
    settle(atlas, "mentions-legales")
    text = atlas.page.locator(".atlas-page").inner_text()
    kept = ("stActiveTheme", "sidebarWidth", "stSidebarCollapsed")
    for name in ("Aucun cookie", *kept, "data.geopf.fr", "atlas_replique"):
        assert name in text, name


def _cookies(headers: dict[str, str]) -> list[str]:
    return [headers["set-cookie"]] if "set-cookie" in headers else []
