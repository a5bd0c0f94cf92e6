"""Filters: what they keep, what they say, what they leave alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from geo.load import load_panel, read_table
from geo.schema import DATA_DIR
from geo.selection import FACETS, Selection
from tests.browser.atlas import Atlas, SlowWire

pytestmark = pytest.mark.browser

Poles = dict[str, dict[str, Any]]
Choose = Callable[..., list[str]]

CIRCULAR = ("economie-circulaire", "Économie circulaire")
INTEGRATION = ("insertion-emploi", "Insertion et emploi")
SECTORS = {row["code"]: row["libelle"] for row in read_table(DATA_DIR / "source" / "sectors.csv")}


@pytest.fixture
def ids(poles: Poles) -> Choose:
    """Ids of the poles that have one of the sectors, one of the years, one of the regions given."""

    def ids(sectors: tuple[str, ...] = (), years: tuple[int | None, ...] = (), regions: tuple[str, ...] = ()) -> Any:
        return [
            pole
            for pole, row in poles.items()
            if (not sectors or set(sectors) & set(row["secteurs"]))
            and (not years or row["annee_laureat"] in years)
            and (not regions or row["region"] in regions)
        ]

    return ids


def test_sector_then_year_narrow_everything_down(atlas: Atlas, ids: Choose) -> None:
    circular, both = ids((CIRCULAR[1],)), ids((CIRCULAR[1],), (2013,))
    assert 0 < len(both) < len(circular) < 73
    atlas.open()

    atlas.box("secteur", CIRCULAR[0]).click()
    expect(atlas.sentence).to_have_text(f"{len(circular)} PTCE en France, secteur économie circulaire")
    atlas.expect_poles(circular)
    atlas.expect_query(secteur=CIRCULAR[0])
    expect(atlas.chips).to_have_text(["Économie circulaire ×"])
    expect(atlas.map.locator(".liste-titre")).to_have_text(f"{len(circular)} pôles")

    atlas.box("laureat", "2013").click()
    expect(atlas.sentence).to_have_text(f"{len(both)} PTCE en France, secteur économie circulaire, lauréats 2013")
    atlas.expect_poles(both)
    atlas.expect_query(secteur=CIRCULAR[0], laureat="2013")
    expect(atlas.chips).to_have_text(["Lauréat 2013 ×", "Économie circulaire ×"])


def test_counts_beside_the_values_say_what_they_would_give(atlas: Atlas, ids: Choose) -> None:
    atlas.open()
    expect(atlas.count_beside("laureat", "2013")).to_have_text(str(len(ids(years=(2013,)))))
    atlas.box("secteur", CIRCULAR[0]).click()
    expect(atlas.count_beside("laureat", "2013")).to_have_text(str(len(ids((CIRCULAR[1],), (2013,)))))
    expect(atlas.count_beside("laureat", "aucun")).to_have_text(str(len(ids((CIRCULAR[1],), (None,)))))
    # Those of its own facet stay: values of one facet add up.
    expect(atlas.count_beside("secteur", INTEGRATION[0])).to_have_text(str(len(ids((INTEGRATION[1],)))))
    expect(atlas.count_beside("region", "bretagne")).to_have_text(str(len(ids((CIRCULAR[1],), (), ("Bretagne",)))))
    atlas.box("secteur", INTEGRATION[0]).click()
    union = ids((CIRCULAR[1], INTEGRATION[1]))
    expect(atlas.rows).to_have_count(len(union))
    expect(atlas.count_beside("laureat", "2013")).to_have_text(
        str(len(ids((CIRCULAR[1], INTEGRATION[1]), (2013,)))),
    )


def test_a_chip_lifts_one_value_and_a_button_all_of_them(atlas: Atlas, ids: Choose) -> None:
    atlas.open(secteur=[CIRCULAR[0], INTEGRATION[0]], laureat="2015")
    expect(atlas.chips).to_have_count(3)
    atlas.lift("Économie circulaire")
    atlas.expect_query(secteur=INTEGRATION[0], laureat="2015")
    expect(atlas.chips).to_have_text(["Lauréat 2015 ×", "Insertion et emploi ×"])
    expect(atlas.box("secteur", CIRCULAR[0])).not_to_be_checked()
    expect(atlas.box("secteur", INTEGRATION[0])).to_be_checked()
    expect(atlas.rows).to_have_count(len(ids((INTEGRATION[1],), (2015,))))

    atlas.page.get_by_role("button", name="Tout effacer").click()
    atlas.expect_query()
    expect(atlas.sentence).to_have_text("73 PTCE en France")
    expect(atlas.chips).to_have_count(0)
    expect(atlas.rows).to_have_count(73)
    expect(atlas.page.locator(".atlas-facette input:checked")).to_have_count(0)


def test_search_takes_no_notice_of_accents_and_capitals(atlas: Atlas) -> None:
    atlas.open()
    atlas.search.press_sequentially("ECOSSOLIES nantes", delay=20)
    expect(atlas.sentence).to_contain_text("texte « ECOSSOLIES nantes »")
    expect(atlas.row("ptce-030")).to_be_visible()
    found = atlas.row_ids()
    assert len(found) < 5
    atlas.expect_poles(found)
    atlas.expect_query(q="ECOSSOLIES nantes")
    expect(atlas.search).to_be_focused()
    expect(atlas.search).to_have_value("ECOSSOLIES nantes")

    atlas.search.fill("écossolies, Nantes")
    expect(atlas.sentence).to_contain_text("texte « écossolies, Nantes »")
    atlas.expect_poles(found)

    atlas.lift("« écossolies, Nantes »")
    expect(atlas.search).to_have_value("")
    expect(atlas.rows).to_have_count(73)


def test_what_is_typed_fast_is_not_lost(atlas: Atlas) -> None:
    atlas.open()
    text = "toulouse"
    atlas.search.press_sequentially(text, delay=120)  # several answers of the server come while it is typed
    expect(atlas.search).to_have_value(text)
    expect(atlas.sentence).to_contain_text(f"texte « {text} »")
    for pole in ("ptce-021", "ptce-047"):
        expect(atlas.row(pole)).to_be_visible()


def test_clicks_that_reach_the_server_together_all_count(atlas: Atlas, ids: Choose) -> None:
    wire = SlowWire(atlas)
    atlas.open()
    wire.hold_clicks = True
    clicked = (("laureat", "2013"), ("secteur", "culture"), ("laureat", "2015"), ("secteur", "energie"))
    for facet, value in clicked:
        atlas.box(facet, value).click()
        expect(atlas.box(facet, value)).to_be_checked()
    wire.release_clicks()
    atlas.expect_query(laureat=["2013", "2015"], secteur=["culture", "energie"])
    for facet, value in clicked:
        expect(atlas.box(facet, value)).to_be_checked()
    expect(atlas.rows).to_have_count(len(ids(("Culture", "Énergie"), (2013, 2015))))


def test_an_answer_that_comes_late_takes_no_click_back(atlas: Atlas) -> None:
    wire = SlowWire(atlas)
    atlas.open()
    wire.hold_answers = True
    atlas.box("laureat", "2013").click()
    wire.wait_for_answer("ats 2013")
    # Clicked before that answer comes, known to the server only after it.
    wire.hold_clicks = True
    atlas.box("laureat", "2015").click()
    wire.release_answers()
    expect(atlas.sentence).to_have_text("21 PTCE en France, lauréats 2013")
    expect(atlas.box("laureat", "2015")).to_be_checked(timeout=2000)
    atlas.box("laureat", "aucun").click()
    wire.release_clicks()
    atlas.expect_query(laureat=["2013", "2015", "aucun"])


def test_map_and_list_follow_a_click_before_the_server_answers(atlas: Atlas, ids: Choose) -> None:
    wire = SlowWire(atlas)
    atlas.open(region="bretagne")
    wire.hold_clicks = True
    atlas.box("secteur", "energie").click()
    atlas.expect_poles(ids(("Énergie",), (), ("Bretagne",)))
    atlas.box("region", "bretagne").click()
    atlas.expect_poles(ids(("Énergie",)))
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")
    atlas.lift("Bretagne")
    atlas.expect_poles(ids(("Énergie",)))
    wire.release_clicks()
    atlas.expect_query(secteur="energie")
    atlas.expect_poles(ids(("Énergie",)))


def test_an_older_answer_does_not_show_on_the_map(atlas: Atlas, ids: Choose) -> None:
    wire = SlowWire(atlas)
    atlas.open()
    seen = atlas.frame.evaluate_handle(
        """() => {
            const seen = [];
            const title = document.querySelector(".liste-titre");
            new MutationObserver(() => seen.push(title.textContent)).observe(title, { childList: true });
            return seen;
        }"""
    )
    wire.hold_answers = True
    atlas.box("laureat", "2013").click()
    wire.wait_for_answer("ats 2013")
    wire.hold_clicks = True
    atlas.box("laureat", "2015").click()
    wire.release_answers()
    expect(atlas.sentence).to_have_text("21 PTCE en France, lauréats 2013")
    wire.release_clicks()
    expect(atlas.sentence).to_contain_text("lauréats 2013 ou 2015")
    counts = [len(ids((), (2013,))), len(ids((), (2013, 2015)))]
    assert list(dict.fromkeys(seen.json_value())) == [f"{count} pôles" for count in counts]
    assert seen.json_value()[-1] == f"{counts[1]} pôles"
    first_of_both = seen.json_value().index(f"{counts[1]} pôles")
    assert f"{counts[0]} pôles" not in seen.json_value()[first_of_both:]


def test_a_click_that_no_answer_follows_is_taken_back(atlas: Atlas) -> None:
    wire = SlowWire(atlas)
    atlas.page.clock.install()
    atlas.open()
    wire.hold_clicks = True
    atlas.box("secteur", "energie").click()
    expect(atlas.rows).to_have_count(5)
    atlas.page.clock.run_for(11_000)
    expect(atlas.rows).to_have_count(73)
    expect(atlas.box("secteur", "energie")).not_to_be_checked()


def test_the_browser_filters_as_the_server_does(atlas: Atlas) -> None:
    panel = load_panel()
    index = panel.index
    values = {facet: [item.value for item in index.facets[facet].values] for facet in FACETS}
    chance = random.Random(2016)
    choices = [{facet: [value]} for facet in FACETS for value in values[facet]]
    choices += [
        {facet: chance.sample(values[facet], min(chance.choice((0, 0, 1, 4)), len(values[facet]))) for facet in FACETS}
        for _ in range(60)
    ]
    atlas.open()
    for turn, chosen in enumerate(choices, start=1):
        choice = {facet: chosen.get(facet, []) for facet in FACETS}
        choice["appels"] = turn % 3 == 0
        rows = atlas.frame.evaluate(
            """([choice, turn]) => {
                Atlas.preview(choice, turn);
                return [...document.querySelectorAll(".liste tbody tr:not([hidden])")].map((row) => row.dataset.id);
            }""",
            [choice, turn],
        )
        values_of = {facet: tuple(found) for facet, found in choice.items() if facet != "appels"}
        selection = Selection(**values_of, appels=choice["appels"])
        assert rows == panel.poles.index[index.mask(selection)].tolist(), choice


def test_filter_changes_keep_the_map_where_it_is(atlas: Atlas) -> None:
    atlas.open()
    atlas.frame.evaluate("() => { window.temoin = 'le même document'; }")
    atlas.zoom_in()
    before = atlas.position()
    for change, sentence in (
        (atlas.box("secteur", CIRCULAR[0]), "secteur économie circulaire"),
        (atlas.box("laureat", "2013"), "lauréats 2013"),
        (atlas.page.get_by_role("button", name="Tout effacer"), "73 PTCE en France"),
    ):
        change.click()
        expect(atlas.sentence).to_contain_text(sentence)
        expect(atlas.rows).to_have_count(int(atlas.sentence.inner_text().split()[0]))
        assert atlas.position() == before
        assert atlas.frame.evaluate("() => window.temoin") == "le même document"


@pytest.mark.parametrize("pole", ["ptce-030", "ptce-001"])
def test_the_popup_of_a_kept_pole_stays_open(atlas: Atlas, poles: Poles, pole: str) -> None:
    sector = poles[pole]["secteurs"][0]
    code = next(code for code, label in SECTORS.items() if label == sector)
    atlas.open()
    atlas.reach(pole).click()
    atlas.expect_popup(poles[pole]["nom"])
    before = atlas.position()

    atlas.box("secteur", code).click()
    expect(atlas.sentence).not_to_contain_text("73 PTCE")
    expect(atlas.rows).to_have_count(int(atlas.sentence.inner_text().split()[0]))
    atlas.expect_popup(poles[pole]["nom"])

    atlas.page.get_by_role("button", name="Tout effacer").click()
    expect(atlas.rows).to_have_count(73)
    atlas.expect_popup(poles[pole]["nom"])
    assert atlas.position() == before


def test_zooming_keeps_the_popup_open(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.reach("ptce-030").click()
    expect(atlas.popup).to_be_visible()
    atlas.zoom_in()
    atlas.expect_popup(poles["ptce-030"]["nom"])


def test_the_popup_of_a_pole_that_is_filtered_out_goes_and_its_card_says_so(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.reach("ptce-030").click()
    expect(atlas.popup).to_be_visible()
    assert poles["ptce-030"]["annee_laureat"] is None
    atlas.box("laureat", "2015").click()
    expect(atlas.rows).to_have_count(11)
    expect(atlas.popup).to_have_count(0)
    expect(atlas.card.locator("h2")).to_have_text(poles["ptce-030"]["nom"])
    expect(atlas.map.locator(".fiche-hors")).to_be_visible()
    atlas.page.get_by_role("button", name="Tout effacer").click()
    expect(atlas.map.locator(".fiche-hors")).to_be_hidden()


# --- Regions on the map ---


def test_a_click_on_a_region_filters_on_it_and_another_lifts_it(atlas: Atlas, ids: Choose) -> None:
    atlas.open()
    path, point = atlas.region("53")
    path.hover(position=point)
    expect(atlas.tooltip).to_have_text(["Bretagne : 4 PTCECliquer pour filtrer"])
    before = atlas.position()
    path.click(position=point)
    expect(atlas.sentence).to_have_text("4 PTCE en Bretagne")
    atlas.expect_query(region="bretagne")
    expect(atlas.chips).to_have_text(["Bretagne ×"])
    expect(atlas.box("region", "bretagne")).to_be_checked()
    expect(atlas.map.locator("path.region.filtree")).to_have_count(1)
    expect(atlas.rows).to_have_count(4)
    assert set(atlas.row_ids()) == set(ids(regions=("Bretagne",)))
    assert atlas.position() == before

    other, elsewhere = atlas.region("44")
    other.hover(position=elsewhere)
    expect(atlas.tooltip).to_have_text(["Grand Est : aucun PTCECliquer pour filtrer"])
    path.hover(position=point)
    expect(atlas.tooltip).to_have_text(["Bretagne : 4 PTCECliquer pour lever le filtre"])
    path.click(position=point)
    expect(atlas.sentence).to_have_text("73 PTCE en France")
    atlas.expect_query()
    expect(atlas.map.locator("path.region.filtree")).to_have_count(0)


def test_two_regions_add_up_from_the_map_and_the_filters(atlas: Atlas, ids: Choose) -> None:
    atlas.open()
    path, point = atlas.region("53")
    path.click(position=point)
    # The facet unfolds by itself, on what was chosen elsewhere.
    expect(atlas.page.locator("details[data-facette=region]")).to_have_attribute("open", "")
    atlas.box("region", "normandie").click()
    expect(atlas.sentence).to_have_text("7 PTCE en Bretagne ou en Normandie")
    atlas.expect_query(region=["bretagne", "normandie"])
    assert set(atlas.row_ids()) == set(ids(regions=("Bretagne", "Normandie")))
    expect(atlas.map.locator("path.region.filtree")).to_have_count(2)


def test_departements_show_inside_a_chosen_region_and_leave_with_it(atlas: Atlas, poles: Poles) -> None:
    atlas.open()
    atlas.box("region", "bretagne").click()
    atlas.box("departement", "35").click()
    inside = [pole for pole, row in poles.items() if row["code_departement"] == "35"]
    expect(atlas.sentence).to_have_text(f"{len(inside)} PTCE en Bretagne, département Ille-et-Vilaine (35)")
    atlas.expect_query(region="bretagne", departement="35")
    expect(atlas.rows).to_have_count(len(inside))
    atlas.box("region", "bretagne").click()
    expect(atlas.sentence).to_have_text("73 PTCE en France")
    atlas.expect_query()


def test_shading_is_off_until_asked_for_and_follows_the_filters(atlas: Atlas) -> None:
    atlas.open()
    shaded = atlas.map.locator(".scene > .leaflet-container path.region:not([data-niveau='']):not([data-niveau='0'])")
    expect(atlas.option("Ombrage")).to_have_attribute("aria-pressed", "false")
    expect(shaded).to_have_count(0)
    atlas.option("Ombrage").click()
    expect(atlas.option("Ombrage")).to_have_attribute("aria-pressed", "true")
    atlas.expect_query(ombrage="1")
    expect(shaded).to_have_count(15)
    fills = shaded.evaluate_all("(paths) => paths.map((path) => getComputedStyle(path).fill)")
    assert len(set(fills)) == 4
    atlas.box("region", "bretagne").click()
    expect(shaded).to_have_count(1)
    atlas.expect_query(ombrage="1", region="bretagne")
    atlas.option("Ombrage").click()
    expect(shaded).to_have_count(0)
    atlas.expect_query(region="bretagne")


# --- Nothing left ---


def test_an_empty_result_says_what_to_lift_and_what_that_gives(atlas: Atlas, ids: Choose) -> None:
    assert ids(("Énergie",), (2015,), ("Bretagne",)) == []
    gains = {
        "région": len(ids(("Énergie",), (2015,))),
        "secteur": len(ids((), (2015,), ("Bretagne",))),
        "année de lauréat": len(ids(("Énergie",), (), ("Bretagne",))),
    }
    atlas.open(region="bretagne", secteur="energie", laureat="2015")
    expect(atlas.sentence).to_have_text("Aucun PTCE en Bretagne, secteur énergie, lauréats 2015")
    expect(atlas.rows).to_have_count(0)
    expect(atlas.map.locator(".liste-vide")).to_have_text("Aucun pôle ne correspond aux filtres.")
    assert atlas.drawn() == 0
    advice = atlas.page.locator(".atlas-conseils button")
    offered = [f"Lever le filtre « {facet} » : {count} PTCE" for facet, count in gains.items() if count]
    empty = atlas.page.url
    assert offered, "No single filter empties this selection: choose another one."
    assert sorted(advice.all_inner_texts()) == sorted(offered)

    for text in offered:
        count = int(text.rpartition(" : ")[2].split()[0])
        atlas.page.get_by_role("button", name=text, exact=True).click()
        expect(atlas.rows).to_have_count(count)
        expect(atlas.sentence).to_contain_text(re.compile(f"^{count} PTCE "))
        expect(advice).to_have_count(0)
        atlas.page.wait_for_url(lambda url: url != empty)
        atlas.page.go_back()
        expect(atlas.sentence).to_contain_text("Aucun PTCE")


def test_a_search_that_finds_nothing_can_be_lifted(atlas: Atlas) -> None:
    atlas.open(laureat="2015", q="introuvablissime")
    advice = atlas.page.get_by_role("button", name="Lever le filtre « recherche » : 11 PTCE", exact=True)
    advice.click()
    expect(atlas.rows).to_have_count(11)
    expect(atlas.search).to_have_value("")
