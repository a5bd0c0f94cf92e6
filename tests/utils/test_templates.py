"""Pages written as HTML: everything escaped, words of the glossary marked, links that keep the filters."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, UndefinedError

from geo.filters import Selection
from geo.reference.glossary import load_glossary
from utils import state, templates, terms
from utils.links import asked, page_link
from utils.state import State

TEMPLATES = Path(templates.__file__).with_name("web") / "templates"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A session outside Streamlit."""
    session = SimpleNamespace(session_state={}, query_params={})
    monkeypatch.setattr(state, "st", session)
    return session


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, now: SimpleNamespace) -> dict[str, str]:
    """Templates to fill by name."""
    files: dict[str, str] = {}
    monkeypatch.setattr(templates._ENVIRONMENT, "loader", DictLoader(files))
    monkeypatch.setattr(templates._ENVIRONMENT, "cache", {})
    reference = SimpleNamespace(terms=load_glossary())
    monkeypatch.setattr(terms.data, "reference", lambda: reference)
    return files


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", '"><script>', "{{ 7 * 7 }}", "${alert(1)}", "a & b"])
def test_a_value_is_text_in_a_page(page: dict[str, str], text: str) -> None:
    page["p.html"] = '<p title="{{ text }}">{{ text }}{{ text|termes }}</p>'
    shown = templates.render("p.html", text=text)
    assert "<img" not in shown
    assert "<script" not in shown
    assert shown.count('"') == 2
    assert "49" not in shown


def test_a_name_that_is_missing_is_an_error(page: dict[str, str]) -> None:
    page["p.html"] = "{{ nom }}"
    with pytest.raises(UndefinedError):
        templates.render("p.html")


def test_indentation_does_not_travel(page: dict[str, str]) -> None:
    page["p.html"] = (
        "<ul>\n    {% for x in [1, 2] %}\n        <li>\n    {{ x }} et  deux\n   </li>\n{% endfor %}\n</ul>"
    )
    assert templates.render("p.html") == "<ul>\n<li>\n1 et  deux\n</li>\n<li>\n2 et  deux\n</li>\n</ul>"


def test_a_word_of_the_glossary_is_marked_once_a_page(page: dict[str, str]) -> None:
    page["p.html"] = "{{ 'Une SCIC et une autre SCIC.'|termes }} {{ 'Encore une SCIC.'|termes }}"
    shown = templates.render("p.html")
    scic = next(term for term in load_glossary() if term.term == "SCIC")
    assert shown.count(f'data-terme="{scic.id}"') == 1
    assert shown.startswith('Une <span role="button" tabindex="0" class="atlas-terme"')
    # The next page explains it again.
    assert templates.render("p.html") == shown


def test_a_link_keeps_the_filters_and_leaves_what_belongs_to_the_page_behind(now: SimpleNamespace) -> None:
    now.session_state["atlas_state"] = State(Selection(region=("bretagne",), q="bio & co"), own={"id": ["ptce-001"]})
    assert page_link("pole", id="ptce-029") == "./pole?region=bretagne&q=bio+%26+co&id=ptce-029"
    assert page_link("liste") == "./liste?region=bretagne&q=bio+%26+co"
    assert page_link("", region="corse") == "./?region=corse&q=bio+%26+co"
    assert asked("id") == "ptce-001"
    assert asked("avec") is None


def test_without_filters_a_link_is_the_page_alone(now: SimpleNamespace) -> None:
    assert page_link("reperes") == "./reperes"
    assert page_link("") == "./"


def test_every_table_that_scrolls_can_be_scrolled_from_the_keyboard() -> None:
    frames = [
        (path.name, frame)
        for path in sorted(TEMPLATES.glob("*.html"))
        for frame in re.findall(r"<div class=\"atlas-cadre[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert len(frames) > 10
    needed = ('tabindex="0"', 'role="region"', 'aria-label="')
    assert [(name, frame) for name, frame in frames if not all(part in frame for part in needed)] == []
