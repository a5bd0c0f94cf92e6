"""Answers are kept on disk for the command line; whatever is in the file, and whatever the disk says, work goes on."""

from __future__ import annotations

import dataclasses
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from geo.geocode.address import Candidate
from geo.geocode.cache import Cache, DiskCache, MemoryCache, cache_key

NANTES = Candidate("8 Rue Saint-Domingue « bis »", "housenumber", 0.95, "44109", "", "44200", "8", 47.2051, -1.5401)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "cache.sqlite"


def filled(path: Path, count: int = 1) -> None:
    cache = DiskCache(path)
    for number in range(count):
        cache.put(f"k{number}", (NANTES,))
    cache.close()
    assert cache.problem == ""


def raw(path: Path, *statement: object) -> list[tuple[object, ...]]:
    file = sqlite3.connect(path)
    rows = file.execute(*statement).fetchall()
    file.commit()
    file.close()
    return rows


@pytest.mark.parametrize("answer", [(), (NANTES,), (NANTES, dataclasses.replace(NANTES, score=1.0, latitude=47.0))])
def test_an_answer_is_found_again(path: Path, answer: tuple[Candidate, ...]) -> None:
    disk, memory = DiskCache(path), MemoryCache()
    caches: list[Cache] = [disk, memory]
    for cache in caches:
        assert cache.get("k") is None
        cache.put("k", answer)
        assert cache.get("k") == answer
    disk.close()
    again = DiskCache(path)
    assert (again.get("k"), again.get("other"), again.problem) == (answer, None, "")
    again.close()


def test_a_later_answer_replaces_an_earlier_one(path: Path) -> None:
    filled(path)
    cache = DiskCache(path)
    cache.put("k0", ())
    assert cache.get("k0") == ()
    cache.close()
    assert raw(path, "SELECT cle, reponse FROM reponses") == [("k0", "[]")]


def test_one_address_has_one_key_and_each_service_its_own() -> None:
    key = cache_key("https://data.geopf.fr/geocodage", "8, RUE ST-DOMINGUE 44200 NANTES")
    assert key == cache_key("https://data.geopf.fr/geocodage", "8 rue St Domingue  44200 Nantes")
    assert key != cache_key("https://addok.interne", "8 rue St Domingue 44200 Nantes")
    assert key != cache_key("https://data.geopf.fr/geocodage", "8 bis rue St Domingue 44200 Nantes")


def test_an_answer_is_on_disk_at_once(path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from geo.geocode.cache import DiskCache;"
        "cache = DiskCache(Path(sys.argv[1])); cache.put('k', ()); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    cache = DiskCache(path)
    assert cache.get("k") == ()
    cache.close()


@pytest.mark.parametrize(
    "content",
    [b"liste;de;la;CRESS\r\n", b"\x00" * 5000, b"SQLite format 3\x00" + b"\xff" * 3000],
    ids=["text", "zeros", "header only"],
)
def test_a_file_that_is_no_cache_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    (path.parent / "cache.sqlite.illisible-1").write_bytes(b"older")
    cache = DiskCache(path)
    assert "mis de côté sous le nom cache.sqlite.illisible-2" in cache.problem
    assert (path.parent / "cache.sqlite.illisible-2").read_bytes() == content
    assert (path.parent / "cache.sqlite.illisible-1").read_bytes() == b"older"
    cache.put("k", (NANTES,))
    cache.close()
    again = DiskCache(path)
    assert again.get("k") == (NANTES,)
    again.close()


def test_a_damaged_cache_is_set_aside(path: Path) -> None:
    filled(path, 500)
    content = bytearray(path.read_bytes())
    content[5000:9000] = b"\xa5" * 4000
    path.write_bytes(content)
    cache = DiskCache(path)
    assert "mis de côté" in cache.problem
    assert cache.get("k1") is None
    cache.close()


def test_an_empty_file_is_a_new_cache(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    filled(path)


def test_the_database_of_something_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    raw(path, "CREATE TABLE favoris (adresse TEXT)")
    before = path.read_bytes()
    cache = DiskCache(path)
    assert "n'est pas un cache de géocodage" in cache.problem
    cache.put("k", (NANTES,))
    assert cache.get("k") == (NANTES,)
    assert [entry.name for entry in path.parent.iterdir()] == ["cache.sqlite"]
    assert path.read_bytes() == before


def test_a_cache_of_another_form_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    raw(path, "CREATE TABLE reponses (adresse TEXT)")
    cache = DiskCache(path)
    assert "mis de côté" in cache.problem
    cache.close()


@pytest.mark.parametrize(
    "text",
    ["", "null", "{}", "[3]", "[[]]", '[["x"]]', "[[1, 2, 3, 4, 5, 6, 7, 8, 9]]", "[" * 100_000, b"\xff"],
    ids=lambda text: text[:12] if isinstance(text, str) else "bytes",
)
def test_an_answer_that_cannot_be_read_is_asked_again(path: Path, text: object) -> None:
    filled(path)
    raw(path, "UPDATE reponses SET reponse = ?", (text,))
    cache = DiskCache(path)
    assert cache.get("k0") is None
    cache.put("k0", (NANTES,))
    cache.close()
    again = DiskCache(path)
    assert again.get("k0") == (NANTES,)
    again.close()


def test_a_folder_that_cannot_be_made_leaves_a_cache_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = DiskCache(tmp_path / "file" / "cache.sqlite")
    assert "ne sont pas gardées sur le disque" in cache.problem
    cache.put("k", (NANTES,))
    assert (cache.get("k"), cache.get("other")) == ((NANTES,), None)


def test_a_disk_that_refuses_later_leaves_a_cache_in_memory(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.geocode.cache.BUSY_SECONDS", 0)
    cache = DiskCache(path)
    cache.put("before", ())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    cache.put("k", (NANTES,))
    other.close()
    assert "ne sont pas gardées sur le disque" in cache.problem
    assert (cache.get("k"), cache.get("before")) == ((NANTES,), ())


def test_two_processes_share_a_cache(path: Path) -> None:
    one, other = DiskCache(path), DiskCache(path)
    one.put("k", (NANTES,))
    assert other.get("k") == (NANTES,)
    one.close()
    other.close()
