"""The corpus itself: large, varied, and what it becomes once taken in."""

from __future__ import annotations

import unicodedata

import pytest

from geo.text import clean, settle, shorten
from tests.hostile.corpus import BY_ID, FAMILIES, HUGE, PAYLOADS, Payload


def test_the_corpus_is_large_and_names_each_payload_once() -> None:
    assert len(PAYLOADS) >= 60
    assert len(BY_ID) == len(PAYLOADS)
    assert len({payload.text for payload in PAYLOADS}) == len(PAYLOADS)
    assert len(FAMILIES) >= 12
    assert sum(payload.is_huge for payload in PAYLOADS) >= 3


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.id)
def test_a_text_taken_in_can_be_written_and_stays_what_it_was(payload: Payload) -> None:
    text = settle(payload.text)
    text.encode("utf-8")
    assert settle(text) == text
    assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n"]
    # What is lost is what cannot be shown, and marks of direction.
    marks = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
    assert text.translate(marks) == clean(payload.text).translate(marks)


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p.family == "bidi"], ids=lambda payload: payload.id)
def test_the_direction_of_a_text_ends_with_it(payload: Payload) -> None:
    depth = isolates = 0
    for char in settle(payload.text):
        if char in "\u202a\u202b\u202d\u202e":
            depth += 1
        elif char == "\u202c":
            depth -= 1
        elif char in "\u2066\u2067\u2068":
            isolates += 1
        elif char == "\u2069":
            isolates -= 1
        assert depth >= 0
        assert isolates >= 0
    assert (depth, isolates) == (0, 0)


def test_runs_end_where_their_paragraph_does() -> None:
    assert settle("\u202eun\u2029deux\u202c") == "\u202eun\u202c\u2029deux"
    assert settle("\u2067a\u202eb\u2069c\u202c") == "\u2067a\u202eb\u202c\u2069c"


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.id)
def test_a_shortened_text_is_one_short_line(payload: Payload) -> None:
    text = shorten(payload.shown, 80)
    assert len(text) <= 80 + 200  # closers of the runs that the cut leaves open
    assert len(text.splitlines()) <= 1
    assert settle(text) == text
    if len(payload.one_line) <= 80:
        assert text == settle(payload.one_line)
    assert len(text) < HUGE
