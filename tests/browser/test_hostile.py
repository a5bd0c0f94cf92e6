"""Data that attacks: one pole full of code, on a server of its own. It is text everywhere, and runs nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import Atlas, Server, serve

pytestmark = pytest.mark.browser

POLE = "ptce-001"
CODE = (
    """<img src=x onerror="window.top.PWNED=1">"'>`${window.top.PWNED=2}`{{7*7}}{% raw %}\\\\u003c\\n"""
    """</script><script>window.top.PWNED=3</script>\u202eenvers\u202c\u2028ligne\u2029&lt;b&gt;"""
)


def hostile(what: str) -> str:
    return f"{what} {CODE}"


@pytest.fixture(scope="module")
def server_of_hostile_data(copy_of_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = copy_of_project / "data" / "ptce.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    (feature,) = (feature for feature in document["features"] if feature["id"] == POLE)
    feature["properties"].update(
        {name: hostile(name) for name in ("nom", "nom_liste", "region_liste", "commune", "adresse", "departement")},
        alias=[hostile("alias")],
        faits=[hostile("fait")],
        remarques=[hostile("remarque")],
        site="javascript:alert(1)",
        sources={
            "commune": {"source": hostile("source"), "confiance": "haute", "note": hostile("note")},
            "secteurs": {"source": "javascript:alert(2)", "confiance": "faible", "note": None},
            "forme_juridique": {"source": f'https://exemple.fr/"{CODE}', "confiance": "haute", "note": None},
        },
    )
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    with serve(copy_of_project, tmp_path_factory.mktemp("hostile") / "log.txt") as server:
        yield server


@pytest.fixture
def atlas(visit_on: Any, server_of_hostile_data: Server) -> Iterator[Atlas]:
    atlas = visit_on(server_of_hostile_data)
    dialogs: list[str] = []
    atlas.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield atlas
    assert dialogs == []
    for frame in atlas.page.frames:
        assert frame.evaluate("() => [typeof window.PWNED, typeof window.top.PWNED]") == ["undefined", "undefined"]
        assert frame.locator("img[src='x'], a[href^='javascript' i], [onerror]").count() == 0
        foreign = "[...document.scripts].filter((s) => s.text.includes('PWNED') && s.type !== 'application/json')"
        assert frame.evaluate(f"() => {foreign}.length") == 0


def test_list_tooltip_popup_and_card_show_the_text_as_it_is(atlas: Atlas) -> None:
    atlas.open()
    assert atlas.row(POLE).locator(".ligne-nom").text_content() == hostile("nom")
    assert hostile("commune") in str(atlas.row(POLE).locator(".ligne-lieu").text_content())

    mark = atlas.reach(POLE)
    assert str(mark.get_attribute("aria-label")).startswith(hostile("nom"))
    mark.hover()
    expect(atlas.tooltip).to_have_count(1)
    assert hostile("nom") in str(atlas.tooltip.text_content())
    mark.click()
    expect(atlas.popup).to_be_visible()
    assert atlas.popup.locator(".bulle-nom").text_content() == hostile("nom")
    assert hostile("commune") in str(atlas.popup.locator(".bulle-lieu").text_content())
    assert "Site" not in str(atlas.popup.text_content())

    assert atlas.card.locator("h2").text_content() == hostile("nom")
    card = str(atlas.card.text_content())
    for what in ("nom_liste", "region_liste", "commune", "adresse", "alias", "fait", "remarque", "source", "note"):
        assert hostile(what) in card, what
    assert "javascript:alert(2)" in card
    atlas.card.locator(".provenance").evaluate_all("(nodes) => nodes.forEach((node) => { node.open = true; })")
    for link in atlas.card.locator("a:not(.fiche-complete)").all():
        assert str(link.get_attribute("href")).startswith("https://exemple.fr/")


def test_a_filter_change_and_a_reload_with_the_pole_run_nothing(atlas: Atlas) -> None:
    atlas.open(pole=POLE)
    assert atlas.card.locator("h2").text_content() == hostile("nom")
    atlas.box("laureat", "2015").click()
    expect(atlas.sentence).to_contain_text("lauréats 2015")
    assert atlas.row(POLE).locator(".ligne-nom").text_content() == hostile("nom")
    atlas.page.reload()
    atlas.wait()
    assert atlas.card.locator("h2").text_content() == hostile("nom")


def test_the_sheet_shows_the_text_as_it_is(atlas: Atlas) -> None:
    atlas.page.goto(atlas.address("/pole", id=POLE))
    title = atlas.page.get_by_role("heading", level=1)
    expect(title).to_contain_text("nom")
    expect(atlas.page.get_by_role("heading", name="Pôles voisins")).to_be_visible()
    # Spaces that no line may break at stand in for some others.
    assert " ".join(str(title.text_content()).split()) == " ".join(hostile("nom").split())
    text = " ".join(" ".join(atlas.page.locator(".atlas-page").all_text_contents()).split())
    for what in ("nom_liste", "region_liste", "commune", "adresse", "alias", "fait", "remarque", "source", "note"):
        assert " ".join(hostile(what).split()) in text, what
    for link in atlas.page.locator(".atlas-page a[target]").all():
        assert str(link.get_attribute("href")).startswith("https://")


def test_the_table_shows_the_text_as_it_is(atlas: Atlas) -> None:
    columns = "nom,commune,departement,adresse,site,nom_liste,region_liste"
    atlas.open("/liste", colonnes=columns)
    row = atlas.page.locator(".atlas-tableau tbody tr", has=atlas.page.locator(f"a[href$='id={POLE}']"))
    assert row.locator("th").text_content() == hostile("nom")
    cells = row.locator("td").all_text_contents()
    assert [text.removesuffix(" (à confirmer)") for text in cells] == [
        hostile("commune"),
        hostile("departement"),
        hostile("adresse"),
        "javascript:alert(1)",
        hostile("nom_liste"),
        hostile("region_liste"),
    ]
    expect(row.locator("a")).to_have_count(1)


@pytest.mark.parametrize("path", ["/", "/liste"])
def test_a_hostile_search_is_text_in_results_chips_and_export_links(atlas: Atlas, path: str) -> None:
    text = '<img src=x onerror="window.top.PWNED=1">`${window.top.PWNED=2}`{{7*7}}</script>'
    atlas.open(path, q=f"{text}\u2028\u202e")
    expect(atlas.sentence).to_contain_text(f"texte « {text} »")
    expect(atlas.chips).to_have_text([f"« {text} » ×"])
    expect(atlas.search).to_have_value(text)
    atlas.page.locator(".atlas-exports > summary").click()
    for link in atlas.page.locator(".atlas-exports a").all():
        href = str(link.get_attribute("href"))
        assert href.startswith("api/v1/ptce.")
        assert not set("<>\"'`") & set(href)
    atlas.lift(f"« {text} »")
    expect(atlas.sentence).to_have_text("73 PTCE en France")
