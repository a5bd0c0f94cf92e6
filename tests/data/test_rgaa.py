"""The table of the criteria of the RGAA: complete, and true of the tests that it names."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from geo.reference.accessibility import Criterion, load_criteria

#: Number of criteria of each theme of the RGAA 4.1.2.
SIZES = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}

TESTS = Path(__file__).resolve().parents[1] / "browser" / "rgaa"
CRITERIA = load_criteria()
KNOWN = {(criterion.theme, criterion.number): criterion for criterion in CRITERIA}


def written_tests() -> list[tuple[str, tuple[int, int]]]:
    """Return the name of each test of a criterion, with each criterion that it names."""
    names = [
        node.name
        for path in sorted(TESTS.rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    named = ((name, re.match(r"test_rgaa_([0-9]+_[0-9]+(?:_and_[0-9]+_[0-9]+)*)_", name)) for name in names)
    pairs = [(name, part.split("_")) for name, match in named if match for part in match[1].split("_and_")]
    return [(name, (int(theme), int(number))) for name, (theme, number) in pairs]


WRITTEN = written_tests()


def test_all_criteria_are_there_once() -> None:
    assert len(CRITERIA) == sum(SIZES.values()) == 106
    assert Counter(criterion.theme for criterion in CRITERIA) == SIZES
    assert list(KNOWN) == [(theme, number) for theme, size in SIZES.items() for number in range(1, size + 1)]


@pytest.mark.parametrize("criterion", CRITERIA, ids=[criterion.code for criterion in CRITERIA])
def test_criterion_says_how_it_is_known(criterion: Criterion) -> None:
    assert criterion.note.endswith(".")
    assert bool(criterion.checks) == bool(criterion.checked) == (criterion.status != "non-evalue")
    if criterion.status == "non-applicable":
        # No program knows that something is not there.
        assert criterion.checks == ("lecture",)
    if "test" in criterion.checks:
        assert (criterion.theme, criterion.number) in {key for _, key in WRITTEN}, "No test of that name."


@pytest.mark.parametrize(
    ("name", "key"), WRITTEN, ids=[f"{theme}.{number}-{name}" for name, (theme, number) in WRITTEN]
)
def test_test_is_of_a_criterion_that_says_so(name: str, key: tuple[int, int]) -> None:
    assert key in KNOWN, f"{name}: no such criterion."
    # Of a criterion that is not assessed as a whole, a part may be tested.
    assert "test" in KNOWN[key].checks or KNOWN[key].status in ("non-applicable", "non-evalue")
