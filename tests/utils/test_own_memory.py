"""Lists of visitors: kept for as long as their tab is open, reached by whoever holds their address, never on disk."""

from __future__ import annotations

import gc
import io
from types import SimpleNamespace

import pytest
from starlette.formparsers import MultiPartParser
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from geo.lists.located import LocatedList
from geo.lists.read import MAX_BYTES
from utils import own_memory


class Located(LocatedList):
    """Stands for a list: nothing here looks inside."""

    def __init__(self) -> None:
        pass


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> set[str | None]:
    """Sessions whose tab is open; holding starts no thread."""
    open_tabs: set[str | None] = set()
    monkeypatch.setattr(own_memory, "_is_here", lambda session: session in open_tabs)
    return open_tabs


def hold(session: str) -> own_memory.Box:
    box = own_memory.hold(Located())
    box.session_id = session
    return box


def test_a_list_is_found_by_its_address_while_its_tab_is_open(here: set[str | None]) -> None:
    here.add("a")
    box = hold("a")
    assert own_memory.find(box.key) is box.content is not None
    here.clear()
    assert own_memory.find(box.key) is None


def test_addresses_cannot_be_guessed(here: set[str | None]) -> None:
    keys = {hold("a").key for _ in range(50)}
    assert len(keys) == 50
    assert min(len(key) for key in keys) >= 24
    assert own_memory.find("inconnu") is None


def test_a_list_goes_with_its_session(here: set[str | None]) -> None:
    here.add("a")
    key = hold("a").key
    gc.collect()
    assert own_memory.find(key) is None


def test_a_list_is_let_go_of_once_its_tab_has_been_closed_for_long_enough(here: set[str | None]) -> None:
    box = hold("a")
    box.aside["reponses"] = ["12 rue X"]
    own_memory.sweep(1000.0, lambda session: False)
    own_memory.sweep(1000.0 + own_memory.PATIENCE - 1, lambda session: False)
    assert box.content is not None
    assert box.aside
    own_memory.sweep(1000.0 + own_memory.PATIENCE, lambda session: False)
    assert box.content is None
    assert box.aside == {}


def test_a_tab_that_comes_back_in_time_finds_its_list(here: set[str | None]) -> None:
    box = hold("a")
    own_memory.sweep(1000.0, lambda session: False)
    own_memory.sweep(1060.0, lambda session: True)
    own_memory.sweep(1000.0 + own_memory.PATIENCE, lambda session: False)
    assert box.content is not None


def test_what_goes_with_a_list_goes_on_with_the_next_one(here: set[str | None]) -> None:
    first = own_memory.hold(Located())
    first.aside["reponses"] = ["12 rue X"]
    assert own_memory.hold(Located(), first).aside == {"reponses": ["12 rue X"]}
    assert own_memory.hold(Located()).aside == {}


def test_only_a_placed_list_is_served(here: set[str | None]) -> None:
    here.add(None)
    assert own_memory.find(own_memory.hold("autre chose").key) is None
    box = own_memory.hold(Located())
    assert own_memory.find(box.key) is box.content


def test_a_file_that_has_been_read_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    files = MemoryUploadedFileManager("/_stcore/upload_file")
    for number in ("1", "2"):
        files.add_file("a", UploadedFileRec(number, "liste.csv", "text/csv", b"nom\n"))
    monkeypatch.setattr(own_memory, "_session_id", lambda: "a")
    monkeypatch.setattr(own_memory.runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=files))
    (record,) = files.get_files("a", ["1"])
    own_memory.release(UploadedFile(record, FileURLs()))
    assert [left.file_id for left in files.get_files("a", ["1", "2"])] == ["2"]


def test_uploads_stay_in_memory() -> None:
    """Starlette would otherwise write what is over 1 MB to a temporary file."""
    assert MultiPartParser.spool_max_size > MAX_BYTES
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(max_size=MultiPartParser.spool_max_size) as upload:
        upload.write(bytes(MAX_BYTES))
        assert isinstance(upload._file, io.BytesIO)
