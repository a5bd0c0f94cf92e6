"""What visitors write for a sector, a legal form or a year."""

from __future__ import annotations

import pytest

from geo.lists.matching import form_matcher, sector_matcher, year_matcher
from geo.model import Panel


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Énergie", ("energie",)),
        ("ENERGIES", ("energie",)),
        ("energie", ("energie",)),
        ("alimentation-agriculture", ("alimentation-agriculture",)),
        ("Alimentation et agriculture", ("alimentation-agriculture",)),
        ("Agriculture", ("alimentation-agriculture",)),
        ("Insertion, emploi", ("insertion-emploi",)),
        ("Culture ; Tourisme / Habitat | mobilités", ("culture", "tourisme-patrimoine", "habitat", "mobilite")),
        ("éco-construction", ("eco-construction-batiment",)),
        ("Services à la personne", ("services-a-la-personne",)),
        ("Culture, autre chose", ("culture",)),
        ("Agriculture biologique intensive", ("inconnu",)),
        ("", ("inconnu",)),
        (" / ", ("inconnu",)),
    ],
)
def test_sectors(panel: Panel, cell: str, codes: tuple[str, ...]) -> None:
    assert sector_matcher(panel.vocabulary.sectors)(cell) == codes


def test_every_label_and_code_finds_its_sector(panel: Panel) -> None:
    match = sector_matcher(panel.vocabulary.sectors)
    for sector in panel.vocabulary.sectors:
        assert match(sector.label) == match(sector.code) == match(sector.label.upper()) == (sector.code,)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("SCIC", "scic"), ("S.C.I.C.", "scic"), ("Scic SA à capital variable", "scic"), ("SCIC SAS", "scic"),
        ("Société coopérative d’intérêt collectif", "scic"), ("SCOP-SARL", "scop"), ("SAS", "sas"), ("SA", "autre"),
        ("SASU", "sas"), ("association loi 1901", "association"), ("Association (loi de 1901)", "association"),
        ("Associations", "association"), ("SARL", "autre"), ("Commune", "autre"), ("Autre", "autre"),
        ("Association et SCIC", "inconnu"), ("scop ou scic", "inconnu"), ("à créer", "inconnu"), ("", "inconnu"),
    ],
)  # fmt: skip
def test_legal_forms(panel: Panel, cell: str, code: str) -> None:
    assert form_matcher(panel.vocabulary.legal_forms)(cell) == (code,)


def test_every_form_finds_itself(panel: Panel) -> None:
    match = form_matcher(panel.vocabulary.legal_forms)
    for form in panel.vocabulary.legal_forms:
        assert match(form.label) == match(form.code) == match(form.full_name) == (form.code,)


@pytest.mark.parametrize(
    ("cell", "years"),
    [("2013", ("2013",)), ("2013.0", ("2013",)), ("15/03/2015", ("2015",)), ("2015 puis 2013, 2015", ("2015", "2013")),
     ("2009", ("aucun",)), ("", ("aucun",)), ("120135", ("aucun",)), ("oui", ("aucun",))],
)  # fmt: skip
def test_years(cell: str, years: tuple[str, ...]) -> None:
    assert year_matcher(["2013", "2015", "aucun"])(cell) == years
