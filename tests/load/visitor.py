"""One visitor: a websocket that says to the server what Streamlit's page in a browser says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from random import Random
from typing import Final
from urllib.parse import urlsplit
from urllib.request import Request, build_opener

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.load.dialogue import Atlas, Dialogue, recognise
from tests.load.loopback import check_loopback

__all__ = ["LOST", "PATIENCE", "Change", "Visitor", "WrongAnswerError"]

#: How long a visitor waits for an answer, in seconds: after that it is an error.
PATIENCE: Final = 30.0

#: What a visitor may meet when a server goes away.
LOST: Final = (OSError, TimeoutError, WebSocketException)

_XSRF: Final = "_streamlit_xsrf"


class WrongAnswerError(Exception):
    """The server has finished, and what was asked for has not come."""


@dataclass(frozen=True, slots=True)
class Change:
    """One filter change.

    Parameters
    ----------
    sent
        When it was asked for, in seconds of `time.perf_counter`.
    answered, finished
        Seconds until what was asked for had come, and until the server had finished.
    received
        Bytes that came over the websocket.
    """

    sent: float
    answered: float
    finished: float
    received: int


class Visitor:
    """A visitor of the page at `address`, such as ``http://127.0.0.1:8501/``.

    Parameters
    ----------
    address
        On this machine only.
    seed
        Of what it chooses.
    """

    def __init__(self, address: str, seed: int = 0) -> None:
        check_loopback(address)
        self.address = address.rstrip("/") + "/"
        self.random = Random(seed)
        self.cookies: SimpleCookie = SimpleCookie()
        self.query = ""
        self.session_id = ""
        self.page = ""
        self.connections = 0
        self.dialogue: Dialogue | None = None
        self.shown: list[ForwardMsg] = []
        self._socket: ClientConnection | None = None

    # --- Coming and going

    async def open(self, query: str = "") -> None:
        """Load the page: ask for it over HTTP, open the websocket, wait for the end of the first run."""
        self.query = query
        await self.connect()
        self.shown, _, _ = await self._run(self._rerun())
        self.dialogue = recognise(self.shown, self.random)

    async def come_back(self) -> None:
        """Connect again and ask for the page of the address, as the page in a browser does after a lost connection.

        Raises
        ------
        WrongAnswerError
            If what is shown then is not what was chosen before.
        """
        assert isinstance(self.dialogue, Atlas), "Only the atlas keeps what is chosen in its address."
        await self.connect()
        # Another server knows of no event yet.
        self.dialogue.expect(self.dialogue.now, turn=0)
        message = self._rerun()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.is_history_navigation = True
        await self._run(message)
        self._check()

    async def connect(self) -> None:
        """Open the websocket; a visitor who comes back names the session that they had, as the browser does."""
        await self.get("_stcore/health")
        await self.get("_stcore/host-config")
        token = self.cookies[_XSRF].value if _XSRF in self.cookies else "PLACEHOLDER_AUTH_TOKEN"
        words = ["streamlit", token, *([self.session_id] if self.session_id else [])]
        target = urlsplit(self.address)
        self._socket = await connect(
            f"ws://{target.netloc}{target.path}_stcore/stream",
            subprotocols=[Subprotocol(word) for word in words],
            origin=f"http://{target.netloc}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self._cookie_header()},
            compression=None,
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )
        if self._socket.response is not None:
            self._keep(self._socket.response.headers.get_all("Set-Cookie"))
        self.connections += 1

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()

    async def get(self, path: str) -> bytes:
        """Ask for a file by its path below the address, with the cookies of this visitor."""
        return await asyncio.to_thread(self._get, path)

    def _get(self, path: str) -> bytes:
        request = Request(self.address + path, headers={"Cookie": self._cookie_header()})
        with build_opener().open(request, timeout=PATIENCE) as answer:
            self._keep(answer.headers.get_all("Set-Cookie", []))
            body: bytes = answer.read()
        return body

    def _keep(self, cookies: Iterable[str]) -> None:
        for cookie in cookies:
            self.cookies.load(cookie)

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={morsel.coded_value}" for name, morsel in self.cookies.items())

    # --- Filtering

    async def change(self) -> Change:
        """Change the filters and wait for the answer.

        Raises
        ------
        WrongAnswerError
            If the run ended without what was asked for.
        """
        assert self.dialogue is not None, "Open the page first."
        message = self._rerun()
        message.rerun_script.widget_states.widgets.append(self.dialogue.next())
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = self.dialogue.widget.fragment
        sent = time.perf_counter()
        _, answered, received = await self._run(message)
        finished = time.perf_counter()
        self._check()
        return Change(sent, answered - sent, finished - sent, received)

    def _check(self) -> None:
        assert self.dialogue is not None, "Open the page first."
        if not self.dialogue.answered:
            raise WrongAnswerError(f"Asked for, not answered: {sorted(self.dialogue.waiting)}")

    def _rerun(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.context_info.locale = "fr-FR"
        message.rerun_script.context_info.timezone = "Europe/Paris"
        message.rerun_script.context_info.url = self.address
        message.rerun_script.widget_states.SetInParent()
        return message

    async def _run(self, message: BackMsg) -> tuple[list[ForwardMsg], float, int]:
        """Ask for a run; return its messages if the page is not known yet, when it was answered, and its bytes."""
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())
        kept: list[ForwardMsg] = []
        received, answered = 0, 0.0
        async with asyncio.timeout(PATIENCE):
            while True:
                data = await self._socket.recv(decode=False)
                received += len(data)
                heard = ForwardMsg.FromString(data)
                kind = heard.WhichOneof("type")
                if self.dialogue is None:
                    kept.append(heard)
                elif not answered:
                    self.dialogue.hear(data, heard)
                    answered = time.perf_counter() if self.dialogue.answered else 0.0
                if kind == "script_finished" and heard.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return kept, answered, received
                self._note(kind, heard)

    def _note(self, kind: str | None, heard: ForwardMsg) -> None:
        if kind == "new_session":
            self.session_id = heard.new_session.initialize.session_id
        elif kind == "navigation":
            self.page = heard.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = heard.page_info_changed.query_string
