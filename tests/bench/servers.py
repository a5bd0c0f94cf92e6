"""Starts the servers that are measured, and reads what their processes have used."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

__all__ = ["ROOT", "Server", "serve", "serve_folder"]

ROOT = Path(__file__).resolve().parents[2]

_PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers, and its process."""

    address: str
    pid: int
    #: When it was started, as `time.perf_counter` tells it.
    started: float

    def cpu_ms(self) -> float:
        """Return the processor time of the process since it started, all its threads; NaN where it cannot be read."""
        try:
            # The clock of another process, as clock_getcpuclockid gives it: in nanoseconds, where /proc counts ticks.
            return time.clock_gettime((~self.pid << 3) | 2) * 1000
        except (AttributeError, OSError):
            return float("nan")

    def memory_mb(self) -> float:
        """Return the memory that the process holds, in MB; NaN where the system does not say."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        except OSError:
            return float("nan")
        return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS"))


@contextmanager
def serve(app: str, **settings: str) -> Iterator[Server]:
    """Run Streamlit on an ASGI file of the project; `settings` are variables of its environment."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    yield from _run(command, f"http://localhost:{port}", "/_stcore/health", environment)


@contextmanager
def serve_folder(folder: Path) -> Iterator[Server]:
    """Serve files as they are."""
    port = _free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "localhost", "--directory", str(folder)]
    yield from _run(command, f"http://localhost:{port}", "/", dict(os.environ))


def _run(command: list[str], address: str, health: str, environment: dict[str, str]) -> Iterator[Server]:
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_up(address + health, process)
        yield Server(address, process.pid, started)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"{address} does not answer (exit code {process.poll()})")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
