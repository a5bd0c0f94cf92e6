"""The laureates of 2021 and after: off by default, drawn distinctly, filtered and exported like the panel."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from playwright.sync_api import expect

from geo.schema import DATA_DIR
from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

LATER = {
    feature["id"]: feature["properties"]
    for feature in json.loads((DATA_DIR / "laureats.geojson").read_text(encoding="utf-8"))["features"]
}
OTHERS = {pole: row for pole, row in LATER.items() if row["doublon_de"] is None}


def switch(atlas: Atlas) -> Any:
    return atlas.page.get_by_role("checkbox", name=f"Ajouter les {len(OTHERS)} autres lauréats connus de 2021 à 2024")


def test_they_are_off_and_come_with_a_switch_that_the_address_keeps(atlas: Atlas) -> None:
    atlas.open()
    expect(atlas.rows).to_have_count(73)
    expect(atlas.map.locator(".rond.appel:visible")).to_have_count(0)
    switch(atlas).check()
    expect(atlas.rows).to_have_count(73 + len(OTHERS))
    expect(atlas.sentence).to_contain_text(f"{73 + len(OTHERS)} PTCE en France")
    atlas.expect_query(appels="1")
    expect(atlas.map.locator(".leaflet-marker-pane .rond.appel").first).to_be_visible()
    assert atlas.drawn() + atlas.inset_markers.count() == 73 + len(OTHERS)
    atlas.lift("Appels de 2021 à 2024")
    expect(atlas.rows).to_have_count(73)
    atlas.expect_query()
    expect(switch(atlas)).not_to_be_checked()


def test_a_year_brings_them_and_leaving_them_out_lets_the_year_go(atlas: Atlas) -> None:
    atlas.open()
    atlas.box("laureat", "2023").check()
    wanted = {row["doublon_de"] or pole for pole, row in LATER.items() if row["annee_laureat"] == 2023}
    assert "ptce-058" in wanted
    expect(atlas.rows).to_have_count(len(wanted))
    assert set(atlas.row_ids()) == wanted
    expect(switch(atlas)).to_be_checked()
    atlas.expect_query(laureat="2023", appels="1")
    switch(atlas).uncheck()
    expect(atlas.rows).to_have_count(73)
    expect(atlas.box("laureat", "2023")).not_to_be_checked()
    atlas.expect_query()


def test_a_region_without_a_pole_of_the_panel_gets_its_inset(atlas: Atlas) -> None:
    atlas.open(appels="1")
    inset = atlas.map.locator(".encart button", has_text="Mayotte")
    expect(inset).to_have_text("Mayotte 1")
    inset.click()
    expect(atlas.map.locator("main[data-vue=mayotte]")).to_be_visible()


def test_two_calls_are_one_pole(atlas: Atlas) -> None:
    atlas.open(laureat="2023", pole="ptce-058")
    expect(atlas.card).to_contain_text("2023")
    expect(atlas.row("ptce-058")).to_have_count(1)
    atlas.page.goto(
        atlas.address("/", pole=next(pole for pole, row in LATER.items() if row["doublon_de"] == "ptce-058"))
    )
    atlas.wait()
    expect(atlas.card.locator("h2")).to_have_text("Pôle Laine du Pays de Saugues")


def test_an_export_holds_both_collections_and_says_which(atlas: Atlas) -> None:
    atlas.open(laureat="2021")
    expect(atlas.rows).to_have_count(sum(row["annee_laureat"] == 2021 for row in LATER.values()))
    path = atlas.export("Table (CSV)")
    assert path.name == "ptce-2021.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert {row["id"] for row in rows} == {pole for pole, row in LATER.items() if row["annee_laureat"] == 2021}
    assert {row["collection"] for row in rows} == {"appels 2021-2025"}
