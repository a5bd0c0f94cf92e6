"""Data is read once per process, and nothing that runs may change what was read: every session is given the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.schema import DATA_DIR
from utils import data

PROJECT = Path(__file__).resolve().parents[2]
MAIN = str(PROJECT / "pages" / "main.py")
#: Page, and what its address asks for.
PAGES = (
    ("liste", ""), ("importer", ""), ("region", ""), ("region", "bretagne"), ("reperes", ""), ("chronologie", ""),
    ("glossaire", ""), ("donnees", ""), ("donnees", "dictionnaire"), ("pole", "ptce-029"),
)  # fmt: skip


def _parts(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield a cached value and all that it holds, each with where it is."""
    yield path, value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _parts(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _parts(item, f"{path}[{key!r}]")
    elif isinstance(value, tuple | frozenset | list | set):
        for item in value:
            yield from _parts(item, f"{path}[]")


def _cached() -> dict[str, Any]:
    panel = data.panel()
    return {
        "panel": panel,
        "reference": data.reference(),
        "populations": data.populations(),
        "published": data.published(),
        "dictionary": data.dictionary(),
        "map_files": data.map_files(panel),
    }


def _fingerprint(values: Mapping[str, Any]) -> str:
    hashed = hashlib.sha256()
    for path, part in _parts(dict(values), ""):
        told = part
        if isinstance(part, pd.DataFrame):
            told = (part.index.tolist(), [(name, part[name].tolist()) for name in part.columns])
        elif isinstance(part, np.ndarray):
            told = part.tolist()
        elif callable(part) or (is_dataclass(part) and not isinstance(part, type)):
            told = type(part).__name__
        elif isinstance(part, Mapping | tuple | list):
            told = len(part)
        elif isinstance(part, frozenset | set):
            told = sorted(map(str, part))
        hashed.update(f"{path}={told!r}\n".encode())
    return hashed.hexdigest()


def _visit_every_page() -> None:
    app = AppTest.from_file(MAIN, default_timeout=120).run()
    assert not app.exception
    for page, asked in PAGES:
        app.switch_page(f"{page}.py")
        app.query_params["id"] = asked
        app.run()
        assert not app.exception, (page, asked)


def _changeable(path: str, part: Any) -> bool:
    if isinstance(part, np.ndarray):
        return part.flags.writeable
    if is_dataclass(part) and not isinstance(part, type):
        return not part.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return isinstance(part, list | set | dict)


def test_cached_values_are_closed() -> None:
    found = [path for name, value in _cached().items() for path, part in _parts(value, name) if _changeable(path, part)]
    assert found == []


@pytest.mark.parametrize("value", [{}, [], np.zeros(2)], ids=["mapping", "list", "array"])
def test_what_can_be_changed_is_found(value: Any) -> None:
    held = MappingProxyType({"a": (value,)})
    assert [path for path, part in _parts(held, "held") if _changeable(path, part)] == ["held['a'][]"]


def test_no_page_changes_what_is_cached() -> None:
    before = _fingerprint(_cached())
    _visit_every_page()
    assert _fingerprint(_cached()) == before


def test_data_is_read_once_whatever_the_sessions_and_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: Counter[str] = Counter()
    text, binary = Path.read_text, Path.read_bytes

    def count(path: Path) -> None:
        if path.is_relative_to(DATA_DIR):
            reads[path.relative_to(DATA_DIR).as_posix()] += 1

    def read_text(path: Path, *args: Any, **options: Any) -> str:
        count(path)
        return text(path, *args, **options)

    def read_bytes(path: Path) -> bytes:
        count(path)
        return binary(path)

    st.cache_resource.clear()
    monkeypatch.setattr(Path, "read_text", read_text)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    _visit_every_page()
    first = reads.copy()
    assert first["ptce.geojson"] >= 1
    assert first["source/schemes.csv"] >= 1
    _visit_every_page()
    assert reads == first
