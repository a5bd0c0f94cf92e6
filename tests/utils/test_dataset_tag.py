"""The tag by which pages describe the data to search engines."""

from __future__ import annotations

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.utils.asking import ask_application
from utils import data
from utils.web import assets, dataset_tag
from utils.web.index_page import FrenchPages

PAGE = '<html lang="en"><head><title>x</title></head><body><noscript></noscript><div id="root"></div></body></html>'
TAG = re.compile(r'<script type="application/ld\+json">(.*?)</script>\s*</head>')


@pytest.fixture
def nothing_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_published", {})


@pytest.fixture
def published(nothing_published: None) -> None:
    dataset_tag.publish(b'{"name":"\\u003c/script\\u003e"}')


def ask(path: str, **headers: str) -> tuple[int, str, str]:
    route = Route("/{path:path}", lambda _: HTMLResponse(PAGE))
    answer = ask_application(FrenchPages(Starlette(routes=[route])), path, **headers)
    return answer.status, answer.body.decode(), answer.headers["etag"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", ["/", "/donnees"])
def test_pages_about_the_data_carry_the_tag(path: str) -> None:
    _, page, etag = ask(path)
    (text,) = TAG.findall(page)
    assert json.loads(text) == {"name": "</script>"}
    assert ask(path, if_none_match=etag)[0] == 304


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", ["/liste", "/pole", "/donnees/qualite"])
def test_other_pages_do_not(path: str) -> None:
    assert "ld+json" not in ask(path)[1]


@pytest.mark.usefixtures("published")
def test_newer_data_is_another_page() -> None:
    before = ask("/")[2]
    dataset_tag.publish(b'{"name":"autre"}')
    _, page, etag = ask("/")
    assert TAG.findall(page) == ['{"name":"autre"}']
    assert etag != before


@pytest.mark.usefixtures("nothing_published")
def test_a_page_without_data_does_without() -> None:
    status, page, _ = ask("/")
    assert (status, "ld+json" in page) == (200, False)


@pytest.mark.usefixtures("published")
def test_the_host_that_a_request_claims_is_not_in_the_page() -> None:
    assert "pirate" not in ask("/", host="pirate.example")[1]


@pytest.mark.usefixtures("nothing_published")
def test_reading_the_data_publishes_its_tag() -> None:
    data.sets.clear()
    data.panel()
    (text,) = TAG.findall(ask("/")[1])
    described = json.loads(text)
    assert (described["@type"], described["version"]) == ("Dataset", data.panel().dataset.version)
