"""`python -m tests.bench.exports`: how long each file of the whole panel takes to make, and how large it is.

The same files are made in turn, round after round: what slows the machine down slows them all. Writes
`docs/performance-exports.md`.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from geo.documents.region import all_regions_pdf, region_pdf
from geo.documents.sheets import Sheets
from geo.export import FORMATS
from geo.gazetteer import load_gazetteer
from geo.load import load_panel
from geo.picture.social import draw_card
from geo.population import load_populations
from geo.reference.schemes import load_schemes
from geo.selection import Selection

ROUNDS = 7
ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "performance-exports.md"
LINK = "http://localhost/?appels=1"

#: What the others are compared with.
YARDSTICK = "csv"

HEAD = """# How long the files take

Written by `python -m tests.bench.exports`, which `make bench` runs. Every file holds all that the atlas knows ({poles}
poles, the recent laureates included), made {rounds} times in turn after a first time that is not counted; medians, of
processor time too. Ratios are within this run.

| File | Seconds | Of processor | Times the CSV | kB | kB gzipped |
|---|---|---|---|---|---|
"""


def main() -> None:
    """Measure, print and write the document."""
    panel = load_panel(gazetteer=load_gazetteer)
    sheets = Sheets(panel, load_schemes(), load_populations(), "http://localhost/region")
    everything = Selection(appels=True)
    makers: dict[str, Callable[[], bytes]] = {
        name: lambda choice=choice: choice.export(panel, everything, LINK)  # type: ignore[misc]
        for name, choice in FORMATS.items()
    }
    makers["PDF of a region (Bretagne)"] = lambda: region_pdf(sheets, "bretagne")
    makers["PDF of the largest (Auvergne-Rhône-Alpes)"] = lambda: region_pdf(sheets, "auvergne-rhone-alpes")
    makers["PDF of the 18 regions"] = lambda: all_regions_pdf(sheets)
    makers["picture of a link"] = lambda: draw_card(panel, everything, "103 PTCE en France", "Atlas des PTCE")
    made = {name: make() for name, make in makers.items()}
    wall: dict[str, list[float]] = {name: [] for name in makers}
    processor: dict[str, list[float]] = {name: [] for name in makers}
    for _ in range(ROUNDS):
        for name, make in makers.items():
            began, used = time.perf_counter(), time.process_time()
            assert make() == made[name], f"{name}: other bytes"
            wall[name].append(time.perf_counter() - began)
            processor[name].append(time.process_time() - used)
    unit = median(wall[YARDSTICK])
    rows = [
        f"| {name} | {median(wall[name]):.2f} | {median(processor[name]):.2f} | {median(wall[name]) / unit:.1f} "
        f"| {len(content) / 1000:.0f} | {len(gzip.compress(content)) / 1000:.0f} |"
        for name, content in made.items()
    ]
    text = HEAD.format(poles=len(panel.poles), rounds=ROUNDS) + "\n".join(rows) + "\n"
    DOCUMENT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
