"""« Partager »: the dialogue as a visitor uses it, by mouse and by keyboard."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.atlas import Atlas
from tests.browser.conftest import Visit
from tests.browser.walk import share

pytestmark = pytest.mark.browser

HOSTILE = 'Les "PTCE" <script>alert(1)</script> & co. l\'été\u2028 \u00e9'


class Frames(HTMLParser):
    """Keeps every tag of a code, with its attributes."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(code)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def status(atlas: Atlas) -> Locator:
    return atlas.page.locator(".atlas-partage [role=status]")


def test_the_view_at_hand_is_shared(visit: Visit) -> None:
    atlas = visit(permissions=["clipboard-read", "clipboard-write"])
    atlas.open()
    atlas.box("region", "bretagne").click()
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")
    atlas.expect_query(region="bretagne")
    share(atlas)
    link = atlas.address(region="bretagne")
    page = atlas.page
    dialog = page.get_by_role("dialog", name="Partager cette vue")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("4 PTCE en Bretagne")
    expect(page.get_by_label("Lien de cette vue")).to_have_value(link)
    page.get_by_role("button", name="Copier le lien").click()
    expect(status(atlas)).to_have_text("Copié dans le presse-papiers.")
    assert page.evaluate("() => navigator.clipboard.readText()") == link
    # The code of the frame, as a browser reads it.
    page.get_by_label("Titre du cadre").fill(HOSTILE)
    page.get_by_label("Hauteur en pixels").fill("450")
    frames = Frames(page.get_by_label("Code à coller dans la page").input_value())
    ((tag, attributes),) = frames.tags
    assert (tag, frames.text) == ("iframe", "")
    assert attributes["title"] == HOSTILE
    assert attributes["height"] == "450"
    src = urlsplit(attributes["src"] or "")
    assert f"{src.scheme}://{src.netloc}" == atlas.server.url
    assert parse_qs(src.query) == {"region": ["bretagne"], "embed": ["true"]}
    page.get_by_label("Hauteur en pixels").fill("99999")
    page.get_by_label("Hauteur en pixels").blur()
    assert Frames(page.get_by_label("Code à coller dans la page").input_value()).tags[0][1]["height"] == "1200"
    expect(dialog).to_contain_text("doit être permis par l'administrateur de l'atlas")
    # The code that a telephone reads, as it is drawn.
    picture = page.get_by_role("img", name="Code QR du lien de cette vue")
    # Not under what is told at the bottom of the dialogue.
    picture.evaluate("(node) => node.scrollIntoView({ block: 'nearest' })")
    drawn = Image.open(io.BytesIO(picture.screenshot()))
    assert [found.text for found in zxingcpp.read_barcodes(drawn)] == [link]
    with page.expect_download() as download:
        page.get_by_role("link", name="Code QR (PNG)").click()
    assert download.value.suggested_filename == "code-qr.png"
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(download.value.path()))] == [link]
    assert page.get_by_label("Dans un texte").input_value().endswith(f" {link}")
    assert f"{{{link}}}" in page.get_by_label("Pour BibTeX").input_value()
    mail = unquote(page.get_by_role("link", name="Envoyer par courriel").get_attribute("href") or "")
    assert mail.startswith("mailto:?subject=4 PTCE en Bretagne – Atlas des PTCE&body=")
    assert link in mail


def test_the_keyboard_opens_it_stays_in_it_and_comes_back(atlas: Atlas) -> None:
    atlas.open("/liste", secteur="energie")
    button = atlas.page.get_by_role("button", name="Partager")
    button.focus()
    atlas.page.keyboard.press("Enter")
    expect(atlas.page.get_by_label("Lien de cette vue")).to_be_focused()
    expect(atlas.page.get_by_label("Dans un texte")).not_to_have_value("")
    # Out of the page, the browser's own furniture; never what the dialogue covers.
    held = "() => document.activeElement === document.body || Boolean(document.activeElement.closest('.atlas-partage'))"
    for _ in range(20):
        atlas.page.keyboard.press("Tab")
        assert atlas.page.evaluate(held)
    atlas.page.keyboard.press("Escape")
    expect(atlas.page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    # On another view, the same dialogue says the other.
    atlas.box("secteur", "energie").uncheck()
    atlas.expect_query()
    share(atlas)
    expect(atlas.page.get_by_label("Lien de cette vue")).to_have_value(atlas.address("/liste"))
    atlas.page.get_by_role("button", name="Fermer").click()
    expect(button).to_be_focused()


def test_without_a_clipboard_the_text_is_copied_or_selected(atlas: Atlas) -> None:
    atlas.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    atlas.page.add_init_script("document.execCommand = () => false;")
    atlas.open()
    share(atlas)
    atlas.page.get_by_role("button", name="Copier la citation").click()
    expect(status(atlas)).to_contain_text("copiez-le avec Ctrl+C")
    citation = atlas.page.get_by_label("Dans un texte")
    expect(citation).to_be_focused()
    selected = citation.evaluate("(node) => node.value.slice(node.selectionStart, node.selectionEnd)")
    assert selected == citation.input_value() != ""


def test_a_server_that_says_no_leaves_the_link_and_the_code(atlas: Atlas) -> None:
    atlas.watch.expected_errors.append(re.compile("partage.json|qr.svg|400"))
    atlas.page.route("**/atlas/partage.json*", lambda route: route.fulfill(status=400, body="non"))
    atlas.page.route("**/atlas/qr.svg*", lambda route: route.fulfill(status=400, body="non"))
    atlas.open("/", region="bretagne")
    atlas.page.get_by_role("button", name="Partager").click()
    expect(status(atlas)).to_contain_text("La citation n'a pas pu être chargée")
    expect(atlas.page.get_by_text("Le code QR n'a pas pu être chargé.")).to_be_visible()
    expect(atlas.page.get_by_label("Code à coller dans la page")).to_have_value(re.compile("embed=true"))


@pytest.mark.parametrize(("path", "query", "title"), [("/pole", "ptce-030", None), ("/region", "bretagne", "4 PTCE")])
def test_a_sheet_is_shared_too(atlas: Atlas, path: str, query: str, title: str | None) -> None:
    atlas.page.goto(atlas.address(path, id=query))
    expect(atlas.page.locator("footer.atlas-pied")).to_be_visible()
    share(atlas)
    expect(atlas.page.get_by_label("Lien de cette vue")).to_have_value(atlas.address(path, id=query))
    expect(atlas.page.locator(".atlas-partage .atlas-chapeau")).to_contain_text(title or "Écossolies")
    atlas.page.keyboard.press("Escape")
    expect(atlas.page.locator("[data-partager]")).to_be_focused()
