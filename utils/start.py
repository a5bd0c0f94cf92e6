"""What is read before the server answers its first request, and what it tidies up while it serves."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from geo.errors import InvalidDataError
from utils import data, legal, log, shared_list

__all__ = ["lifespan"]

#: Seconds between two collections. A session that ends leaves an event loop of Streamlit's behind, of three open files,
#: which only a collection closes; no rerun ends with one here (`.streamlit/config.toml`). Left to itself Python came
#: to 400 files with six visitors at a time, and many systems allow 1,024.
COLLECTION_PERIOD: Final = 15.0


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
    await run_in_threadpool(_read)
    tidying = asyncio.create_task(_collect_now_and_then())
    yield
    tidying.cancel()
    with suppress(asyncio.CancelledError):
        await tidying


async def _collect_now_and_then() -> None:
    while True:
        await asyncio.sleep(COLLECTION_PERIOD)
        # Short: what is loaded for good is out of the sight of the collector.
        await run_in_threadpool(gc.collect)


def _read() -> None:
    # What every page needs; the other pages read the rest when they are first asked for.
    import folium  # noqa: F401

    legal.tell_what_is_missing()
    # What is wrong is logged where it is read.
    with suppress(InvalidDataError):
        data.map_files(data.panel())
        data.reference()
        shared_list.current()
    data.spare_the_collector()
