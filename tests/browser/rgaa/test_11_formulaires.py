"""RGAA 4.1.2, thème 11: formulaires."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import Atlas
from tests.browser.conftest import Visit
from tests.browser.rgaa.survey import survey

pytestmark = pytest.mark.browser

FIELDS = ("textbox", "searchbox", "combobox", "checkbox", "listbox", "radio", "spinbutton", "slider")


def test_rgaa_11_1_every_field_has_a_label(visit: Visit) -> None:
    fields = [(page.place, node.role, node.name) for page in survey(visit) for node in page.with_role(*FIELDS)]
    assert len(fields) > 60
    assert [field for field in fields if not field[2]] == []


def test_rgaa_11_2_the_label_of_a_field_says_what_to_put_there(visit: Visit) -> None:
    page = next(page for page in survey(visit) if page.place.startswith("carte "))
    names = {node.role: node.name for node in page.with_role("searchbox", "combobox")}
    assert names["searchbox"] == "Rechercher"
    assert {node.name for node in page.with_role("combobox")} == {"Autour d'une commune", "Rayon"}
    # A value of a filter says how many poles it would give.
    assert "Culture" in " ".join(node.name for node in page.with_role("checkbox"))


def test_rgaa_11_5_and_11_6_values_of_one_filter_are_a_group_with_its_legend(visit: Visit) -> None:
    page = next(page for page in survey(visit) if page.place.startswith("liste "))
    assert page.dom["groups"][:2] == ["Lauréat de l'appel", "Secteur"]
    groups = [node.name for node in page.with_role("group")]
    assert "Secteur" in groups
    assert "Lauréat de l'appel" in groups


def test_rgaa_11_9_every_button_says_what_it_does(visit: Visit) -> None:
    buttons = [(page.place, node.name) for page in survey(visit) for node in page.with_role("button")]
    assert len(buttons) > 100
    assert [button for button in buttons if not button[1]] == []
    # What a click on a chip does is in its name, not the cross alone.
    assert ("carte filtrée (/?region=bretagne&secteur=energie)", "Retirer le filtre Bretagne") in buttons


def test_rgaa_11_10_a_town_that_is_not_found_is_said(atlas: Atlas) -> None:
    atlas.open()
    field = atlas.page.get_by_role("combobox", name="Autour d'une commune")
    field.fill("xyzzyx")
    status = atlas.page.locator(".atlas-autour [role=status]")
    expect(status).to_have_text("Aucune commune proposée")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("Rennes")
    expect(status).to_contain_text("proposée")
    expect(field).to_have_attribute("aria-expanded", "true")
    atlas.page.keyboard.press("ArrowDown")
    chosen = str(field.get_attribute("aria-activedescendant"))
    expect(atlas.page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
