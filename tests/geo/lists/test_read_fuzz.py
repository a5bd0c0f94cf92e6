"""A few hundred broken files, always the same ones; `make fuzz` reads others for as long as wanted."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.check import check
from tests.fuzz.mutations import STRATEGIES
from tests.fuzz.seeds import seeds


@pytest.mark.parametrize("name", sorted(seeds()))
def test_sound_files_are_read(name: str) -> None:
    assert check(seeds()[name], name) == "read"


@pytest.mark.parametrize("kind", STRATEGIES)
def test_broken_files_are_read_or_refused(kind: str) -> None:
    @settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(STRATEGIES[kind])
    def example(case: tuple[bytes, str]) -> None:
        check(*case)

    example()
