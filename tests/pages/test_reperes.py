"""Figures, timeline and glossary, run by Streamlit's AppTest: what is on the page and what the browser will fetch."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.model import Panel
from geo.reference.load import Reference, load_reference
from geo.typography import no_break
from utils.web import assets

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"
TABS = {"reperes.py": "Chiffres", "chronologie.py": "Chronologie", "glossaire.py": "Glossaire"}


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture(scope="module")
def figures_page() -> AppTest:
    return run("reperes.py")


def run(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=60)
    app.query_params.update(query)
    app.run()
    app.switch_page(page).run()
    assert list(app.exception) == []
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


class Tables(HTMLParser):
    """Reads the tables of a page as caption → rows of cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._text: list[str] | None = None
        self._caption = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self._rows = []
        if tag == "tr":
            self._rows.append([])
        if tag in ("td", "th", "caption"):
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "caption"):
            text = "".join(self._text or ()).strip()
            self._text = None
            if tag == "caption":
                self._caption = text
            else:
                self._rows[-1].append(text)
        if tag == "table":
            self.found[self._caption] = self._rows


def component(app: AppTest, name: str) -> dict[str, Any]:
    (element,) = [
        item.proto for item in app.get("bidi_component") if item.proto.component_name.endswith(f"atlas_{name}")
    ]
    return dict(json.loads(element.json or element.mixed.json))


def content(app: AppTest, name: str) -> dict[str, Any]:
    """Return the file that the browser will draw."""
    asset = assets.find(component(app, name)["file"].removeprefix("atlas/").split("?")[0])
    assert asset is not None
    assert isinstance(asset.source, bytes)
    return dict(json.loads(asset.source))


@pytest.mark.parametrize("page", TABS)
def test_tabs_say_where_we_are_and_keep_the_filters(page: str) -> None:
    text = html(run(page, region="bretagne"))
    assert len(re.findall("<h1", text)) == 1
    (current,) = re.findall(r'<a href="([^"]+)" aria-current="page">([^<]+)</a>', text)
    assert current == (f"./{page.removesuffix('.py')}?region=bretagne", TABS[page])
    assert [f"./{other.removesuffix('.py')}?region=bretagne" in text for other in TABS] == [True] * 3


def test_each_chart_has_the_table_of_the_same_numbers(figures_page: AppTest) -> None:
    charts = figures_page.get("vega_lite_chart")
    tables = Tables(html(figures_page)).found
    assert len(charts) == 10
    for chart in charts:
        title = re.fullmatch(r"Barres : (.+)\. Les mêmes nombres sont dans le tableau qui suit\.", chart.proto.alt)[1]
        records = [item for item in json.loads(chart.proto.spec)["layer"][0]["data"]["values"] if item["n"].strip()]
        told: dict[str, list[str]] = {}
        for item in records:
            told.setdefault(item["n"], []).append(item["t"])
        width = 1 + len(next(iter(told.values())))
        assert [row[:width] for row in tables[no_break(title)][1:]] == [[name, *said] for name, said in told.items()], (
            title
        )


def test_the_figures_page_stays_light(figures_page: AppTest) -> None:
    charts = sum(chart.proto.ByteSize() for chart in figures_page.get("vega_lite_chart"))
    assert charts < 22_000
    assert charts + len(html(figures_page).encode()) < 66_000


def test_what_measures_different_things_is_a_table(figures_page: AppTest, reference: Reference) -> None:
    rows = Tables(html(figures_page)).found["Nombres publiés, et ce que chacun compte"][1:]
    assert len(rows) == len(reference.counts)
    said = {row[1]: row[2] for row in rows}
    assert said["près de 56"] == "PTCE recensés en France"
    assert said["74"].startswith("Lignes de la liste")
    assert said["plus de 100"] == "Pôles formant la communauté nationale des PTCE"
    specs = "".join(chart.proto.spec for chart in figures_page.get("vega_lite_chart"))
    assert not re.search(r'"(line|area|arc|point)"', specs)


def test_both_totals_of_2015_are_shown_and_no_absurd_ratio(figures_page: AppTest) -> None:
    text = html(figures_page)
    for amount in ("3 250 000 €", "2 614 k€", "4 398 k€"):
        assert amount.replace(" ", "\u00a0") in text
    assert "L'écart n'est pas expliqué" in text
    assert "22\u00a0000" not in text
    assert "10\u00a07" not in text


def test_the_median_profile_is_that_of_the_guide(figures_page: AppTest) -> None:
    text = html(figures_page)
    for value in ("2013", "14 structures", "88 personnes", "3 000 000 €", "100 000 €", "1,75 ETP", "20 %"):
        said = value.replace(" ", "\u00a0")
        assert re.search(rf"<strong[^>]*>{re.escape(said)}</strong>", text), value


def test_levers_stand_side_by_side(figures_page: AppTest, reference: Reference) -> None:
    text = html(figures_page)
    of_2016, of_2025 = (text.split(f'id="leviers-{year}"')[1].split("</section>")[0] for year in (2016, 2025))
    assert len(re.findall("<li ", of_2016)) == 8
    assert len(re.findall("<li ", of_2025)) == 10
    assert "RTES et Labo de l&#39;ESS" in of_2025
    assert len(Tables(text).found["Secteurs principaux des membres des pôles"]) == 1 + len(reference.member_sectors)


def test_the_timeline_holds_every_event(panel: Panel, reference: Reference) -> None:
    app = run("chronologie.py", region="bretagne")
    told = content(app, "chronologie")
    assert [item["id"] for item in told["evenements"]] == [event.id for event in reference.events]
    assert len(told["evenements"]) == 82
    assert {item["portee"] for item in told["evenements"]} == set(told["portees"])
    assert all(item["document"] in told["documents"] for item in told["evenements"])
    assert {pole for item in told["evenements"] for pole, _ in item["poles"]} <= set(panel.poles.index)
    contested = [item for item in told["evenements"] if item["discute"]]
    assert f"Pour {len(contested)} d'entre eux" in html(app)
    assert component(app, "chronologie")["query"] == "region=bretagne"
    whole = {
        item["id"]: "".join(p if isinstance(p, str) else p[0] for p in item["description"])
        for item in told["evenements"]
    }
    assert whole == {event.id: no_break(event.description) for event in reference.events}


def test_the_timeline_explains_a_term_once() -> None:
    told = content(run("chronologie.py"), "chronologie")
    explained = [part[1] for item in told["evenements"] for part in item["description"] if isinstance(part, list)]
    assert explained
    assert len(explained) == len(set(explained))


def test_the_glossary_holds_every_term(reference: Reference) -> None:
    told = content(run("glossaire.py"), "glossaire")
    assert len(told["termes"]) == len(reference.terms) == 120
    for item, term in zip(told["termes"], reference.terms, strict=True):
        assert (item["id"], item["terme"], item["definition"]) == (
            term.id,
            no_break(term.term),
            no_break(term.definition),
        )
        assert [told["titres"][position] for position in item["sources"]] == [no_break(title) for title in term.source]
        assert item["categorie"] in told["categories"]
        assert item["fondement"] in told["fondements"]
    letters = [item["lettre"] for item in told["termes"]]
    assert letters == sorted(letters)


def test_lists_do_not_travel_by_the_websocket() -> None:
    for page in ("chronologie.py", "glossaire.py"):
        app = run(page)
        assert len(html(app).encode()) < 3_000
        assert len(json.dumps(component(app, page.removesuffix(".py")))) < 300


def test_typography_of_what_is_said(figures_page: AppTest) -> None:
    visible = re.sub(r"<[^>]+>", " ", html(figures_page)).replace("&#39;", "'")
    for sentence in re.findall(r"[^\n]*[:;?!»%]", visible):
        assert " ;" not in sentence.replace("&nbsp;", "\u00a0"), sentence
