"""What travels between a page and its server, as the browser counts it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession

__all__ = ["Wire"]


class Wire:
    """Counts the bytes of a page from now on: messages of its websocket both ways, and answers to its requests.

    HTTP bytes are those on the wire, headers and compression included; those of the websocket are what its messages
    hold.
    """

    def __init__(self, session: CDPSession) -> None:
        self.websocket = 0
        self.http = 0.0
        session.on("Network.webSocketFrameReceived", self._add_message)
        session.on("Network.webSocketFrameSent", self._add_message)
        session.on("Network.loadingFinished", self._add_answer)
        session.send("Network.enable")

    def restart(self) -> None:
        """Count from zero again."""
        self.websocket, self.http = 0, 0.0

    def _add_message(self, event: dict[str, Any]) -> None:
        response = event["response"]
        data = response["payloadData"]
        # Binary messages come as base64.
        self.websocket += len(data.rstrip("=")) * 3 // 4 if response["opcode"] == 2 else len(data.encode())

    def _add_answer(self, event: dict[str, Any]) -> None:
        self.http += event["encodedDataLength"]
