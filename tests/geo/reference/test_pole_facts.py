"""Facts about the poles: what is the pole's own is told from what is around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.model import Panel
from geo.reference.amounts import PRECISIONS
from geo.reference.pole_facts import PoleFact, describe_fact, key_figures, load_pole_facts
from tests.geo.reference.reading import faults

FACTS = load_pole_facts()
BY_KEY = {(fact.pole_id, fact.indicator): fact for fact in FACTS}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_fact_is_whole_and_reads_well(fact: PoleFact, panel: Panel) -> None:
    texts = (fact.pole, fact.label, fact.text, fact.unit, fact.note)
    assert [(text, faults(text)) for text in texts if faults(text)] == []
    # A pole of the list, or the name of another one.
    assert bool(fact.pole_id) != bool(fact.pole)
    assert not fact.pole_id or fact.pole_id in panel.lines.index
    assert (fact.value is None) == bool(fact.text)
    assert fact.quantitative == (fact.value is not None)
    assert fact.precision in PRECISIONS
    assert fact.label[0].isupper()
    assert not fact.note or fact.note.endswith(".")


def test_all_the_facts_are_there() -> None:
    assert len(FACTS) == len({fact.id for fact in FACTS}) == 185
    # One label per indicator, and the other way round: a page may group by either.
    labels = {(fact.indicator, fact.label) for fact in FACTS}
    assert len(labels) == len({indicator for indicator, _ in labels}) == len({label for _, label in labels})


@pytest.mark.parametrize(
    ("pole_id", "indicator"),
    [
        ("ptce-052", "entreprises-technopole"),
        ("ptce-052", "emplois-technopole"),
        ("ptce-052", "etudiants-technopole"),
        ("ptce-056", "salaries-zone"),
        ("ptce-056", "surface-zone"),
        ("ptce-036", "habitants-bassin"),
        ("ptce-006", "habitants-territoire"),
        ("ptce-073", "habitants-commune"),
        ("ptce-064", "entreprises-annuaire"),
    ],
)
def test_figure_of_the_neighbourhood_is_never_one_of_the_pole(pole_id: str, indicator: str) -> None:
    fact = BY_KEY[pole_id, indicator]
    assert not fact.key
    assert fact.note
    assert fact not in key_figures(FACTS, [pole_id])


def test_years_places_and_texts_are_no_key_figures() -> None:
    for fact in FACTS:
        if fact.key:
            assert fact.value is not None
            assert fact.unit not in ("", "année", "habitants", "an", "ans")
            assert not fact.indicator.startswith("annee")


def test_pole_listed_twice_is_counted_once() -> None:
    jobs = [fact for fact in FACTS if fact.indicator == "emplois" and fact.value == 145]
    assert [(fact.pole_id, fact.key) for fact in jobs] == [("ptce-045", True), ("ptce-051", False)]
    both = key_figures(FACTS, ["ptce-045", "ptce-051"])
    assert [fact.indicator for fact in both] == ["emplois", "membres"]
    # Even where both rows are marked.
    marked = [replace(fact, key=True) for fact in jobs]
    assert key_figures(marked, ["ptce-051", "ptce-045"]) == (marked[0],)


def test_key_figures_are_those_of_the_pole_in_the_order_of_the_table() -> None:
    found = key_figures(FACTS, ["ptce-071"])
    assert [fact.indicator for fact in found] == ["membres", "surface", "emplois", "chiffre-affaires-consolide"]
    assert key_figures(FACTS, []) == key_figures(FACTS, ["ptce-001"]) == ()
    # Poles that are not listed have no id: an empty one finds nothing of theirs.
    assert key_figures(FACTS, [""]) == ()


@pytest.mark.parametrize(
    ("pole_id", "indicator", "text"),
    [
        ("ptce-019", "membres", "Membres : environ 40\u00a0adhérents (2016)"),
        ("ptce-019", "annee-creation", "Année de création : 2011"),
        ("ptce-071", "chiffre-affaires-consolide", "Chiffre d'affaires consolidé : 2\u00a0400\u00a0000\u00a0€ (2016)"),
        ("ptce-030", "surface-batie", "Surface bâtie : plus de 4\u00a0000\u00a0m² (2014)"),
        ("ptce-036", "fonds-publics", "Fonds publics reçus : 0\u00a0€ (2016)"),
        ("ptce-071", "statut", "Statut : SCIC"),
    ],
)
def test_fact_is_said_in_french(pole_id: str, indicator: str, text: str) -> None:
    assert describe_fact(BY_KEY[pole_id, indicator]) == text


def test_period_is_said_where_there_is_no_single_year() -> None:
    fact = replace(BY_KEY["ptce-019", "membres"], year=None, period="2013 et 2015")
    assert describe_fact(fact).endswith("(2013 et 2015)")
    assert describe_fact(replace(fact, period="")) == "Membres : environ 40\u00a0adhérents"


def test_doubtful_figure_comes_with_its_caution() -> None:
    fact = BY_KEY["ptce-047", "frequentation"]
    assert (fact.value, fact.key) == (1500, True)
    assert "réserve" in fact.note
