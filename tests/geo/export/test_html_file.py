"""The map that is taken away, read as a browser would before it runs anything."""

from __future__ import annotations

import base64
import copy
import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from geo.errors import InvalidDataError
from geo.export import FORMATS
from geo.export.table import rows
from geo.load import load_panel
from geo.model import Panel
from geo.selection import Selection
from geo.takeaway import ground as ground_module
from geo.takeaway.ground import load_ground, pack
from tests.geo.export.small_panel import CLEANED_FACT, FEATURES, HOSTILE_NAME, LINK, build_panel

EXPORT = FORMATS["html"].export


@dataclass
class Page(HTMLParser):
    """What the parser finds: elements with their attributes, and the text of each by tag."""

    text: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: list[tuple[dict[str, str | None], str]] = field(default_factory=list)
    styles: str = ""
    shown: str = ""
    _open: str | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag if tag in ("script", "style") else None
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self._open == "style":
            self.styles += data
        else:
            self.shown += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def held(self, name: str) -> Any:
        (text,) = (text for attributes, text in self.scripts if attributes.get("id") == f"donnees-{name}")
        return json.loads(text)

    @property
    def rows(self) -> list[str | None]:
        return [attributes["data-id"] for attributes in self.all("tr") if "data-id" in attributes]


def page_of(panel: Panel, selection: Selection, link: str = LINK) -> Page:
    return Page(EXPORT(panel, selection, link).decode())


@pytest.fixture(scope="module")
def whole() -> Panel:
    return load_panel()


@pytest.fixture(scope="module")
def page(whole: Panel) -> Page:
    return page_of(whole, Selection(appels=True))


def test_it_weighs_less_than_a_megabyte(whole: Panel) -> None:
    assert len(EXPORT(whole, Selection(), LINK)) < 720_000
    assert len(EXPORT(whole, Selection(appels=True), LINK)) < 800_000


def test_it_is_never_shown_from_our_own_host() -> None:
    assert FORMATS["html"].media_type == "text/html; charset=utf-8"
    assert FORMATS["html"].group == "À emporter"


def test_nothing_is_asked_of_anybody(page: Page) -> None:
    assert [attributes for _, attributes in page.elements if "src" in attributes or "srcset" in attributes] == []
    assert [link["href"] for link in page.all("link")] == ["data:,"]
    assert re.findall(r"url\([^)]*\)|@import", page.styles) == []
    (script,) = (text for attributes, text in page.scripts if "type" not in attributes)
    assert "sourceMappingURL" not in script
    assert "fetch(" not in script.partition("Leaflet.markercluster")[0]
    assert not {tag for tag, _ in page.elements} & {"iframe", "object", "embed", "img", "base", "video", "audio"}


def test_links_leave_the_page_in_the_open(page: Page, whole: Panel) -> None:
    links = [link for link in page.all("a") if not str(link["href"]).startswith("#")]
    sites = {site for site in whole.poles["site"] if site}
    assert {link["href"] for link in links} == {LINK, whole.dataset.licence_url, *sites}
    assert all(link["rel"] == "noopener noreferrer" and link["target"] == "_blank" for link in links)


def test_the_policy_allows_the_one_script_and_no_request(page: Page) -> None:
    (policy,) = (meta["content"] for meta in page.all("meta") if meta.get("http-equiv"))
    (script,) = (text for attributes, text in page.scripts if "type" not in attributes)
    fingerprint = base64.b64encode(sha256(script.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{fingerprint}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    # The policy must come before what it holds for.
    assert [tag for tag, _ in page.elements][:4] == ["html", "head", "meta", "meta"]


def test_licences_of_the_libraries_come_with_them(page: Page) -> None:
    (script,) = (text for attributes, text in page.scripts if "type" not in attributes)
    assert "Leaflet 1.9.3" in script
    assert "Redistributions of source code must retain the above copyright notice" in script
    assert "MIT License" in script


@pytest.mark.parametrize("query", [{}, {"appels": ["1"]}, {"region": ["bretagne"]}, {"autour": ["35238"]}])
def test_table_and_data_hold_what_is_filtered(whole: Panel, query: dict[str, list[str]]) -> None:
    selection, dropped = Selection.from_query(query, whole.index)
    assert dropped == ()
    page = page_of(whole, selection)
    kept = rows(whole, selection)
    assert page.rows == [row["id"] for row in kept]
    assert [pole["id"] for pole in page.held("poles")] == page.rows
    assert [section["nom"] for section in page.held("poles")] == [row["nom"] for row in kept]


def test_nothing_filtered_is_still_a_page(panel: Panel, nothing: Selection) -> None:
    page = page_of(panel, nothing)
    assert page.rows == page.held("poles") == []
    assert "Aucun PTCE en Bretagne" in page.shown
    assert "Aucun pôle ne répond à ces filtres." in page.shown


def test_around_a_place_each_pole_has_its_distance(whole: Panel) -> None:
    selection, _ = Selection.from_query({"autour": ["35238"], "rayon": ["75"]}, whole.index)
    page = page_of(whole, selection)
    around = page.held("vue")["autour"]
    assert list(around["poles"]) == page.rows
    assert around["rayon"] == 75
    assert "moins de 1\u00a0km" in page.shown


def test_where_it_starts(whole: Panel) -> None:
    def start(**query: list[str]) -> tuple[str, list[str], list[str]]:
        selection, dropped = Selection.from_query(query, whole.index)
        assert dropped == ()
        page = page_of(whole, selection)
        settings = page.held("reglages")
        assert "plan" not in settings
        return page.held("vue")["depart"], [view["nom"] for view in settings["vues"]], settings["encarts"]

    all_views = ["Métropole", "Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"]
    assert start() == ("metropole", all_views, ["guyane", "la-reunion", "martinique"])
    assert start(region=["bretagne"]) == ("selection", ["Bretagne", "Métropole"], [])
    assert start(departement=["59"])[:2] == ("selection", ["Hauts-de-France", "Métropole"])
    assert start(region=["guyane"]) == ("guyane", ["Métropole", "Guyane"], ["guyane"])
    assert start(region=["guyane", "bretagne"])[:2] == ("metropole", ["Métropole", "Guyane"])


def test_it_says_what_it_is_and_whose(page: Page, whole: Panel) -> None:
    for text in (
        "données du 22 novembre 2026, version 2026.11",
        whole.dataset.later.whole_attribution,
        whole.dataset.licence_title,
        "appels 2021-2025\u00a0: 32 lauréats connus sur 69, collection incomplète",
        "«\u00a0à confirmer\u00a0»\u00a0: la valeur ne repose que sur une source de confiance faible",
    ):
        assert text in page.shown, text
    assert page.held("vue")["fiche"] == "https://atlas.example/pole?id="


def test_hostile_texts_are_texts(panel: Panel, everything: Selection) -> None:
    raw = EXPORT(panel, everything, LINK).decode()
    page = Page(raw)
    (pole,) = (pole for pole in page.held("poles") if pole["id"] == "ptce-070")
    assert pole["nom"] == HOSTILE_NAME
    assert pole["faits"] == [CLEANED_FACT]
    assert "site" not in pole
    assert HOSTILE_NAME in page.shown
    assert "<script>alert(1)" not in raw
    assert "\x00" not in raw
    assert [link for link in page.all("a") if str(link["href"]).startswith("javascript")] == []


def test_the_table_and_the_title_escape_what_they_hold(tmp_path: Path) -> None:
    attack = """<img src=x onerror="alert(1)"> ' &amp; {{ 7 * 7 }}"""
    features = copy.deepcopy(FEATURES)
    features[0]["properties"] |= {"nom": attack, "commune": attack}
    page = page_of(build_panel(tmp_path / "data", features), Selection(q="<img"), f"https://a.example/?{attack}")
    assert page.all("img") == []
    assert page.shown.count(attack) == 2 + page.shown.count(f"?{attack}")
    assert "texte «\u00a0<img\u00a0»" in page.shown


def test_a_link_that_is_none_is_left_out(panel: Panel, everything: Selection) -> None:
    page = page_of(panel, everything, "javascript:alert(1)")
    assert "fiche" in page.held("vue")
    assert page.held("vue")["fiche"] is None
    assert not [link for link in page.all("a") if "javascript" in str(link["href"])]


def test_boundaries_are_packed_without_loss_that_shows() -> None:
    for code, _, packed in load_ground().parts["regions"]:
        west, south, east, north = load_ground().shapes[code].bounds
        xs, ys = [], []
        for ring in (ring for polygon in packed for ring in polygon):
            x = y = 0
            for step in range(0, len(ring), 2):
                x, y = x + ring[step], y + ring[step + 1]
                xs.append(x / 1000)
                ys.append(y / 1000)
        assert (min(xs), min(ys), max(xs), max(ys)) == pytest.approx((west, south, east, north), abs=0.0006)


def test_pack() -> None:
    assert pack([[1.0, 2.0], [1.0, 2.0], [0.5, 2.5]]) == [1000, 2000, -500, 500]


def test_without_boundaries_there_is_still_a_map(
    panel: Panel, everything: Selection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def lost(_folder: Path, _name: str) -> list[dict[str, Any]]:
        raise InvalidDataError([])

    monkeypatch.setattr(ground_module, "read_features", lost)
    monkeypatch.setattr("geo.takeaway.page.load_ground", lambda: load_ground(tmp_path))
    page = page_of(panel, everything)
    assert len(page.held("poles")) == 4
    assert {attributes.get("id") for attributes, _ in page.scripts} == {
        "donnees-poles",
        "donnees-reglages",
        "donnees-vue",
        None,
    }
