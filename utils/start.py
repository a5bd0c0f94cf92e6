"""What is read before the server answers its first request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool

from utils import shared_list

__all__ = ["lifespan"]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Read the list of this deployment, if it has one; to be handed to ``st.App``.

    Not when `app.py` is imported: Streamlit and the tests import it for other ends than to serve. The server listens
    only once this is done: a replica is never healthy without its list.
    """
    await run_in_threadpool(shared_list.current)
    yield
