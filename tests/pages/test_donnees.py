"""The page « Données et sources »: each of its sections, at its address, light and complete."""

from __future__ import annotations

import html
import itertools
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.model import Panel
from geo.provenance.corrections import corrections
from geo.provenance.dictionary import load_dictionary
from geo.provenance.published import load_published
from geo.reference.calls import load_calls
from geo.reference.decisions import THEMES, load_decisions
from utils.data_sections import SECTIONS

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"

#: In bytes of HTML: what one section may send.
HEAVIEST = 20_000

TABLES = [f"dictionnaire-{table.name}" for table in load_dictionary()]
ADDRESSES = [*SECTIONS, "corrections-noms", *(f"contradictions-{theme}" for theme in THEMES), *TABLES]


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.fixture(scope="module")
def app() -> AppTest:
    return AppTest.from_file(MAIN, default_timeout=30).run().switch_page("donnees.py")


def section(app: AppTest, address: str, **query: str) -> str:
    """Return the HTML of a section, as one who follows its link gets it."""
    app.query_params.clear()
    app.query_params.update({**({"id": address} if address else {}), **query})
    app.run()
    assert list(app.exception) == []
    (page,) = (item.proto.body for item in app.get("html") if "atlas-page" in item.proto.body)
    return str(page)


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ")


def links(page: str) -> list[str]:
    return [html.unescape(link) for link in re.findall(r'href="([^"]*)"', page)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_section_is_whole_and_light(app: AppTest, address: str) -> None:
    page = section(app, address)
    assert len(page.encode()) < HEAVIEST
    assert page.count("<h1>") == 1
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    current = re.findall(r'<a href="[^"]*" aria-current="page">([^<]+)</a>', page)
    assert [html.unescape(title) for title in current] == [SECTIONS[address.partition("-")[0]]]
    assert page.count("<table>") == page.count("<caption>")
    assert not re.search(r"<th(?![^>]*scope=)[ >]", page)
    # No mark that a line could begin with.
    assert not re.search(r"[^\s>] [:;?!»%](?=[\s<])", re.sub(r"<[^>]+>", "", page))
    for link in links(page):
        assert link.startswith(("./", "http://", "https://")), link


def test_every_section_is_linked_from_the_first(app: AppTest) -> None:
    reached, todo = set(), [""]
    while todo:
        address = todo.pop()
        reached.add(address)
        for link in links(section(app, address)):
            found = re.fullmatch(r"\./donnees(?:\?id=([a-z_-]+))?", link)
            if found and (found[1] or "") not in reached | set(todo):
                todo.append(found[1] or "")
    assert reached | {"dictionnaire-ptce"} == set(ADDRESSES)


def test_links_between_sections_keep_the_filters(app: AppTest) -> None:
    page = section(app, "", region="bretagne")
    assert "./donnees?region=bretagne&id=qualite" in links(page)
    assert "./api/v1/ptce.xlsx?region=bretagne" in links(page)


@pytest.mark.parametrize("address", ["nimporte", "nimporte-quoi", "<b>x</b>"])
def test_unknown_section_is_said_and_the_first_shown(app: AppTest, address: str) -> None:
    page = section(app, address)
    assert f"La rubrique « {address} » n'existe pas" in text_of(page).replace("  ", " ")
    assert "Citer ces données" in page
    assert "<b>x" not in page


@pytest.mark.parametrize("address", ["contradictions-lune", "dictionnaire-lune", "corrections-lune", "qualite-lune"])
def test_unknown_part_is_taken_as_none(app: AppTest, address: str) -> None:
    assert section(app, address) == section(app, address.partition("-")[0])


def test_first_section_says_what_the_data_is(app: AppTest, panel: Panel) -> None:
    page = section(app, "")
    text = text_of(page)
    for part in (panel.digest, panel.dataset.version, "22 novembre 2026", panel.dataset.licence_title):
        assert part in text
    for document in panel.vocabulary.documents:
        assert document.title in text
    for file in load_published():
        assert file.digest in text
        assert any(link.split("?")[0].endswith("/" + file.path.rpartition("/")[2]) for link in links(page)), file.path
    assert "@misc{atlas-des-ptce-" in text
    # What a copy takes along: the lines of the entry, each on its own.
    assert re.search(r"<br>  title +=", page)


def test_quality_counts_the_poles(app: AppTest, panel: Panel) -> None:
    text = text_of(section(app, "qualite"))
    assert "Les 73 pôles du panel RTES de 2016" in text
    assert "Les 30 autres lauréats connus" in text
    for field in panel.schema.fields:
        assert field.title in text


def test_calls_say_what_is_announced_and_what_is_named(app: AppTest) -> None:
    page = section(app, "appels")
    rows = [text_of(row).split() for row in re.findall(r'<tr><th scope="row">(.*?)</tr>', page)]
    found = {row[0]: " ".join(row[1:]) for row in rows}
    assert found["2013"].startswith("180 dont 130 recevables 23 calculé 21 liste incomplète 3 000 000 €")
    assert found["2021"].startswith("134 15 15 liste complète 1 500 000 €")
    assert found["2022"] == "non renseigné 16 2 liste incomplète non renseigné non renseigné"
    assert found["2025"] == "79 8 0 liste incomplète 500 000 € 18 décembre 2025"
    assert found["Ensemble"] == "106 64"
    assert "la liste de 2021 est complète, les autres ne le sont pas" in text_of(page)
    for call in load_calls():
        assert call.title in text_of(page)
    assert "http://www.coorace.org/node/16520" in links(page)


def test_every_correction_is_there_with_its_line(app: AppTest, panel: Panel) -> None:
    regions, names = section(app, "corrections"), section(app, "corrections-noms")
    found = corrections(panel)
    for item in found:
        for page, kept in ((regions, item.region), (names, item.naming or item.remarks)):
            row = f'<tr><td class="atlas-nombre">{item.line}</td>'
            assert page.count(row) == bool(kept), item.line
    assert f"{len(found)} des 74 lignes" in text_of(regions)
    assert "<sup>" not in names
    assert "E <sup>2</sup> =MC4" in html.unescape(names)


def test_every_decision_is_under_its_theme_and_suspicions_apart(app: AppTest) -> None:
    decisions = load_decisions()
    apart = text_of(section(app, "contradictions"))
    for theme in THEMES:
        text = text_of(section(app, f"contradictions-{theme}"))
        for item in decisions:
            if item.theme == theme:
                assert item.decision in text, item.id
    for item in decisions:
        assert (item.decision in apart) == item.is_suspicion, item.id
    assert "Soupçons non vérifiés, non appliqués" in apart


def test_dictionary_has_every_field(app: AppTest) -> None:
    for table in load_dictionary():
        page = section(app, f"dictionnaire-{table.name}")
        assert re.findall(r"<code>([a-z_]+)</code>", page) == [field.name for field in table.fields]
