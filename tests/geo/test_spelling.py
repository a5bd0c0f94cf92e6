"""How names are folded in bulk, and what is written in full."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.spelling import abridge, expand, fold_all, squeeze
from geo.text import fold


@given(st.lists(st.text()))
def test_many_texts_fold_as_one(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


def test_every_character_folds_as_one_text_does() -> None:
    texts = [f"a{chr(code)}b" for code in range(sys.maxunicode + 1)]
    # By block, so that each is also met beside others of its kind.
    for start in range(0, len(texts), 4096):
        block = texts[start : start + 4096]
        assert fold_all(block) == [fold(text) for text in block], hex(start)
    alone = [text for text in texts[:0x3000] if fold_all([text]) != [fold(text)]]
    assert alone == []


@pytest.mark.parametrize(
    ("folded", "full"),
    [
        ("st denis", "saint denis"),
        ("stes maries de la mer", "saintes maries de la mer"),
        ("chalon s saone", "chalon sur saone"),
        ("rosny s s bois", "rosny sous bois"),
        ("rosny ss bois", "rosny sous bois"),
        ("n d de monts", "notre dame de monts"),
        ("vandoeuvre lez nancy", "vandoeuvre les nancy"),
        ("l hay les roses", "l hay les roses"),
        ("saint ay", "saint ay"),
    ],
)
def test_words_are_written_in_full(folded: str, full: str) -> None:
    assert expand(folded) == full


@pytest.mark.parametrize(
    ("folded", "short"),
    [
        ("le havre", "havre"),
        ("havre le", "havre"),
        ("l isle d abeau", "isle d abeau"),
        ("les", "les"),
        ("rennes", "rennes"),
    ],
)
def test_articles_are_left_out(folded: str, short: str) -> None:
    assert abridge(folded) == short


def test_small_words_and_spaces_are_squeezed_out() -> None:
    assert squeeze("villeneuve d ascq") == "villeneuveascq"
    assert squeeze("le la les") == ""
