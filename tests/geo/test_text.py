"""Folding: what the search, the URLs and the build compare."""

from __future__ import annotations

import unicodedata

import pytest

from geo.text import fold, slugify


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Île-Saint-Denis", "l ile saint denis"),
        ("L'ÎLE  SAINT–DENIS", "l ile saint denis"),
        ("Bouquetôt", "bouquetot"),
        ("E²=MC4", "e2 mc4"),
        ("Cœur, œuvre, Œil, æquo", "coeur oeuvre oeil aequo"),
        ("groß", "gross"),
        ("Organic'Vallée", "organic vallee"),
        ("  – ’ «  » ", ""),
        ("", ""),
        ("ﬁgeac", "figeac"),
        ("espace insécable", "espace insecable"),
    ],
)
def test_fold_keeps_only_letters_and_digits(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_fold_is_blind_to_the_unicode_form(form: str) -> None:
    assert fold(unicodedata.normalize(form, "Écossolies à Nîmes")) == "ecossolies a nimes"


@pytest.mark.parametrize("text", ["Île-de-France", "E²=MC4", "ŒUVRE", "İstanbul"])
def test_fold_of_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Provence-Alpes-Côte d'Azur", "provence-alpes-cote-d-azur"), ("La Réunion", "la-reunion"), ("«»", "")],
)
def test_slugify(text: str, slug: str) -> None:
    assert slugify(text) == slug
