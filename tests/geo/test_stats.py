"""Counts of sets of poles: checked against a plain count of the published table."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from geo.model import Panel, is_later_call
from geo.stats import Count, describe_count, later_years, profile, region_mask

CODES = ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94", "01", "02", "03", "04", "06"]


@pytest.mark.parametrize("code", [None, *CODES])
def test_a_profile_is_a_plain_count(panel: Panel, code: str | None) -> None:
    mask = panel.in_panel & (region_mask(panel, code) if code else True)
    rows = [
        row for pole, row in panel.poles.iterrows() if pole.startswith("ptce-") and code in (None, row["code_region"])
    ]
    found = profile(panel, mask)
    assert found.poles == len(rows)
    sectors = Counter(label for row in rows for label in row["secteurs"] or ["Non renseigné"])
    assert {count.label: count.count for count in found.sectors if count.count} == sectors
    forms = Counter(row["forme_juridique"] or "Non renseignée" for row in rows)
    assert {count.label: count.count for count in found.forms if count.count} == forms
    years = [panel.calls_of(row.name) for row in rows]
    assert {count.key: count.count for count in found.calls} == {
        year: sum(int(year) in won for won in years) for year in ("2013", "2015")
    }
    assert found.later.count == sum(any(is_later_call(str(year)) for year in won) for won in years)
    assert found.no_call.count == sum(not won for won in years)


def test_the_whole_panel(panel: Panel) -> None:
    found = profile(panel, panel.in_panel)
    assert found.poles == 73
    assert sum(count.count for count in found.forms) == 73
    assert sum(count.count for count in found.sectors) > 73
    assert [count.label for count in found.sectors if count.unknown] == ["Non renseigné"]
    assert found.forms[0].share == found.forms[0].count / 73


def test_regions_add_up_to_the_country(panel: Panel) -> None:
    parts = [profile(panel, panel.in_panel & region_mask(panel, code)).poles for code in CODES]
    assert sum(parts) == 73
    assert sum(int(region_mask(panel, code).sum()) for code in CODES) == len(panel.poles)


def test_an_empty_set_has_no_shares(panel: Panel) -> None:
    found = profile(panel, np.zeros(len(panel.poles), dtype=bool))
    assert found.poles == 0
    assert {count.share for count in (*found.calls, found.later, found.no_call, *found.sectors, *found.forms)} == {None}


def test_later_calls_are_counted_by_year(panel: Panel) -> None:
    found = {count.key: count.count for count in later_years(panel, np.ones(len(panel.poles), dtype=bool))}
    years = Counter(str(year) for pole in panel.poles.index for year in panel.calls_of(pole) if year >= 2021)
    assert found == years
    assert later_years(panel, region_mask(panel, "94")) == ()


@pytest.mark.parametrize(
    ("count", "share", "text"),
    [
        (4, 4 / 11, "4 (36\u00a0%)"),
        (0, 0.0, "0"),
        (0, None, "0"),
        (1, 1.0, "1 (100\u00a0%)"),
        (1, 1 / 8, "1 (13\u00a0%)"),
    ],
)
def test_a_count_is_told_with_its_share(count: int, share: float | None, text: str) -> None:
    assert describe_count(Count("x", "X", count, share, unknown=False)) == text
