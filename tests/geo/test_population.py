"""Populations of the regions: sums of the gazetteer, unknown where it says nothing."""

from __future__ import annotations

import pytest

from geo.errors import InvalidDataError
from geo.population import CENSUS_YEAR, Population, load_populations, per_million, whole_country
from tests.conftest import DataCopy


def test_regions_have_the_populations_of_the_census() -> None:
    found = load_populations()
    assert len(found) == 18
    # Municipal populations in force on 1 January 2020, as the INSEE publishes them (census of 2017).
    assert CENSUS_YEAR == 2017
    assert found["94"].inhabitants == 334_938
    assert found["04"].inhabitants == 853_659
    assert found["11"].inhabitants == pytest.approx(12_174_880, rel=1e-4)


def test_what_the_gazetteer_does_not_know_is_unknown_and_named() -> None:
    found = load_populations()
    assert found["06"].inhabitants is None
    assert len(found["06"].missing) == 17
    assert {code: place.missing for code, place in found.items() if place.missing and code != "06"} == {
        "28": ("Sannerville",),
        "32": ("Les Hauts-Talican",),
        "52": ("L'Oie", "Sainte-Florence"),
    }


def test_the_country_is_the_sum_of_what_is_known() -> None:
    found = load_populations()
    whole = whole_country(found.values())
    assert whole.inhabitants == sum(place.inhabitants or 0 for place in found.values()) == 66_500_069
    assert len(whole.missing) == 21
    assert whole_country([Population(None, ("A",))]) == Population(None, ("A",))


def test_a_rate_is_per_million_or_unknown() -> None:
    assert per_million(4, Population(2_000_000)) == 2
    assert per_million(0, Population(2_000_000)) == 0
    assert per_million(1, Population(None)) is None


def test_a_gazetteer_that_cannot_be_read_is_an_error(data_copy: DataCopy) -> None:
    path = data_copy.path / "communes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",776,", ",beaucoup,", 1), encoding="utf-8")
    with pytest.raises(InvalidDataError, match=r"communes\.csv.*populations illisibles"):
        load_populations(data_copy.path)
    path.unlink()
    with pytest.raises(InvalidDataError, match=r"make data"):
        load_populations(data_copy.path)
