"""The soak itself: it stays within bounds, and sees a page that raises, a leak, an error and a server that is gone."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.load.servers import PROJECT
from tests.soak.__main__ import arguments, report
from tests.soak.addresses import page_address, route_address
from tests.soak.findings import FILES_BOUND, MEMORY_BOUND_KB, Findings, Sample, growth, judge
from tests.soak.run import LONGEST, Crowd, soak


@pytest.mark.parametrize("seconds", [0.0, -1.0, LONGEST + 1])
def test_a_soak_is_bounded(seconds: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at most 3600"):
        soak(seconds, 1, tmp_path / "log.txt")
    with pytest.raises(SystemExit):
        arguments([str(seconds)])


def test_a_crowd_is_bounded() -> None:
    with pytest.raises(ValueError, match="from 0 to 20"):
        Crowd(dialogues=21)


def test_the_same_seed_asks_for_the_same_addresses() -> None:
    def asked(seed: int) -> list[str]:
        random = Random(seed)
        return [make(random) for make in (page_address, route_address) for _ in range(200)]

    assert asked(7) == asked(7) != asked(8)
    # Nothing that would make the map ask the IGN for its tiles.
    assert not any("plan=" in address for address in asked(7))
    assert all(address.isascii() and not address.startswith("/") for address in asked(7))


def samples(*memory_mb: float) -> list[Sample]:
    return [Sample(float(at), value * 1024, 20, 40, 3) for at, value in enumerate(memory_mb)]


def test_growth_is_from_the_first_to_the_last_third() -> None:
    # One peak is not growth.
    assert growth(samples(100, 100, 100, 900, 100, 100, 100, 100, 100), "memory_kb") == 0
    assert growth(samples(100, 110, 120, 130, 140, 150, 160, 170, 180), "memory_kb") == 60 * 1024


def test_growth_beyond_the_bound_is_a_fault() -> None:
    bound = MEMORY_BOUND_KB / 1024
    for grown, faults in ((bound - 1, 0), (bound + 1, 1)):
        findings = Findings(samples=samples(*[100] * 3, *[100 + grown] * 6))
        findings.did("someone", "filter change")
        judge(findings)
        assert len(findings.faults) == faults
    assert "memory_kb grew" in findings.faults[0]


@pytest.mark.parametrize(("beyond", "faults"), [(0, 0), (1, 1)])
def test_files_that_belong_to_no_session_are_a_fault(beyond: int, faults: int) -> None:
    # 128 sessions that have ended keep three each, five open ones have four.
    files = 3 * 128 + 4 * 5 + FILES_BOUND + beyond
    findings = Findings(samples=[Sample(1.0, 100.0, 20, files, 5), Sample(2.0, 100.0, 20, 40, 5)])
    findings.did("visitor", "filter change")
    judge(findings)
    assert len(findings.faults) == faults
    assert all("belong to no session" in fault for fault in findings.faults)


def test_a_soak_in_which_nothing_was_done_is_a_fault() -> None:
    findings = Findings(samples=samples(100, 100, 100))
    judge(findings)
    assert "nothing was done" in findings.faults[0]


@pytest.mark.parametrize(
    ("line", "faulty"),
    [
        ("Traceback (most recent call last):", True),
        ('{"niveau": "ERROR", "message": "…"}', True),
        ("2026-11-23 07:00:00.000 Uncaught app execution\nTraceback (most recent call last):", True),
        ('INFO:     127.0.0.1:1 - "GET /api/v1/ptce.csv HTTP/1.1" 200 OK', False),
        ("  You can now view your Streamlit app in your browser.", False),
    ],
)
def test_faulty_lines_of_the_log_are_faults(line: str, faulty: bool, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text(f"first\n{line}\nlast\n", encoding="utf-8")
    findings = Findings()
    findings.read_log(log)
    assert bool(findings.faults) is faulty


def test_a_fault_says_what_was_done_before_it() -> None:
    findings = Findings()
    for rank in range(100):
        findings.did("1 browser 0", "click", f"number {rank}")
    findings.did("1 browser 1", "click", "of somebody else")
    findings.fault("1 browser 0", "uncaught: x is not defined")
    text = report(Findings(findings.faults, findings.done, samples(1, 1, 1)))
    assert "FAULT 1 browser 0: uncaught: x is not defined" in text
    assert "number 99" in text
    assert "number 3\n" not in text
    assert "somebody else" not in text


# --- On real servers


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the server runs, to be broken."""
    target = tmp_path / "projet"
    for name in ("pages", "geo", "utils", "data", ".streamlit"):
        shutil.copytree(PROJECT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "app.py", target)
    return target


def plant(project: Path, line: str) -> None:
    """Add a line to what every rerun of the map page runs."""
    page = project / "pages" / "carte.py"
    page.write_text(page.read_text(encoding="utf-8") + line, encoding="utf-8")


def test_a_page_that_raises_now_and_then_is_found(project: Path, tmp_path: Path) -> None:
    plant(project, "\nif int(kept.sum()) < 3:\n    raise RuntimeError('planted')\n")
    findings = soak(4, 1, tmp_path / "log.txt", crowd=Crowd(2, 0, 0), folder=project)
    assert any("planted" in fault and "Traceback" in fault for fault in findings.faults)


def test_what_every_rerun_keeps_is_found(project: Path, tmp_path: Path) -> None:
    plant(project, "\nimport sys\nsys.__dict__.setdefault('kept', []).append(b'x' * (16 << 20))\n")
    findings = soak(8, 1, tmp_path / "log.txt", crowd=Crowd(2, 0, 0), folder=project)
    assert any("memory_kb grew" in fault for fault in findings.faults)


def test_an_error_of_the_server_is_found(project: Path, tmp_path: Path) -> None:
    route = project / "utils" / "web" / "own_files.py"
    text = route.read_text(encoding="utf-8")
    route.write_text(
        text.replace("def _gone() -> Response:\n", "def _gone() -> Response:\n    1 / 0\n"), encoding="utf-8"
    )
    findings = soak(4, 1, tmp_path / "log.txt", crowd=Crowd(0, 2, 0), folder=project)
    assert any("status 500: /atlas/liste/" in fault for fault in findings.faults)


@pytest.mark.browser
def test_half_a_minute_of_everything_holds(tmp_path: Path) -> None:
    findings = soak(30, 20261123, tmp_path / "log.txt", crowd=Crowd(2, 1, 1))
    assert findings.faults == [], report(findings)
    assert {"filter change", "session", "answer 2xx"} <= set(findings.done)
