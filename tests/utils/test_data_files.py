"""The data files are served as they are on disk."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from geo.provenance.published import PublishedFile, load_published
from geo.schema import DATA_DIR
from utils import data_files
from utils.data_files import file_url
from utils.web import assets


@pytest.mark.parametrize("file", load_published(), ids=lambda file: file.path)
def test_served_bytes_are_those_on_disk(file: PublishedFile) -> None:
    path, _, version = file_url(file.path).partition("?v=")
    asset = assets.find(path.removeprefix("atlas/"))
    assert asset is not None
    content = (DATA_DIR / file.path).read_bytes()
    assert (asset.source if isinstance(asset.source, bytes) else asset.source.read_bytes()) == content
    assert version == hashlib.sha256(content).hexdigest()[:12]


def test_what_does_not_exist_is_not_published() -> None:
    with pytest.raises(OSError, match="absent"):
        file_url("absent.csv")


def test_a_file_that_was_spoilt_is_served_as_it_was_announced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(DATA_DIR / "source", tmp_path / "source")
    monkeypatch.setattr(data_files, "DATA_DIR", tmp_path)
    good = file_url("source/calls.csv")
    path = tmp_path / "source" / "calls.csv"
    for spoil in (lambda: path.write_bytes(b"garbage"), path.unlink):
        spoil()
        assert file_url("source/calls.csv") == good
        asset = assets.find("data/calls.csv")
        assert asset is not None
        assert asset.source == (DATA_DIR / "source" / "calls.csv").read_bytes()


def test_a_file_that_comes_back_is_what_is_served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(data_files, "DATA_DIR", tmp_path)
    path, aside = tmp_path / "essai.json", tmp_path / "ailleurs.json"

    def served() -> bytes:
        address = file_url("essai.json")
        asset = assets.find("data/essai.json")
        assert asset is not None
        assert isinstance(asset.source, bytes)
        assert address.endswith(f"?v={asset.fingerprint}")
        return asset.source

    path.write_bytes(b"1")
    assert served() == b"1"
    path.rename(aside)
    path.write_bytes(b"withdrawn")
    assert served() == b"withdrawn"
    path.unlink()
    aside.rename(path)
    assert served() == b"1"


def test_a_file_of_the_same_date_and_size_is_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(data_files, "DATA_DIR", tmp_path)
    addresses = set()
    for content in (b"1", b"2"):
        new = tmp_path / "nouveau"
        new.write_bytes(content)
        os.utime(new, ns=(1, 1))
        new.replace(tmp_path / "dates.json")
        addresses.add(file_url("dates.json"))
    assert len(addresses) == 2


def test_a_file_is_read_and_hashed_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(data_files, "DATA_DIR", tmp_path)
    (tmp_path / "une-fois.json").write_bytes(b"1")
    address = file_url("une-fois.json")
    monkeypatch.delattr(assets, "_fingerprint")
    monkeypatch.delattr(Path, "read_bytes")
    assert file_url("une-fois.json") == address
