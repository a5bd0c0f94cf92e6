"""The State's calls: their numbers, what is published and what is computed."""

from __future__ import annotations

from datetime import date

import pytest

from geo.reference.calls import Call, load_calls
from geo.reference.decisions import load_counts
from tests.conftest import DataCopy

CALLS = {call.id: call for call in load_calls()}


def test_every_call_of_the_state_in_order() -> None:
    assert list(CALLS) == ["appel-2013", "appel-2015", "ami-2021", "ami-2022", "ami-2023", "ami-2024", "ami-2025"]
    assert all(id_.endswith(str(call.year)) for id_, call in CALLS.items())


def test_numbers_of_the_first_two_calls() -> None:
    first, second = CALLS["appel-2013"], CALLS["appel-2015"]
    assert (first.laureates, first.laureates_computed, first.applicants, first.eligible) == (23, True, 180, 130)
    assert (second.laureates, second.laureates_computed, second.applicants, second.eligible) == (14, False, 125, 85)
    assert (first.amount_eur, second.amount_eur) == (3_000_000, 2_750_000)
    assert second.results == date(2016, 1, 14)


def test_numbers_of_the_later_calls() -> None:
    numbers = {
        call.year: (call.laureates, call.applicants, call.amount_eur) for call in CALLS.values() if call.year >= 2021
    }
    assert numbers == {
        2021: (15, 134, 1_500_000),
        2022: (16, None, None),
        2023: (15, 72, 1_500_000),
        2024: (15, 64, 1_500_000),
        2025: (8, 79, 500_000),
    }
    assert CALLS["ami-2025"].results == date(2025, 12, 18)
    assert not any(call.laureates_computed for call in CALLS.values() if call.year >= 2021)


def test_laureates_add_up_to_the_totals() -> None:
    counts = {count.id: count.value for count in load_counts()}
    laureates = {call.year: call.laureates or 0 for call in CALLS.values()}
    assert laureates[2013] + laureates[2015] == counts["laureats-2013-2015"] == 37
    assert sum(number for year, number in laureates.items() if year >= 2021) == counts["laureats-2021-2025"] == 69
    assert laureates[2013] == counts["laureats-2013"]
    assert laureates[2015] == counts["laureats-2015"]
    assert laureates[2021] == counts["laureats-2021"]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_call_says_what_is_computed(call: Call) -> None:
    assert call.laureates_computed == ("alculés" in call.note)
    assert call.applicants is None or call.applicants >= (call.eligible or 0) >= 0
    assert call.results is None or call.year <= call.results.year <= call.year + 1
    assert call.rest_of_list
    assert call.amount_eur is None or call.amount_note


def test_unknown_is_not_zero(data_copy: DataCopy) -> None:
    assert CALLS["ami-2022"].applicants is CALLS["ami-2022"].amount_eur is CALLS["ami-2022"].results is None
    data_copy.set_cell("calls.csv", 2, "laureats_officiels", "")
    assert load_calls(data_copy.path)[0].laureates is None


def test_order_is_that_of_the_years_not_of_the_rows(data_copy: DataCopy) -> None:
    data_copy.rewrite("calls.csv", lambda rows: [rows[0], *rows[:0:-1]])
    assert load_calls(data_copy.path) == load_calls()
