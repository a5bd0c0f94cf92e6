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
from tests.bench.contenders import PANEL, Contender, contenders, lay_out, without_layer
from tests.bench.measures import LIMIT, Entrant, change_in_turn, first_maps, interactive
from tests.bench.moves import cards, moves
from tests.bench.results import ATLAS, Results
from tests.bench.servers import ROOT
from tests.bench.targets import SIZES
from tests.browser.chromium import FLAGS, find_chromium

ROUNDS = int(os.environ.get("ATLAS_BENCH_ROUNDS", "12"))
FIGURES = ROOT / ".cache" / "bench.json"

#: Whose times are near each other, and so are measured in more rounds.
FLOOR = "empty rerun"
CLOSE = (ATLAS, FLOOR, "st.map")

#: Its page reports every move of thousands of markers: from that size on it would slow the others down.
NAIVE, HEAVY_SIZE = "naive folium", 10_000

#: No name but this machine's is found. Playwright's own way to refuse a host takes every request through this program,
#: which would slow down whoever asks for something over HTTP.
NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"

#: Seconds for what takes a browser; beyond, what is left of the less important questions is left out, and said to be.
#: Twenty minutes in all: a naive page of 10,000 points takes its time.
BUDGET = 9 * 60

#: The sizes at which the rivals too are measured on a slow processor, and the pages are gone round.
ENDS = (PANEL, max(SIZES))

#: Visitors at once, and for how many seconds they filter.
CROWDS = {ATLAS: (1, 10, 50, 100), FLOOR: (1, 50), "st.map": (1, 50), NAIVE: (1, 10)}
CROWD_SECONDS = 10.0


def main() -> None:
    """Run the bench."""
    wanted = os.environ.get("ATLAS_BENCH_SIZES", "")
    sizes = [int(size) for size in wanted.split(",")] if wanted else list(SIZES)
    without_layer()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        # Playwright's loop counts as running in this thread while it lives: the crowds, which have one, come after.
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, NO_OTHER_HOST])
            results = Results(_machine(browser))
            for rank, size in enumerate(sizes, start=1):
                measure_size(browser, size, Path(folder), results, began + BUDGET * rank / len(sizes))
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


def measure_size(browser: Browser, size: int, folder: Path, results: Results, deadline: float) -> None:
    """Measure every contender with so many points; beyond the deadline only first maps and filter changes."""
    ground = lay_out(size, folder)
    with ExitStack() as running:
        entrants: list[Entrant] = []
        # Who keeps the processor busy even when nobody asks comes when the others are done.
        everybody = contenders(ground)
        heavy = [one for one in everybody if one.name == NAIVE and size >= HEAVY_SIZE]
        for group in ([one for one in everybody if one not in heavy], heavy):
            admitted = [entrant for one in group if (entrant := _admit_or_tell(browser, one, size, running, results))]
            if admitted:
                _say(f"{size:,} points: filter changes")
                change_in_turn(admitted, size, results)
            entrants += admitted
        # A long run that is stopped leaves what it has.
        results.write(FIGURES)
        for entrant in [one for one in entrants if not one.failed and one.contender.name != FLOOR]:
            if entrant.contender.name == ATLAS or time.monotonic() < deadline:
                _measure_rest(browser, entrant, size, results)
            else:
                for question in ("pan", "zoom", "card", "interactive"):
                    results.add(question, size, entrant.contender.name, note="left out: no time left for it")


def _admit_or_tell(
    browser: Browser, contender: Contender, size: int, running: ExitStack, results: Results
) -> Entrant | None:
    _say(f"{size:,} points: first maps, {contender.name}")
    # Of its own, so that who cannot show its map does not work on beside the others.
    own = ExitStack()
    try:
        entrant = _admit(browser, contender, size, own, results)
    except PlaywrightError:
        own.close()
        for question in ("cold", "change"):
            results.add(question, size, contender.name, note=f"cannot: no map after {LIMIT:g} s")
        return None
    running.push(own)
    return entrant


def _admit(browser: Browser, contender: Contender, size: int, own: ExitStack, results: Results) -> Entrant:
    """Start a server, measure its first maps, and leave a page open."""
    server = own.enter_context(contender.serve())
    visitor, maps = first_maps(browser, contender, server, visits=2 if contender.name == ATLAS else 1)
    own.callback(visitor.leave)
    if contender.name != FLOOR:
        for question, values in maps.items():
            results.add(question, size, contender.name, values)
    return Entrant(contender, server, visitor, rounds=ROUNDS if contender.name in CLOSE else (ROUNDS + 1) // 2)


def _measure_rest(browser: Browser, entrant: Entrant, size: int, results: Results) -> None:
    contender, name = entrant.contender, entrant.contender.name
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
