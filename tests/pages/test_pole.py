"""The sheet of each pole, run by Streamlit's AppTest."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from geo.load import load_panel
from geo.model import Panel
from geo.reference.load import load_reference
from geo.reference.pole_facts import key_figures
from tests.pages.shown import inline_html, whole_html
from utils.settings import CONTACT_VARIABLE

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"
LINES = [str(line) for line in load_panel().lines.index]

#: Bytes of HTML that travel with a sheet; the rest is a file.
LIGHT = 5_000

VOID = {"br", "img", "input", "hr"}


@dataclass
class Sheet(HTMLParser):
    """What the page shows: its text, headings and links; unbalanced tags are an error."""

    html: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self.feed(self.html)
        assert self._open == []
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag not in VOID:
            self._open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag == "a":
            self.links.append((values["href"] or "", ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if any(re.fullmatch("h[1-6]", tag) for tag in self._open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        if "a" in self._open:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)

    def link(self, text: str) -> str:
        (href,) = {href for href, label in self.links if " ".join(label.split()) == text}
        return href


class Reader:
    """A visitor who goes from sheet to sheet."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(MAIN, default_timeout=60)
        self.app.run()
        self.app.switch_page("pole.py").run()

    def read(self, **query: str | list[str]) -> Sheet:
        self.app.query_params.clear()
        self.app.query_params.update(query)
        self.app.run()
        assert list(self.app.exception) == []
        return Sheet(whole_html(self.app))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles that the page asks for, in order."""
    asked: list[str] = []
    original: Callable[..., Any] = st.set_page_config
    monkeypatch.setattr(st, "set_page_config", lambda **kw: (asked.append(kw["page_title"]), original(**kw))[1])
    return asked


def plain(text: str) -> str:
    return " ".join(text.split())


# --- Every pole ---


@pytest.mark.parametrize("line_id", LINES)
def test_a_sheet(line_id: str, reader: Reader, panel: Panel, titles: list[str]) -> None:
    sheet = reader.read(id=line_id)
    pole_id = panel.canonical_id(line_id)
    assert pole_id is not None
    row = panel.poles.loc[pole_id]
    assert [text for level, text in sheet.headings if level == 1] == [row["nom"]]
    assert titles == ["Fiche d'un pôle – Atlas des PTCE", f"{row['nom']} – Atlas des PTCE"]
    # As listed and as kept, for every line of the pole.
    names = [pole_id, *(double["id"] for double in panel.doubles_of(pole_id))]
    for name in names:
        line = panel.lines.loc[name]
        for told in (line["nom_liste"], line["region_liste"], *line["faits"], line["region"]):
            assert not told or plain(told) in sheet.text
    assert ("Vous avez demandé " + line_id in sheet.text) == (line_id != pole_id)
    assert ("n'est pas dans la liste de 2016" in sheet.text) == pole_id.startswith("appel-")
    for year in panel.calls_of(pole_id):
        assert f" {year} :" in sheet.text
    for known in (row["commune"], row["departement"], row["forme_juridique"], *row["secteurs"]):
        assert not known or known in sheet.text
    assert ("non renseigné" in sheet.text) or row["adresse"]


@pytest.mark.parametrize("line_id", LINES)
def test_a_sheet_is_sound_html_and_light(line_id: str, reader: Reader) -> None:
    sheet = reader.read(id=line_id)
    levels = [level for level, _ in sheet.headings]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(text.strip() for _, text in sheet.headings)
    tables = [tag for tag, _ in sheet.tags if tag == "table"]
    assert len([tag for tag, _ in sheet.tags if tag == "caption"]) == len(tables)
    assert all("scope" in values for tag, values in sheet.tags if tag == "th")
    assert all(values.get("alt") for tag, values in sheet.tags if tag == "img")
    for tag, values in sheet.tags:
        href = values.get("href")
        if tag == "a" and href is not None:
            assert re.match(r"\./|https?://", href), href
            assert (values.get("target") == "_blank") == href.startswith("http")
            assert values.get("target") is None or values["rel"] == "noopener noreferrer"
        # What the page cleans away (DOMPurify's HTML profile), or must never hold.
        assert tag not in {"svg", "script", "style", "iframe", "main", "form"}
        assert not [name for name in values if name.startswith("on")]
    assert not re.search(r"\b(None|nan|NaN|Undefined|True|False)\b|\[\]|\{\}|&amp;amp;", sheet.text)
    assert not re.search(r"[,;:] ?[.,;]| ,|\.\.(?!\.)", sheet.text.replace("…", "")), sheet.text
    assert sum(len(part.encode()) for part in inline_html(reader.app)) <= LIGHT


def test_key_figures_come_with_their_year_document_and_caution(reader: Reader, panel: Panel) -> None:
    reference = load_reference()
    titles = {document.code: document.title for document in panel.vocabulary.documents}
    shown = 0
    for pole_id in panel.poles.index:
        ids = [str(pole_id), *(double["id"] for double in panel.doubles_of(str(pole_id)))]
        figures = key_figures(reference.pole_facts, ids)
        if not figures:
            continue
        sheet = reader.read(id=str(pole_id))
        for figure in figures:
            row = (
                rf'<tr><th scope="row">{re.escape(escape(figure.label))}</th><td[^>]*>[^<]+</td><td>{figure.year}</td>'
            )
            assert re.search(row, sheet.html)
            assert plain(figure.note) in sheet.text
            caption = re.search("<caption>Source[^<]+", sheet.html)
            assert caption
            assert plain(titles[figure.document]) in plain(unescape(caption[0]))
            shown += 1
    assert shown > 40


def test_the_schemes_that_concern_a_pole_are_on_its_sheet(reader: Reader, panel: Panel) -> None:
    for scheme in load_reference().schemes:
        for pole_id in {panel.canonical_id(pole_id) for pole_id in scheme.pole_ids}:
            sheet = reader.read(id=str(pole_id))
            assert [True for _, values in sheet.tags if values.get("data-dispositif") == scheme.id] == [True]
            assert plain(scheme.description) in sheet.text
            assert plain(scheme.caution) in sheet.text


# --- Previous and next, within the filters ---


def test_previous_and_next_stay_within_the_filters(reader: Reader, panel: Panel) -> None:
    ids = [str(pole_id) for pole_id, row in panel.poles[panel.in_panel].iterrows() if row["region"] == "Bretagne"]
    for rank, pole_id in enumerate(ids):
        sheet = reader.read(id=pole_id, region="bretagne")
        ordinal = "1er" if rank == 0 else f"{rank + 1}e"
        assert f"{ordinal} sur {len(ids)} PTCE en Bretagne" in sheet.text
        for word, other in (("Précédent", rank - 1), ("Suivant", rank + 1)):
            found = [href for href, label in sheet.links if word in label]
            if not 0 <= other < len(ids):
                assert found == []
                continue
            assert parse_qs(urlsplit(found[0]).query) == {"region": ["bretagne"], "id": [ids[other]]}


def test_without_filters_the_whole_panel_is_walked(reader: Reader, panel: Panel) -> None:
    walked = [str(panel.poles.index[panel.in_panel][0])]
    while True:
        sheet = reader.read(id=walked[-1])
        following = [href for href, label in sheet.links if "Suivant" in label]
        if not following:
            break
        walked.append(parse_qs(urlsplit(following[0]).query)["id"][0])
    assert walked == list(panel.poles.index[panel.in_panel])


def test_off_the_filters_the_sheet_says_so(reader: Reader) -> None:
    sheet = reader.read(id="ptce-019", region="bretagne")
    assert "Hors des filtres en cours (4 PTCE en Bretagne) :" in sheet.text
    assert "sur 73 PTCE sans filtre" in sheet.text
    # There the map would not draw it with these filters.
    assert sheet.link("Voir sur la carte") == "./?pole=ptce-019"
    assert reader.read(id="appel-2021-01").link("Voir sur la carte") == "./?pole=appel-2021-01&appels=1"
    inside = reader.read(id="ptce-065", region="bretagne")
    assert inside.link("Voir sur la carte") == "./?region=bretagne&pole=ptce-065"
    assert inside.link("Voir la région") == "./region?region=bretagne&id=bretagne"


# --- What does not exist ---


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        *((text, text) for text in ("ptce-999", "29", "le damier", "ecosolies", "..%2f")),
        ("x" * 400, "x" * 100),
        ("ptce-\x00", "« ptce- »"),
        ("nola\u202e", "« nola »"),
    ],
)
def test_an_unknown_id_gives_a_page_that_says_so(asked: str, shown: str, reader: Reader, titles: list[str]) -> None:
    sheet = reader.read(id=asked)
    assert sheet.headings[0] == (1, "Pôle introuvable")
    assert titles[-1] == "Pôle introuvable – Atlas des PTCE"
    assert plain(shown) in sheet.text
    assert sheet.link("Ouvrir la liste des pôles") == "./liste"


def test_close_names_are_proposed(reader: Reader) -> None:
    assert reader.read(id="le damier").link("Le Damier") == "./pole?id=ptce-019"
    assert "Aucun nom ne s'en approche" in reader.read(id="qqqq").text


def test_no_id_at_all_is_a_question(reader: Reader) -> None:
    assert plain(reader.read().headings[0][1]) == "Quelle fiche ?"


@pytest.mark.parametrize(
    "asked", ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "{{ 7*7 }}", "javascript:alert(1)"]
)
def test_a_hostile_id_is_text(asked: str, reader: Reader) -> None:
    sheet = reader.read(id=asked)
    assert plain(asked) in sheet.text
    assert {tag for tag, _ in sheet.tags} <= {"div", "h1", "h2", "p", "a", "ul", "li", "span"}
    assert all(href.startswith("./") for href, _ in sheet.links)


# --- Reporting an error ---


def test_an_error_is_reported_to_the_address_that_is_set(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONTACT_VARIABLE, "atlas@exemple.fr")
    link = urlsplit(reader.read(id="ptce-029").link("Signaler une erreur"))
    assert (link.scheme, link.path) == ("mailto", "atlas@exemple.fr")
    mail = parse_qs(link.query)
    assert "ptce-029" in mail["subject"][0]
    for told in (
        "Fiche ptce-029",
        "Nom : Écopôle alimentaire",
        "Lieu : Vieille-Église",
        "Forme juridique : non renseigné",
    ):
        assert told in mail["body"][0]


@pytest.mark.parametrize("value", [None, "", "nobody", "a@exemple.fr?bcc=b@exemple.fr"])
def test_without_an_address_nothing_is_offered(
    value: str | None, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CONTACT_VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(CONTACT_VARIABLE, value)
    sheet = reader.read(id="ptce-029")
    assert "Signaler" not in sheet.text
    assert not [href for href, _ in sheet.links if href.startswith("mailto")]
