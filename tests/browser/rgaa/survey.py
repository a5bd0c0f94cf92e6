"""What assistive technologies are told of every page: collected once, for the tests of several criteria.

Names and roles are those that Chromium computes (its accessibility tree), not what the markup hopes for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession

from tests.browser.atlas import Atlas
from tests.browser.walk import MAP, Stop, pages

__all__ = ["Node", "Seen", "survey"]

_DOM = """() => {
    const shown = (node) => node.checkVisibility({ visibilityProperty: true });
    const text = (node) => node.textContent.replace(/\\s+/g, " ").trim();
    const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
    const around = (node) => {
        const part = node.closest("li, dd, td, th, p, figure, nav");
        const list = node.closest("dd");
        const head = list && list.previousElementSibling;
        return [part ? text(part) : "", head && head.localName === "dt" ? text(head) : ""].join(" | ");
    };
    return {
        title: document.title,
        lang: document.documentElement.lang,
        headings: all("h1, h2, h3, h4, h5, h6").map((node) => [Number(node.localName[1]), text(node)]),
        links: all("a[href]").map((node) => ({
            text: node.getAttribute("aria-label") || text(node),
            href: node.href, target: node.target, around: around(node),
        })),
        tables: [...document.querySelectorAll("table")].map((table) => ({
            caption: table.caption ? text(table.caption) : "",
            unscoped: [...table.querySelectorAll("th")].filter((th) => !th.scope).map(text),
            headless: [...table.rows].filter((row) => !row.querySelector("th")).map(text),
            rows: [...table.rows].map((row) => [...row.cells].map(text)),
        })),
        images: all("img, svg, canvas, [role=img]").map((node) => ({
            tag: node.localName, alt: node.getAttribute("alt"),
            label: node.getAttribute("aria-label"), role: node.getAttribute("role"),
            silent: Boolean(node.closest("[aria-hidden=true]")) || node.getAttribute("alt") === "",
            inside: Boolean(node.parentElement.closest("[role=img]")),
        })),
        frames: [...document.querySelectorAll("iframe")].map((node) => node.title),
        lists: all("ul, ol").map((list) => [...list.children].map((child) => child.localName)),
        groups: all("fieldset").map((node) => text(node.querySelector("legend") || node)),
        ids: [...document.querySelectorAll("[id]")].map((node) => node.id),
        references: ["aria-labelledby", "aria-describedby", "aria-controls", "for"].flatMap((name) =>
            [...document.querySelectorAll(`[${name}]`)].flatMap((node) =>
                node.getAttribute(name).split(" ").filter(Boolean))),
        menu: all(".atlas-entete nav a").map(text),
        landmarks: all("main, header, footer, nav, aside, [role=search]").map((node) =>
            [node.getAttribute("role") || node.localName, node.getAttribute("aria-label") || ""]),
    };
}"""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the accessibility tree: what a screen reader says of an element."""

    role: str
    name: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page (or the frame of the map in it) as collected."""

    place: str
    dom: dict[str, Any]
    nodes: tuple[Node, ...]

    def with_role(self, *roles: str) -> list[Node]:
        return [node for node in self.nodes if node.role in roles]


_seen: dict[str, list[Seen]] = {}


def survey(visit: Callable[..., Atlas]) -> list[Seen]:
    """Load every page once per server, and return what was seen: each page, and the frame of the map.

    Parameters
    ----------
    visit
        The fixture of that name.
    """
    atlas = visit()
    if atlas.server.url not in _seen:
        session = atlas.page.context.new_cdp_session(atlas.page)
        seen = []
        for stop in _stops():
            stop.arrive(atlas)
            seen.append(Seen(str(stop), atlas.page.evaluate(_DOM), _nodes(session)))
            if stop.path == MAP:
                frame = _frame_id(session.send("Page.getFrameTree")["frameTree"])
                seen.append(Seen(f"cadre de {stop}", atlas.frame.evaluate(_DOM), _nodes(session, frameId=frame)))
        _seen[atlas.server.url] = seen
    return _seen[atlas.server.url]


def _stops() -> Sequence[Stop]:
    return [
        *pages(),
        Stop("carte filtrée", query={"region": "bretagne", "secteur": "energie"}),
        Stop("carte sans résultat", query={"region": "corse", "laureat": "2015", "secteur": "energie"}),
        Stop("deux régions", "region", {"id": "bretagne", "avec": "occitanie"}),
        Stop("données, qualité", "donnees", {"id": "qualite"}),
        Stop("données, appels", "donnees", {"id": "appels"}),
        Stop("données, corrections", "donnees", {"id": "corrections"}),
        Stop("données, dictionnaire", "donnees", {"id": "dictionnaire"}),
    ]


def _frame_id(tree: dict[str, Any]) -> str:
    for child in tree.get("childFrames", []):
        if "/component/streamlit_folium" in child["frame"]["url"]:
            return str(child["frame"]["id"])
    raise AssertionError("The page has no frame for the map.")


def _nodes(session: CDPSession, **frame: str) -> tuple[Node, ...]:
    found = session.send("Accessibility.getFullAXTree", frame)["nodes"]
    return tuple(
        Node(
            node["role"]["value"],
            str(node.get("name", {}).get("value", "")).strip(),
            {item["name"]: item["value"].get("value") for item in node.get("properties", [])},
        )
        for node in found
        if not node["ignored"] and "role" in node
    )
