"""The ground is read once, again when its files change, and survives bad ones."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from geo.errors import InvalidDataError, UnknownValueError
from geo.picture import ground
from geo.picture.colours import indexed
from geo.picture.letters import printable, width, wrap
from geo.picture.view import view_of_region
from geo.schema import DATA_DIR


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(DATA_DIR / "regions", tmp_path / "regions")
    monkeypatch.setattr(ground, "DATA_DIR", tmp_path)
    monkeypatch.setattr(ground, "_served", ground._Served())
    monkeypatch.setattr(ground.load_ground, "__defaults__", (tmp_path,))
    return tmp_path / "regions" / "departements.geojson"


def test_ground_is_read_once_and_again_when_it_changes(folder: Path) -> None:
    first = ground.served_ground()
    assert ground.served_ground() is first
    os.utime(folder, ns=(1, 1))
    assert ground.served_ground() is not first


@pytest.mark.parametrize("content", [b"", b"{", b'{"type":"FeatureCollection","features":[{"properties":{}}]}'])
def test_bad_files_leave_the_last_good_ground(folder: Path, content: bytes) -> None:
    first = ground.served_ground()
    folder.write_bytes(content)
    assert ground.served_ground() is first


def test_ground_that_was_never_good_is_told(folder: Path) -> None:
    folder.unlink()
    with pytest.raises(InvalidDataError, match=r"departements\.geojson"):
        ground.served_ground()
    with pytest.raises(InvalidDataError):
        ground.served_ground()


def test_letters_that_the_font_lacks_are_replaced() -> None:
    assert printable("é漢\U0001f9ff\ud800\x00\u202e\n$x$") == "é\ufffd\ufffd $x$"


def test_wrapping_loses_nothing() -> None:
    text = "Un titre assez long pour aller à la ligne " + "x" * 80
    lines = wrap(text, 40, 10)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(width(line, 10) for line in lines) <= 40


def test_frequent_colours_are_kept_to_the_bit() -> None:
    pixels = np.full((90, 90, 4), 255, dtype=np.uint8)
    pixels[:30, :, :3] = (244, 239, 226)
    pixels[30:60, :45, :3] = np.random.default_rng(1).integers(0, 256, (30, 45, 3))
    image = indexed(pixels).convert("RGB")
    assert image.getpixel((5, 5)) == (244, 239, 226)
    assert image.getpixel((80, 80)) == (255, 255, 255)


def test_a_region_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UnknownValueError, match=r"'99'.*53"):
        view_of_region("99", ground.load_ground())
