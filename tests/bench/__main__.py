"""`python -m tests.bench`: starts the atlas and its rivals, measures them in turn, prints a table."""

from __future__ import annotations

import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from geo.load import load_panel
from tests.bench import browser as script
from tests.bench import geocode, switch
from tests.browser.chromium import FLAGS, find_chromium

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("ATLAS_BENCH_ROUNDS", "12"))


@dataclass
class Rival:
    """One page to measure, and what was measured."""

    name: str
    app: str
    done: str
    expected: Callable[[int], int]
    page: Page | None = None
    session: CDPSession | None = None
    pid: int = 0
    times: list[float] = field(default_factory=list)
    payloads: list[int] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


@contextmanager
def serve(app: str) -> Iterator[tuple[str, int]]:
    """Start a server and yield its address and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        wait_for(f"{address}/_stcore/health")
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        try:
            urlopen(address).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(address)


def open_page(browser: Browser, address: str) -> tuple[Page, CDPSession]:
    """Open a page in a fresh context that refuses every other host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR", bypass_csp=True)
    context.add_init_script(script.COUNT_DRAWS)
    local = f"{address}/"
    context.route(lambda url: not url.startswith(local), lambda route: route.abort())
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    page.goto(address)
    return page, session


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process, or NaN where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def change(rival: Rival, clicks: int) -> None:
    """Click once on the filter and record how long it took and what travelled."""
    assert rival.page is not None
    assert rival.session is not None
    size = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal size
        payload = event["response"]["payloadData"]
        # Binary frames come as base64.
        size += len(payload) * 3 // 4 if event["response"]["opcode"] == 2 else len(payload)

    for event in ("Network.webSocketFrameReceived", "Network.webSocketFrameSent"):
        rival.session.on(event, count)
    before = cpu_seconds(rival.pid)
    rival.page.bring_to_front()
    try:
        elapsed = rival.page.evaluate(script.MEASURE, [rival.done, rival.expected(clicks)])
    except PlaywrightError as error:
        raise RuntimeError(f"{rival.name}, click {clicks}: {error}") from error
    # What follows the answer (end of run, new address) belongs to the change too.
    rival.page.wait_for_timeout(400)
    rival.times.append(elapsed)
    rival.payloads.append(size)
    rival.cpu.append((cpu_seconds(rival.pid) - before) * 1000)
    for event in ("Network.webSocketFrameReceived", "Network.webSocketFrameSent"):
        rival.session.remove_listener(event, count)


def first_visit(browser: Browser, total: int) -> dict[str, float]:
    """Measure from the start of the server to the first map in a fresh browser, then a second visitor."""
    start = time.perf_counter()
    with serve("app.py") as (address, _):
        answered = time.perf_counter() - start
        figures = {"server answers (s)": answered}
        for visitor, origin in (("cold", start), ("warm", None)):
            began = origin or time.perf_counter()
            size = 0.0
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR", bypass_csp=True)
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")

            def add(event: dict[str, Any]) -> None:
                nonlocal size
                size += event["encodedDataLength"]

            session.on("Network.loadingFinished", add)
            page.goto(address)
            page.wait_for_function(
                f"() => {{ try {{ const argument = {total}; {script.ATLAS_DONE} }} catch {{ return false; }} }}"
            )
            figures[f"first map, {visitor} server (s)"] = time.perf_counter() - began
            page.wait_for_timeout(500)
            figures[f"first visit, {visitor} server (kB)"] = size / 1000
            context.close()
    return figures


def main() -> None:
    """Run the bench."""
    panel = load_panel()
    poles = panel.poles[panel.in_panel]
    mainland = sum(code > "06" for code in poles["code_region"])
    culture = sum("Culture" in labels for labels in poles["secteurs"])
    rivals = [
        Rival("atlas", "app.py", script.ATLAS_DONE, lambda n: culture if n % 2 else mainland),
        Rival("atlas, answer", "app.py", script.ANSWER_DONE, lambda n: culture if n % 2 else len(poles)),
        Rival("empty rerun", "tests/bench/rivals/serve_floor.py", script.FLOOR_DONE, lambda n: n),
        Rival(
            "st.map",
            "tests/bench/rivals/serve_st_map.py",
            script.ST_MAP_DONE,
            lambda n: culture if n % 2 else len(poles),
        ),
        Rival(
            "naive", "tests/bench/rivals/serve_naive.py", script.NAIVE_DONE, lambda n: culture if n % 2 else len(poles)
        ),
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        visit = first_visit(browser, mainland)
        with ExitStack() as servers:
            for rival in rivals:
                address, rival.pid = servers.enter_context(serve(rival.app))
                rival.page, rival.session = open_page(browser, address)
            for rival in rivals:
                ready(rival)
            for clicks in range(1, ROUNDS + 3):
                for rival in rivals:
                    change(rival, clicks)
        with serve("app.py") as (address, _):
            switches = switch.measure(browser, address, rounds=max(3, ROUNDS // 4))
        browser.close()
    report(rivals, visit, switches, len(poles))
    print()
    geocode.main()


def ready(rival: Rival) -> None:
    """Wait until the page shows everything."""
    assert rival.page is not None
    done = (
        f"() => {{ try {{ const start = 0, argument = {rival.expected(0)}; {rival.done} }} catch {{ return false; }} }}"
    )
    rival.page.wait_for_function(done, timeout=60_000)
    rival.page.wait_for_timeout(1500)


def report(rivals: list[Rival], visit: dict[str, float], switches: list[switch.Switch], poles: int) -> None:
    """Print the table and keep the figures as JSON."""
    # The first two changes warm caches on both sides.
    kept = {rival.name: rival.times[2:] for rival in rivals}
    atlas = statistics.median(kept["atlas"])
    print(f"Filter change → on screen, {poles} poles, {ROUNDS} changes each, taken in turn ({platform.machine()})")
    print(f"{'':14}{'median':>9}{'p90':>9}{'atlas is':>12}{'ws kB':>9}{'CPU ms':>9}")
    rows = {}
    for rival in rivals:
        times = sorted(kept[rival.name])
        median = statistics.median(times)
        row = {
            "median_ms": median,
            "p90_ms": times[int(len(times) * 0.9)],
            "atlas_ratio": atlas / median,
            "websocket_kB": statistics.median(rival.payloads[2:]) / 1000,
            "server_cpu_ms": statistics.median(rival.cpu[2:]),
        }
        rows[rival.name] = row
        print(
            f"{rival.name:14}{row['median_ms']:7.0f}ms{row['p90_ms']:7.0f}ms{row['atlas_ratio']:10.2f} ×"
            f"{row['websocket_kB']:9.1f}{row['server_cpu_ms']:9.0f}"
        )
    print()
    for name, value in visit.items():
        print(f"{name:32}{value:9.2f}")
    print("\nPage switch → content")
    for step in switches:
        print(f"{step.name:16}{step.milliseconds:7.0f}ms{step.kilobytes:9.1f} kB received")
    target = ROOT / ".cache" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    figures = {"filter_change": rows, "first_visit": visit, "page_switch": [asdict(step) for step in switches]}
    target.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
