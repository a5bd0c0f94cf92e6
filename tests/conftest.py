"""What several folders of tests need: the published panel, and a copy of the data that a test may spoil."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.load import load_panel
from geo.model import Panel
from geo.schema import DATA_DIR

# lxml is there for the tests alone, and openpyxl would write with it: other errors than those of the server.
os.environ["OPENPYXL_LXML"] = "False"

Rows = list[list[str]]


class DataCopy:
    """A copy of `data/`, beside which a build writes its `docs/`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        shutil.copytree(DATA_DIR, path)

    def source(self, file: str) -> Path:
        return self.path / "source" / file

    def rewrite(self, file: str, change: Callable[[Rows], Rows]) -> None:
        """Replace the rows of a curated table, header included; bytes that are not UTF-8 stay as they are."""
        text = self.source(file).read_bytes().decode("utf-8-sig", errors="surrogateescape")
        rows = change(list(csv.reader(io.StringIO(text, newline=""), delimiter=";")))
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=";", lineterminator="\n").writerows(rows)
        self.source(file).write_bytes(("\ufeff" + written.getvalue()).encode("utf-8", errors="surrogateescape"))

    def set_cell(self, file: str, row: int, column: str, value: str) -> None:
        """Write one cell; rows are numbered as a spreadsheet does, 1 being the header."""

        def change(rows: Rows) -> Rows:
            rows[row - 1][rows[0].index(column)] = value
            return rows

        self.rewrite(file, change)

    def content(self) -> dict[str, bytes]:
        """Return every file of the copy, and of what was built beside it."""
        root = self.path.parent
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture(scope="session")
def panel() -> Panel:
    return load_panel()


@pytest.fixture
def data_copy(tmp_path: Path) -> DataCopy:
    return DataCopy(tmp_path / "project" / "data")
