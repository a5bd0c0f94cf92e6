"""Imports run one way (app, pages → utils → geo), and importing does no work."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
GEO = sorted((PROJECT / "geo").rglob("*.py"))
PAGES = sorted((PROJECT / "pages").rglob("*.py"))
UTILS = sorted((PROJECT / "utils").rglob("*.py"))

#: Imports the modules given one after the other, and prints what each one did that it should not.
PROBE = """
import importlib, json, sys

data, modules = sys.argv[1], sys.argv[2:]
found, name = [], None
forbidden = ("streamlit", "streamlit_folium", "utils", "pages")

def hook(event, arguments):
    if event == "open" and str(arguments[0]).startswith(data):
        found.append(f"{name} reads {arguments[0]}")
    if event in ("socket.connect", "subprocess.Popen") and name.startswith("geo"):
        found.append(f"{name}: {event}")

sys.addaudithook(hook)
for name in modules:
    importlib.import_module(name)
    found += [f"{name} loads {root}" for root in forbidden if root in sys.modules]
print(json.dumps(found))
"""


def _module(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


def _path(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def _imported(path: Path) -> Iterator[str]:
    """Everything that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            # `from geo import build` imports a module too.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _imports(path: Path, *roots: str) -> list[str]:
    return [name for name in _imported(path) if any(name == root or name.startswith(f"{root}.") for root in roots)]


def _probe(modules: list[str]) -> list[str]:
    command = [sys.executable, "-c", PROBE, str(PROJECT / "data"), *modules]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_importing_geo_loads_no_interface_and_reads_no_data() -> None:
    modules = [_module(path) for path in GEO]
    assert {"geo", "geo.load", "geo.mapping.records", "geo.build.__main__"} <= set(modules)
    assert _probe(modules) == []


def test_probe_sees_what_it_looks_for() -> None:
    code = "open(__import__('geo.schema', fromlist=['x']).DATA_DIR / 'ptce.schema.json').close()"
    command = [sys.executable, "-c", PROBE.replace("importlib.import_module(name)", code), str(PROJECT / "data"), "x"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout) == [f"x reads {PROJECT / 'data' / 'ptce.schema.json'}"]


@pytest.mark.parametrize("path", GEO, ids=_path)
def test_geo_never_imports_the_interface_even_late(path: Path) -> None:
    assert _imports(path, "streamlit", "streamlit_folium", "utils", "pages", "app") == []


@pytest.mark.parametrize("path", [*GEO, *UTILS, *PAGES, PROJECT / "app.py"], ids=_path)
def test_geopy_is_imported_where_places_are_looked_for_only(path: Path) -> None:
    name = _module(path)
    if not name.startswith(("geo.gazetteer", "geo.near", "geo.proximity", "geo.geocode.online", "geo.build")):
        assert _imports(path, "geopy") == []


@pytest.mark.parametrize("path", [*PAGES, *UTILS], ids=_path)
def test_pages_are_imported_by_nobody(path: Path) -> None:
    names = {page.stem for page in PAGES}
    assert _imports(path, "pages", "app") == []
    # Beside the main script, a page can be imported by its own name.
    assert [name for name in _imported(path) if path in PAGES and name in names] == []


@pytest.mark.parametrize("path", [*GEO, *UTILS, *PAGES], ids=_path)
def test_imports_are_absolute(path: Path) -> None:
    assert [name for name in _imported(path) if name.startswith(".")] == []


#: Imports the application, runs one page as its first visitor would, and prints what of some modules each loaded.
LOADS = """
import json, sys

import app
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

page, asked, names = sys.argv[1], sys.argv[2], sys.argv[3:]
start = [name for name in names if name in sys.modules]
test = AppTest.from_file("pages/main.py", default_timeout=120)
if page:
    test._page_hash = calc_hash(page)
if asked:
    test.query_params["id"] = asked
assert not test.run().exception, test.exception
print(json.dumps([start, [name for name in names if name in sys.modules]]))
"""

#: What takes long to import, and not every page needs.
HEAVY = ("openpyxl", "geopy", "requests", "altair", "folium", "streamlit_folium", "geo.lists.read", "geo.export.xlsx",
         "reportlab", "geo.documents")  # fmt: skip

#: Page, what its address asks for, what of `HEAVY` it needs.
NEEDS = (
    ("", "", {"folium", "streamlit_folium", "requests"}),  # folium imports requests
    ("liste", "", set()),
    ("region", "", set()),
    ("reperes", "", {"altair"}),
    ("chronologie", "", set()),
    ("glossaire", "", set()),
    ("donnees", "", set()),
    ("pole", "ptce-029", {"geopy", "requests"}),
    ("importer", "", {"openpyxl", "geopy", "requests", "geo.lists.read"}),
)


@pytest.mark.parametrize(("page", "asked", "needed"), NEEDS, ids=[page or "carte" for page, _, _ in NEEDS])
def test_a_page_imports_nothing_that_it_does_not_need(page: str, asked: str, needed: set[str]) -> None:
    command = [sys.executable, "-c", LOADS.replace("pages/main.py", str(PROJECT / "pages" / "main.py")), page, asked]
    done = subprocess.run([*command, *HEAVY], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    at_start, after = json.loads(done.stdout)
    assert at_start == []
    assert set(after) == needed
