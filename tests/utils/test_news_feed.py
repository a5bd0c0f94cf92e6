"""The Atom feed of what changed: it is what RFC 4287 wants, whatever the names are, and the same from any address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree import ElementTree

import feedparser
import pytest
from starlette.applications import Starlette
from streamlit import config

from geo.changes.model import Changes, Column, Rename
from geo.changes.news import Version, load_news
from geo.load import load_dataset
from geo.model import Dataset
from geo.text import clean
from geo.typography import no_break
from tests.geo.changes.test_news import CONTENTS, history
from tests.hostile.corpus import PAYLOADS, SHORT, squeeze
from tests.utils.asking import Answer, ask_application
from utils.web import news_feed

ATOM = "{http://www.w3.org/2005/Atom}"
ROOT = "https://atlas.example/ptce/"

#: RFC 3339, as RFC 4287 (3.3) narrows it.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

#: RFC 4287, 4.1.1 and 4.1.2: element → how many there may be at most, and whether there must be one.
_FEED = {
    "id": (1, True), "title": (1, True), "updated": (1, True), "author": (99, True), "subtitle": (1, False),
    "rights": (1, False), "link": (99, True), "entry": (99, False),
}  # fmt: skip
_ENTRY = {
    "id": (1, True), "title": (1, True), "updated": (1, True), "published": (1, False), "summary": (1, False),
    "content": (1, True), "link": (99, True),
}  # fmt: skip


class Panel:
    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset()


def ask(dataset: Dataset, url: str, versions: tuple[Version, ...] | None = None, **options: str) -> Answer:
    given = history() if versions is None else versions
    routes = news_feed.routes(lambda: Panel(dataset), lambda: given)  # type: ignore[arg-type, return-value]
    return ask_application(Starlette(routes=routes), url, **options)


def faults(content: bytes) -> Iterator[str]:
    """Yield what RFC 4287 does not want of a feed."""
    top = ElementTree.fromstring(content)
    entries = top.findall(f"{ATOM}entry")
    if top.tag != f"{ATOM}feed":
        yield f"root {top.tag}"
    for element, allowed in ((top, _FEED), *((entry, _ENTRY) for entry in entries)):
        names = [child.tag.removeprefix(ATOM) for child in element]
        yield from (f"unknown element {name}" for name in names if name not in allowed)
        for name, (most, needed) in allowed.items():
            if not (1 if needed else 0) <= names.count(name) <= most:
                yield f"{names.count(name)} elements {name} in {element.tag}"
        yield from _link_faults(element)
        for name in ("updated", "published"):
            for found in element.findall(f"{ATOM}{name}"):
                if not _INSTANT.fullmatch(found.text or "") or not datetime.fromisoformat(found.text or ""):
                    yield f"date {found.text}"
    if top.find(f"{ATOM}author/{ATOM}name") is None or not top.findtext(f"{ATOM}author/{ATOM}name"):
        yield "author without a name"
    ids = [found.text or "" for found in top.iter(f"{ATOM}id")]
    yield from (f"id {one}" for one in ids if not urlsplit(one).scheme or ids.count(one) > 1)
    yield from (f"type {found.get('type')}" for found in top.iter(f"{ATOM}content") if found.get("type") != "html")


def _link_faults(element: ElementTree.Element) -> Iterator[str]:
    links = element.findall(f"{ATOM}link")
    relations = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links]
    if len(set(relations)) < len(relations):
        yield "two links of a kind"
    wanted = {"self", "alternate"} if element.tag == f"{ATOM}feed" else {"alternate"}
    if {link.get("rel") for link in links} != wanted or not all(link.get("href") for link in links):
        yield f"links {relations}"


def test_the_feed_of_the_published_data_is_valid(dataset: Dataset) -> None:
    answer = ask(dataset, f"{ROOT.replace('/ptce', '')}nouveautes.atom", load_news())
    assert answer.status == 200
    assert list(faults(answer.body)) == []
    read = feedparser.parse(answer.body)
    assert (read.bozo, read.version, read.feed.title, read.feed.author) == (
        False, "atom10", "Nouveautés – Atlas des PTCE", "Atlas des PTCE",
    )  # fmt: skip
    (entry,) = read.entries
    assert entry.title == "Version 2026.11 du 22 novembre 2026"
    assert (entry.updated, read.feed.updated) == ("2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z")
    assert "74 lignes du panel de 2016" in entry.summary
    assert dataset.licence_url in read.feed.rights


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"<updated>2027-02-03T00:00:00Z</updated>", b"", "0 elements updated"),
        (b"T00:00:00Z</updated>", b"</updated>", "date 2027-02-03"),
        (b"2027-02-03T", b"2027-02-30T", None),
        (b"urn:uuid:", b"", "id "),
        (b'rel="self"', b'rel="alternate"', "links"),
        (b'type="html"', b'type="text"', "type text"),
        (b"<name>Atlas des PTCE</name>", b"<name />", "author without a name"),
        (b"<subtitle>", b"<subtitle>x</subtitle><subtitle>", "2 elements subtitle"),
    ],
)
def test_what_is_not_valid_is_found(dataset: Dataset, old: bytes, new: bytes, fault: str | None) -> None:
    content = news_feed.feed(dataset, history(), ROOT)
    assert list(faults(content)) == []
    assert old in content
    if fault is None:
        with pytest.raises(ValueError, match="day"):
            list(faults(content.replace(old, new)))
    else:
        assert [one for one in faults(content.replace(old, new)) if one.startswith(fault)]


def test_every_version_is_an_entry_with_what_changed(dataset: Dataset) -> None:
    read = feedparser.parse(news_feed.feed(dataset, history(), ROOT))
    assert [entry.title for entry in read.entries] == [version.title for version in history()]
    told = read.entries[1].content[0].value
    assert "<li><b>Après</b>\u00a0: ptce-008\u00a0; s'appelait «\u00a0Avant\u00a0»</li>" in told
    assert "<h3>Lauréats (3)</h3>" in told
    assert "<li>Une note.</li>" in told
    assert read.entries[0].summary == "Depuis la version précédente\u00a0: 1 champ ajouté."


def test_ids_do_not_depend_on_the_address(dataset: Dataset) -> None:
    def ids(root: str) -> list[str]:
        top = ElementTree.fromstring(news_feed.feed(dataset, history(), root))
        return [found.text or "" for found in top.iter(f"{ATOM}id")]

    assert ids(ROOT) == ids("http://localhost:8501/")
    assert len(set(ids(ROOT))) == 4
    # A reader of feeds knows an entry by it: it must never change.
    assert ids(ROOT)[-1] == "urn:uuid:8142cd1a-a5b5-5a4b-84ef-a2d6febffe94"
    assert all(UUID(one.removeprefix("urn:uuid:")).version == 5 for one in ids(ROOT))


@contextmanager
def below(base: str) -> Iterator[None]:
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", base)
    try:
        yield
    finally:
        config.set_option("server.baseUrlPath", before)


def links(answer: Answer) -> list[str]:
    return [link.get("href") or "" for link in ElementTree.fromstring(answer.body).iter(f"{ATOM}link")]


def test_links_lead_to_the_atlas_as_the_reader_reached_it(dataset: Dataset) -> None:
    assert links(ask(dataset, "https://atlas.example/nouveautes.atom"))[:3] == [
        "https://atlas.example/nouveautes.atom", "https://atlas.example/nouveautes",
        "https://atlas.example/nouveautes#version-2027.2.1",
    ]  # fmt: skip
    with below("ptce"):
        assert links(ask(dataset, "https://atlas.example/ptce/nouveautes.atom"))[:2] == [
            f"{ROOT}nouveautes.atom", f"{ROOT}nouveautes",
        ]  # fmt: skip
        assert ask(dataset, "/nouveautes.atom").status == 404


@pytest.mark.parametrize("host", ['a"><script>', "x y", "évil.example", "a/../b", "user@evil", ""])
def test_a_host_that_is_none_gives_relative_links(dataset: Dataset, host: str) -> None:
    answer = ask(dataset, "/nouveautes.atom", host=host)
    assert answer.status == 200
    assert links(answer)[:2] == ["nouveautes.atom", "nouveautes"]


def test_a_reader_that_holds_the_feed_is_told_so(dataset: Dataset) -> None:
    got, headed = ask(dataset, "/nouveautes.atom"), ask(dataset, "/nouveautes.atom", method="HEAD")
    assert dict(headed.headers) == dict(got.headers)
    assert got.headers["content-type"] == "application/atom+xml"
    assert got.headers["cache-control"] == "no-cache"
    assert got.headers["content-language"] == "fr"
    again = ask(dataset, "/nouveautes.atom", if_none_match=got.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    changed = ask(dataset, "/nouveautes.atom", history()[1:], if_none_match=got.headers["etag"])
    assert (changed.status, changed.headers["etag"] != got.headers["etag"]) == (200, True)
    assert ask(dataset, "/nouveautes.atom", method="POST").status == 405


class Reader(HTMLParser):
    """The text of a fragment, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag if not attrs else f"{tag} {attrs}")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hostile_names_are_text(dataset: Dataset) -> None:
    texts = [payload.text for payload in PAYLOADS]
    changes = Changes(
        renamed=tuple(Rename(f"ptce-{rank}", text, text) for rank, text in enumerate(texts)),
        added=tuple(Column("x", text) for text in texts),
    )
    version = Version("2027.1", "2027-01-01", CONTENTS, tuple(texts), changes)
    content = news_feed.feed(replace(dataset, licence_title=" ".join(texts)), (version,), ROOT)
    assert list(faults(content)) == []
    told = Reader(ElementTree.fromstring(content).findtext(f"{ATOM}entry/{ATOM}content") or "")
    assert told.tags == {"div", "p", "ul", "li", "h3", "b"}
    shown = squeeze(told.text)
    assert [payload.id for payload in SHORT if squeeze(no_break(clean(payload.text))) not in shown] == []
