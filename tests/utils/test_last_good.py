"""The last good reading: files replaced, spoilt and mended under the feet of many readers."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from geo.errors import InvalidDataError, Problem
from geo.files import write_bytes
from utils import data
from utils.last_good import LastGood, stamp_of_files

#: Large enough for a reader to see it half written.
ROWS = 20_000


@dataclass
class Files:
    """Files that are made up: what they hold, how often they were read, what the readings gave."""

    content: str = "un"
    stamp: str = "1"
    now: float = 0.0
    reads: int = 0
    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    #: Called in the middle of a reading.
    meanwhile: Callable[[], None] = lambda: None

    def load(self, _previous: str | None) -> str:
        self.reads += 1
        content = self.content
        self.meanwhile()
        if content == "garbage":
            raise InvalidDataError([Problem("data/f", "fichier illisible")])
        if content == "unforeseen":
            raise KeyError("nom d'un visiteur")
        return content

    def replace(self, content: str, stamp: str) -> None:
        self.content, self.stamp = content, stamp

    def reader(self) -> LastGood[str]:
        return LastGood(
            self.load,
            lambda: self.stamp,
            on_good=self.good.append,
            on_bad=lambda error: self.bad.append(str(error)),
            clock=lambda: self.now,
        )


def test_files_are_read_once_until_they_change() -> None:
    files = Files()
    reader = files.reader()
    assert [reader.get() for _ in range(3)] == ["un"] * 3
    assert files.reads == 1
    files.replace("deux", "2")
    assert [reader.get() for _ in range(3)] == ["deux"] * 3
    assert files.reads == 2
    assert files.good == ["un", "deux"]


@pytest.mark.parametrize("content", ["garbage", "unforeseen"])
def test_bad_files_leave_the_last_good_value_and_are_told_once(content: str) -> None:
    files = Files()
    reader = files.reader()
    reader.get()
    files.replace(content, "2")
    assert [reader.get() for _ in range(5)] == ["un"] * 5
    assert (files.reads, len(files.bad)) == (2, 1)
    assert reader.state.error is not None
    assert "visiteur" not in str(reader.state.error)
    files.replace("trois", "3")
    assert reader.get() == "trois"
    assert reader.state.error is None


def test_without_any_good_reading_the_problem_is_raised_until_it_is_mended() -> None:
    files = Files(content="garbage")
    reader = files.reader()
    for _ in range(3):
        with pytest.raises(InvalidDataError, match="illisible"):
            reader.get()
    assert (files.reads, len(files.bad)) == (1, 1)
    files.replace("un", "2")
    assert reader.get() == "un"


def test_a_cause_outside_the_files_is_tried_again_later_without_a_word() -> None:
    files = Files()
    reader = files.reader()
    reader.get()
    files.replace("garbage", "2")
    reader.get()
    files.now = 29
    reader.get()
    assert files.reads == 2
    files.now = 31
    reader.get()
    assert (files.reads, len(files.bad)) == (3, 1)
    files.content, files.now = "deux", 62
    assert reader.get() == "deux"


def test_age_is_that_of_the_last_good_reading() -> None:
    files = Files(now=10)
    reader = files.reader()
    reader.get()
    files.now = 50
    files.replace("garbage", "2")
    reader.get()
    assert (reader.state.read_at, reader.state.tried_at) == (10, 50)


def test_files_that_change_while_they_are_read_are_read_again() -> None:
    files = Files()
    reader = files.reader()
    reader.get()
    files.replace("garbage", "2")
    changes = iter([("trois", "3")])
    files.meanwhile = lambda: [files.replace(*change) for change in changes] and None
    # Half of the old files, half of the new: neither shown nor told.
    assert reader.get() == "trois"
    assert files.bad == []


def test_files_that_never_rest_leave_the_last_good_value() -> None:
    files = Files()
    reader = files.reader()
    reader.get()
    files.replace("deux", "2")
    files.meanwhile = lambda: files.replace("garbage", files.stamp + "+")
    assert reader.get() == "un"
    assert files.bad == []
    assert files.reads == 4
    files.meanwhile = lambda: None
    files.replace("trois", "9")
    assert reader.get() == "trois"


def test_nobody_waits_for_the_reader_when_there_is_something_to_show() -> None:
    files = Files()
    reader = files.reader()
    reader.get()
    reading, go = threading.Event(), threading.Event()

    def hold() -> None:
        reading.set()
        assert go.wait(30)

    files.replace("deux", "2")
    files.meanwhile = hold
    other = threading.Thread(target=reader.get)
    other.start()
    assert reading.wait(30)
    assert reader.get() == "un"
    go.set()
    other.join(30)
    assert reader.get() == "deux"
    assert files.reads == 2


def test_the_first_ones_wait_for_one_reading() -> None:
    files = Files()
    reader = files.reader()
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(reader.get())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (found, files.reads) == (["un"] * 16, 1)


def _write(folder: Path, number: int, write: Callable[[Path, bytes], object]) -> None:
    content = json.dumps({"number": number, "rows": [number] * ROWS}).encode()
    for name in ("a.json", "b.json"):
        write(folder / name, content)


@pytest.mark.parametrize("write", [write_bytes, Path.write_bytes], ids=["moved-into-place", "written-over"])
def test_readers_never_get_half_a_file_nor_half_a_set(tmp_path: Path, write: Callable[[Path, bytes], object]) -> None:
    """A writer replaces two files again and again while others read: what they get is whole and goes together."""

    stamp = stamp_of_files(tmp_path, ["a.json", "b.json"])

    def load(_previous: object) -> tuple[int, int]:
        try:
            both = [json.loads((tmp_path / name).read_bytes()) for name in ("a.json", "b.json")]
        except ValueError as error:
            raise InvalidDataError([Problem("data/f", "fichier illisible")]) from error
        numbers = {number for one in both for number in (one["number"], *one["rows"])}
        if len(numbers) != 1:
            raise InvalidDataError([Problem("data/f", "les fichiers ne vont pas ensemble")])
        return both[0]["number"], len(both[1]["rows"])

    _write(tmp_path, 0, write)
    reader = LastGood(load, stamp)
    reader.get()
    stop = threading.Event()
    found: list[list[int]] = [[] for _ in range(4)]
    wrong: list[object] = []

    def read(numbers: list[int]) -> None:
        while not stop.is_set():
            number, rows = reader.get()
            if rows != ROWS:
                wrong.append((number, rows))
            numbers.append(number)

    threads = [threading.Thread(target=read, args=(numbers,)) for numbers in found]
    for thread in threads:
        thread.start()
    for number in range(1, 101):
        _write(tmp_path, number, write)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert wrong == []
    assert reader.get() == (100, ROWS)
    for numbers in found:
        # Never back to data older than what was shown.
        assert numbers == sorted(numbers)


def test_the_stamp_tells_every_kind_of_change(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    stamp = stamp_of_files(tmp_path, ["a.json"])
    seen = [stamp()]
    path.write_bytes(b"one")
    seen.append(stamp())
    # Another file of the same size and date.
    status = path.stat()
    write_bytes(path, b"two")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    seen.append(stamp())
    path.chmod(0o600)
    seen.append(stamp())
    path.unlink()
    path.mkdir()
    seen.append(stamp())
    assert len(set(seen)) == 5
    assert stamp() == seen[-1]
    assert str(tmp_path) not in "".join(seen)


def test_the_log_and_the_pages_name_the_version_that_is_served_and_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    tags: list[bytes] = []
    monkeypatch.setattr(data.log, "serving", told.append)
    monkeypatch.setattr(data.dataset_tag, "publish", tags.append)
    monkeypatch.setattr(data, "dataset_script", lambda panel: panel.digest.encode())
    reads = iter(range(100))
    changing = True

    def load(**_given: object) -> SimpleNamespace:
        gaps = (Problem("data/regions/regions.geojson", "fichier absent"),)
        return SimpleNamespace(dataset=SimpleNamespace(version="2026.11"), digest=str(next(reads)), gaps=gaps)

    monkeypatch.setattr(data, "load_panel", load)
    panel = data.sets.__wrapped__()["panel"]
    stamps = iter(range(100))
    monkeypatch.setattr(panel, "_stamp", lambda: str(next(stamps)) if changing else "settled")
    with caplog.at_level(logging.WARNING):
        # The files change at every reading: none is kept.
        with pytest.raises(InvalidDataError):
            panel.get()
        assert next(reads) > 1
        assert (told, tags, caplog.messages) == ([], [], [])
        changing = False
        served = panel.get()
    assert told == [f"2026.11+{served.digest}"]
    assert tags == [served.digest.encode()]
    assert [message.partition(".")[0] for message in caplog.messages] == ["panel: done without"]
