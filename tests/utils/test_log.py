"""The log: lines of JSON that say which data was served and hold nothing of visitors."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import time
import traceback
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


ADDRESSES = (
    "192.168.1.12:54321", "192.168.1.12", "2001:db8::8a2e:370:7334", "::ffff:10.0.0.1", "::ffff:10.0.0.1:443",
    "2a01::5", "fe80::1", "fe80::1%eth0", "[2a01::5]:52960", "[fe80::1]", "::1", "::1:52960",
    "2001:db8:1:2:3:4:5:6:52960",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "form", ["{} left", "from {}", "from {}: left", "from {}.", "client={}, left", "client:{}", "({})"]
)
def test_addresses_of_visitors_are_left_out(address: str, form: str) -> None:
    assert json.loads(written("%s", form.format(address)))["message"] == form.format("adresse")


def test_an_address_is_found_behind_what_could_be_part_of_one() -> None:
    assert json.loads(written("add:192.0.2.1 1.2.3.4%20x 192.0.2.1_x"))["message"] == "add:adresse adresse adresse_x"


@pytest.mark.parametrize(
    "text",
    [
        "12:30:45, version 2026.11", "12:30:45:99", "3.11.7.1.2", "300.1.2.3", "std::vector", "00:1a:2b:3c:4d:5e",
        "http://[::]:8501", "utils/log.py:12: déjà", "2026-11-23T11:12:09.123+00:00", "1:2:3:4:5:6:7:8:9:10",
    ],
)  # fmt: skip
def test_a_time_or_a_version_is_no_address(text: str) -> None:
    assert json.loads(written("%s", text))["message"] == text


@pytest.mark.parametrize("text", [":" * 200_000 + "g", "[:" * 100_000, "1.1." * 50_000, "a" * 200_000, "1:" * 100_000])
def test_no_message_takes_long_to_look_through(text: str) -> None:
    before = time.process_time()
    written("%s", text)
    assert time.process_time() - before < 1


def test_long_messages_are_cut_and_bad_formats_do_not_lose_the_line() -> None:
    assert len(written("x" * 100_000)) < 5_000
    assert json.loads(written("%d lignes", "soixante"))["message"] == "%d lignes"


def test_what_objects_asyncio_was_handling_is_left_out() -> None:
    text = written("Task exception was never retrieved\nfuture: <Task exception=ValueError('Dupont')>", name="asyncio")
    assert json.loads(text)["message"] == "Task exception was never retrieved"


def test_headers_of_a_connection_that_was_refused_are_left_out() -> None:
    text = "Rejecting WebSocket connection with disallowed Origin or Host header: origin=%s, host=%s"
    message = json.loads(written(text, "https://jean.dupont.fr/?q=secret", "x", name="streamlit.web"))["message"]
    assert message == "Rejecting WebSocket connection with disallowed Origin or Host header"


def failed_start(text: str) -> str:
    """What uvicorn writes when the application raises as it starts."""
    try:
        try:
            raise KeyError("the first cause")
        except KeyError as cause:
            raise ValueError(text) from cause
    except ValueError:
        return traceback.format_exc()


@pytest.mark.parametrize(
    "said", ["", "Jean Dupont", 'Dupont\n  File "/Dupont", line 1, in Dupont\nDupont: x\nTraceback']
)
@pytest.mark.parametrize("before", ["", "Start failed\n"])
def test_a_traceback_in_a_message_says_where_and_not_what(said: str, before: str) -> None:
    message = json.loads(written(before + failed_start(said), name="uvicorn.error"))["message"]
    first = before.strip() or "Traceback (most recent call last):"
    assert re.fullmatch(re.escape(first) + r" test_log\.py, line \d+, in failed_start KeyError", message)


def test_what_an_exception_says_is_never_taken_for_its_type() -> None:
    text = 'Traceback (most recent call last):\n  File "/srv/a.py", line 1, in f\n    f()\nJean Dupont: x'
    assert json.loads(written(text))["message"] == "Traceback (most recent call last): a.py, line 1, in f"
    group = "  + Exception Group Traceback (most recent call last):\n  | File\n  | Dupont"
    assert json.loads(written(group))["message"] == "  + Exception Group Traceback (most recent call last):"


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


#: What the servers write of a connection, by loggers made before and after the log was set up.
CONNECTIONS = """
import logging
early = logging.getLogger("uvicorn.error")
from utils import log
log.configure(logging.DEBUG)
for logger in (early, logging.getLogger("websockets.server"), logging.getLogger("uvicorn.later")):
    logger.setLevel(5)
    logger.info('%s - "WebSocket %s" [accepted]', "::1:52960", "/_stcore/stream?region=dupont")
    logger.info('%s - "WebSocket %s" 403', "Dupont:0", "/nothing/jean.dupont%40x.fr?q=foo")
    logger.info('%s - "WebSocket %s" %d', "Dupont:0", "/dupont", 404)
    logger.info("connection open")
    logger.info("connection rejected (%d %s)", 403, "Dupont")
    logger.info("connection closed")
    logger.debug("> GET %s HTTP/1.1", "/dupont")
    logger.log(5, "%s:%d - HTTP connection made", "Dupont", 0)
    logger.info("%d formats", "bad")
logging.getLogger("uvicorn.access").setLevel(logging.INFO)
logging.getLogger("uvicorn.access").propagate = True
logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', "Dupont:0", "GET", "/dupont", "1.1", 200)
early.info("Uvicorn running")
early.error("ASGI callable returned without sending handshake.")
logging.getLogger("utils.web").debug("connection open")
"""


def test_no_connection_is_logged_whenever_its_logger_was_made() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CONNECTIONS], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "upont" not in done.stderr
    assert [json.loads(line)["message"] for line in done.stderr.splitlines()] == [
        *["%d formats"] * 3,
        "Uvicorn running",
        "ASGI callable returned without sending handshake.",
        "connection open",
    ]
