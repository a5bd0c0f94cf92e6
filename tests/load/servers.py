"""Servers of this project, started for a measure, and what the system says about them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import urlopen

__all__ = [
    "PROJECT",
    "Server",
    "cpu_seconds",
    "free_port",
    "resident_kb",
    "serve",
    "serve_several",
    "stopped",
    "wait_until_healthy",
]

PROJECT: Final = Path(__file__).resolve().parents[2]

_START: Final = 90.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it is, and its process."""

    address: str
    pid: int
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.address.rsplit(":", 1)[1])


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serve_several(
    app: str,
    count: int,
    *,
    folder: Path = PROJECT,
    log: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[list[Server]]:
    """Run several servers of the project that is in `folder`, started at the same time; for the rest as `serve`."""
    base = (settings or {}).get("STREAMLIT_SERVER_BASE_URL_PATH", "")
    with ExitStack() as stack:
        servers = [stack.enter_context(_start(app, folder, log, settings)) for _ in range(count)]
        for server in servers:
            wait_until_healthy(f"{server.address}/{base}", server.process)
        yield servers


@contextmanager
def serve(app: str, *, log: Path | None = None, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Run ``streamlit run <app>`` on a free port of this machine, until the end of the block.

    Parameters
    ----------
    app
        An ASGI file, from the root of the project: ``app.py``, ``tests/bench/rivals/serve_floor.py``.
    log
        Where its output goes; nowhere if None.
    settings
        Environment variables.
    """
    with serve_several(app, 1, log=log, settings=settings) as servers:
        yield servers[0]


@contextmanager
def _start(app: str, folder: Path, log: Path | None, settings: Mapping[str, str] | None) -> Iterator[Server]:
    port = free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    environment = {**os.environ, "PYTHONPATH": str(folder), **(settings or {})}
    with (log or Path(os.devnull)).open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", app, *options],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    with stopped(process):
        yield Server(f"http://127.0.0.1:{port}", process.pid, process)


@contextmanager
def stopped(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Stop a process at the end of the block, whatever happens in it."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server says that it is well.

    Raises
    ------
    RuntimeError
        If it ends, or does not answer in time.
    """
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{address.rstrip('/')}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The server at {address} did not start (exit code {process.poll()}).")


def cpu_seconds(pid: int) -> float:
    """Return the processor time of all threads of a process, or NaN where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kb(pid: int) -> float:
    """Return the memory that a process holds, in kB of 1,024 bytes, or NaN where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return float("nan")
    return next((float(line.split()[1]) for line in lines if line.startswith("VmRSS:")), float("nan"))
