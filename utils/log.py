"""The log: one JSON object per line on standard error, which says which data was served and nothing about visitors.

An exception is logged by its type and where it was raised. What it says is left out: it may hold what somebody typed,
the name of their file or a row of their list. What the atlas itself finds wrong with its data is in the message.
No request is logged: its address holds what somebody looked for, and its headers whatever a caller writes there.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import threading
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Final

__all__ = ["JsonLines", "configure", "reference_of", "serving"]

#: Characters of a message, and of a trace, that are kept.
_LONGEST_MESSAGE: Final = 4_000
_LONGEST_TRACE: Final = 12_000

#: Loggers whose records are written by others' handlers, in others' formats.
_SERVERS: Final = ("uvicorn", "websockets")
_OTHERS: Final = ("streamlit", *_SERVERS)

#: Stays off, as Streamlit has it: addresses of visitors, what they search for, keys of their lists.
_ACCESS: Final = "uvicorn.access"

#: Line ends, controls and marks of direction of Unicode that JSON does not escape: a terminal would obey them.
_UNSAFE: Final = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

#: What may be an address of the network, in brackets or with a port or not; `ip_address` decides. What was looked at is
#: not looked at again (`++`), so a long line of colons takes no longer than any other.
_MAYBE_ADDRESS: Final = re.compile(
    r"\[[0-9a-fA-F:.]++(?:%\w++)?\](?::\d++)?|(?<![0-9A-Za-z])[0-9a-fA-F:.]++\w*+(?:%\w++)?"
)
#: The same within what is none as a whole: `add:192.0.2.1`.
_MAYBE_WITHIN: Final = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")

#: Records of uvicorn and of websockets about one connection: who, and the whole address that they asked for.
_CONNECTION: Final = re.compile(r'"WebSocket |^connection (?:open|closed|rejected)')

#: Streamlit then quotes headers as the caller wrote them.
_REFUSED_ORIGIN: Final = "Rejecting WebSocket connection"

_FRAME: Final = re.compile(r' +File "(?:[^"]*[/\\])?([^"/\\]*)", (line \d+, in \S+)')

_served: dict[str, str] = {"data": ""}


def serving(version: str) -> None:
    """Say which version of the data is served from now on: it is on every line."""
    _served["data"] = version


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON.

    `time` (UTC, ISO 8601), `level`, `logger`, `message`, `data` (version served), then, if there are any, `reference`
    (what the visitor was shown), `exception` (its type) and `trace`.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "data": _served["data"],
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["reference"] = reference_of(error)
            line["exception"] = type(_first_cause(error)).__name__
            line["trace"] = _trace(error)[-_LONGEST_TRACE:]
        text = json.dumps(line, ensure_ascii=False)
        return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def _message(record: logging.LogRecord) -> str:
    text = _text(record)
    if record.name == "asyncio":
        # The lines below show the objects at hand, whatever they hold.
        text = text.partition("\n")[0]
    elif text.startswith(_REFUSED_ORIGIN):
        text = text.partition(":")[0]
    elif "Traceback" in text:
        text = _where_and_what(text)
    return _MAYBE_ADDRESS.sub(_without_address, text)[:_LONGEST_MESSAGE]


def _where_and_what(text: str) -> str:
    """Return the first line of a message that holds a traceback, then where it was raised and the type of it.

    uvicorn writes so that a start failed. Only the first of several exceptions is looked at, up to its type: from there
    on any line may be part of what an exception says.
    """
    first, *lines = text.splitlines()
    if not first.startswith("Traceback"):
        lines = lines[next((i for i, line in enumerate(lines, 1) if line.startswith("Traceback")), len(lines)) :]
    place = kind = ""
    for line in lines:
        if not line.startswith(" "):
            kind = line.partition(":")[0]
            break
        frame = _FRAME.match(line)
        place = f"{frame[1]}, {frame[2]}" if frame else place
    # An exception that says nothing has no colon, and what is no name of a type is something that it says.
    parts = [place, kind if kind.replace(".", "").isidentifier() else ""]
    return " ".join([first, *filter(None, parts)])


def _without_address(found: re.Match[str]) -> str:
    text = found[0]
    # What follows is the end of a sentence, or introduces the next words.
    bare = text if text.endswith("::") else text.rstrip(".:")
    host, _, port = bare.rpartition(":")
    if _is_address(bare) or (port.isdecimal() and _is_address(host)):
        return "adresse" + text[len(bare) :]
    return _MAYBE_WITHIN.sub(lambda part: "adresse" if _is_address(part[0]) else part[0], text)


def _is_address(text: str) -> bool:
    name = text.strip("[]").partition("%")[0]
    try:
        ip_address(name)
    except ValueError:
        return False
    # « :: » is nobody's.
    return name != "::"


def _first_cause(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _trace(error: BaseException) -> str:
    """Return where the exception, and those that led to it, were raised; not what they say."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{type(current).__name__}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\nled to\n".join(reversed(parts))


def reference_of(error: BaseException) -> str:
    """Return the reference of an error: the same one in what a visitor is shown and on its line of the log."""
    reference: str | None = getattr(error, "atlas_reference", None)
    if reference is None:
        reference = secrets.token_hex(4)
        with suppress(AttributeError):
            error.atlas_reference = reference  # type: ignore[attr-defined]
    return reference


def _is_about_no_request(record: logging.LogRecord) -> bool:
    """Whether a record may be written: those of the servers about a connection or a request may not."""
    if record.name.partition(".")[0] not in _SERVERS:
        return True
    # Below INFO they write the requests themselves, headers included.
    return record.name != _ACCESS and record.levelno >= logging.INFO and not _CONNECTION.search(_text(record))


def configure(level: int = logging.INFO) -> None:
    """Make every logger of the process write lines of JSON to standard error; doing it again changes nothing."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    # Here, and not on the loggers: it holds for those made later too.
    handler.addFilter(_is_about_no_request)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in list(logging.Logger.manager.loggerDict):
        if name.partition(".")[0] in _OTHERS and name != _ACCESS:
            other = logging.getLogger(name)
            other.handlers.clear()
            other.propagate = True
    # Made later, a logger of Streamlit would get a handler of its own.
    _keep_to_the_root()
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda given: _uncaught(given.exc_type, given.exc_value, given.exc_traceback)


def _keep_to_the_root() -> None:
    from streamlit import logger as streamlit_logger

    def set_up(logger: logging.Logger) -> None:
        logger.propagate = True

    streamlit_logger.setup_formatter = set_up


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    logging.getLogger("atlas").critical("Uncaught exception", exc_info=(kind, error, trace))
