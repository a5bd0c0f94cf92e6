"""« de », « du », « d' », « des » before the name of a town."""

from __future__ import annotations

import pytest

from geo.town_names import of_place, to_place


@pytest.mark.parametrize(
    ("name", "of", "to"),
    [
        ("Rennes", "de Rennes", "à Rennes"),
        ("Arles", "d'Arles", "à Arles"),
        ("Épinal", "d'Épinal", "à Épinal"),
        ("Œuilly", "d'Œuilly", "à Œuilly"),
        ("Yvetot", "d'Yvetot", "à Yvetot"),
        ("Yutz", "de Yutz", "à Yutz"),
        ("Le Mans", "du Mans", "au Mans"),
        ("Les Abymes", "des Abymes", "aux Abymes"),
        ("La Rochelle", "de La Rochelle", "à La Rochelle"),
        ("L'Haÿ-les-Roses", "de L'Haÿ-les-Roses", "à L'Haÿ-les-Roses"),
        ("Lens", "de Lens", "à Lens"),
        ("Leforest", "de Leforest", "à Leforest"),
    ],
)
def test_prepositions_of_a_town(name: str, of: str, to: str) -> None:
    assert (of_place(name), to_place(name)) == (of, to)
