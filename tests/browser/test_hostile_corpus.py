"""The whole corpus on a server of its own, one payload a pole: text everywhere, running nowhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from geo.lists.table import tidy
from tests.browser.atlas import Atlas, Server, serve
from tests.hostile.corpus import BY_ID, CANARY, PAYLOADS, RAN, SHORT, Payload, squeeze
from tests.hostile.hostile_data import hostile_features, pole_id, write_collection

pytestmark = pytest.mark.browser

LAYER_NAME = BY_ID["html-img-onerror"].text
LAYER_SOURCE = BY_ID["bidi-isolate-escape"].text
NAMED = {pole_id(rank): payload for rank, payload in enumerate(PAYLOADS)}

#: Text of each element, by what its key says.
TEXTS = """(nodes, key) => Object.fromEntries(
    nodes.map((node) => [node.closest(`[${key}]`).getAttribute(key), node.textContent]))"""


@pytest.fixture(scope="module")
def server_of_payloads(copy_of_project: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    write_collection(copy_of_project / "data" / "ptce.geojson", hostile_features(PAYLOADS))
    folder = tmp_path_factory.mktemp("payloads")
    layer = folder / "couche.csv"
    layer.write_bytes(own_list("Rennes"))
    settings = {"ATLAS_COUCHE": str(layer), "ATLAS_COUCHE_NOM": LAYER_NAME, "ATLAS_COUCHE_SOURCE": LAYER_SOURCE}
    with serve(copy_of_project, folder / "log.txt", **settings, ATLAS_CONTACT="atlas@exemple.fr") as server:
        yield server


def own_list(commune: str) -> bytes:
    """Return a list with every payload that a CSV can hold, as a name and as a title of column."""
    kept = [payload for payload in SHORT if payload.family != "control" and "\0" not in payload.text]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow(["Nom", "Commune", BY_ID["html-script"].text, "__proto__", BY_ID["markdown-material"].text])
    for payload in kept:
        writer.writerow([payload.text, commune, payload.text, payload.text, "x"])
    return written.getvalue().encode()


@pytest.fixture
def atlas(visit_on: Callable[..., Atlas], server_of_payloads: Server) -> Iterator[Atlas]:
    """A visitor; at the end, nothing ran, and the log holds one line per event and no control character."""
    atlas = visit_on(server_of_payloads)
    dialogs: list[str] = []
    atlas.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield atlas
    assert dialogs == []
    check_nothing_ran(atlas)


def check_nothing_ran(atlas: Atlas) -> None:
    assert [frame.url for frame in atlas.page.frames if frame.evaluate(RAN)] == []
    assert [url for url in atlas.watch.requests if CANARY in url.partition("?")[0]] == []
    assert "PWNED" not in atlas.page.title()
    for frame in atlas.page.frames:
        made = (
            "iframe[srcdoc], object, embed, base, meta[http-equiv=refresh], [onerror], [onload], [ontoggle], [onfocus]"
        )
        assert [node.evaluate("(node) => node.outerHTML.slice(0, 200)") for node in frame.locator(made).all()] == []
        links = frame.locator("a[href]").evaluate_all("(links) => links.map((link) => link.protocol)")
        assert set(links) <= {"http:", "https:", "mailto:"}
    log = atlas.server.log.read_text(encoding="utf-8", errors="surrogateescape")
    assert not {char for char in log if not char.isprintable()} - {"\n", "\t"}


def differences(shown: dict[str, str], expected: Callable[[Payload], str], *, among: tuple[Payload, ...]) -> list[str]:
    """Name the payloads that are not shown as they should be."""
    keys = {payload: key for key, payload in NAMED.items()}
    return [payload.id for payload in among if squeeze(shown[keys[payload]]) != squeeze(expected(payload))]


def not_sideways(page: Page | Frame) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


#: Whether the end of a line of text, which is ours, is drawn at its right end whatever comes before it.
ENDS_ON_THE_RIGHT = """(node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const whole = range.getBoundingClientRect();
    const text = node.lastChild;
    range.setStart(text, text.length - 4);
    range.setEnd(text, text.length);
    const end = range.getBoundingClientRect();
    return whole.height > 1.5 * end.height || end.right >= whole.right - 1;
}"""


def test_the_list_the_map_and_their_labels_show_every_payload(atlas: Atlas) -> None:
    atlas.open()
    names = atlas.map.locator(".liste tbody .ligne-nom").evaluate_all(TEXTS, "data-id")
    assert differences(names, lambda payload: payload.shown, among=PAYLOADS) == []
    places = atlas.map.locator(".liste tbody .ligne-lieu").evaluate_all(TEXTS, "data-id")
    assert [p.id for key, p in NAMED.items() if p.one_line not in squeeze(places[key])] == []
    # « gnp.exe », then the region: in that order.
    for payload in (payload for payload in PAYLOADS if payload.family == "bidi"):
        (key,) = (key for key, other in NAMED.items() if other is payload)
        assert atlas.row(key).locator(".ligne-lieu").evaluate(ENDS_ON_THE_RIGHT), payload.id
    expect(atlas.singles.first).to_be_visible()
    labels = atlas.frame.locator(".leaflet-marker-pane [data-id]").evaluate_all(
        "(marks) => marks.map((mark) => [mark.dataset.id, mark.getAttribute('aria-label')])"
    )
    assert labels
    assert [NAMED[key].id for key, label in labels if not squeeze(label).startswith(NAMED[key].one_line)] == []
    not_sideways(atlas.frame)
    not_sideways(atlas.page)


def test_popups_tooltips_and_cards_show_every_payload(atlas: Atlas) -> None:
    atlas.open()
    shown = atlas.frame.evaluate(
        """async () => {
            const found = {};
            const layers = Object.values(window.map._layers).find((layer) => layer.getVisibleParent).getLayers();
            for (const { pole } of layers) {
                const { popup: makePopup, tooltip: makeTooltip, card: makeCard } = Atlas.sheet;
                const [popup, tooltip, card] = [makePopup(pole), makeTooltip(pole), makeCard(pole, () => {})];
                document.body.append(popup, tooltip, card);
                await new Promise(requestAnimationFrame);
                const text = (node, selector) => node.querySelector(selector).textContent;
                found[pole.id] = { nom: text(popup, ".bulle-nom"), lieu: text(popup, ".bulle-lieu"),
                    infobulle: text(tooltip, "strong"), titre: text(card, "h2"),
                    fiche: [...card.querySelectorAll("dd, li")].map((node) => node.textContent),
                    liens: [...card.querySelectorAll("a[target=_blank]")].map((link) => link.href) };
                for (const node of [popup, tooltip, card]) node.remove();
            }
            return found;
        }"""
    )
    assert len(shown) == len(PAYLOADS)
    for what in ("nom", "infobulle", "titre"):
        texts = {key: found[what] for key, found in shown.items()}
        assert differences(texts, lambda payload: payload.shown, among=PAYLOADS) == [], what
    for key, payload in NAMED.items():
        assert payload.one_line in squeeze(shown[key]["lieu"]), payload.id
        card = [squeeze(text) for text in shown[key]["fiche"]]
        assert payload.one_line in card, payload.id
        if payload in SHORT and "http" not in payload.text:
            assert not [link for link in shown[key]["liens"] if "exemple.invalid" in urlsplit(link).netloc], payload.id


def test_a_popup_keeps_direction_and_size(atlas: Atlas) -> None:
    """A real popup, of what reorders a line and of what is too long for one."""
    for name in ("bidi-isolate-escape", "huge-one-word"):
        key = next(key for key, payload in NAMED.items() if payload.id == name)
        atlas.open(pole=key)
        expect(atlas.card.locator("h2")).to_be_visible()
        box = atlas.card.locator("h2").bounding_box()
        frame = atlas.iframe.bounding_box()
        assert box is not None
        assert frame is not None
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        not_sideways(atlas.frame)
        not_sideways(atlas.page)
        values = atlas.card.locator("dd")
        assert set(values.evaluate_all("(nodes) => nodes.map((node) => getComputedStyle(node).unicodeBidi)")) == {
            "isolate"
        }


def test_the_table_shows_every_payload(atlas: Atlas) -> None:
    atlas.open("/liste", colonnes="nom,commune,departement,adresse,site,nom_liste,region_liste")
    rows = atlas.page.locator(".atlas-tableau tbody tr").evaluate_all(
        """(rows) => Object.fromEntries(rows.map((row) => [
            new URL(row.querySelector("th a").href).searchParams.get("id"),
            [...row.querySelectorAll("th, td")].map((cell) => cell.textContent)]))"""
    )
    assert len(rows) == len(PAYLOADS)
    wrong = [
        payload.id
        for key, payload in NAMED.items()
        if payload in SHORT
        and payload.one_line
        and {squeeze(cell) for cell in rows[key]} - {payload.one_line, payload.one_line.removeprefix("https://")}
    ]
    assert wrong == []
    names = {key: cells[0] for key, cells in rows.items()}
    assert differences(names, lambda payload: payload.shown, among=PAYLOADS) == []
    not_sideways(atlas.page)


SHEETS = ("html-img-onerror", "markdown-katex", "bidi-isolate-escape", "control-crlf-header", "huge-one-word")


def test_sheets_titles_and_mails_show_the_payload(atlas: Atlas) -> None:
    for name in SHEETS:
        key, payload = next((key, payload) for key, payload in NAMED.items() if payload.id == name)
        atlas.page.goto(atlas.address("/pole", id=key))
        heading = atlas.page.get_by_role("heading", level=1)
        expect(heading).not_to_be_empty()
        expect(atlas.page.get_by_role("heading", name="Pôles voisins")).to_be_visible()
        assert squeeze(str(heading.text_content())) == payload.one_line
        title = atlas.page.title()
        assert title.endswith(" – Atlas des PTCE")
        assert len(title) < 150
        if not payload.is_huge:
            assert squeeze(title.removesuffix(" – Atlas des PTCE")) == payload.one_line
            text = squeeze(" ".join(atlas.page.locator(".atlas-page").all_text_contents()))
            assert text.count(payload.one_line) >= 6, name
        mail = str(atlas.page.get_by_role("link", name="Signaler une erreur").get_attribute("href"))
        assert len(mail) < 2_000
        not_sideways(atlas.page)
        check_nothing_ran(atlas)


def test_the_sheet_of_a_region_and_its_lists_show_the_payloads(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/region", id="nouvelle-aquitaine"))
    expect(atlas.page.get_by_role("heading", level=1)).to_contain_text("Nouvelle-Aquitaine")
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(atlas.page.locator(".atlas-page a[href*='/pole?']").first).to_be_attached()
    found = atlas.page.locator(".atlas-page a[href*='pole?']").evaluate_all(
        """(links) => links.filter((link) => link.closest("li, th, td"))
            .map((link) => [new URL(link.href).searchParams.get("id"), link.textContent])"""
    )
    assert len(found) >= 5
    assert [NAMED[key].id for key, text in found if key in NAMED and NAMED[key].one_line not in squeeze(text)] == []
    not_sideways(atlas.page)


def test_every_other_page_opens_among_payloads(atlas: Atlas) -> None:
    text = BY_ID["html-img-onerror"].text
    for path in ("/reperes", "/chronologie", "/glossaire", "/donnees", "/pole", "/region"):
        atlas.page.goto(
            atlas.address(path, id=text, avec=text, q=text, region=text, tri=text, colonnes=text, __proto__=text)
        )
        expect(atlas.page.get_by_role("heading", level=1)).to_be_visible()
        expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        check_nothing_ran(atlas)


def test_a_link_of_payloads_is_text_in_results_and_notice(atlas: Atlas) -> None:
    texts = [payload.text for payload in SHORT if "surrogate" not in payload.id]
    atlas.open("/liste", region=texts, tri=texts[:1], vue=texts[:1], autour=texts[:3], rayon=["-1", "nan", "9" * 50])
    expect(atlas.notice).to_contain_text("ignorés")
    notice = str(atlas.notice.text_content())
    assert texts[0] in notice
    assert len(notice) < 2_000
    atlas.expect_query()


def test_a_list_that_is_brought_is_text_everywhere(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/importer"))
    expect(atlas.page.get_by_role("heading", level=1)).to_have_text("Importer une liste")
    # Browsers send a quote of a file name as %22.
    name = "<img src=x onerror=window.top.__pwned=1> :smile: $x$ [a](b).csv"
    file = {"name": name, "mimeType": "text/csv", "buffer": own_list("Saint-Denis")}
    atlas.page.locator("input[type=file]").set_input_files(file)
    expect(atlas.page.get_by_role("heading", name="smile")).to_be_visible()
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    text = squeeze(" ".join(atlas.page.locator(".atlas-page").all_text_contents()))
    assert tidy(name) in text
    for payload in SHORT[:3]:
        assert payload.one_line in text
    assert BY_ID["markdown-material"].text in text
    check_nothing_ran(atlas)

    atlas.page.get_by_role("link", name="Voir la carte").click()
    atlas.wait()
    tab = atlas.map.get_by_role("group", name="Liste à montrer").get_by_role("button", name="Ma liste")
    tab.click()
    lines = atlas.map.locator(".ma-liste-lignes li")
    expect(lines.first).to_be_visible()
    shown = [squeeze(text) for text in lines.locator(".ligne-nom").all_text_contents()]
    expected = [squeeze(tidy(p.text)) for p in SHORT if p.family != "control" and "\0" not in p.text]
    assert shown == [text or f"Ligne {row}" for row, text in enumerate(expected, start=2)][: len(shown)]
    not_sideways(atlas.page)


def test_a_question_about_a_hostile_place_is_text(atlas: Atlas) -> None:
    texts = [
        ":smile: :material/home: $x$ :streamlit:",
        "[a](b) **c** `d` <b>e</b>",
        "www.exemple.fr https://exemple.fr a@b.fr",
        "-> -- :red[f] ![g](h)",
    ]
    rows = "".join(f'Saint-Denis;"{text}"\n' for text in texts)
    atlas.page.goto(atlas.address("/importer"))
    expect(atlas.page.get_by_role("heading", level=1)).to_have_text("Importer une liste")
    file = {"name": "questions.csv", "mimeType": "text/csv", "buffer": f"commune;région\n{rows}".encode()}
    atlas.page.locator("input[type=file]").set_input_files(file)
    labels = atlas.page.get_by_test_id("stWidgetLabel").filter(has_text="Saint-Denis")
    expect(labels).to_have_count(len(texts))
    shown = [squeeze(text).replace("\u2060", "") for text in labels.all_text_contents()]
    assert sorted(shown) == sorted(f"« Saint-Denis, {text} » (ligne {row})" for row, text in enumerate(texts, start=2))
    assert labels.locator("a, b, strong, code, img, .katex, [data-testid=stIconMaterial]").count() == 0


def test_the_layer_of_the_deployment_is_text(atlas: Atlas) -> None:
    atlas.open()
    button = atlas.map.get_by_role("group", name="Options de la carte").get_by_role("button", name=LAYER_NAME)
    expect(button).to_be_visible()
    tab = atlas.map.get_by_role("group", name="Liste à montrer").locator("button").nth(1)
    tab.click()
    title = atlas.map.locator(".ma-liste-titre")
    expect(title).to_contain_text(LAYER_NAME)
    lines = atlas.map.locator(".ma-liste-lignes li .ligne-nom")
    expect(lines.first).to_be_visible()
    expect(atlas.map.locator(".ma-liste-source")).to_contain_text("envers")
    lines.first.click()
    expect(atlas.popup).to_be_visible()
    assert tidy(SHORT[0].text) in str(atlas.popup.text_content())
    # The tables of the browser hold a title of column called __proto__ too.
    assert json.loads(atlas.frame.evaluate("() => JSON.stringify(Object.keys(Object.prototype))")) == []
