"""The main job by keyboard alone: filter by sector and by year, open a pole, come back, export the list."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from geo.model import Panel
from geo.selection import Selection
from tests.browser.atlas import Atlas
from tests.browser.rgaa.keys import active, press_until

pytestmark = pytest.mark.browser

#: How many keys the whole of it may take: half of what it would be without the links that skip.
MOST_KEYS = 130


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def __call__(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def until(self, key: str, condition: str, limit: int = 60) -> None:
        self.pressed += press_until(self.page, key, condition, limit)


def test_filter_open_a_pole_come_back_and_export_with_the_keyboard_alone(atlas: Atlas, panel: Panel) -> None:
    kept = panel.poles.index[panel.index.mask(Selection(laureat=("2013",), secteur=("culture",)))]
    assert len(kept) > 1
    page = atlas.page
    keys = Keys(page)
    atlas.open()

    # Filter.
    keys.until("Tab", "node.dataset.vers === 'filtres'", 3)
    keys("Enter")
    expect(page.get_by_role("heading", name="Filtrer les pôles")).to_be_focused()
    keys.until("Tab", "node.name === 'laureat-2013'")
    keys("Space")
    keys.until("Tab", "node.name === 'secteur-culture'")
    keys("Space")
    expect(atlas.sentence).to_have_text(f"{len(kept)} PTCE en France, secteur culture, lauréats 2013")
    assert "secteur-culture" in active(page)

    # A pole: its popup, back to its mark, its card, its sheet.
    keys.until("Tab", "node.classList.contains('passer')", 90)
    keys.until("Tab", "node.matches('.marque[data-id]')", 10)
    pole = str(atlas.focused("data-id"))
    assert pole in set(kept)
    name = panel.poles.at[pole, "nom"]
    keys("Enter")
    expect(atlas.map.get_by_role("dialog", name=name)).to_be_focused()
    atlas.expect_query(laureat="2013", secteur="culture", pole=pole)
    keys("Escape")
    expect(atlas.popup).to_have_count(0)
    assert atlas.focused("data-id") == pole
    expect(atlas.card.locator("h2")).to_have_text(name)
    keys.until("Tab", "node.matches('.fiche .fiche-complete')")
    keys("Enter")
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_focused()
    expect(page).to_have_title(re.compile(re.escape(f"{name} – ")))

    # Back to the map, where the filters are as they were.
    keys.until("Shift+Tab", "node.matches('.atlas-fil a') && node.textContent === 'Carte'", 6)
    keys("Enter")
    expect(page.get_by_role("heading", level=1, name="Carte des PTCE")).to_be_focused()
    expect(atlas.sentence).to_have_text(f"{len(kept)} PTCE en France, secteur culture, lauréats 2013")

    # The file.
    keys.until("Tab", "node.matches('.atlas-exports summary')", 5)
    keys("Enter")
    keys.until("Tab", "node.textContent === 'Table (CSV)'", 4)
    with page.expect_download() as download:
        keys("Enter")
    rows = pd.read_csv(Path(download.value.path()), sep=";", decimal=",", encoding="utf-8-sig").dropna(subset="id")
    assert sorted(rows["id"]) == sorted(kept)
    assert keys.pressed <= MOST_KEYS, keys.pressed
