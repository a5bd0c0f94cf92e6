"""The log: lines of JSON that say which data was served and hold nothing of visitors."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from utils import log

PROJECT = Path(__file__).resolve().parents[2]


def written(message: str, *arguments: object, name: str = "atlas", error: BaseException | None = None) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, exc_info)
    return log.JsonLines().format(record)


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def test_a_line_says_when_what_and_which_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(log._served, "data", "")
    log.serving("2026.11+abc")
    line = json.loads(written("%s lignes", 74))
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "ERROR", "logger": "atlas", "message": "74 lignes", "data": "2026.11+abc"}


def test_controls_line_ends_and_marks_of_direction_stay_on_one_line() -> None:
    hostile = "a\r\nb\x00\x1b[31m\x85\u2028\u2029\u202e\ufeff\x9b é"
    line = written("%s", hostile)
    assert not [c for c in line if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029\u202e\ufeff"]
    assert json.loads(line)["message"] == hostile
    assert "é" in line


def test_a_trace_says_where_and_not_what() -> None:
    error = raised(KeyError("Jeanne Dupont, 12 rue des Lilas"), raised(ValueError("liste-secrete.csv")))
    line = written("failed", error=error)
    assert "Dupont" not in line.split('"trace"')[0]
    shown: dict[str, Any] = json.loads(line)
    # The first cause: what led to it is in the trace.
    assert shown["exception"] == "ValueError"
    assert shown["trace"].startswith("Traceback (most recent call last):\n")
    assert shown["trace"].rstrip().endswith("KeyError")
    assert "ValueError\nled to\n" in shown["trace"]
    # The lines of code are there, so only what the exceptions were given at run time can be told apart.
    given = "".join(["Mar", "tin"])
    assert "Martin" not in written("failed", error=raised(ValueError(given)))


def test_the_reference_of_an_error_is_the_same_everywhere() -> None:
    error = raised(ValueError())
    reference = log.reference_of(error)
    assert json.loads(written("x", error=error))["reference"] == reference
    assert log.reference_of(error) == reference != log.reference_of(raised(ValueError()))


@pytest.mark.parametrize("address", ["192.168.1.12:54321", "2001:db8::8a2e:370:7334", "::ffff:10.0.0.1"])
def test_addresses_of_visitors_are_left_out(address: str) -> None:
    message = json.loads(written("%s - connection closed", address))["message"]
    assert message.endswith("adresse - connection closed")
    assert not any(part in message for part in ("192", "db8", "10.0"))


def test_a_time_or_a_version_is_no_address() -> None:
    assert json.loads(written("12:30:45, version 2026.11"))["message"] == "12:30:45, version 2026.11"


def test_long_messages_are_cut_and_bad_formats_do_not_lose_the_line() -> None:
    assert len(written("x" * 100_000)) < 5_000
    assert json.loads(written("%d lignes", "soixante"))["message"] == "%d lignes"


def test_what_objects_asyncio_was_handling_is_left_out() -> None:
    text = written("Task exception was never retrieved\nfuture: <Task exception=ValueError('Dupont')>", name="asyncio")
    assert json.loads(text)["message"] == "Task exception was never retrieved"


#: Every way to the log, in a process configured as the server is.
SCRIPT = """
import logging, sys, threading, warnings
import streamlit.logger
before = streamlit.logger.get_logger("streamlit.before")
from utils import log
log.configure()
log.configure()
before.warning("one")
streamlit.logger.get_logger("streamlit.after").warning("two")
logging.getLogger("uvicorn.error").error("three")
logging.getLogger("uvicorn.access").setLevel(logging.INFO)
logging.getLogger("utils.data").info("four")
warnings.warn("five")
def fail(): raise ValueError("visiteur-" + str(6))
thread = threading.Thread(target=fail); thread.start(); thread.join()
fail()
"""


def test_every_logger_of_the_server_writes_one_line_of_json() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["message"] for line in lines[:4]] == ["one", "two", "three", "four"]
    assert "five" in lines[4]["message"]
    assert [line.get("exception") for line in lines[5:]] == ["ValueError", "ValueError"]
    assert "visiteur-6" not in done.stderr
