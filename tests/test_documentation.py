"""What the documentation names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.build.package import build_dictionary
from geo.schema import DATA_DIR, load_schema

PROJECT = Path(__file__).resolve().parents[1]
README = PROJECT / "README.md"

#: A folder ends with a slash, a file has a known ending: the rest is a command, a URL, a pattern or a value.
_PATH = re.compile(
    r"(?:\.?[\w-]+/)*"
    r"(?:[\w-]+/|\.?[\w-]+\.(?:py|md|csv|json|geojson|toml|txt|js|css|sh)|\.ci/run|Makefile|LICENSE)"
)


def _named(text: str) -> list[str]:
    """Paths in backticks, and targets of links, that are not on the web."""
    quoted = [name for name in re.findall(r"`([^`\n]+)`", text) if _PATH.fullmatch(name)]
    linked = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    return list(dict.fromkeys([*quoted, *filter(None, linked)]))


def test_paths_are_told_from_commands_and_values() -> None:
    text = "`geo/load.py` `make data` `data/source/` `a=b` `.ci/run` `app.py` `v1.2` [x](docs/a.md#b) [y](https://z.fr)"
    assert _named(text) == ["geo/load.py", "data/source/", ".ci/run", "app.py", "docs/a.md"]


def test_everything_that_the_readme_names_exists() -> None:
    named = _named(README.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (PROJECT / name).exists()] == []


@pytest.mark.parametrize("name", load_schema().names)
def test_dictionary_names_every_field(name: str) -> None:
    rows = (PROJECT / "docs" / "dictionnaire.md").read_text(encoding="utf-8").splitlines()
    assert sum(row.startswith(f"| `{name}` |") for row in rows) == 1


def test_dictionary_is_the_one_that_the_schema_gives() -> None:
    written = (PROJECT / "docs" / "dictionnaire.md").read_text(encoding="utf-8")
    assert written == build_dictionary(DATA_DIR), "à reconstruire : make data"
