"""The list page: sorting, columns, the way to the map."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from geo.model import Panel
from geo.text import fold
from tests.browser.atlas import Atlas

pytestmark = pytest.mark.browser

Poles = dict[str, dict[str, Any]]


def lines(atlas: Atlas) -> Locator:
    return atlas.page.locator(".atlas-tableau tbody tr")


def column(atlas: Atlas, position: int) -> list[str]:
    return lines(atlas).locator(f":nth-child({position})").all_inner_texts()


def header(atlas: Atlas, title: str) -> Locator:
    return atlas.page.get_by_role("columnheader", name=title).get_by_role("button")


def test_the_table_is_a_table_with_every_pole(atlas: Atlas, poles: Poles) -> None:
    atlas.open("/liste")
    expect(atlas.page).to_have_title("Liste et exports – Atlas des PTCE")
    expect(lines(atlas)).to_have_count(73)
    expect(atlas.page.locator(".atlas-tableau caption")).to_have_text("73 PTCE en France")
    assert atlas.page.locator(".atlas-tableau thead th").evaluate_all("(n) => n.map((th) => th.scope)") == ["col"] * 7
    assert atlas.page.locator(".atlas-tableau tbody th[scope=row]").count() == 73
    names = atlas.page.locator(".atlas-tableau tbody th").all_inner_texts()
    assert sorted(names) == sorted(row["nom"] for row in poles.values())
    assert [fold(name) for name in names] == sorted(fold(name) for name in names)


def test_sorting_goes_both_ways_with_the_unknown_last(atlas: Atlas, poles: Poles, panel: Panel) -> None:
    atlas.open("/liste")
    # A pole of the panel may have won a later call.
    years = sorted(year for pole in poles for year in panel.calls_of(pole))
    unknown = ["non lauréat connu"] * (73 - len(years))
    year = header(atlas, "Année de lauréat")

    year.click()
    expect(atlas.page.locator("th[aria-sort=ascending]")).to_contain_text("Année de lauréat")
    atlas.expect_query(tri="annee_laureat")
    assert column(atlas, 7) == [*map(str, years), *unknown]

    year.click()
    expect(atlas.page.locator("th[aria-sort=descending]")).to_contain_text("Année de lauréat")
    atlas.expect_query(tri="-annee_laureat")
    assert column(atlas, 7) == [*map(str, reversed(years)), *unknown]

    header(atlas, "Commune").click()
    expect(atlas.page.locator("th[aria-sort=ascending]")).to_contain_text("Commune")
    known = [text for text in column(atlas, 2) if text != "non renseigné"]
    assert column(atlas, 2) == known + ["non renseigné"] * (73 - len(known))
    assert [fold(text) for text in known] == sorted(fold(text) for text in known)

    header(atlas, "Nom").click()
    expect(atlas.page.locator("th[aria-sort=ascending]")).to_contain_text("Nom")
    atlas.expect_query()
    assert atlas.page.locator("th[aria-sort]").count() == 1


def test_columns_are_chosen_and_written_in_the_url(atlas: Atlas) -> None:
    atlas.open("/liste")
    atlas.page.locator(".atlas-colonnes > summary").click()
    atlas.page.get_by_role("checkbox", name="Secteurs").click()
    expect(atlas.page.get_by_role("columnheader")).to_have_count(6)
    atlas.page.get_by_role("checkbox", name="Ligne de la liste").click()
    expect(atlas.page.get_by_role("columnheader")).to_have_count(7)
    atlas.expect_query(colonnes="nom,commune,departement,region,forme_juridique,annee_laureat,ligne")
    expect(atlas.page.get_by_role("checkbox", name="Nom", exact=True)).to_be_disabled()
    header(atlas, "Ligne de la liste").click()
    expect(atlas.page.locator("th[aria-sort=ascending]")).to_contain_text("Ligne de la liste")
    numbers = [int(text) for text in column(atlas, 7)]
    assert numbers == sorted(numbers)
    assert numbers[:2] == [1, 2]
    # The address is written at the end of the run, after the table.
    atlas.expect_query(colonnes="nom,commune,departement,region,forme_juridique,annee_laureat,ligne", tri="ligne")
    atlas.page.reload()
    atlas.wait()
    expect(atlas.page.get_by_role("columnheader")).to_have_count(7)
    assert [int(text) for text in column(atlas, 7)] == numbers
    # The chooser is open or closed as it is on any arrival, and its boxes say what is shown.
    atlas.page.locator(".atlas-colonnes > summary").click()
    expect(atlas.page.get_by_role("checkbox", name="Secteurs")).not_to_be_checked()
    expect(atlas.page.get_by_role("checkbox", name="Ligne de la liste")).to_be_checked()


def test_filters_apply_to_the_table(atlas: Atlas, poles: Poles) -> None:
    atlas.open("/liste")
    atlas.box("secteur", "culture").click()
    expect(atlas.page.locator(".atlas-tableau caption")).to_have_text("10 PTCE en France, secteur culture")
    names = atlas.page.locator(".atlas-tableau tbody th").all_inner_texts()
    assert sorted(names) == sorted(row["nom"] for row in poles.values() if "Culture" in row["secteurs"])


def test_the_link_of_a_name_opens_its_sheet_and_that_the_map_with_the_filters(atlas: Atlas, poles: Poles) -> None:
    atlas.open("/liste", secteur="economie-circulaire")
    name = poles["ptce-030"]["nom"]
    atlas.page.get_by_role("link", name=name).click()
    expect(atlas.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    atlas.expect_query(secteur="economie-circulaire", id="ptce-030")
    atlas.page.get_by_role("link", name="Voir sur la carte").click()
    atlas.wait()
    atlas.expect_query(secteur="economie-circulaire", pole="ptce-030")
    expect(atlas.card.locator("h2")).to_have_text(name)
    atlas.expect_popup(name)
    expect(atlas.rows).to_have_count(21)


def test_the_list_of_a_region_is_two_clicks_away_from_the_map(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    path, point = atlas.region("53")
    path.click(position=point)
    atlas.page.get_by_role("link", name="Liste et exports").click()
    expect(lines(atlas)).to_have_count(4)
    expect(atlas.page.locator(".atlas-tableau caption")).to_have_text("4 PTCE en Bretagne")
    assert set(atlas.page.locator(".atlas-tableau tbody th").all_inner_texts()) == {
        row["nom"] for row in poles.values() if row["region"] == "Bretagne"
    }


def test_a_doubtful_value_says_so(atlas: Atlas, poles: Poles) -> None:
    doubtful = [
        row
        for row in poles.values()
        if row["commune"] and row["sources"].get("commune", {}).get("confiance") == "faible"
    ]
    atlas.open("/liste")
    marked = lines(atlas).locator("td:nth-child(2):has(em)")
    assert sorted(marked.all_inner_texts()) == sorted(f"{row['commune']} (à confirmer)" for row in doubtful)
