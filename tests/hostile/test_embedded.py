"""Hostile texts inside pages and scripts: templates, JSON, Markdown labels, sentences, mails."""

from __future__ import annotations

import html.parser
import json
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jinja2 import DictLoader

from geo.mapping.basemap import script_json
from geo.mapping.records import poles_json, safe_link
from geo.model import Panel
from geo.provenance.source_parts import split_sources
from geo.selection import Dropped, Selection, clean_text
from geo.sheets.report import LONGEST, mail_link, report_body, report_subject
from geo.wording import describe_dropped, describe_refused, describe_selection
from tests.hostile.corpus import PAYLOADS, SHORT, Payload, squeeze
from tests.hostile.hostile_data import pole_id
from utils import state, templates, terms
from utils.plain_markdown import plain

by_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.id)


class Reader(html.parser.HTMLParser):
    """What a page holds: its elements, its attributes, its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    source = (
        '<p title="{{ text }}">{{ text }}</p><ul>{% for x in [text] %}<li>{{ x }}</li>{% endfor %}</ul>'
        '<dd>{{ [text, text] | join("&nbsp;; " | safe) }}</dd>'
        '<a href="{{ lien("pole", id=text) }}">{{ text|termes }}</a>'
    )
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state={}, query_params={}))
    monkeypatch.setattr(templates._ENVIRONMENT, "loader", DictLoader({"p.html": source}))
    monkeypatch.setattr(templates._ENVIRONMENT, "cache", {})
    monkeypatch.setattr(terms.data, "reference", lambda: SimpleNamespace(terms=()))


@by_payload
def test_a_template_shows_it_as_text(page: None, payload: Payload) -> None:
    reader = Reader()
    reader.feed(templates.render("p.html", text=payload.shown))
    reader.close()
    assert reader.tags == ["p", "ul", "li", "dd", "a"]
    assert set(reader.attributes) == {"title", "href"}
    assert squeeze(str(reader.attributes["title"])) == payload.one_line
    assert squeeze(reader.text).count(payload.one_line) >= 5 or not payload.one_line
    link = urlsplit(str(reader.attributes["href"]))
    assert (link.scheme, link.netloc, link.path) == ("", "", "./pole")


@by_payload
def test_a_script_holds_it_as_a_string(payload: Payload) -> None:
    text = script_json({"nom": payload.shown, payload.shown: 1})
    assert json.loads(text) == {"nom": payload.shown, payload.shown: 1}
    assert not re.search("[<\u2028\u2029]", text)


@pytest.fixture(scope="module")
def records(hostile_panel: Panel) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for record in json.loads(poles_json(hostile_panel).decode("utf-8"))}


@pytest.mark.parametrize(("rank", "payload"), [pytest.param(r, p, id=p.id) for r, p in enumerate(PAYLOADS)])
def test_the_file_of_the_map_holds_it_as_text(records: dict[str, dict[str, Any]], rank: int, payload: Payload) -> None:
    record = records[pole_id(rank)]
    assert record["nom"] == payload.shown
    assert record["faits"] == [payload.shown]
    if not payload.is_huge:
        assert record["alias"] == [payload.shown]
        assert payload.shown in record["remarques"]
        assert record["site"] == safe_link(payload.shown)


@by_payload
def test_only_web_addresses_become_links(payload: Payload) -> None:
    for address in (payload.text, payload.shown):
        link = safe_link(address)
        assert link is None or re.match(r"https?://", link, re.IGNORECASE)
    for part in split_sources(f"{payload.shown} ; https://exemple.fr/{payload.shown}"):
        assert part.link is None or re.fullmatch(r"https?://[^\s<>\"]+", part.link)


@by_payload
def test_a_label_of_a_widget_shows_it_as_it_is(payload: Payload) -> None:
    markdown = plain(payload.one_line)
    bare = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)
    assert bare.replace("\u2060", "") == payload.one_line.replace("\u2060", "")
    # Signs that Markdown knows have their backslash, and what is replaced in the text itself is parted.
    assert not re.search(r"[`*_\[\]<$~&]|^[#>+=|-]", re.sub(r"\\.", "\\\\", markdown))
    assert not re.search(r":[\w+-]+:|:[a-z][a-z0-9-]*\[|:material/|https?://|www\.|\w@\w|:streamlit:", bare)
    assert not re.search(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)", bare)
    assert "\n" not in markdown


def test_a_usual_label_is_left_as_it_is() -> None:
    for text in ("97400, Saint-Denis", "L'Haÿ-les-Roses (94)", "Saint-Nicolas d’Aliermont ; 1 rue X !"):
        assert plain(text) == text


@by_payload
def test_a_sentence_stays_a_sentence(panel: Panel, payload: Payload) -> None:
    dropped = [Dropped("region", payload.text)] * 3_000
    sentences = [
        describe_selection(Selection(q=clean_text(payload.text)), panel.index, 3),
        describe_dropped(dropped),
        describe_refused(dropped),
    ]
    for sentence in sentences:
        assert sentence.replace("\u00a0", " ").isprintable()
        assert len(sentence) < 2_000
    assert sentences[1].endswith(" et 2\u00a0990 autres.")


@by_payload
def test_a_mail_is_one_link_with_its_two_fields(payload: Payload) -> None:
    values = [("Nom", payload.shown), ("Commune", payload.shown)]
    link = mail_link(
        "atlas@exemple.fr", report_subject("ptce-001", payload.shown), report_body("ptce-001", values, "2026.11")
    )
    parts = urlsplit(link)
    assert (parts.scheme, parts.path) == ("mailto", "atlas@exemple.fr")
    assert set(parse_qs(parts.query)) == {"subject", "body"}
    assert re.fullmatch(r"[\w.~%@?=&:-]+", link)
    if payload in SHORT:
        assert len(link) <= LONGEST
