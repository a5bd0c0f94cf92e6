"""The page « Nouveautés »: each version and every kind of change, with links to the sheets that there are."""

from __future__ import annotations

import html
import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

from geo.changes.model import Changes, Line, Move, Rename
from geo.changes.news import Version
from geo.errors import InvalidDataError, Problem
from tests.geo.changes.test_news import CONTENTS, history
from tests.hostile.corpus import SHORT
from tests.pages.shown import whole_html
from tests.pages.test_pages import run
from utils import data

PAGE = "nouveautes.py"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " "))


def shown(monkeypatch: pytest.MonkeyPatch, *versions: Version, **query: str) -> str:
    monkeypatch.setattr(data, "news", lambda: versions)
    return whole_html(run(PAGE, **query))


def test_the_first_version_says_what_it_holds_and_that_there_is_nothing_to_compare() -> None:
    page = whole_html(run(PAGE))
    text = text_of(page)
    assert page.count("<h2") == 1
    assert "Version 2026.11 du 22 novembre 2026" in text
    assert "Première version publiée : 74 lignes du panel de 2016, soit 73 pôles distincts" in text
    assert "Il n'y a pas encore de version plus récente à comparer" in text
    assert 'href="./nouveautes.atom"' in page


def test_every_version_and_change_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    page = shown(monkeypatch, *history())
    text = text_of(page)
    assert re.findall(r'<section id="version-([0-9.]+)"', page) == ["2027.2.1", "2027.2", "2026.11"]
    assert "Il n'y a pas encore" not in text
    for words in (
        "Nouveaux (1)", "Retirés (1)", "Déplacés (4)", "Renommés (1)", "Lauréats (3)", "Autres valeurs (1)",
        "Sources et confiance (2)", "Champs du fichier (1)", "déplacé de 37 m", "s'appelait « Avant »",
        "Secteurs : ajout de « Tourisme » ; retrait de « Énergie »", "Une note.",
        "Depuis la version précédente : 1 champ ajouté. 74 lignes",
    ):  # fmt: skip
        assert words in text


def test_lines_lead_to_their_sheet_if_they_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = tuple(Line(one, one, "", None, None) for one in ("ptce-029", "ptce-051", "ptce-999"))
    page = shown(monkeypatch, Version("2027.1", "2027-01-01", CONTENTS, (), Changes(new=lines)), region="bretagne")
    # ptce-051 is another name of ptce-045.
    assert re.findall(r'href="\./pole\?([^"]*)"', page) == [
        "region=bretagne&amp;id=ptce-029", "region=bretagne&amp;id=ptce-045",
    ]  # fmt: skip
    assert "<strong>ptce-999</strong>" in page


def test_a_long_list_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    moves = tuple(Move(f"ptce-{rank:03}", "X", None, None, rank) for rank in range(1, 14))
    few = shown(monkeypatch, Version("2027.1", "2027-01-01", CONTENTS, (), Changes(moved=moves[:12])))
    many = shown(monkeypatch, Version("2027.1", "2027-01-01", CONTENTS, (), Changes(moved=moves)))
    assert ("<details" in few, "<h3>Déplacés (12)</h3>" in few) == (False, True)
    assert re.search(r"<details[^>]*><summary>Déplacés \(13\)</summary>", many)


def test_a_version_in_which_no_pole_changed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    page = shown(monkeypatch, Version("2027.1", "2027-01-01", CONTENTS, (), Changes()))
    assert "Depuis la version précédente : aucun changement dans les pôles." in text_of(page)


def test_hostile_names_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = tuple(Rename(f"ptce-{rank:03}", one.shown, one.shown) for rank, one in enumerate(SHORT, 1))
    notes = tuple(payload.shown for payload in SHORT)
    page = shown(monkeypatch, Version("2027.1", "2027-01-01", CONTENTS, notes, Changes(renamed=renamed)))
    body = page[page.index("<h2") :]
    wanted = {"h2", "p", "a", "strong", "br", "ul", "li", "details", "summary", "section", "div"}
    assert set(re.findall(r"</?([a-zA-Z0-9]+)", body)) == wanted


def test_without_its_file_the_page_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> tuple[Version, ...]:
        raise InvalidDataError([Problem("data/nouveautes.json", "fichier illisible (absent)", advice="le rétablir")])

    monkeypatch.setattr(data, "news", broken)
    app: AppTest = run(PAGE)
    page = whole_html(app)
    assert "data/nouveautes.json" in page
    assert "<h1" in page
    # The rest of the atlas is there.
    assert [element.proto.body for element in app.get("html") if "atlas-pied" in element.proto.body]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
