"""What the sheet of a region says, without the page around it."""

from __future__ import annotations

import pytest

from geo.model import Panel
from geo.population import Population, load_populations, whole_country
from geo.proximity import distance_km
from geo.reference.schemes import LEVELS, load_schemes
from geo.sheets.region import (
    Column,
    close_regions,
    compare,
    describe_rate,
    find_region,
    general_schemes,
    nearest_poles,
    pole_rows,
    scheme_groups,
)
from geo.stats import profile, region_mask

SCHEMES = load_schemes()


def test_a_region_goes_by_its_slug_or_its_code(panel: Panel) -> None:
    for region in panel.vocabulary.regions:
        assert find_region(panel.vocabulary, region.slug) == region
        assert find_region(panel.vocabulary, region.code) == region
    assert find_region(panel.vocabulary, "Bretagne") is None
    assert find_region(panel.vocabulary, "") is None


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("Bretagne", "bretagne"),
        ("bretange", "bretagne"),
        ("Alsace", "grand-est"),
        ("rhone-alpes", "auvergne-rhone-alpes"),
        ("Finistère", "bretagne"),
        ("2A", "corse"),
        ("PACA", "provence-alpes-cote-d-azur"),
        ("reunion", "la-reunion"),
    ],
)
def test_what_was_meant_is_guessed(panel: Panel, asked: str, slug: str) -> None:
    assert close_regions(panel.vocabulary, asked)[0].slug == slug


@pytest.mark.parametrize("asked", ["<img src=x>", "zzzzzz", "", "%s" * 40])
def test_nothing_is_guessed_from_nothing(panel: Panel, asked: str) -> None:
    assert close_regions(panel.vocabulary, asked) == ()


def test_every_scheme_is_on_one_sheet_or_general(panel: Panel) -> None:
    groups = [group for region in panel.vocabulary.regions for group in scheme_groups(SCHEMES, region.code)]
    on_sheets = [scheme.id for group in groups for scheme in group.schemes]
    assert sorted([*on_sheets, *(scheme.id for scheme in general_schemes(SCHEMES))]) == sorted(s.id for s in SCHEMES)
    assert len(SCHEMES) == 87


def test_schemes_are_by_level_and_those_that_are_over_come_last(panel: Panel) -> None:
    order = list(LEVELS.values())
    mixed = 0
    for region in panel.vocabulary.regions:
        groups = scheme_groups(SCHEMES, region.code)
        places = [order.index(group.label) for group in groups]
        assert places == sorted(set(places))
        for group in groups:
            past = [scheme.is_past for scheme in group.schemes]
            assert past == sorted(past)
            mixed += len(set(past)) == 2
    assert mixed
    assert len([s for group in scheme_groups(SCHEMES, "44") for s in group.schemes]) == 14
    assert scheme_groups(SCHEMES, "24") == ()


def test_rows_say_what_is_known_and_no_more(panel: Panel) -> None:
    rows = {row.id: row for row in pole_rows(panel, panel.in_panel)}
    assert len(rows) == 73
    assert rows["ptce-027"].region_only
    assert (rows["ptce-027"].commune, rows["ptce-027"].departement) == (None, None)
    assert rows["ptce-003"].region_only
    assert not rows["ptce-032"].region_only
    assert rows["ptce-032"].departement == "Isère"
    assert rows["ptce-001"].calls == "2015"
    assert rows["ptce-034"].calls == "2022"
    assert {row.commune for row in rows.values() if row.commune and "à confirmer" in row.commune}


def test_a_comparison_has_the_same_rows_and_keeps_the_unknown(panel: Panel) -> None:
    country = profile(panel, panel.in_panel)
    populations = load_populations()
    columns = [
        Column(name, profile(panel, panel.in_panel & region_mask(panel, code)), populations[code])
        for name, code in (("Bretagne", "53"), ("Mayotte", "06"))
    ]
    columns.append(Column("France", country, whole_country(populations.values())))
    rows = {label: cells for section in compare(columns, country) for label, cells in section.rows}
    assert rows["Pôles du panel (part de la France)"] == ("4 (5\u00a0%)", "0", "73 (100\u00a0%)")
    assert rows["Pôles par million d'habitants"] == ("1,2", None, "1,1")
    assert rows["Habitants"] == ("3\u00a0317\u00a0766", None, "66\u00a0500\u00a0069")
    assert rows["Appel de 2015"] == ("1 (25\u00a0%)", "0", "11 (15\u00a0%)")
    assert rows["Association"] == ("3 (75\u00a0%)", "0", "39 (53\u00a0%)")
    assert len(rows) == 3 + 4 + 16 + 7


def test_a_rate_of_nothing_is_zero_and_of_an_unknown_population_is_unknown() -> None:
    assert describe_rate(0, Population(334_938)) == "0"
    assert describe_rate(0, Population(None)) is None
    assert describe_rate(1, Population(268_700)) == "3,7"


@pytest.mark.parametrize(
    ("code", "town", "place", "region"),
    [
        ("94", "Ajaccio", (41.92, 8.74), "Provence-Alpes-Côte d'Azur"),
        ("01", "Basse-Terre", (16.0, -61.73), "Martinique"),
        ("06", "Mamoudzou", (-12.78, 45.23), "La Réunion"),
    ],
)
def test_what_is_nearest_to_a_region_without_poles(
    panel: Panel, code: str, town: str, place: tuple[float, float], region: str
) -> None:
    found = nearest_poles(panel, code)
    assert found.town == town
    assert len(found.poles) == 3
    first = panel.poles.loc[found.poles[0].pole_id]
    assert first["region"] == region
    assert found.poles[0].km == pytest.approx(distance_km(place, (first.geometry.y, first.geometry.x)), rel=0.02)
