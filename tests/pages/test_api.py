"""The page of the data API: what is shown is what the tests run and what the interface reads."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.export import FORMATS
from utils.web.api.addresses import ADDRESSES, PARAMETERS
from utils.web.api.examples import TOOLS, examples

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"


@pytest.fixture(scope="module")
def page() -> str:
    app = AppTest.from_file(MAIN, default_timeout=30).run().switch_page("api.py").run()
    assert list(app.exception) == []
    (shown,) = (element.proto.body for element in app.get("html") if "api-licence" in element.proto.body)
    return str(shown)


def test_every_example_is_shown_as_it_is_run(page: str) -> None:
    blocks = [html.unescape(text.replace("<br>", "\n")) for text in re.findall(r"(?s)<pre[^>]*>(.*?)</pre>", page)]
    address = blocks[0]
    assert address.endswith("/api/v1")
    shown = list(examples())
    assert {example.tool for example in shown} == set(TOOLS)
    assert blocks[1:-1] == [
        "\n".join(example.at(address)) for tool in TOOLS for example in shown if example.tool == tool
    ]


def test_no_line_of_an_example_is_changed_by_the_page() -> None:
    lines = [line for example in examples() for line in example.lines]
    assert [line for line in lines if line != line.strip() or re.search(r" [:;?!»%]|« ", line)] == []


def test_every_address_parameter_and_format_is_named(page: str) -> None:
    for address in ADDRESSES:
        assert f"<dt><code>{address.path}</code></dt>" in page
    for name in PARAMETERS:
        assert f"<dt><code>{name}</code></dt>" in page
    for extension in FORMATS:
        assert f"/ptce.{extension}</code>" in page
