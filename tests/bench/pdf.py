"""`python -m tests.bench.pdf`: how long the documents take, and how large they are; the best of three."""

from __future__ import annotations

import time
from collections.abc import Callable

from geo.gazetteer import load_gazetteer
from geo.load import load_panel
from geo.population import load_populations
from geo.reference.schemes import load_schemes
from geo.selection import Selection


def main() -> None:
    """Time a list, a region and all regions, what is imported and read once included the first time."""
    panel = load_panel(gazetteer=load_gazetteer)
    began = time.perf_counter()
    from geo.documents.region import all_regions_pdf, region_pdf
    from geo.documents.selection import selection_pdf
    from geo.documents.sheets import Sheets

    sheets = Sheets(panel, load_schemes(), load_populations(), "http://localhost/region")
    region_pdf(sheets, "bretagne")
    print(f"{'first region, imports included':32} {time.perf_counter() - began:6.2f} s")
    documents: dict[str, Callable[[], bytes]] = {
        "whole list": lambda: selection_pdf(panel, Selection(appels=True), "http://localhost/?appels=1"),
        "Bretagne": lambda: region_pdf(sheets, "bretagne"),
        "Auvergne-Rhône-Alpes": lambda: region_pdf(sheets, "auvergne-rhone-alpes"),
        "all 18 regions": lambda: all_regions_pdf(sheets),
    }
    for name, make in documents.items():
        times, processor, size = [], [], 0
        for _ in range(3):
            began, used = time.perf_counter(), time.process_time()
            size = len(make())
            times.append(time.perf_counter() - began)
            processor.append(time.process_time() - used)
        print(f"{name:32} {min(times):6.2f} s  {min(processor):6.2f} s of processor  {size / 1000:6.0f} kB")


if __name__ == "__main__":
    main()
