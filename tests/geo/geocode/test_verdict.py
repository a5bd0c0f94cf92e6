"""How far an answer is believed: what is exact, what is only nearly so, what places nothing."""

from __future__ import annotations

import dataclasses

import pytest

from geo.geocode.address import AddressQuery, Candidate
from geo.geocode.status import CORRECTED, EXACT, NOT_FOUND
from geo.geocode.verdict import judge, same_commune

RENNES = AddressQuery(2, "12 rue de Rennes", "35000", "Rennes", "35238", (48.11, -1.68))
FOUND = Candidate("12 Rue de Rennes 35000 Rennes", "housenumber", 0.93, "35238", "", "35000", "12", 48.1, -1.67)


def found(**changes: object) -> Candidate:
    return dataclasses.replace(FOUND, **changes)


def asked(**changes: object) -> AddressQuery:
    return dataclasses.replace(RENNES, **changes)


@pytest.mark.parametrize(
    ("query", "candidate", "status", "precision", "words"),
    [
        (RENNES, FOUND, EXACT, "adresse", "adresse trouvée : 12 Rue de Rennes 35000 Rennes"),
        (RENNES, found(score=0.8), EXACT, "adresse", ""),
        (RENNES, found(score=0.79), CORRECTED, "adresse", "score 0,79, inférieur à 0,80"),
        (RENNES, found(score=0.7), CORRECTED, "adresse", "score 0,70"),
        (RENNES, found(score=0.69), NOT_FOUND, None, "réponse peu sûre"),
        (RENNES, found(number="14"), CORRECTED, "adresse", "numéro 14, qui n'est pas celui demandé"),
        (asked(address="12 bis rue de Rennes"), found(number="12bis"), EXACT, "adresse", ""),
        (asked(address="12 bis rue de Rennes"), found(number="12"), CORRECTED, "adresse", "numéro 12, qui n'est pas"),
        (RENNES, found(number="12bis"), CORRECTED, "adresse", "numéro 12bis, qui n'est pas"),
        (RENNES, found(number="1"), CORRECTED, "adresse", "numéro 1, qui n'est pas"),
        (asked(address="12 bis, rue de Rennes"), found(number="12 bis"), EXACT, "adresse", ""),
        (RENNES, found(kind="street", number=""), CORRECTED, "rue", "numéro 12 non trouvé : milieu de la rue"),
        (asked(address="Place de la Mairie"), found(kind="street", number=""), EXACT, "rue", ""),
        (RENNES, found(kind="locality", number=""), CORRECTED, "lieu-dit", "numéro 12 non trouvé : lieu-dit"),
        (RENNES, found(kind="municipality"), NOT_FOUND, None, "que la commune"),
        (RENNES, found(kind="poi"), NOT_FOUND, None, "type inconnu"),
        (RENNES, found(code="35024"), CORRECTED, "adresse", "voisine de même code postal (35024 au lieu de 35238)"),
        (RENNES, found(code="35024", postcode="35830"), NOT_FOUND, None, "dans une autre commune"),
        (asked(postcode=""), found(code="35024", postcode=""), NOT_FOUND, None, "dans une autre commune"),
        (RENNES, found(code="35999", old_code="35238"), CORRECTED, "adresse", "fusionnée depuis (code 35999)"),
        (asked(code_commune=None), FOUND, CORRECTED, "adresse", "commune non vérifiée"),
        (RENNES, found(latitude=-1.67, longitude=48.1), NOT_FOUND, None, "hors de France (−1,670 ; 48,100)"),
        (RENNES, found(latitude=0.0, longitude=0.0), NOT_FOUND, None, "hors de France"),
        (RENNES, found(latitude=43.3, longitude=5.37), NOT_FOUND, None, "km de la commune"),
        (asked(near=None), found(latitude=43.3, longitude=5.37), EXACT, "adresse", ""),
    ],
)
def test_an_answer_is_believed_as_far_as_it_goes(
    query: AddressQuery, candidate: Candidate, status: str, precision: str | None, words: str
) -> None:
    result = judge(query, [candidate])
    assert (result.status, result.precision) == (status, precision)
    assert words in result.reason
    assert result.placed is (status != NOT_FOUND)
    assert (result.latitude, result.longitude) == (
        (candidate.latitude, candidate.longitude) if result.placed else (None, None)
    )
    assert (result.score, result.label, result.code_commune) == (candidate.score, candidate.label, candidate.code)
    assert result.confidence == {EXACT: "haute", CORRECTED: "moyenne", NOT_FOUND: None}[status]


def test_a_street_of_the_commune_comes_before_a_better_one_elsewhere() -> None:
    elsewhere = found(code="75056", postcode="75006", score=0.97, latitude=48.85, longitude=2.33)
    result = judge(RENNES, [elsewhere, FOUND])
    assert (result.status, result.code_commune) == (EXACT, "35238")


def test_all_that_is_doubtful_is_told() -> None:
    result = judge(asked(code_commune=None), [found(score=0.75, number="14")])
    assert result.reason.split(" ; ")[1:] == [
        "commune non vérifiée",
        "score 0,75, inférieur à 0,80",
        "numéro 14, qui n'est pas celui demandé",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("35238", "35238", True),
        ("75111", "75056", True),
        ("75056", "75111", True),
        ("69383", "69123", True),
        ("13208", "13055", True),
        ("13001", "13055", False),
        ("69266", "69123", False),
        ("75111", "75112", False),
        ("", "75056", False),
    ],
)
def test_an_arrondissement_is_in_its_commune(one: str, other: str, same: bool) -> None:
    assert same_commune(one, other) is same


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (RENNES, "12 rue de Rennes 35000 Rennes"),
        (asked(address="12 rue de Rennes, 35000 Rennes cedex"), "12 rue de Rennes, 35000 Rennes cedex"),
        (asked(address="  12,\true\n de  Rennes "), "12, rue de Rennes 35000 Rennes"),
        (asked(address="« Le Solilab » 8 rue X"), "Le Solilab » 8 rue X 35000 Rennes"),
        (asked(address="BP 35000"), "BP 35000 35000 Rennes"),
        (asked(address="Écluse n° 3", postcode="", commune=""), "Écluse n° 3"),
        (asked(address="rue \ud800 X"), "rue X 35000 Rennes"),
        (asked(address=" — "), ""),
        (asked(address="a", postcode="", commune=""), ""),
        (asked(address="rue " * 100), ("rue " * 50).strip()),
    ],
)
def test_what_is_sent_is_an_address_that_the_service_accepts(query: AddressQuery, text: str) -> None:
    assert query.text == text
