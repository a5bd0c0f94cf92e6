"""What is done before the server answers its first request: data read, log set up, files allowed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from geo.errors import InvalidDataError
from utils import data, legal, log, shared_list

__all__ = ["lifespan"]

#: Files that the process may have open, where the system lets it say so: many start at 1,024. A session of Streamlit's
#: has four (its event loop and its connection), and the last 128 that ended keep three for two minutes.
OPEN_FILES: Final = 8_192

_LOGGER: Final = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Read the data, and the list of this deployment if it has one; to be handed to ``st.App``.

    Not when `app.py` is imported: Streamlit and the tests import it for other ends than to serve. The server listens
    only once this is done: a replica is never healthy without its list, nor slow for its first visitor. On a machine
    of one's own the first map comes no later for it: somebody has to read the data.

    Data that cannot be read does not keep the server from starting: its pages say what is wrong, and it reads the data
    as soon as it is mended.
    """
    log.configure()
    _allow_files()
    await run_in_threadpool(_read)
    yield


def _allow_files() -> None:
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _read() -> None:
    # What every page needs; the other pages read the rest when they are first asked for.
    import folium  # noqa: F401

    legal.tell_what_is_missing()
    try:
        data.map_files(data.panel())
        data.reference()
        shared_list.current()
    except InvalidDataError:
        # Logged where it was read.
        pass
    except Exception:
        # Each page tries again, and says what it cannot show.
        _LOGGER.exception("not ready before the first visitor")
    data.spare_the_collector()
