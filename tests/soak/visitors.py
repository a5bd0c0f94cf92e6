"""Visitors without a browser: they filter over a websocket, or ask for addresses."""

from __future__ import annotations

import asyncio
import time
from random import Random
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.load.visitor import LOST, Visitor, WrongAnswerError
from tests.soak.addresses import page_address, route_address
from tests.soak.findings import Findings

__all__ = ["ask", "filter_and_leave"]

_PATIENCE = 60.0


async def filter_and_leave(address: str, seed: str, end: float, findings: Findings) -> None:
    """Come, filter a few times, leave, again and again; every answer must be the right one."""
    random = Random(seed)
    while time.monotonic() < end:
        visitor = Visitor(address, seed=random.randrange(2**32))
        query = page_address(random).partition("?")[2] if random.random() < 0.3 else ""
        try:
            await visitor.open(query)
            findings.did(seed, "session", query)
            # Filters of the address would be in the answers too: those who come with some only look.
            for _ in range(0 if query else random.randint(1, 15)):
                if time.monotonic() > end:
                    break
                await visitor.change()
                findings.did(seed, "filter change")
                await asyncio.sleep(random.uniform(0, 0.5))
        except WrongAnswerError as error:
            findings.fault(seed, str(error))
        except LOST as error:
            findings.fault(seed, f"lost: {error!r}")
        finally:
            await visitor.close()
        await asyncio.sleep(random.uniform(0, 1))


async def ask(address: str, seed: str, end: float, findings: Findings) -> None:
    """Ask for files, exports and pages that exist or not: never an error of the server."""
    random = Random(seed)
    while time.monotonic() < end:
        path = route_address(random) if random.random() < 0.8 else page_address(random)
        status = await asyncio.to_thread(
            _status, f"{address.rstrip('/')}/{path}", random.choice(("GET", "GET", "HEAD"))
        )
        findings.did(seed, f"answer {status // 100}xx", path[:300])
        if not 200 <= status < 500:
            findings.fault(seed, f"status {status}: /{path[:600]}")
        await asyncio.sleep(random.uniform(0, 0.4))


def _status(url: str, method: str) -> int:
    try:
        with urlopen(Request(url, method=method), timeout=_PATIENCE) as answer:
            answer.read()
            status: int = answer.status
            return status
    except HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0
