"""The criteria of the RGAA: how they are read, and what they add up to."""

from __future__ import annotations

from datetime import date

import pytest

from geo.reference.accessibility import (
    CHECKS,
    STATUSES,
    THEMES,
    Criterion,
    Tally,
    latest_check,
    load_criteria,
    tally,
    tally_by_theme,
)
from tests.conftest import DataCopy


def _criterion(status: str, theme: int = 1, checked: date | None = None) -> Criterion:
    return Criterion(theme, 1, "Intitulé", status, (), checked, "Note.")


def test_what_is_not_assessed_counts_as_not_kept() -> None:
    count = tally([_criterion(status) for status in ("conforme", "conforme", "conforme", "non-evalue")])
    assert count == Tally(conform=3, not_conform=0, not_applicable=0, not_assessed=1)
    assert (count.applicable, count.total) == (4, 4)
    assert count.rate == 75


def test_what_does_not_apply_is_outside_the_rate() -> None:
    count = tally([_criterion(status) for status in ("conforme", "non-conforme", "non-applicable", "non-applicable")])
    assert (count.applicable, count.total, count.rate) == (2, 4, 50)


@pytest.mark.parametrize(
    ("kept", "failed", "unknown", "level"),
    [
        (10, 0, 0, "totalement conforme"),
        (10, 0, 1, "partiellement conforme"),
        (10, 1, 0, "partiellement conforme"),
        (5, 3, 2, "partiellement conforme"),
        (4, 3, 2, "non conforme"),
        (0, 0, 1, "non conforme"),
    ],
)
def test_level_is_the_one_of_the_law(kept: int, failed: int, unknown: int, level: str) -> None:
    assert Tally(kept, failed, 0, unknown).level == level


def test_themes_are_counted_apart_even_without_criteria() -> None:
    counts = tally_by_theme([_criterion("conforme", theme=2), _criterion("non-evalue", theme=13)])
    assert list(counts) == list(THEMES)
    assert (counts[1].total, counts[2].conform, counts[13].not_assessed) == (0, 1, 1)


def test_last_check_is_the_latest_one() -> None:
    days = (date(2026, 11, 3), None, date(2026, 10, 30))
    assert latest_check([_criterion("conforme", checked=day) for day in days]) == date(2026, 11, 3)
    assert latest_check([_criterion("non-evalue")]) is None


def test_criteria_are_read_in_the_order_of_the_rgaa(data_copy: DataCopy) -> None:
    path = data_copy.path / "source" / "rgaa.csv"
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\r\n".join([header, *reversed(rows), ""]), encoding="utf-8-sig")
    criteria = load_criteria(data_copy.path)
    assert criteria == load_criteria()
    # As numbers: 8.10 after 8.9.
    codes = [criterion.code for criterion in criteria]
    assert codes.index("8.10") == codes.index("8.9") + 1
    assert {criterion.status for criterion in criteria} <= set(STATUSES)
    assert {check for criterion in criteria for check in criterion.checks} <= set(CHECKS)
