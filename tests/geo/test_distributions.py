from __future__ import annotations

import pytest

from geo.charts import MISSING, Numbers
from geo.distributions import (
    by_legal_form,
    by_region,
    by_sector,
    by_year,
    funding,
    involvement,
    operating_aid,
    published,
    study_legal_forms,
)
from geo.model import Panel
from geo.reference.load import Reference, load_reference


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def counts(numbers: Numbers) -> dict[str, float | None]:
    return {row.label: row.values[0] for row in numbers.rows}


def recount(panel: Panel, column: str) -> dict[str, int]:
    """Count the panel again, from the records."""
    found: dict[str, int] = {}
    for pole_id, row in panel.poles.iterrows():
        if str(pole_id).startswith("ptce-"):
            value = row[column]
            for one in value if isinstance(value, list) else [value]:
                found[one] = found.get(one, 0) + 1
    return found


def test_regions_add_up_to_the_panel_alone(panel: Panel) -> None:
    numbers = by_region(panel)
    assert sum(counts(numbers).values()) == 73
    assert {label: n for label, n in counts(numbers).items() if n} == recount(panel, "region")
    assert len(numbers.rows) == 18
    assert numbers.reading.startswith("Auvergne-Rhône-Alpes compte 13 des 73")
    assert "Corse, Guadeloupe et Mayotte" in numbers.reading


def test_a_pole_counts_in_each_of_its_sectors(panel: Panel) -> None:
    numbers = by_sector(panel)
    known = {row.label: row.values[0] for row in numbers.rows if not row.apart}
    assert known == recount(panel, "secteurs")
    assert sum(known.values()) > 73
    assert f"la somme ({sum(known.values())}) dépasse 73" in numbers.reading


def test_legal_forms_are_those_of_the_records(panel: Panel) -> None:
    numbers = by_legal_form(panel)
    known = {row.label: row.values[0] for row in numbers.rows if not row.apart}
    told = {label: n for label, n in recount(panel, "forme_juridique").items() if isinstance(label, str)}
    assert known == told
    assert sum(counts(numbers).values()) == 73


def test_years_are_those_of_the_calls_in_order(panel: Panel, reference: Reference) -> None:
    numbers = by_year(panel, reference.calls)
    years = [row.label for row in numbers.rows if not row.apart]
    assert years == sorted(years)
    for row in numbers.rows:
        poles = [pole for pole in panel.poles.index if pole.startswith("ptce-")]
        wanted = [p for p in poles if (not panel.calls_of(p) if row.apart else int(row.label) in panel.calls_of(p))]
        assert row.values[0] == len(wanted), row.label
    assert "21 des 23 lauréats de 2013 et 11 des 14 lauréats de 2015" in numbers.reading
    assert any("calculé" in note for note in numbers.notes)


@pytest.mark.parametrize("count", [by_region, by_sector, by_legal_form])
def test_the_highest_comes_first_and_the_unknown_last(count, panel: Panel) -> None:
    rows = count(panel).rows
    assert [row.apart for row in rows] == sorted(row.apart for row in rows)
    values = [row.values[0] for row in rows if not row.apart]
    assert values == sorted(values, reverse=True)


def test_the_study_gives_one_legal_form_only_in_2013(reference: Reference) -> None:
    numbers = study_legal_forms(reference.figures)
    assert {row.label: row.values for row in numbers.rows} == {
        "Association": (None, 65),
        "SCIC": (None, 16),
        "Sans structure juridique": (31, 11),
        "Autres (SAS, GEIE…)": (None, 8),
    }
    assert next(row.note for row in numbers.rows if row.label.startswith("Autres")).startswith("Calculé : 100 −")
    assert "cinquantaine" in numbers.series[0]
    assert "58 pôles" in numbers.series[1]


@pytest.mark.parametrize(
    ("series", "region", "europe"), [("total", (840, 1239), (None, 776)), ("projets", (22, 29), (10, 7))]
)
def test_funding_says_samples_and_what_is_missing(series, region, europe, reference: Reference) -> None:
    numbers = funding(reference.figures, series)
    values = {row.label: row.values for row in numbers.rows}
    assert values["Région"] == region
    assert values["Europe"] == europe
    assert len(values) == 6
    assert numbers.series == ("2012 – 42 projets (données 2011/2012)", "2015 – 37 projets")
    assert any("absent, et non nul" in note for note in numbers.notes) == (None in europe)
    assert numbers.say(None) == MISSING == "absent"


def test_the_median_project_has_the_numbers_of_the_guide(reference: Reference) -> None:
    values = {row.label: row.values for row in funding(reference.figures, "mediane").rows}
    assert values["Europe"] == (27, 70)
    assert values["Région"] == (30, 10)


def test_involvement_keeps_the_cautions_of_each_figure(reference: Reference) -> None:
    numbers = involvement(reference.figures)
    assert counts(numbers) == {
        "Intercommunalité": 75, "Région": 75, "Commune": 52, "Département": 50, "PNR ou PETR": 15, "Europe": 5,
    }  # fmt: skip
    assert "7 projets" in next(row.note for row in numbers.rows if row.label == "Europe")
    assert counts(operating_aid(reference.figures))["Région"] == 84


def test_published_numbers_are_said_in_french(reference: Reference) -> None:
    rows = published(reference.counts)
    assert len(rows) == len(reference.counts)
    said = {row.value for row in rows}
    assert {"74", "près de 56", "plus de 100"} <= said
    assert "20\u00a0janvier\u00a02016" in {row.date for row in rows}
    assert all(row.link is None or row.link.startswith("http") for row in rows)
