"""A visitor's own list: imported, on the map, filtered, exported, and gone with the tab."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.atlas import PROJECT, Atlas, Server, Traffic, serve
from tests.browser.conftest import Visit
from tests.geo.geocode.address_server import AddressServer, Reply, feature, serving

pytestmark = pytest.mark.browser

LIST = """nom;commune;département;secteur
La Fabrique;Rennes;35;Culture
Le Lieu;Lille;59;Énergie
Les Saints;Saint-Denis;;
Encore un;SAINT DENIS;;
Nulle part;Xyzzy;;
"""
LARGEST_CHANGE = 12_000


def send(atlas: Atlas, content: str, name: str = "mes lieux.csv") -> None:
    atlas.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )


def load(atlas: Atlas, content: str = LIST, placed: str = "2 lignes sur 5 sont placées") -> Atlas:
    atlas.page.goto(atlas.address("/importer"))
    expect(atlas.page.get_by_role("heading", level=1)).to_have_text("Importer une liste")
    send(atlas, content)
    expect(atlas.page.get_by_role("status").filter(has_text=placed)).to_be_visible()
    # A list of choices closes when the end of a run draws it again.
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return atlas


def show(atlas: Atlas) -> Atlas:
    """Follow the link to the map, in place: the session is that of the list."""
    atlas.page.get_by_role("link", name="Voir la carte").click()
    atlas.wait()
    expect(tab(atlas)).to_be_visible()
    return atlas


def tab(atlas: Atlas) -> Locator:
    return atlas.map.get_by_role("group", name="Liste à montrer").get_by_role("button", name="Ma liste")


def lines(atlas: Atlas) -> Locator:
    return atlas.map.locator(".ma-liste-lignes li")


def points(atlas: Atlas) -> Locator:
    return atlas.map.locator(".mienne")


def pick(atlas: Atlas, box: str, option: str) -> None:
    """Choose in a list of Streamlit's, which closes again when the page moves under it."""
    choice = atlas.page.get_by_role("option", name=option, exact=True)
    for _ in range(5):
        atlas.page.get_by_role("combobox", name=box).press("ArrowDown")
        try:
            expect(choice).to_be_visible(timeout=3000)
        except AssertionError:
            continue
        break
    choice.click()


def test_a_list_joins_the_map_and_follows_its_filters(atlas: Atlas) -> None:
    show(load(atlas))
    expect(points(atlas)).to_have_count(2)
    expect(points(atlas).locator(".triangle")).to_have_count(2)
    expect(tab(atlas)).to_have_text("Ma liste 2")
    tab(atlas).click()
    expect(lines(atlas)).to_have_count(5)
    expect(atlas.map.locator(".liste")).to_be_hidden()

    atlas.box("region", "bretagne").click()
    expect(lines(atlas)).to_have_text(["La FabriqueRennes (35)"])
    expect(points(atlas)).to_have_count(1)
    expect(atlas.sentence).to_contain_text("Bretagne")
    expect(atlas.map.locator(".ma-liste h2")).to_have_text("1 ligne sur 5")
    atlas.box("region", "bretagne").click()
    expect(lines(atlas)).to_have_count(5)

    # Words are searched by the server only.
    atlas.search.fill("lille")
    expect(lines(atlas)).to_have_text(["Le LieuLille (59)"])


def test_a_row_leads_to_its_popup_and_a_pole_back_to_the_poles(atlas: Atlas) -> None:
    show(load(atlas))
    tab(atlas).click()
    atlas.map.get_by_role("button", name="La Fabrique", exact=True).click()
    popup = atlas.popup.filter(has_text="La Fabrique")
    expect(popup).to_contain_text("Rennes (35)")
    expect(popup).to_contain_text("secteurCulture")
    expect(popup).to_contain_text("Votre liste, ligne 2.")
    expect(popup.get_by_role("button", name="Fermer")).to_be_visible()
    atlas.map.get_by_role("group", name="Liste à montrer").get_by_role("button", name="PTCE").click()
    expect(atlas.rows.first).to_be_visible()
    expect(lines(atlas).first).to_be_hidden()


def test_points_are_reached_and_opened_by_the_keyboard(atlas: Atlas) -> None:
    show(load(atlas))
    mark = atlas.map.get_by_role("button", name="Le Lieu, Lille (59), de votre liste")
    mark.focus()
    mark.press("Enter")
    expect(atlas.popup.filter(has_text="Le Lieu")).to_be_visible()


def test_around_a_commune_the_nearest_rows_come_first(atlas: Atlas) -> None:
    rows = "nom;commune;département\nTrois;Arras;62\nDeux;Roubaix;59\nLoin;Rennes;35\nUn;Lille;59\n"
    show(load(atlas, rows, "4 lignes sur 4 sont placées"))
    tab(atlas).click()
    expect(lines(atlas)).to_have_text(["TroisArras (62)", "DeuxRoubaix (59)", "LoinRennes (35)", "UnLille (59)"])
    atlas.page.get_by_label("Rayon").select_option("100")
    atlas.page.get_by_role("combobox", name="Autour d'une commune").fill("59350")
    atlas.page.get_by_role("option", name="Lille (59)", exact=True).click()
    expect(lines(atlas)).to_have_text(["UnLille (59)", "DeuxRoubaix (59)", "TroisArras (62)"])


def test_the_layer_is_hidden_and_shown(atlas: Atlas) -> None:
    show(load(atlas))
    expect(points(atlas)).to_have_count(2)
    atlas.option("Ma liste").click()
    expect(points(atlas)).to_have_count(0)
    atlas.option("Ma liste").click()
    expect(points(atlas)).to_have_count(2)


def test_rows_left_open_are_settled_together(atlas: Atlas) -> None:
    load(atlas)
    question = atlas.page.get_by_role("combobox", name="Saint-Denis")
    expect(question).to_have_count(1)
    pick(atlas, "Saint-Denis", "Saint-Denis (974)")
    expect(atlas.page.get_by_role("status").filter(has_text="4 lignes sur 5 sont placées")).to_be_visible()
    show(atlas)
    expect(tab(atlas)).to_have_text("Ma liste 4")


def test_exports_are_read_back(atlas: Atlas) -> None:
    load(atlas)
    found = {}
    for label in ("Table (CSV)", "Carte (GeoJSON)", "Tableur (XLSX)"):
        with atlas.page.expect_download() as download:
            atlas.page.get_by_role("link", name=label, exact=True).click()
        found[label] = (download.value.suggested_filename, Path(download.value.path()).read_bytes())
    assert {name.rpartition(".")[0] for name, _ in found.values()} == {"mes-lieux-atlas"}
    rows = list(csv.DictReader(io.StringIO(found["Table (CSV)"][1].decode("utf-8-sig")), delimiter=";"))
    assert [row["atlas_statut"] for row in rows] == ["exact", "exact", "ambigu", "ambigu", "introuvable"]
    features = json.loads(found["Carte (GeoJSON)"][1])["features"]
    assert [feature["geometry"] is None for feature in features] == [False, False, True, True, True]
    assert found["Tableur (XLSX)"][1].startswith(b"PK")


def test_a_bad_file_loses_nothing(atlas: Atlas) -> None:
    load(atlas)
    send(atlas, "%PDF-1.7", "rapport.pdf")
    alert = atlas.page.get_by_role("alert").filter(has_text="rapport.pdf")
    expect(alert).to_contain_text("La liste « mes lieux.csv », déjà chargée, n'a pas changé")
    expect(atlas.page.get_by_role("status").filter(has_text="2 lignes sur 5")).to_be_visible()
    expect(tab(show(atlas))).to_have_text("Ma liste 2")


def test_columns_that_nobody_recognised_are_chosen(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/importer"))
    send(atlas, "a;b\nLa Fabrique;Rennes\n")
    expect(atlas.page.get_by_role("alert").filter(has_text="aucune colonne")).to_be_visible()
    pick(atlas, "Commune", "b")
    atlas.page.get_by_role("button", name="Appliquer").click()
    expect(atlas.page.get_by_role("status").filter(has_text="1 ligne sur 1 est placée")).to_be_visible()


def test_a_list_full_of_code_is_text(atlas: Atlas) -> None:
    code = '<img src=x onerror="window.top.PWNED=1">`${window.top.PWNED=2}`\u202e</script>'
    quoted = code.replace('"', '""')
    show(load(atlas, f'nom;commune;"{quoted}"\n"{quoted}";Rennes;"{quoted}"\n', "1 ligne sur 1 est placée"))
    tab(atlas).click()
    lines(atlas).get_by_role("button").click()
    expect(atlas.popup.locator(".bulle-nom")).to_contain_text("<img src=x onerror=")
    for frame in atlas.page.frames:
        assert frame.evaluate("() => typeof window.top.PWNED") == "undefined"
        assert frame.locator("img[src='x']").count() == 0


def test_a_list_goes_when_its_tab_is_closed(atlas: Atlas, visit: Visit) -> None:
    asked: list[str] = []
    atlas.page.on("request", lambda request: asked.append(request.url) if "points.json" in request.url else None)
    show(load(atlas))
    expect(points(atlas)).to_have_count(2)
    assert len(asked) == 1
    with urllib.request.urlopen(asked[0]) as answer:
        assert answer.headers["cache-control"] == "private, no-store"
    # Somebody else sees nothing of it.
    other = visit().open()
    expect(other.map.locator(".volets")).to_be_hidden()
    atlas.page.close()
    other.page.wait_for_function("async (address) => (await fetch(address)).status === 404", arg=asked[0], polling=200)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(asked[0])
    other.watch.expected_errors.append(re.compile("404"))


def test_a_large_list_costs_few_bytes_a_change(atlas: Atlas) -> None:
    traffic = Traffic(atlas.page)
    rows = "".join(f"Lieu {row};{'Rennes;35' if row % 2 else 'Lille;59'}\n" for row in range(5000))
    show(load(atlas, "nom;commune;département\n" + rows, "5 000 lignes sur 5 000"))
    expect(tab(atlas)).to_have_text("Ma liste 5 000")
    traffic.start()
    atlas.box("region", "bretagne").click()
    expect(atlas.sentence).to_contain_text("Bretagne")
    expect(tab(atlas)).to_have_text("Ma liste 2 500")
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    print(f"\nWebsocket, one filter change over 5,000 rows: {traffic.sizes}")
    assert traffic.total <= LARGEST_CHANGE
    tab(atlas).click()
    expect(lines(atlas)).to_have_count(100)
    atlas.map.get_by_role("button", name="Afficher la suite").click()
    expect(lines(atlas)).to_have_count(200)
    # What is no filter leaves the list where it was turned to.
    atlas.view_button("Martinique").click()
    atlas.expect_query(region="bretagne", vue="martinique")
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(lines(atlas)).to_have_count(200)


#: What both sources answer: five windows, a page, two cards.
BOTH_SOURCES = """async (windows) => {
    const fetched = performance.getEntriesByType("resource").map((entry) => entry.name);
    const address = fetched.find((name) => name.endsWith("/points.json")).replace("points.json", "");
    const get = async (url) => (await fetch(url)).json();
    const here = Atlas.sources.local(await get(`${address}points.json`));
    const there = Atlas.sources.remote(address, 400, get);
    there.answer({ filtres: "" });
    const text = (cell) => JSON.stringify(cell);
    const cell = ([lon, lat, number, together]) => [lon.toFixed(3), lat.toFixed(3), number, together];
    const plain = ({ gardees, placees, mailles, points }) =>
        ({ gardees, placees, mailles: mailles.map(cell).map(text).sort(), points: points.map(text).sort() });
    const found = [];
    for (const window of windows) found.push([plain(await here.view(window)), plain(await there.view(window))]);
    found.push([await here.page(100), await there.page(100)]);
    found.push([await here.cards([3, 4]), await there.cards([3, 4])]);
    return found;
}"""


def test_a_short_list_and_a_long_one_show_the_same(atlas: Atlas) -> None:
    """The browser groups the points of a short list as the server does those of a long one."""
    names = ("Rennes", "Cesson-Sévigné", "Lille", "Roubaix", "Lyon", "Paris", "Bastia", "Xyzzy", "Nantes", "Rezé")
    rows = "".join(f"Lieu {row};{names[row * row % len(names)]};{row % 3}\n" for row in range(400))
    show(load(atlas, "nom;commune;rang\n" + rows, "lignes sur 400 sont placées"))
    windows = [
        {"west": west, "south": south, "east": west + size, "north": south + size * 0.7, "zoom": zoom}
        for west, south, size, zoom in (
            (-6, 41, 16, 5.5),
            (-2.2, 47.8, 1.5, 8.4),
            (2, 48.5, 1, 9.5),
            (-180, -80, 360, 2),
            (0, 0, 1, 6),
        )
    ]
    answers = atlas.frame.evaluate(BOTH_SOURCES, windows)
    assert len(answers) == 7
    for ours, theirs in answers:
        assert ours == theirs
    assert sum(len(ours["mailles"]) for ours, _ in answers[:5]) > 5


@pytest.fixture
def phone(visit: Visit) -> Atlas:
    return visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)


def test_nothing_scrolls_sideways_on_a_phone(phone: Atlas) -> None:
    load(phone)
    phone.page.get_by_text("Colonnes reconnues").click()
    expect(phone.page.get_by_role("button", name="Appliquer")).to_be_visible()
    wide = "() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"
    assert phone.page.evaluate(wide) <= 0
    show(phone)
    tab(phone).click()
    expect(lines(phone)).to_have_count(5)
    assert phone.page.evaluate(wide) <= 0


ADDRESSES = "nom;adresse;commune;département\n" + "".join(
    f"Lieu {number};{number} rue Saint-Domingue;Nantes;44\n" for number in range(1, 41)
)


@pytest.fixture(scope="module")
def service() -> Iterator[AddressServer]:
    with serving() as world:
        yield world


@pytest.fixture(scope="module")
def server_with_addresses(service: AddressServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("addresses") / "log.txt"
    with serve(PROJECT, log, ATLAS_GEOCODAGE_HOTE=f"http://{service.domain}") as server:
        yield server


def test_addresses_leave_only_with_leave_and_can_be_stopped(
    visit_on: Callable[..., Atlas], server_with_addresses: Server, service: AddressServer
) -> None:
    slow = Reply(features=(feature(),), delay=0.2)
    service.script(slow)
    atlas = load(visit_on(server_with_addresses), ADDRESSES, "40 lignes sur 40 sont placées")
    go = atlas.page.get_by_role("button", name="Placer les adresses")
    expect(go).to_be_disabled()
    assert service.asked == []
    atlas.page.get_by_text("J'accepte que ces adresses soient envoyées").click()
    expect(go).to_be_enabled()
    go.click()
    expect(atlas.page.get_by_role("progressbar")).to_be_visible()
    atlas.page.get_by_role("button", name="Arrêter").click()
    outcome = atlas.page.get_by_role("status").filter(has_text="Arrêt avant la fin : arrêt demandé")
    expect(outcome).to_contain_text("Ce qui a été trouvé est gardé")
    asked = len(service.asked)
    assert 0 < asked < 40
    assert all(query.endswith("rue Saint-Domingue Nantes") for query in service.queries)
    assert not any("Lieu" in query for query in service.queries)
    # Answers are kept for the session: what was asked is not asked again.
    service.script(Reply(features=(feature(),)))
    atlas.page.get_by_text("J'accepte que ces adresses soient envoyées").click()
    expect(go).to_be_enabled()
    go.click()
    expect(atlas.page.get_by_role("status").filter(has_text="sur 40 demandées")).to_be_visible()
    assert len(service.asked) == 40
    assert "Saint-Domingue" not in atlas.server.new_log()
