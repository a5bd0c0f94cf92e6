"""The data files are served as they are on disk."""

from __future__ import annotations

import hashlib
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
