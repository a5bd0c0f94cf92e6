"""What is served at an address is what it was given out for, whatever was published under that name meanwhile."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.model import Panel
from utils import data, filter_panel, near_panel, panels, sketches, state, table, terms
from utils.state import State
from utils.web import assets

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what is mounted, by panel, in place of a page."""
    found: dict[str, Any] = {}
    monkeypatch.setattr(panels, "mount", lambda name, values, *_, **__: found.update({name: values}))
    monkeypatch.setattr(state, "current", State)
    monkeypatch.setattr(near_panel, "show", lambda _: None)
    return found


@pytest.fixture
def editions(panel: Panel) -> list[Panel]:
    """Return three panels that differ in all that is published of them."""
    return [
        replace(
            panel,
            poles=panel.poles.assign(
                nom=panel.poles["nom"] + f" ({edition})", geometry=panel.poles.translate(edition / 10)
            ),
            vocabulary=replace(
                panel.vocabulary,
                sectors=tuple(replace(sector, short=f"{edition}") for sector in panel.vocabulary.sectors),
            ),
        )
        for edition in range(3)
    ]


def assert_served(address: str) -> None:
    name, _, version = address.removeprefix(assets.COMPONENT_DEPTH).partition("?v=")
    asset = assets.find(name.removeprefix(f"{assets.PREFIX}/"))
    assert asset is not None
    assert asset.fingerprint == version, name


def late_rerun(addresses: Callable[[Panel], list[str]], editions: list[Panel]) -> None:
    """Ask with each edition in turn, then with the first one again, as a session that is late does."""
    before = [addresses(edition) for edition in editions]
    assert len({tuple(given) for given in before}) == len(editions)
    for edition in (editions[0], editions[-1], editions[1], editions[-1]):
        for address in addresses(edition):
            assert_served(address)
    assert addresses(editions[-1]) == before[-1]


def test_a_late_rerun_leaves_the_files_of_the_map_as_announced(editions: list[Panel]) -> None:
    def addresses(panel: Panel) -> list[str]:
        made = data.map_files(panel)
        return [made.script, made.style, *made.files.values()]

    late_rerun(addresses, editions)


def test_a_late_rerun_leaves_the_table_as_announced(editions: list[Panel], mounted: dict[str, Any]) -> None:
    def addresses(panel: Panel) -> list[str]:
        table.show(panel, np.ones(len(panel.poles), dtype=bool))
        return [mounted["table"]["file"]]

    late_rerun(addresses, editions)


def test_a_late_rerun_leaves_the_filters_as_announced(editions: list[Panel], mounted: dict[str, Any]) -> None:
    def addresses(panel: Panel) -> list[str]:
        filter_panel.show(panel)
        return [mounted["filters"]["file"]]

    late_rerun(addresses, editions)


def test_a_late_rerun_leaves_the_sketches_as_announced(editions: list[Panel]) -> None:
    # In a region that is not drawn whole.
    aquitaine = next(str(one) for one, code in editions[0].poles["code_region"].items() if code == "75")
    late_rerun(lambda panel: [sketches.pole_sketch(panel, aquitaine)["url"]], editions)


def test_the_definitions_are_those_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = data.reference()
    editions = [
        replace(reference, terms=tuple(replace(term, definition=f"{edition}") for term in reference.terms))
        for edition in range(3)
    ]
    for edition in (*editions, editions[0], editions[2], editions[1]):
        monkeypatch.setattr(data, "reference", lambda edition=edition: edition)
        assert_served(terms.file_url())


def test_a_map_that_cannot_be_made_is_none_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, editions: list[Panel]
) -> None:
    def fail(_panel: Panel) -> bytes:
        raise KeyError("région")

    for told in (1, 2):
        with monkeypatch.context() as changed:
            changed.setattr(data, "poles_json", fail)
            assert [data.map_files(editions[0]) for _ in range(3)] == [None] * 3
        errors = [record for record in caplog.records if record.levelname == "ERROR"]
        assert len(errors) == told
        assert errors[-1].exc_info is not None
        # It works again; what fails after that is told again.
        assert data.map_files(editions[told]) is not None


def test_what_is_ready_is_served_once_it_is_published() -> None:
    first, second = (assets.prepare("edition.json", content, "application/json") for content in (b"1", b"2"))
    assert assets.find("data/edition.json") is None
    for one in (first, second, first):
        assert one.publish() == assets.url("data/edition.json")
        assert_served(one.address)


def test_publishing_again_hashes_nothing(monkeypatch: pytest.MonkeyPatch, panel: Panel) -> None:
    data.map_files(panel)
    monkeypatch.delattr(assets, "_fingerprint")
    data.map_files(panel)


def _remembering() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield every function that remembers what it returned, and the file that it is in."""
    for path in sorted([*(PROJECT / "utils").rglob("*.py"), *(PROJECT / "pages").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(one) for one in node.decorator_list):
                yield path.relative_to(PROJECT).as_posix(), node


def test_no_function_that_remembers_publishes() -> None:
    """It would publish the first time only, and then give out an address where something else may be."""
    found = [(path, node.name) for path, node in _remembering() if "publish(" in ast.unparse(node)]
    assert found == []
    assert len([*_remembering()]) > 15
