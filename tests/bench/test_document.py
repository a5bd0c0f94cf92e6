from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from tests.bench.document import page
from tests.bench.picture import STYLES, growth_with_points, growth_with_sessions, spread
from tests.bench.report import ratio, text
from tests.bench.results import ATLAS, QUESTIONS, Results
from tests.bench.targets import SIZES


@pytest.fixture
def results() -> Results:
    found = Results({"cores": 2, "Python": "3.11"})
    for question in QUESTIONS:
        for size in SIZES:
            for rank, name in enumerate(STYLES, start=1):
                if name == "naive folium" and size == SIZES[-1]:
                    found.add(question, size, name, note="cannot: no map after 120 s")
                else:
                    found.add(question, size, name, [rank * size / 70, rank * size / 60, 1234.5678])
    found.pages = [{"size": 74, "name": "map", "milliseconds": 150.4, "kilobytes": 12.34}]
    found.geocoding = [{"name": "names alone", "merge_ms": 10.0, "own_ms": 20.0, "times": 2.0}]
    for name in (ATLAS, "st.map"):
        for sessions in (1, 10, 100):
            found.sessions.append(
                {
                    "contender": name, "size": 74, "sessions": sessions, "changes": 5, "p50_ms": 20.0 * sessions,
                    "p95_ms": 30.0 * sessions, "cpu_ms_per_change": 40.0, "memory_kb_per_session": 2500.0,
                    "received_bytes_per_change": 9000.0, "errors": 0,
                }
            )  # fmt: skip
    return found


def test_text_is_at_most_120_columns_wide(results: Results) -> None:
    assert max(map(len, text(results).splitlines())) <= 120


def test_text_and_page_have_every_question_and_every_contender(results: Results) -> None:
    for written in (text(results), page(results)):
        for question in QUESTIONS.values():
            assert question.title in written
        for name in STYLES:
            assert name in written


def test_the_page_says_why_a_figure_is_missing(results: Results) -> None:
    assert "naive folium, 100,000 points: cannot: no map after 120 s." in page(results)
    assert "naive folium" in page(results).split("### Filter change → map updated")[1].split("###")[0]


def test_tables_of_the_page_are_rectangular(results: Results) -> None:
    for block in page(results).split("\n\n"):
        if block.startswith("| "):
            assert len({row.count("|") for row in block.splitlines()}) == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0123, "0.012 ×"), (0.5, "0.50 ×"), (1.25, "1.25 ×"), (12.34, "12.3 ×"), (250, "250 ×"), (1e-5, "< 0.001 ×")],
)
def test_a_ratio_keeps_two_digits_that_count(value: float, written: str) -> None:
    assert ratio(value) == written


def test_pictures_are_the_same_twice_readable_in_both_themes_and_have_a_text(results: Results) -> None:
    for draw in (growth_with_points, growth_with_sessions):
        svg = draw(results)
        assert svg == draw(results)
        root = ElementTree.fromstring(svg)
        title = next(root.iter("{http://www.w3.org/2000/svg}title")).text
        assert title
        assert "atlas from" in title
        assert b"prefers-color-scheme: dark" in svg
        assert not re.search(rb"\d{4}-\d{2}-\d{2}", svg), "a date would change at each run"
        # Every colour that is drawn has one for the dark.
        style = next(root.iter("{http://www.w3.org/2000/svg}style")).text or ""
        drawn = set(
            re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", "".join(re.findall(r'style="([^"]*)"', svg.decode())))
        )
        assert {colour for colour in drawn if colour not in style} == set()


def test_who_could_not_finish_is_labelled_with_its_last_size(results: Results) -> None:
    assert b"naive folium (up to 10,000)" in growth_with_points(results)


@pytest.mark.parametrize("heights", [[0.5, 0.5, 0.5], [0.9, 0.1, 0.12], [0.2], [], [0.3, 0.25, 0.8, 0.81]])
def test_labels_are_moved_apart_in_their_order(heights: list[float]) -> None:
    moved = spread(heights, 0.05)
    ranked = sorted(range(len(heights)), key=lambda rank: heights[rank])
    ordered = [moved[rank] for rank in ranked]
    assert all(after - before >= 0.05 - 1e-9 for before, after in pairwise(ordered))
