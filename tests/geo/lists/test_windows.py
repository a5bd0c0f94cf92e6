"""What the browser is told of a long list."""

from __future__ import annotations

import json

import numpy as np
import pytest

from geo.lists.located import LocatedList
from geo.lists.windows import MOST_CARDS, MOST_ROWS, cards_json, page_json, window_json
from geo.model import Panel
from geo.points.grid import Window
from tests.geo.lists.list_samples import MARKUP, ROLES, place, sample_table, shared_gazetteer, table_of

FRANCE = Window(-6, 41, 10, 52, 5.5)
WORLD = Window(-180, -85, 180, 85, 5.5)


@pytest.fixture(scope="module")
def located(panel: Panel) -> LocatedList:
    return place(sample_table(), ROLES, panel, shared_gazetteer())


def everything(located: LocatedList) -> np.ndarray:
    return np.ones(len(located), dtype=bool)


def test_every_kept_row_is_a_point_or_counted(located: LocatedList) -> None:
    told = json.loads(window_json(located, everything(located), WORLD))
    assert told["gardees"] == len(located)
    assert told["placees"] == located.placed.sum() == sum(cell[2] for cell in told["mailles"]) + len(told["points"])
    only_overseas = json.loads(window_json(located, everything(located), Window(54, -22, 57, -20, 8)))
    assert [point[3] for point in only_overseas["points"]] == ["Kaz"]
    assert only_overseas["points"][0][4] == "Saint-Denis (974)"


def test_what_is_filtered_out_is_not_told(located: LocatedList) -> None:
    kept = everything(located) & ~located.placed
    told = json.loads(window_json(located, kept, WORLD))
    assert (told["gardees"], told["placees"], told["mailles"], told["points"]) == (kept.sum(), 0, [], [])


def test_rows_at_one_place_are_named_so_that_each_can_be_reached(panel: Panel) -> None:
    table = table_of({"ville": ["Rennes"] * 60 + ["Lille"]})
    located = place(table, {"commune": "ville"}, panel, shared_gazetteer())
    told = json.loads(window_json(located, everything(located), FRANCE))
    ((longitude, latitude, number, together),) = told["mailles"]
    assert (number, together) == (60, list(range(MOST_CARDS)))
    assert (round(longitude), round(latitude)) == (-2, 48)
    assert [point[0] for point in told["points"]] == [60]


def test_rows_that_zooming_in_would_part_are_not_named(panel: Panel) -> None:
    table = table_of({"ville": ["Rennes", "Cesson-Sévigné"]})
    located = place(table, {"commune": "ville"}, panel, shared_gazetteer())
    assert json.loads(window_json(located, everything(located), FRANCE))["mailles"][0][2:] == [2, None]


def test_pages_follow_each_other_to_the_end(panel: Panel) -> None:
    table = table_of({"ville": ["Rennes"] * 150 + ["Xyzzy"]})
    located = place(table, {"commune": "ville"}, panel, shared_gazetteer())
    order = list(range(151))
    first, second = (json.loads(page_json(located, order, start)) for start in (0, MOST_ROWS))
    assert first["nombre"] == second["nombre"] == 151
    assert [row[0] for row in first["lignes"] + second["lignes"]] == order
    assert second["lignes"][-1] == [150, "Ligne 152", "non placée : aucune commune de ce nom", False]
    assert json.loads(page_json(located, order, 500))["lignes"] == []


def test_cards_hold_all_the_cells_as_text(located: LocatedList) -> None:
    (card,) = json.loads(cards_json(located, [7]))
    assert ["Note", MARKUP] in card["cellules"]
    assert all(text for _, text in card["cellules"])
    assert card["lieu"] == "Nantes (44)"
    assert (card["lat"], card["lon"]) == pytest.approx((47.2, -1.6), abs=0.1)
    (lost,) = json.loads(cards_json(located, [2]))
    assert "lat" not in lost
    assert lost["statut"] == "introuvable"
