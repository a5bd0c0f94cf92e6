"""What is left to ask about a list."""

from __future__ import annotations

from geo.lists.questions import questions
from geo.model import Panel
from tests.geo.lists.list_samples import place, shared_gazetteer, table_of


def test_rows_that_say_the_same_are_one_question(panel: Panel) -> None:
    gazetteer = shared_gazetteer()
    table = table_of({"ville": ["Roussillon", "Saint-Denis", "SAINT DENIS", "Rennes", "saint-denis", "Xyzzy"]})
    asked = questions(place(table, {"commune": "ville"}, panel, gazetteer), gazetteer)
    assert [question.rows for question in asked] == [(3, 4, 6), (2,)]
    assert asked[0].asked == "Saint-Denis"
    assert {"93066", "97411"} <= {candidate.code for candidate in asked[0].candidates}
    assert "Saint-Denis (93)" in asked[0].reason


def test_a_list_that_is_all_clear_asks_nothing(panel: Panel) -> None:
    gazetteer = shared_gazetteer()
    table = table_of({"ville": ["Rennes", "Xyzzy"]})
    assert questions(place(table, {"commune": "ville"}, panel, gazetteer), gazetteer) == ()
