"""The regions: all of them in a table, or the sheet of the one that the address names, compared with another."""

from __future__ import annotations

from geo.sheets.region import close_regions, find_region
from utils import data, links, region_view, templates, titles

panel = data.panel()
asked = links.asked("id")
region = find_region(panel.vocabulary, asked) if asked else None

if region:
    titles.show(region.name)
    region_view.show_sheet(panel, region)
elif asked:
    titles.show("Région inconnue")
    templates.show("region_inconnue.html", asked=asked, close=close_regions(panel.vocabulary, asked))
else:
    region_view.show_all(panel)
