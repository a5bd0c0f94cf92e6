"""The list that a deployment lays over the poles: named, drawn by what the map shows, the same for everybody."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from playwright.sync_api import Locator, Response, expect

from geo.schema import DATA_DIR
from tests.browser.atlas import PROJECT, Atlas, Server, SlowWire, Traffic, serve

pytestmark = pytest.mark.browser

NAME = "Tiers-lieux 2023"
SOURCE = "Réseau des tiers-lieux, recensement de 2023"
SHORT = "nom;commune;département;secteur\nLa Fabrique;Rennes;35;Culture\nLe Lieu;Lille;59;\nNulle part;Xyzzy;;\n"
MANY = 100_000
LARGEST_VIEW = 60_000
LARGEST_CHANGE = 15_000

Numbers = npt.NDArray[np.float64]
Visit = Callable[..., Atlas]


@dataclass(frozen=True)
class ManyPoints:
    """What a layer of many points holds, as whoever made it knows it."""

    path: Path
    latitudes: Numbers
    longitudes: Numbers
    culture: npt.NDArray[np.bool_]

    def counted(self, url: str) -> int:
        """Count one by one what a request of the map asks for: the kept points of the whole cells of its window."""
        query = parse_qs(urlsplit(url).query)
        west, south, east, north = (float(text) for text in query["bornes"][0].split(","))
        side = 2 ** (int(np.floor(float(query["zoom"][0]) + 0.5)) + 2)
        (left, right), (bottom, top) = cells(np.array([south, north]), np.array([west, east]), side)
        columns, rows = cells(self.latitudes, self.longitudes, side)
        kept = self.culture if query.get("secteur") == ["culture"] else np.ones(MANY, dtype=bool)
        assert set(query) <= {"bornes", "zoom", "secteur"}
        return int((kept & (columns >= left) & (columns <= right) & (rows >= top) & (rows <= bottom)).sum())


def cells(latitudes: Numbers, longitudes: Numbers, side: int) -> tuple[Numbers, Numbers]:
    """Return the column and the row of points in the grid of web maps (EPSG:3857), from EPSG:4326 degrees."""
    rows = (1 - np.arcsinh(np.tan(np.radians(latitudes))) / np.pi) / 2
    return np.floor((longitudes + 180) / 360 * side), np.floor(rows * side)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> ManyPoints:
    communes = pd.read_csv(DATA_DIR / "communes.csv", dtype={"code": str}).dropna(subset="population")
    weights = communes["population"] / communes["population"].sum()
    drawn = communes.iloc[np.random.default_rng(5).choice(len(communes), MANY, p=weights)]
    culture = np.arange(MANY) % 7 == 0
    path = tmp_path_factory.mktemp("couche") / "lieux.csv"
    rows = zip(range(MANY), drawn["code"], np.where(culture, "Culture", "Énergie"), strict=True)
    lines = (f"Lieu {number};{code};{sector}\n" for number, code, sector in rows)
    path.write_text("nom;code INSEE;secteur\n" + "".join(lines), encoding="utf-8")
    return ManyPoints(path, drawn["latitude"].to_numpy(), drawn["longitude"].to_numpy(), culture)


@pytest.fixture(scope="module")
def short_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("courte")
    (folder / "lieux.csv").write_text(SHORT, encoding="utf-8")
    settings = {"ATLAS_COUCHE_NOM": NAME, "ATLAS_COUCHE_SOURCE": SOURCE}
    with serve(PROJECT, folder / "log.txt", ATLAS_COUCHE=str(folder / "lieux.csv"), **settings) as server:
        yield server


@pytest.fixture(scope="module")
def long_server(many: ManyPoints) -> Iterator[Server]:
    with serve(PROJECT, many.path.parent / "log.txt", ATLAS_COUCHE=str(many.path), ATLAS_COUCHE_NOM=NAME) as server:
        yield server


@pytest.fixture
def short(visit_on: Visit, short_server: Server) -> Atlas:
    return visit_on(short_server)


@pytest.fixture
def long(visit_on: Visit, long_server: Server) -> Atlas:
    return visit_on(long_server)


def tab(atlas: Atlas, name: str = NAME) -> Locator:
    return atlas.map.get_by_role("group", name="Liste à montrer").get_by_role("button", name=name)


def lines(atlas: Atlas) -> Locator:
    return atlas.map.locator(".ma-liste-lignes li")


def points(atlas: Atlas) -> Locator:
    return atlas.map.locator(".mienne")


def settled(atlas: Atlas) -> None:
    """Wait until the server has answered and the map asks for nothing more."""
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    # Nothing says that no request will come: the map waits 60 ms before it asks.
    atlas.page.wait_for_timeout(300)


class Views:
    """The answers for a window of the map, as they come."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.asked: list[str] = []
        self.answers: list[Response] = []
        atlas.page.on("request", lambda request: self.asked.append(request.url))
        atlas.page.on(
            "response", lambda response: self.answers.append(response) if "vue.json" in response.url else None
        )

    def clear(self) -> None:
        settled(self.atlas)
        self.asked.clear()
        self.answers.clear()

    @property
    def of_list(self) -> list[str]:
        """What was asked of the list since `clear`, without its query."""
        settled(self.atlas)
        return [urlsplit(url).path.rpartition("/")[2] for url in self.asked if "/liste/" in url]

    def told(self) -> tuple[str, dict[str, Any]]:
        settled(self.atlas)
        return self.answers[-1].url, self.answers[-1].json()


def drawn(atlas: Atlas) -> int:
    """Add up the points on the map: those seen as themselves, and the numbers of the groups."""
    numbers = atlas.map.locator(".mienne .triangles").all_text_contents()
    return atlas.map.locator(".mienne .triangle").count() + sum(int(re.sub(r"\D", "", text)) for text in numbers)


def test_a_layer_is_there_for_everybody_under_its_name(short: Atlas, visit_on: Visit, short_server: Server) -> None:
    for atlas in (short.open(), visit_on(short_server).open()):
        expect(tab(atlas)).to_have_text(f"{NAME} 2")
        expect(atlas.option(NAME)).to_have_attribute("aria-pressed", "true")
        expect(points(atlas)).to_have_count(2)
        expect(atlas.map.get_by_role("button", name=f"Le Lieu, Lille (59), de « {NAME} »")).to_be_visible()
    short.map.get_by_text("Légende", exact=True).click()
    expect(short.map.locator(".legende")).to_contain_text(f"{NAME}Un lieu de cette liste")
    tab(short).click()
    section = short.map.get_by_role("region", name=NAME)
    expect(section.locator("h2")).to_have_text(f"{NAME} : 3 lieux")
    expect(section).to_contain_text(f"Source : {SOURCE}")
    expect(short.map.locator("body")).not_to_contain_text("Ma liste")


def test_a_point_is_opened_by_the_keyboard_and_says_what_it_is_of(short: Atlas) -> None:
    short.open()
    mark = short.map.get_by_role("button", name=f"Le Lieu, Lille (59), de « {NAME} »")
    mark.focus()
    mark.press("Enter")
    expect(short.popup).to_contain_text(f"{NAME}, ligne 3.")


def test_what_is_filtered_is_exported_beside_the_map(short: Atlas) -> None:
    short.open(region="bretagne")
    tab(short).click()
    expect(lines(short)).to_have_text(["La FabriqueRennes (35)"])
    with short.page.expect_download() as download:
        short.map.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "tiers-lieux-2023-atlas-bretagne.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["nom"] for row in rows] == ["La Fabrique"]
    assert f"Couche : {SOURCE}" in rows[0]["atlas_a_propos"]


def test_a_visitor_s_own_list_takes_the_place_of_the_layer(short: Atlas) -> None:
    short.page.goto(short.address("/importer"))
    expect(short.page.get_by_text(f"la place de la couche « {NAME} »")).to_be_visible()
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"nom;commune\nUn;Brest\n"}
    short.page.locator("input[type=file]").set_input_files(file)
    expect(short.page.get_by_role("status").filter(has_text="1 ligne sur 1")).to_be_visible()
    short.page.get_by_role("link", name="Voir la carte").click()
    short.wait()
    expect(tab(short, "Ma liste")).to_have_text("Ma liste 1")
    expect(short.map.get_by_role("button", name="Un, Brest (29), de votre liste")).to_be_visible()
    tab(short, "Ma liste").click()
    with short.page.expect_download() as download:
        short.map.get_by_role("link", name="GeoJSON").click()
    assert download.value.suggested_filename == "a-atlas.geojson"
    short.page.get_by_role("link", name="Importer").click()
    short.page.get_by_role("button", name="Retirer la liste").click()
    short.page.get_by_role("link", name="Carte", exact=True).click()
    short.wait()
    expect(tab(short)).to_have_text(f"{NAME} 2")


def test_what_many_points_show_is_what_counting_them_one_by_one_gives(long: Atlas, many: ManyPoints) -> None:
    views = Views(long)
    long.open()
    expect(tab(long)).to_have_text(f"{NAME} 100 000")
    for filtered in (False, True):
        if filtered:
            long.box("secteur", "culture").click()
            expect(tab(long)).to_have_text(re.compile(r"14\s286"))
        for _ in range(4):
            url, told = views.told()
            assert ("secteur=culture" in url) is filtered
            total = sum(cell[2] for cell in told["mailles"]) + len(told["points"])
            assert total == many.counted(url) > 0
            assert drawn(long) == total
            assert told["placees"] == (many.culture.sum() if filtered else MANY)
            assert len(views.answers[-1].body()) <= LARGEST_VIEW
            before = len(views.answers)
            long.zoom_in() if not filtered else long.zoom_out()
            settled(long)
            assert len(views.answers) == before + 1


def test_a_change_asks_for_one_thing_and_costs_few_bytes(long: Atlas) -> None:
    traffic, views = Traffic(long.page), Views(long)
    long.open()
    expect(tab(long)).to_have_text(f"{NAME} 100 000")
    assert views.of_list == ["vue.json"]
    views.clear()
    traffic.start()
    long.box("secteur", "culture").click()
    expect(tab(long)).to_have_text(re.compile(r"14\s286"))
    assert views.of_list == ["vue.json"]
    print(
        f"\nOne filter change over 100,000 rows: websocket {traffic.sizes}, JSON {len(views.answers[0].body())} bytes"
    )
    assert traffic.total <= LARGEST_CHANGE
    # The poles change, the list does not.
    views.clear()
    long.page.get_by_label("Ajouter les 30 autres lauréats").click()
    expect(long.chips.filter(has_text="Appels")).to_be_visible()
    assert views.of_list == []
    tab(long).click()
    expect(lines(long)).to_have_count(100)
    assert views.of_list == ["lignes.json"]


def test_an_answer_that_comes_late_is_not_asked_about_again(long: Atlas) -> None:
    wire, views = SlowWire(long), Views(long)
    long.open()
    expect(tab(long)).to_have_text(f"{NAME} 100 000")
    views.clear()
    wire.hold_answers = True
    long.box("secteur", "culture").click()
    expect(tab(long)).to_have_text(re.compile(r"14\s286"))
    long.box("secteur", "energie").click()
    expect(tab(long)).to_have_text(f"{NAME} 100 000")
    wire.release_answers()
    long.expect_query(secteur=["culture", "energie"])
    assert views.of_list == ["vue.json", "vue.json"]


def test_a_hidden_layer_is_counted_and_comes_back_as_filtered(long: Atlas) -> None:
    long.open()
    expect(points(long).first).to_be_visible()
    long.option(NAME).click()
    expect(points(long)).to_have_count(0)
    long.box("secteur", "culture").click()
    expect(tab(long)).to_have_text(re.compile(r"14\s286"))
    expect(points(long)).to_have_count(0)
    long.option(NAME).click()
    expect(points(long).first).to_be_visible()


def test_a_long_name_breaks_nothing_on_a_phone(visit_on: Visit, long_server: Server) -> None:
    phone = visit_on(long_server, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).open()
    tab(phone).click()
    expect(lines(phone)).to_have_count(100)
    assert phone.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth") <= 0
    assert phone.frame.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
