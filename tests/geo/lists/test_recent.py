"""What is kept of the last answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from geo.lists import placed_list
from geo.lists.recent import Recent
from geo.model import Panel
from geo.near import Near
from geo.selection import Selection
from tests.geo.lists.list_samples import place, shared_gazetteer, table_of


def test_the_least_recently_used_goes_first() -> None:
    made: list[str] = []

    def get(key: str) -> str:
        return recent.get(key, lambda: made.append(key) or key.upper())

    recent: Recent[str] = Recent(2)
    assert [get(key) for key in "abacab"] == list("ABACAB")
    # « b » was dropped for « c », which « a » outlived.
    assert made == ["a", "b", "c", "b"]
    assert len(recent) == 2


def test_many_threads_find_what_each_asked_for() -> None:
    recent: Recent[int] = Recent(3)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: recent.get(number % 7, lambda: number % 7), range(4000)))
    assert found == [number % 7 for number in range(4000)]
    assert len(recent) == 3


def test_the_same_filters_are_worked_out_once(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    located = place(table_of({"ville": ["Rennes", "Lille", "Brest"]}), {"commune": "ville"}, panel, shared_gazetteer())
    asked: list[Selection] = []
    keep = placed_list.keep
    monkeypatch.setattr(placed_list, "keep", lambda *given: asked.append(given[2]) or keep(*given))
    brittany = Selection(region=("bretagne",))
    # What is about the poles only changes nothing.
    for selection in (brittany, brittany, brittany.with_appels(True), brittany):
        assert located.mask(selection).tolist() == [True, False, True]
    assert len(asked) == 1
    assert located.mask(brittany, ignoring="region").all()
    for number in range(50):
        located.mask(Selection(q=f"ville {number}"))
    assert len(located._masks) <= 20
    with pytest.raises(ValueError, match="read-only"):
        located.mask(brittany)[0] = False


def test_a_row_that_moves_is_found_where_it_is(panel: Panel) -> None:
    table = table_of({"ville": ["Saint-Denis", "Lille"]})
    located = place(table, {"commune": "ville"}, panel, shared_gazetteer())
    overseas = Selection(region=("la-reunion",))
    assert not located.mask(overseas).any()
    moved = located.with_choice(int(table.rows.index[0]), "97411")
    assert moved.mask(overseas).tolist() == [True, False]


def test_words_are_found_in_any_order(panel: Panel) -> None:
    cells = [f"{one} {other}" for one in ("fournil", "fablab", "four") for other in ("du lac", "du lac bleu", "ici")]
    located = place(table_of({"nom": cells, "ville": ["Rennes"] * 9}), {"commune": "ville"}, panel, shared_gazetteer())
    for words in ("four", "lac four", "BLEU fournil", "rennes", "ici rennes fab", "rien", "a", "du du"):
        expected = [all(word in text for word in words.lower().split()) for text in located.texts]
        assert located.mask(Selection(q=words)).tolist() == expected, words


def test_the_order_around_a_place_is_that_of_all_the_distances(panel: Panel) -> None:
    cells = ["Rennes", "Lille", "Xyzzy", "Brest", "Nantes", "Rennes"]
    located = place(table_of({"ville": cells}), {"commune": "ville"}, panel, shared_gazetteer())
    town = shared_gazetteer().place("35238")
    assert town is not None
    selection = Selection(autour=Near(town, 250))
    far = located.distances(Near(town, 250))
    kept = np.flatnonzero(located.mask(selection))
    assert located.order(selection).tolist() == sorted(kept.tolist(), key=lambda row: (far[row], row)) == [0, 5, 4, 3]
    assert located.order(selection) is located.order(selection)
