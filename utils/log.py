"""The log: one JSON object per line on standard error, which says which data was served and nothing about visitors.

An exception is logged by its type and where it was raised. What it says is left out: it may hold what somebody typed,
the name of their file or a row of their list. What the atlas itself finds wrong with its data is in the message.
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
from types import TracebackType
from typing import Any, Final

__all__ = ["JsonLines", "configure", "reference_of", "serving"]

#: Characters of a message, and of a trace, that are kept.
_LONGEST_MESSAGE: Final = 4_000
_LONGEST_TRACE: Final = 12_000

#: Loggers whose records are written by others' handlers, in others' formats.
_OTHERS: Final = ("streamlit", "uvicorn", "websockets")

#: Stays off, as Streamlit has it: addresses of visitors, what they search for, keys of their lists.
_ACCESS: Final = "uvicorn.access"

#: Line ends, controls and marks of direction of Unicode that JSON does not escape: a terminal would obey them.
_UNSAFE: Final = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

_ADDRESS: Final = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b(?::\d+)?|\[?\b(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}\b\]?"
)

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


def _message(record: logging.LogRecord) -> str:
    try:
        text = record.getMessage()
    except (TypeError, ValueError):
        text = str(record.msg)
    if record.name == "asyncio":
        # The lines below show the objects at hand, whatever they hold.
        text = text.partition("\n")[0]
    return _ADDRESS.sub("adresse", text)[:_LONGEST_MESSAGE]


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


def configure(level: int = logging.INFO) -> None:
    """Make every logger of the process write lines of JSON to standard error; doing it again changes nothing."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
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
