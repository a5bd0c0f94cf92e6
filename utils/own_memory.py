"""Where what visitors bring is kept: in memory, until a little after their tab is closed, and never on disk.

The session of a visitor holds a `Box` around each such thing; this module only knows which boxes there are. Streamlit
keeps the session of a closed tab until that of another one ends, so a box is emptied here once its tab has been closed
for `PATIENCE` seconds, in which a lost connection may come back.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from starlette.formparsers import MultiPartParser
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.lists.limits import MAX_BYTES
from geo.lists.located import LocatedList

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = ["PATIENCE", "Box", "find", "hold", "release", "sweep"]

#: For how long a list waits for its tab to come back, in seconds.
PATIENCE: Final = 120.0

#: Seconds from one look at who has left to the next. A list is gone after `PATIENCE` and two rounds at most: the legal
#: notices and the page « Importer » say three minutes.
_ROUND: Final = 30.0

# Else an upload of more than 1 MB goes through a temporary file on disk.
MultiPartParser.spool_max_size = MAX_BYTES + 2**20


class Box:
    """Something that a visitor brought, until they leave.

    Parameters
    ----------
    content
        A list, placed or only read, or what is wrong with a file; None once it has been let go of.
    aside
        What goes with it and is let go of with it, by name: answers of the address service, work under way.
    session_id
        Session whose visitor it belongs to; None outside a server, where nobody leaves.
    """

    __slots__ = ("__weakref__", "aside", "content", "key", "missed_since", "session_id")

    def __init__(self, content: object, aside: dict[str, Any], session_id: str | None) -> None:
        self.key: Final = secrets.token_urlsafe(18)
        self.content: object = content
        self.aside = aside
        self.session_id = session_id
        self.missed_since: float | None = None


_boxes: WeakValueDictionary[str, Box] = WeakValueDictionary()
_sweeping = threading.Lock()


def hold(content: object, before: Box | None = None) -> Box:
    """Put something in a box for the session that runs, and give it an address of 144 random bits.

    Parameters
    ----------
    content
        What the visitor brought.
    before
        The box that this one replaces, whose `aside` it takes over.
    """
    box = Box(content, before.aside if before else {}, _session_id())
    _boxes[box.key] = box
    if box.session_id is not None and _sweeping.acquire(blocking=False):
        threading.Thread(target=_sweep_for_ever, name="atlas-lists", daemon=True).start()
    return box


def find(key: str) -> LocatedList | None:
    """Return the placed list of that address, or None where there is none or its visitor has left."""
    box = _boxes.get(key)
    content = box.content if box is not None and _is_here(box.session_id) else None
    return content if isinstance(content, LocatedList) else None


def sweep(now: float, is_here: Callable[[str | None], bool]) -> None:
    """Empty the boxes of the visitors who left more than `PATIENCE` ago.

    Parameters
    ----------
    now
        In seconds, from any origin.
    is_here
        Whether the tab of a session is open.
    """
    for box in list(_boxes.values()):
        if is_here(box.session_id):
            box.missed_since = None
        elif box.missed_since is None:
            box.missed_since = now
        elif now - box.missed_since >= PATIENCE:
            box.content = None
            box.aside.clear()
            _boxes.pop(box.key, None)


def release(upload: UploadedFile) -> None:
    """Let Streamlit go of a file that has been read: it would keep it for as long as the session."""
    session_id = _session_id()
    files = runtime.get_instance().uploaded_file_mgr if session_id is not None else None
    if session_id is not None and isinstance(files, MemoryUploadedFileManager):
        files.remove_file(session_id, upload.file_id)


def _session_id() -> str | None:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context and runtime.exists() else None


def _is_here(session_id: str | None) -> bool:
    return session_id is None or (runtime.exists() and runtime.get_instance().is_active_session(session_id))


def _sweep_for_ever() -> None:
    while True:
        time.sleep(_ROUND)
        sweep(time.monotonic(), _is_here)
