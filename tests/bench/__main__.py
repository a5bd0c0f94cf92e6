"""`python -m tests.bench`: starts the atlas and its rivals, measures them in turn, prints tables, writes the figures.

`ATLAS_BENCH_ROUNDS` and `ATLAS_BENCH_SIZES` (numbers of points, with commas) shorten it; the document is written only
where all sizes were measured.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.bench import document, geocode, report, switch
from tests.bench.contenders import PANEL, contenders, lay_out, without_layer
from tests.bench.measures import Entrant, change_in_turn, first_maps, interactive
from tests.bench.moves import cards, moves
from tests.bench.results import ATLAS, Results
from tests.bench.servers import ROOT
from tests.bench.targets import SIZES
from tests.browser.chromium import FLAGS, find_chromium

ROUNDS = int(os.environ.get("ATLAS_BENCH_ROUNDS", "12"))
FIGURES = ROOT / ".cache" / "bench.json"

#: Whose times are near each other, and so are measured in more rounds.
CLOSE = (ATLAS, "empty rerun", "st.map")

#: The sizes at which the rivals too are measured on a slow processor, and the pages are gone round.
ENDS = (PANEL, max(SIZES))

#: Visitors at once; the rivals stop at the number at which they no longer keep up.
CROWDS = {ATLAS: (1, 10, 50, 100), "empty rerun": (1, 50), "st.map": (1, 50), "naive folium": (1, 10)}
CROWD_SECONDS = 10.0


def main() -> None:
    """Run the bench."""
    wanted = os.environ.get("ATLAS_BENCH_SIZES", "")
    sizes = [int(size) for size in wanted.split(",")] if wanted else list(SIZES)
    without_layer()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        results = Results(_machine(browser))
        for size in sizes:
            measure_size(browser, size, Path(folder), results)
            # A long run that is stopped leaves what it has.
            results.write(FIGURES)
        browser.close()
        for size in [size for size in (PANEL, max(sizes)) if size in sizes]:
            measure_crowds(size, Path(folder), results)
    measure_geocoding(results)
    results.machine["minutes"] = round((time.monotonic() - began) / 60, 1)
    results.write(FIGURES)
    print(report.text(results))
    if results.sizes == list(SIZES):
        document.write(results)
    else:
        print("\ndocs/performance.md left as it was: it takes all sizes.")


def measure_size(browser: Browser, size: int, folder: Path, results: Results) -> None:
    """Measure every contender with so many points."""
    ground = lay_out(size, folder)
    every = contenders(ground)
    with ExitStack() as servers:
        entrants = []
        for contender in every:
            _say(f"{size:,} points: first maps, {contender.name}")
            server = servers.enter_context(contender.serve())
            try:
                visitor, maps = first_maps(browser, contender, server, visits=2 if contender.name == ATLAS else 1)
            except PlaywrightError:
                for question in ("cold", "change"):
                    results.add(question, size, contender.name, note="cannot: no map after 120 s")
                continue
            servers.callback(visitor.leave)
            if contender.name != "empty rerun":
                for question, values in maps.items():
                    results.add(question, size, contender.name, values)
            entrants.append(
                Entrant(contender, server, visitor, rounds=ROUNDS if contender.name in CLOSE else (ROUNDS + 1) // 2)
            )
        _say(f"{size:,} points: filter changes")
        change_in_turn(entrants, size, results)
        for entrant in entrants:
            _measure_rest(browser, entrant, size, results)


def _measure_rest(browser: Browser, entrant: Entrant, size: int, results: Results) -> None:
    contender, name = entrant.contender, entrant.contender.name
    if name == "empty rerun" or entrant.failed:
        return
    slow = entrant.values["change"][0] > 2000
    _say(f"{size:,} points: pan, zoom, card, slow processor, {name}")
    try:
        for question, values in moves(entrant.visitor, entrant.server, 1 if slow else 2).items():
            results.add(question, size, name, values)
    except PlaywrightError as error:
        for question in ("pan", "zoom"):
            results.add(question, size, name, note=f"cannot: {str(error).splitlines()[0]}")
    try:
        if times := cards(entrant.visitor, contender, size != PANEL, 1 if slow else 4):
            results.add("card", size, name, times)
    except PlaywrightError as error:
        results.add("card", size, name, note=f"cannot: {str(error).splitlines()[0]}")
    if name != ATLAS and size not in ENDS:
        return
    try:
        results.add("interactive", size, name, [interactive(browser, contender, entrant.server)])
    except PlaywrightError:
        results.add("interactive", size, name, note="> 60 s: no map within a minute")
    if name == ATLAS and size in ENDS:
        _say(f"{size:,} points: page switch")
        steps = switch.measure(browser, entrant.server.address, rounds=2)
        results.pages += [{"size": size, **asdict(step)} for step in steps]


def measure_crowds(size: int, folder: Path, results: Results) -> None:
    """Measure many visitors at once, with so many points."""
    if find_spec("tests.load") is None:
        return
    from tests.bench.sessions import crowd

    ground = lay_out(size, Path(tempfile.mkdtemp(dir=folder)))
    for contender in contenders(ground):
        numbers = CROWDS.get(contender.name, ()) if size == PANEL else (1, 50) if contender.name == ATLAS else ()
        for sessions in numbers:
            _say(f"{size:,} points: {sessions} visitors at once, {contender.name}")
            results.sessions.append(crowd(contender, size, sessions, CROWD_SECONDS))


def measure_geocoding(results: Results) -> None:
    """Time the offline geocoder beside a merge."""
    _say("offline geocoding")
    for one in geocode.run():
        results.geocoding.append({"name": one.name, **one.milliseconds(), "times": one.times})


def _machine(browser: Browser) -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "Python": platform.python_version(),
        "Chromium": browser.version,
    }


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
