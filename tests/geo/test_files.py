"""Files are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import files


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_write_text_replaces_the_content_and_keeps_line_ends(tmp_path: Path) -> None:
    target = tmp_path / "new" / "file.csv"
    files.write_text(target, "old")
    files.write_text(target, "é\n")
    assert _content(target.parent) == {"file.csv": "é\n".encode()}


def test_permissions_are_those_of_an_ordinary_file(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.write_bytes(b"")
    files.write_bytes(tmp_path / "atomic", b"")
    assert (tmp_path / "atomic").stat().st_mode == ordinary.stat().st_mode


def test_temporary_file_is_in_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []
    replace = os.replace

    def spy(source: Path, target: Path) -> None:
        seen.append(Path(source))
        replace(source, target)

    monkeypatch.setattr(os, "replace", spy)
    files.write_bytes(tmp_path / "file", b"new")
    assert [path.parent for path in seen] == [tmp_path]
    assert seen[0].name != "file"


def test_old_file_is_intact_when_replacing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"old")

    def refuse(source: Path, target: Path) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no"):
        files.write_bytes(tmp_path / "file", b"new")
    assert _content(tmp_path) == {"file": b"old"}


def test_old_file_is_intact_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_bytes(tmp_path / "file", b"new")
    assert _content(tmp_path) == {"file": b"old"}


@pytest.mark.parametrize("text", ["lone surrogate \ud800"])
def test_old_file_is_intact_when_encoding_fails(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(UnicodeEncodeError):
        files.write_text(tmp_path / "file", text)
    assert _content(tmp_path) == {"file": b"old"}


def test_old_file_is_intact_when_a_piece_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")

    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        files.write_pieces(tmp_path / "file", pieces())
    assert _content(tmp_path) == {"file": b"old"}
    files.write_pieces(tmp_path / "file", iter([b"ne", b"w"]))
    assert _content(tmp_path) == {"file": b"new"}
