"""RGAA 4.1.2, thème 8: éléments obligatoires."""

from __future__ import annotations

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.atlas import Atlas, Server
from tests.browser.conftest import Visit
from tests.browser.rgaa.survey import survey

pytestmark = pytest.mark.browser

FRAME = "/component/streamlit_folium.st_folium/index.html"


def served(server: Server, path: str) -> str:
    with urllib.request.urlopen(server.url + path, timeout=30) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize("path", ["/", "/liste", "/pole?id=ptce-030", "/plan-du-site", FRAME])
def test_rgaa_8_1_and_8_3_the_page_is_served_as_html_in_french(server: Server, path: str) -> None:
    text = served(server, path)
    # A comment may come before it: Streamlit's licence.
    assert re.match(r"(?is)(\s|<!--.*?-->)*<!doctype html>", text)
    assert re.findall(r"<html[^>]*\blang=\"(\w+)\"", text) == ["fr"]


def test_rgaa_8_2_no_id_is_given_twice_and_none_is_missing(visit: Visit) -> None:
    for page in survey(visit):
        ids = page.dom["ids"]
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], page.place
        assert [one for one in page.dom["references"] if one not in ids] == [], page.place


def test_rgaa_8_4_the_language_stays_french_once_the_page_is_drawn(visit: Visit) -> None:
    assert {page.dom["lang"] for page in survey(visit)} == {"fr"}


def test_rgaa_8_5_every_page_has_a_title(visit: Visit) -> None:
    assert [page.place for page in survey(visit) if not page.dom["title"].strip()] == []


def test_rgaa_8_6_titles_tell_the_pages_apart_and_say_what_they_show(visit: Visit) -> None:
    seen = [page for page in survey(visit) if not page.place.startswith("cadre de")]
    titles = {page.place: page.dom["title"] for page in seen}
    assert all(title.endswith(" – Atlas des PTCE") for title in titles.values()), titles
    # Two addresses of one page have one title: the region compared is the same region.
    assert len(set(titles.values())) == len(titles), titles
    said = {place.partition(" (")[0]: title for place, title in titles.items()}
    assert said["carte"] == "Carte – Atlas des PTCE"
    assert said["carte filtrée"] == "1 PTCE en Bretagne, secteur énergie – Carte – Atlas des PTCE"
    assert said["pole"].startswith("Écopôle alimentaire")
    assert said["deux régions"] == "Bretagne – Atlas des PTCE"
    assert said["données, qualité"] == "Qualité – Données et sources – Atlas des PTCE"


def test_rgaa_8_6_the_title_follows_the_visitor_without_a_new_page(atlas: Atlas) -> None:
    atlas.open()
    expect(atlas.page).to_have_title("Carte – Atlas des PTCE")
    atlas.box("secteur", "culture").click()
    expect(atlas.page).to_have_title("10 PTCE en France, secteur culture – Carte – Atlas des PTCE")
    atlas.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Liste et exports").click()
    expect(atlas.page).to_have_title("10 PTCE en France, secteur culture – Liste – Atlas des PTCE")
    atlas.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Régions").click()
    expect(atlas.page).to_have_title("Régions – Atlas des PTCE")
    atlas.page.go_back()
    expect(atlas.page).to_have_title("10 PTCE en France, secteur culture – Liste – Atlas des PTCE")
