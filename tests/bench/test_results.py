from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.bench.results import ATLAS, QUESTIONS, Results
from tests.bench.targets import SIZES, TARGETS, judge


@pytest.fixture
def results() -> Results:
    found = Results({"cores": 2})
    for size in SIZES:
        found.add("change", size, ATLAS, [100, 120, 90])
        found.add("change", size, "empty rerun", [80, 80])
        found.add("change", size, "st.map", [50, 150])
        found.add("change_websocket", size, ATLAS, [50])
        found.add("change_cpu", size, ATLAS, [60.0])
    found.add("change", 10_000, "naive folium", [10_000])
    found.add("change", 100_000, "naive folium", note="cannot: not done after 120 s")
    return found


def verdict(results: Results, title: str, size: int):
    return next(one for one in judge(results) if title in one.target.title and one.size == size)


def test_median_and_p90(results: Results) -> None:
    results.add("pan", 74, ATLAS, range(1, 11))
    found = results.find("pan", 74, ATLAS)
    assert found is not None
    assert (found.median, found.p90) == (5.5, 9)
    assert math.isnan(results.median("zoom", 74, ATLAS))


def test_a_ratio_is_the_atlas_by_the_rival(results: Results) -> None:
    assert results.ratio("change", 74, "empty rerun") == 1.25
    assert math.isnan(results.ratio("change", 100_000, "naive folium"))
    results.add("pan", 74, ATLAS, [3])
    results.add("pan", 74, "st.map", [0])
    assert math.isnan(results.ratio("pan", 74, "st.map"))


def test_what_could_not_be_read_is_left_out(results: Results) -> None:
    results.add("memory", 74, ATLAS, [math.nan, 5])
    assert results.median("memory", 74, ATLAS) == 5


def test_figures_read_back_are_the_same(results: Results, tmp_path: Path) -> None:
    results.write(tmp_path / "bench.json")
    assert Results.read(tmp_path / "bench.json") == results


@pytest.mark.parametrize(
    ("title", "size", "value", "reached"),
    [
        ("empty rerun", 74, 1.25, True),
        ("st.map", 1_000, 1, True),
        ("st.map", 10_000, 1, False),
        ("naive", 10_000, 1 / 100, True),
        ("naive", 100_000, math.nan, None),
        ("naive", 1_000, math.nan, None),
        ("websocket", 74, 50, False),
        ("websocket", 10_000, 50, True),
        ("CPU", 74, 60, True),
    ],
)
def test_targets_are_held_against_figures(results: Results, title: str, size: int, value: float, reached) -> None:
    found = verdict(results, title, size)
    assert found.value == pytest.approx(value, nan_ok=True)
    assert found.reached is reached


def test_only_measured_sizes_are_judged() -> None:
    small = Results()
    small.add("change", 74, ATLAS, [1])
    assert {one.size for one in judge(small)} == {74}


def test_each_target_has_a_limit_a_size_and_a_question() -> None:
    for target in TARGETS:
        assert len(target.limits) == len(SIZES)
        assert target.question in QUESTIONS
