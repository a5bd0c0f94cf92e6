"""The name of a town inside a sentence: the articles that French contracts, the vowels that it elides."""

from __future__ import annotations

from geo.text import fold

__all__ = ["of_place", "to_place"]


def of_place(name: str) -> str:
    """Put « de » before the name of a town: « de Rennes », « d'Arles », « du Mans », « des Abymes »."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    letters = fold(name)
    # A « y » before a consonant is a vowel: « d'Yvetot », but « de Yutz ». No rule tells the « h » that are silent.
    vowel = letters[:1] in tuple("aeiou") or (letters[:1] == "y" and letters[1:2] not in tuple("aeiou"))
    return f"d'{name}" if vowel else f"de {name}"


def to_place(name: str) -> str:
    """Put « à » before the name of a town: « à Rennes », « au Mans », « aux Abymes »."""
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"
