"""National figures: found by id, group and series; what is missing is not zero, what is computed says how."""

from __future__ import annotations

from collections import Counter

import pytest

from geo.errors import UnknownValueError
from geo.load import load_vocabulary
from geo.reference.amounts import PRECISIONS
from geo.reference.figures import Figure, describe_figure, figure_of, figures_of, load_figures
from tests.geo.reference.reading import faults

FIGURES = load_figures()
LEVELS = ["communes", "intercommunalites", "departements", "regions", "etat", "europe"]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_figure_is_whole_and_reads_well(figure: Figure) -> None:
    texts = (figure.label, figure.unit, figure.period, figure.sample, figure.note)
    assert [(text, faults(text)) for text in texts if faults(text)] == []
    assert figure.precision in PRECISIONS
    assert not (figure.year and figure.period)
    assert (figure.minimum is None) == (figure.maximum is None)
    assert figure.value is None or figure.minimum is None
    assert figure.computed == bool(figure.computation)
    assert bool(figure.series) == bool(figure.category)
    assert set(figure.documents) <= {document.code for document in load_vocabulary().documents}
    assert not figure.note or figure.note.endswith((".", "».", ").")), figure.note


def test_all_the_figures_are_there_and_each_has_one_place() -> None:
    assert len(FIGURES) == len({figure.id for figure in FIGURES}) == 159
    places = Counter((f.group, f.series, f.category, f.year, f.period) for f in FIGURES if f.series)
    assert {place: count for place, count in places.items() if count > 1} == {}


@pytest.mark.parametrize("series", ["total", "projets", "mediane"])
def test_financing_is_there_for_each_level_and_both_years(series: str) -> None:
    found = figures_of(FIGURES, "financements-par-niveau", series)
    assert [(f.category, f.year) for f in found] == [(level, year) for level in LEVELS for year in (2012, 2015)]
    assert {f.sample for f in found} == {"42 projets (données 2011/2012)", "37 projets"}
    assert {f.unit for f in found} == {"projets" if series == "projets" else "k€"}


def test_missing_total_is_not_zero() -> None:
    figure = figure_of(FIGURES, "tab_total_europe_2012")
    assert figure.value is None
    assert figure.is_missing
    assert describe_figure(figure) == "donnée absente"
    assert "non zéro" in figure.note
    assert [f.id for f in FIGURES if f.is_missing] == ["tab_total_europe_2012"]


@pytest.mark.parametrize(("year", "total"), [(2012, 1960), (2015, 2614)])
def test_sums_are_those_of_the_table(year: int, total: float) -> None:
    totals = {f.category: f.value for f in figures_of(FIGURES, "financements-par-niveau", "total") if f.year == year}
    sums = {f.category: f.value for f in figures_of(FIGURES, "financements-par-niveau", "somme") if f.year == year}
    assert sums["collectivites"] == sum(totals[level] or 0 for level in LEVELS[:4]) == total
    assert sums["tous-niveaux"] == sum(value or 0 for value in totals.values())


def test_changes_are_those_of_the_table() -> None:
    totals = {(f.category, f.year): f.value for f in figures_of(FIGURES, "financements-par-niveau", "total")}
    changes = figures_of(FIGURES, "financements-par-niveau", "evolution")
    assert [f.category for f in changes] == LEVELS[:5]
    for figure in changes:
        before, after = totals[figure.category, 2012], totals[figure.category, 2015]
        assert before
        assert after
        assert figure.value == round(100 * (after / before - 1), 1)
        assert "indicative" in figure.note


def test_legal_forms_of_2016_make_a_whole_and_2013_is_known_for_one() -> None:
    found = figures_of(FIGURES, "formes-juridiques", "part")
    shares = {(f.category, f.year): f.value for f in found}
    assert sum(value or 0 for (_, year), value in shares.items() if year == 2016) == 100
    assert (shares["sans-structure", 2013], shares["sans-structure", 2016]) == (31, 11)
    assert [f.category for f in found if f.computed] == ["autres"]


@pytest.mark.parametrize(
    ("figure_id", "text"),
    [
        ("laureats_total", "37\u00a0pôles"),
        ("ptce_2021", "près de 56\u00a0pôles"),
        ("ptce_communaute_2016", "plus de 100\u00a0pôles"),
        ("med_etp_cellule", "1,75\u00a0ETP"),
        ("med_creation", "2013"),
        ("app_invest", "de 20 à 30\u00a0%"),
        ("p40_ca", "plus de 235\u00a0000\u00a0000\u00a0€"),
        ("tab_evol_communes", "−18\u00a0%"),
    ],
)
def test_figure_is_said_in_french(figure_id: str, text: str) -> None:
    assert describe_figure(figure_of(FIGURES, figure_id)) == text


@pytest.mark.parametrize(
    ("figure_id", "words"),
    [
        ("laureats_appel1", "n'est écrit dans aucun"),
        ("ptce_2021", "périmètres diffèrent"),
        ("fin_collectivites_2015", "3 390 k€"),
        ("impl_europe_pct", "7 projets"),
        ("membres_minimum", "pas une règle de la loi"),
        ("p40_ca", "invraisemblable"),
        ("enveloppe_appel2_annonce", "2,75 M€"),
        ("part_emergence_389", "20 %, 40 % et 25 %"),
    ],
)
def test_contradiction_is_said(figure_id: str, words: str) -> None:
    assert words in figure_of(FIGURES, figure_id).note


def test_unknown_names_are_refused_with_those_allowed() -> None:
    with pytest.raises(UnknownValueError, match=r"chiffre : valeur inconnue 'x' ; valeurs admises : projets_labo_2011"):
        figure_of(FIGURES, "x")
    with pytest.raises(UnknownValueError, match=r"groupe : valeur inconnue 'x' ; valeurs admises : recensement"):
        figures_of(FIGURES, "x")
    with pytest.raises(UnknownValueError, match=r"série : valeur inconnue 'x' ; valeurs admises : part"):
        figures_of(FIGURES, "formes-juridiques", "x")


def test_group_is_returned_whole() -> None:
    assert [f.id for f in figures_of(FIGURES, "formes-juridiques")][:2] == ["forme_association", "forme_scic"]
    assert sum(len(figures_of(FIGURES, group)) for group in dict.fromkeys(f.group for f in FIGURES)) == 159
