"""« Autour de »: a commune chosen at the keyboard, a circle, distances, the nearest ones where there is none."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.atlas import PROJECT, Atlas, SlowWire, Traffic, boxes, overlap, serve
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

LYON = {"autour": "69123", "rayon": "50"}
LARGEST_CHANGE = 12_000


def field(atlas: Atlas) -> Locator:
    return atlas.page.get_by_role("combobox", name="Autour d'une commune")


def options(atlas: Atlas) -> Locator:
    return atlas.page.locator("#atlas-autour-choix [role=option]:visible")


def radius(atlas: Atlas) -> Locator:
    return atlas.page.get_by_label("Rayon")


def circle(atlas: Atlas) -> Locator:
    return atlas.map.locator("path.cercle")


def drawn_radius(atlas: Atlas) -> float:
    """Return the radius of the circle on the map, in kilometres."""
    return atlas.frame.evaluate(
        "() => Object.values(window.map._layers).find((layer) => layer instanceof L.Circle).getRadius() / 1000"
    )


def distances(atlas: Atlas) -> list[str]:
    texts = atlas.rows.locator(".ligne-distance").all_inner_texts()
    return [text.replace("\u00a0", " ") for text in texts]


def choose(atlas: Atlas, typed: str, label: str) -> None:
    field(atlas).fill(typed)
    options(atlas).filter(has_text=label).first.click()


def expect_framed(atlas: Atlas) -> None:
    """Wait until the whole circle is on the map, and takes most of it."""
    atlas.frame.wait_for_function(
        """() => {
            const circle = Object.values(window.map._layers).find((layer) => layer instanceof L.Circle);
            if (!circle || !window.map.getBounds().contains(circle.getBounds())) return false;
            const { x, y } = window.map.getSize();
            return circle._path.getBoundingClientRect().height > 0.6 * Math.min(x, y);
        }"""
    )


def test_a_commune_is_chosen_at_the_keyboard(atlas: Atlas) -> None:
    atlas.open()
    field(atlas).press_sequentially("saint den", delay=20)
    expect(options(atlas)).to_have_count(20)
    expect(field(atlas)).to_have_attribute("aria-expanded", "true")
    expect(options(atlas).nth(0)).to_have_text("Saint-Denis (974)")
    for _ in range(2):
        atlas.page.keyboard.press("ArrowDown")
    active = field(atlas).get_attribute("aria-activedescendant")
    expect(atlas.page.locator(f"#{active}")).to_have_text("Saint-Denis (93)")
    expect(atlas.page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    atlas.page.keyboard.press("Enter")
    expect(atlas.sentence).to_contain_text("PTCE à 30 km au plus de Saint-Denis (93)")
    atlas.expect_query(autour="93066")
    expect(options(atlas)).to_have_count(0)
    expect(field(atlas)).to_have_value("Saint-Denis (93)")
    expect(field(atlas)).to_be_focused()
    assert drawn_radius(atlas) == 30
    expect(atlas.map.locator(".lieu b")).to_have_text("Saint-Denis")
    expect_framed(atlas)
    told = distances(atlas)
    assert len(told) == len(atlas.row_ids()) > 3
    km = [0 if "moins" in text else int("".join(filter(str.isdigit, text))) for text in told]
    assert km == sorted(km)
    assert km[-1] <= 30


def test_what_is_proposed_is_small_and_comes_in_one_rerun_of_the_field_alone(atlas: Atlas) -> None:
    traffic = Traffic(atlas.page)
    atlas.open()
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    traffic.start()
    field(atlas).press_sequentially("saint", delay=30)
    expect(options(atlas)).to_have_count(20)
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    print(f"\nWebsocket, one proposal of 20 communes: {dict(traffic.sizes)}")
    assert 500 < traffic.total < 6000
    # One question for one pause in the typing.
    assert traffic.sizes["frames sent"] == 1


def test_a_change_of_place_costs_few_bytes(atlas: Atlas, record_property: pytest.RecordProperty) -> None:
    traffic = Traffic(atlas.page)
    atlas.open(autour="75056", rayon="500", appels="1")
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    costs = {}
    traffic.start()
    atlas.box("forme", "inconnu").click()
    expect(atlas.sentence).to_contain_text("forme juridique non renseignée")
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    costs["facet in the greatest circle"] = traffic.total
    for value in ("200", "30"):
        traffic.start()
        radius(atlas).select_option(value)
        expect(atlas.sentence).to_contain_text(f"à {value} km au plus de Paris (75)")
        expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        costs[value] = traffic.total
    print(f"\nWebsocket, one change of radius: {costs}")
    record_property("websocket", costs)
    assert all(1000 < cost <= LARGEST_CHANGE for cost in costs.values()), costs


def test_a_postcode_and_a_code_are_ways_to_write_a_commune(atlas: Atlas) -> None:
    atlas.open()
    for typed, label in (("35000", "Rennes (35)"), ("72181", "Le Mans (72)")):
        field(atlas).fill(typed)
        expect(options(atlas)).to_have_text([label])
    # Enter takes the only one there is.
    field(atlas).press("Enter")
    expect(atlas.sentence).to_contain_text("du Mans (72)")
    field(atlas).fill("zzzz")
    expect(atlas.page.get_by_text("Aucune commune ne s'écrit ainsi.")).to_be_visible()
    field(atlas).press("Escape")
    field(atlas).press("Escape")
    expect(field(atlas)).to_have_value("Le Mans (72)")


def test_an_old_answer_never_takes_the_place_of_a_newer_one(atlas: Atlas) -> None:
    wire = SlowWire(atlas)
    atlas.open()
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    # Tells when the field has been given an answer, whether or not it shows it.
    atlas.page.evaluate(
        """() => {
            const real = AtlasPanels.near;
            AtlasPanels.near = (component) => { real(component); window.given = component.data.answer.n; };
        }"""
    )
    field(atlas).fill("quimper")
    expect(options(atlas).first).to_have_text("Quimper (29)")
    before = atlas.page.evaluate("() => window.given")
    wire.hold_answers = True
    field(atlas).fill("rennes")
    wire.wait_for_answer("Rennes-les-Bains")
    wire.hold_clicks = True
    field(atlas).fill("brest")
    wire.release_answers()
    atlas.page.wait_for_function("(before) => window.given > before", arg=before)
    # The answer about Rennes came once Brest was being asked for.
    expect(options(atlas).first).to_have_text("Quimper (29)")
    wire.release_clicks()
    expect(options(atlas).first).to_have_text("Brest (29)")


def test_a_link_restores_the_circle_on_a_server_that_has_just_started(visit_on: Any, tmp_path: Any) -> None:
    with serve(PROJECT, tmp_path / "log.txt") as cold:
        atlas = visit_on(cold).open(**LYON)
        expect(atlas.sentence).to_have_text("2 PTCE à 50 km au plus de Lyon (69)")
        expect(field(atlas)).to_have_value("Lyon (69)")
        expect(radius(atlas)).to_have_value("50")
        expect(atlas.rows).to_have_count(2)
        assert atlas.row_ids() == ["ptce-008", "ptce-022"]
        assert distances(atlas) == ["moins de 1 km", "20 km"]
        assert drawn_radius(atlas) == 50
        expect_framed(atlas)
        atlas.expect_query(**LYON)


def test_a_point_that_stands_for_an_area_is_at_about_so_many_kilometres(atlas: Atlas, poles: Any) -> None:
    atlas.open(autour="72181", rayon="200")
    expect(atlas.sentence).to_contain_text("à 200 km")
    told = dict(zip(atlas.row_ids(), distances(atlas), strict=True))
    vague = {pole for pole in told if poles[pole]["precision"] in ("departement", "region")}
    assert vague
    assert {pole for pole, text in told.items() if text.startswith("environ ")} == vague
    assert all(re.fullmatch(r"(environ |moins de )?\d+ km", text) for text in told.values())


def test_the_radius_changes_and_the_map_follows(atlas: Atlas) -> None:
    atlas.open(**LYON)
    expect_framed(atlas)
    radius(atlas).select_option("100")
    expect(atlas.sentence).to_contain_text("à 100 km au plus de Lyon (69)")
    atlas.expect_query(autour="69123", rayon="100")
    assert drawn_radius(atlas) == 100
    expect_framed(atlas)
    assert len(atlas.row_ids()) > 2
    # Another filter leaves the map where it is.
    before = atlas.position()
    atlas.box("secteur", "culture").click()
    expect(atlas.sentence).to_contain_text("secteur culture")
    assert atlas.position() == before


def test_a_click_shows_inside_the_circle_before_the_server_answers(atlas: Atlas) -> None:
    wire = SlowWire(atlas)
    atlas.open(autour="69123", rayon="200")
    expect(atlas.sentence).to_contain_text("à 200 km")
    everything = atlas.row_ids()
    expect(atlas.box("secteur", "culture")).to_be_visible()
    wire.hold_clicks = True
    atlas.box("secteur", "culture").click()
    expect(atlas.rows).not_to_have_count(len(everything))
    previewed = atlas.row_ids()
    assert 0 < len(previewed) < len(everything)
    assert set(previewed) < set(everything)
    wire.release_clicks()
    expect(atlas.sentence).to_contain_text("secteur culture")
    assert atlas.row_ids() == previewed


def test_a_chip_or_the_button_lifts_the_circle(atlas: Atlas) -> None:
    for lift in (
        lambda: atlas.page.get_by_role("button", name="Retirer le filtre À 50 km de Lyon (69)").click(),
        lambda: atlas.page.get_by_role("button", name="Retirer le filtre autour de Lyon (69)").click(),
        lambda: atlas.page.get_by_role("button", name="Tout effacer").click(),
    ):
        atlas.open(**LYON)
        expect(atlas.sentence).to_contain_text("Lyon")
        expect(circle(atlas)).to_have_count(1)
        lift()
        expect(atlas.sentence).to_have_text("73 PTCE en France")
        atlas.expect_query()
        expect(circle(atlas)).to_have_count(0)
        expect(field(atlas)).to_have_value("")
        expect(atlas.rows).to_have_count(73)
        assert atlas.row_ids()[0] == "ptce-001"
        expect(atlas.rows.first.locator(".ligne-distance")).to_be_hidden()
        # The whole view again.
        assert atlas.bounds()["east"] - atlas.bounds()["west"] > 10


def test_back_and_forward_restore_the_circle(atlas: Atlas) -> None:
    atlas.open()
    choose(atlas, "lyon", "Lyon (69)")
    expect(atlas.sentence).to_contain_text("Lyon")
    atlas.expect_query(autour="69123")
    choose(atlas, "le mans", "Le Mans (72)")
    expect(atlas.sentence).to_contain_text("Mans")
    atlas.expect_query(autour="72181")
    atlas.page.go_back()
    expect(atlas.sentence).to_contain_text("Lyon")
    expect(field(atlas)).to_have_value("Lyon (69)")
    expect(atlas.map.locator(".lieu b")).to_have_text("Lyon")
    expect_framed(atlas)
    atlas.page.go_back()
    expect(atlas.sentence).to_have_text("73 PTCE en France")
    expect(circle(atlas)).to_have_count(0)
    atlas.page.go_forward()
    expect(atlas.sentence).to_contain_text("Lyon")
    expect(circle(atlas)).to_have_count(1)


def test_when_none_lies_within_the_nearest_are_named_and_one_click_widens(atlas: Atlas) -> None:
    atlas.open(autour="72181")
    expect(atlas.sentence).to_have_text("Aucun PTCE à 30 km au plus du Mans (72)")
    near = atlas.page.locator(".atlas-proches li")
    expect(near).to_have_count(3)
    expect(near.first).to_have_text("CoopAxis (Tours, 37), 78 km")
    atlas.page.get_by_role("button", name="Élargir à 80 km : 1 PTCE").click()
    expect(atlas.sentence).to_have_text("1 PTCE à 80 km au plus du Mans (72)")
    atlas.expect_query(autour="72181", rayon="80")
    expect(radius(atlas)).to_have_value("80")
    expect(near).to_have_count(0)
    assert atlas.row_ids() == ["ptce-015"]
    atlas.page.go_back()
    expect(near.first).to_be_visible()
    near.first.get_by_role("link").click()
    expect(atlas.page.get_by_role("heading", level=1, name="CoopAxis")).to_be_visible()
    assert atlas.query()["autour"] == ["72181"]


def test_a_commune_overseas_answers_for_its_region(atlas: Atlas) -> None:
    atlas.open()
    choose(atlas, "les abymes", "Les Abymes (971)")
    expect(atlas.sentence).to_have_text("Aucun PTCE à 30 km au plus des Abymes (971)")
    atlas.expect_query(autour="97101", vue="guadeloupe")
    expect(atlas.page.locator(".atlas-conseils")).to_contain_text("Aucun PTCE connu en Guadeloupe.")
    expect(atlas.page.locator(".atlas-proches li").first).to_contain_text("Gros-Morne, 972), 181 km")
    expect(atlas.view_button("Guadeloupe")).to_have_attribute("aria-pressed", "true")
    expect(circle(atlas)).to_have_count(1)
    bounds = atlas.bounds()
    # The whole region, and not the circle alone.
    assert bounds["west"] < -61.81 < -61.0 < bounds["east"]
    assert bounds["south"] < 15.84 < 16.51 < bounds["north"]


def test_the_table_goes_by_distance_until_asked_otherwise(atlas: Atlas) -> None:
    atlas.open("/liste", autour="69123", rayon="150")
    cells = atlas.page.locator(".atlas-tableau tbody td.atlas-nombre:nth-child(2)")
    expect(atlas.page.locator(".atlas-tableau thead th").nth(1)).to_have_text("Distance à Lyon (km) ▲")
    km = [float(text.removeprefix("environ ").replace(",", ".")) for text in cells.all_inner_texts()]
    assert len(km) > 5
    assert km == sorted(km)
    atlas.page.get_by_role("button", name="Nom").click()
    atlas.expect_query(autour="69123", rayon="150", tri="nom")
    expect(atlas.page.locator(".atlas-tableau thead th").first).to_have_text("Nom ▲")
    atlas.page.get_by_role("button", name="Distance à Lyon (km)").click()
    atlas.expect_query(autour="69123", rayon="150")
    atlas.page.get_by_role("button", name="Distance à Lyon (km)").click()
    atlas.expect_query(autour="69123", rayon="150", tri="-distance")


def test_exports_are_those_of_the_circle(atlas: Atlas) -> None:
    atlas.open(**LYON)
    table = atlas.export("Table (CSV)")
    assert table.name == "ptce-autour-lyon-50km.csv"
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert [(row["id"], row["distance_km"]) for row in rows] == [("ptce-008", "0,0"), ("ptce-022", "19,7")]
    document = json.loads(atlas.export("Carte (GeoJSON)").read_bytes())
    assert [feature["properties"]["distance_km"] for feature in document["features"]] == [0.0, 19.7]
    assert document["metadata"]["autour"]["nom"] == "Lyon (69)"


def test_an_unknown_place_is_refused_by_a_download(atlas: Atlas) -> None:
    for query, message in (("autour=35000", "code INSEE d'une commune"), ("autour=35238&rayon=0", "de 1 à 500")):
        answer = atlas.page.request.get(f"{atlas.server.url}/api/v1/ptce.csv?{query}")
        assert answer.status == 400
        assert message in answer.text()


def test_pages_keep_the_place(atlas: Atlas) -> None:
    atlas.open(**LYON)
    expect(atlas.sentence).to_contain_text("Lyon")
    atlas.page.get_by_role("link", name="Régions").click()
    atlas.page.wait_for_url("**/region?**")
    assert atlas.query()["autour"] == ["69123"]
    atlas.page.get_by_role("link", name="Liste et exports").click()
    atlas.page.wait_for_url("**/liste?**")
    expect(atlas.sentence).to_have_text("2 PTCE à 50 km au plus de Lyon (69)")
    expect(field(atlas)).to_have_value("Lyon (69)")
    # The field works on the page that follows.
    choose(atlas, "rennes", "Rennes (35)")
    expect(atlas.sentence).to_contain_text("à 50 km au plus de Rennes (35)")


def test_nothing_overflows_on_a_phone(visit: Visit) -> None:
    atlas = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).open(autour="72181")
    expect(atlas.page.locator(".atlas-proches li")).to_have_count(3)
    wide = "() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"
    assert atlas.page.evaluate(wide) <= 0
    assert atlas.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_choices_are_inside_the_sidebar_and_hide_nothing_of_the_field(atlas: Atlas) -> None:
    atlas.open()
    field(atlas).fill("saint")
    expect(options(atlas)).to_have_count(20)
    (box,), (list_box,) = boxes(field(atlas)), boxes(atlas.page.get_by_role("listbox"))
    assert not overlap(box, list_box)
    assert list_box["x"] >= 0
    assert list_box["x"] + list_box["width"] <= 310
