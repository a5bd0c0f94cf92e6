"""What is installed: pinned, locked by hash, and the locks agree with what is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]

#: The packages that the client fixed.
SPECIFIED = ["streamlit", "geopandas", "folium", "streamlit-folium", "shapely", "geopy"]

_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==([\w.!+-]+)")


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked(name: str) -> dict[str, str]:
    """Return package → version of a requirements file; each line pins one, and says in a comment what it is for."""
    asked = {}
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", "-r ")):
            continue
        pin, _, reason = line.partition("  # ")
        found = _PIN.fullmatch(pin)
        assert found, f"{name}: {line}: not pinned"
        assert re.search(r".{10,}\(.+\)$", reason), f"{name}: {line}: no reason, or no licence"
        asked[_folded(found[1])] = found[2]
    return asked


def _locked(name: str) -> dict[str, list[str]]:
    """Return package → versions of a lock file (there may be one for each Python), each of them with hashes."""
    locked: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=[^\s#])", (PROJECT / name).read_text(encoding="utf-8")):
        found = _PIN.match(entry)
        if found is None:
            assert entry.startswith("#"), f"{name}: {entry[:80]}: not pinned"
            continue
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), f"{name}: {found[0]}: no hash"
        locked.setdefault(_folded(found[1]), []).append(found[2])
    return locked


def test_the_packages_of_the_specification_come_first() -> None:
    assert list(_asked("requirements.txt"))[: len(SPECIFIED)] == SPECIFIED


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_is_the_one_of_what_is_asked_for(name: str) -> None:
    locked = _locked(f"{name}.lock")
    wrong = {
        package: (version, locked.get(package))
        for package, version in _asked(f"{name}.txt").items()
        if locked.get(package) != [version]
    }
    assert wrong == {}, "to be written anew: make lock"


def test_what_is_tested_is_what_runs() -> None:
    tested = _locked("requirements-dev.lock")
    assert {package: tested.get(package) for package in _locked("requirements.lock")} == _locked("requirements.lock")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_place_to_install_from(name: str) -> None:
    assert "://" not in (PROJECT / name).read_text(encoding="utf-8")
