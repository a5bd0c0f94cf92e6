"""Places known offline, and the search among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InvalidDataError
from geo.gazetteer import Gazetteer, load_gazetteer
from tests.conftest import DataCopy

_SHARED = load_gazetteer()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return _SHARED


def _labels(gazetteer: Gazetteer, text: str, limit: int = 20) -> list[str]:
    return [place.label for place in gazetteer.search(text, limit)]


def test_every_commune_and_arrondissement_is_a_place(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.communes) == 34_935
    assert len(gazetteer.places) == 34_935 + 2_536
    for code in ("35238", "75111", "97212", "2A004", "59355"):
        place = gazetteer.place(code)
        assert place is not None
        assert place.code == code
    assert gazetteer.place("98800") is None
    assert gazetteer.place("") is None


def test_a_commune_says_where_it_is(gazetteer: Gazetteer) -> None:
    place = gazetteer.place("97411")
    assert place is not None
    assert (place.label, place.departement, place.region) == ("Saint-Denis (974)", "La Réunion", "La Réunion")
    assert place.postcodes == ("97400", "97417", "97490")
    assert (round(place.latitude), round(place.longitude)) == (-21, 55)
    assert place.population is not None
    assert place.population > 100_000


def test_a_former_commune_says_what_it_is_today(gazetteer: Gazetteer) -> None:
    place = gazetteer.place("59355")
    assert place is not None
    assert place.label == "Lomme (59, aujourd'hui Lille)"
    assert (place.code_commune, place.commune) == ("59350", "Lille")
    # Where it shares its code with the commune in force, the latter answers.
    shared = gazetteer.place("01025")
    assert shared is not None
    assert shared.name == "Bâgé-Dommartin"


def test_an_arrondissement_has_its_postcode_and_the_city_all_of_them(gazetteer: Gazetteer) -> None:
    ward, city = gazetteer.place("75111"), gazetteer.place("75056")
    assert ward is not None
    assert city is not None
    assert ward.postcodes == ("75011",)
    assert len(city.postcodes) == 21


def test_unknown_population_is_none(gazetteer: Gazetteer) -> None:
    mamoudzou = gazetteer.place("97611")
    assert mamoudzou is not None
    assert mamoudzou.population is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Rennes", ["Rennes (35)", "Rennes-les-Bains (11)"]),
        ("saint den", ["Saint-Denis (974)", "Saint-Denis (93)"]),
        ("St Den", ["Saint-Denis (974)", "Saint-Denis (93)"]),
        ("35000", ["Rennes (35)"]),
        ("35238", ["Rennes (35)"]),
        ("2a004", ["Ajaccio (2A)"]),
        ("75011", ["Paris 11e Arrondissement (75)"]),
        ("l ile", ["L'Île-Saint-Denis (93)"]),
        ("rochelle", ["La Rochelle (17)", "La Rochelle (70)"]),
        ("havre (le)", ["Le Havre (76)"]),
        ("(rennes", ["Rennes (35)"]),
        ("Saint-Denis (93)", ["Saint-Denis (93)"]),
        ("saint denis 974", ["Saint-Denis (974)"]),
        ("Paris 11", ["Paris 11e Arrondissement (75)"]),
        ("Bâgé-la-V", ["Bâgé-la-Ville (01, aujourd'hui Bâgé-Dommartin)"]),
    ],
)
def test_search_finds_first(gazetteer: Gazetteer, text: str, first: list[str]) -> None:
    assert _labels(gazetteer, text)[: len(first)] == first


def test_search_prefers_whole_names_then_beginnings_then_inhabitants(gazetteer: Gazetteer) -> None:
    found = _labels(gazetteer, "saint")
    assert found[0] == "Le Saint (56)"
    assert found[1:4] == ["Saint-Étienne (42)", "Saint-Denis (974)", "Saint-Denis (93)"]
    assert "L'Île-Saint-Denis (93)" in _labels(gazetteer, "saint denis", 500)


@pytest.mark.parametrize("text", ["", " ", "(", "()", "😀", "\x00", "%", "ç" * 10_000, "\ud800", "…"])
def test_search_of_nothing_finds_nothing(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.search(text) == ()


@settings(deadline=None)
@given(st.text(max_size=30))
def test_search_never_raises_and_keeps_its_limit(text: str) -> None:
    found = _SHARED.search(text, 20)
    assert len(found) <= 20
    assert len({place.code for place in found}) == len(found)


def test_search_gives_at_most_what_is_asked(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.search("s")) == 20
    assert len(gazetteer.search("saint", 3)) == 3
    assert gazetteer.search("saint", 0) == ()


def test_every_commune_is_found_by_its_code(gazetteer: Gazetteer) -> None:
    codes = gazetteer.communes.index[::50]
    assert len(codes) > 600
    missed = [code for code in codes if code not in {place.code for place in gazetteer.search(code)}]
    assert missed == []


def test_a_missing_file_and_a_lost_column_are_both_told(data_copy: DataCopy) -> None:
    (data_copy.path / "codes_postaux.csv").unlink()
    (data_copy.path / "communes_autrefois.csv").write_text("code,nom\n01002,Ici\n", encoding="utf-8")
    with pytest.raises(InvalidDataError) as raised:
        load_gazetteer(data_copy.path)
    assert {problem.file for problem in raised.value.problems} == {
        "data/codes_postaux.csv",
        "data/communes_autrefois.csv",
    }
    assert "make data" in str(raised.value)


def test_an_unknown_commune_is_told_with_its_row(data_copy: DataCopy) -> None:
    path: Path = data_copy.path / "codes_postaux.csv"
    path.write_text("code_postal,code_commune\n35000,35238\n99999,99999\n", encoding="utf-8")
    with pytest.raises(InvalidDataError) as raised:
        load_gazetteer(data_copy.path)
    (problem,) = raised.value.problems
    assert (problem.file, problem.row, problem.column, problem.value) == (
        "data/codes_postaux.csv", 3, "code_commune", "99999",
    )  # fmt: skip
