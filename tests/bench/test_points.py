from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.gazetteer import load_gazetteer
from geo.lists.columns import recognise
from geo.lists.located import locate
from geo.lists.read import read_list
from geo.load import load_panel, load_vocabulary
from geo.selection import Selection
from tests.bench.points import COLUMNS, SEPARATOR, draw_points, in_sector, panel_points, read_points, write_points

MANY = 20_000


@pytest.fixture(scope="module")
def points() -> pd.DataFrame:
    return draw_points(MANY)


def test_same_seed_same_points(points: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(points, draw_points(MANY))
    assert not points.equals(draw_points(MANY, seed=2))


def test_regions_are_drawn_in_proportion_to_their_population(points: pd.DataFrame) -> None:
    communes = load_gazetteer().communes
    people = communes.groupby("code_region")["population"].sum()
    drawn = communes.loc[points["code INSEE"], "code_region"].value_counts().reindex(people.index, fill_value=0)
    # Four standard deviations of a share of MANY draws.
    expected = people / people.sum()
    allowed = 4 * np.sqrt(expected * (1 - expected) / MANY)
    assert ((drawn / MANY - expected).abs() <= allowed).all()


def test_points_lie_some_kilometres_around_their_town_hall_inside_the_box_of_their_region(points: pd.DataFrame) -> None:
    communes = load_gazetteer().communes
    halls = communes.loc[points["code INSEE"]]
    north = (points["latitude"].to_numpy() - halls["latitude"].to_numpy()) * 111.32
    assert np.abs(north).max() < 20
    assert 2.5 < north.std() < 3.5
    box = communes.groupby("code_region")[["latitude", "longitude"]].agg(["min", "max"]).loc[halls["code_region"]]
    for axis in ("latitude", "longitude"):
        values = points[axis].to_numpy()
        assert (values >= box[axis, "min"].to_numpy() - 1e-5).all()
        assert (values <= box[axis, "max"].to_numpy() + 1e-5).all()


def test_values_are_those_of_the_vocabulary(points: pd.DataFrame) -> None:
    vocabulary = load_vocabulary()
    labels = {sector.label for sector in vocabulary.sectors}
    used = {label for cell in points["secteur"] for label in cell.split(SEPARATOR) if label}
    assert used
    assert used <= labels
    assert set(points["forme juridique"]) - {""} <= {form.label for form in vocabulary.legal_forms}
    years = load_panel().poles["annee_laureat"].dropna().astype(int).astype(str)
    assert set(points["année de lauréat"]) - {""} <= set(years)
    assert "" in set(points["année de lauréat"])


def test_the_panel_has_its_poles_and_its_sector() -> None:
    panel = load_panel()
    poles = panel.poles[panel.in_panel]
    assert len(panel_points()) == len(poles)
    assert in_sector(panel_points()).tolist() == ["Culture" in labels for labels in poles["secteurs"]]


def test_a_file_read_back_is_the_same(points: pd.DataFrame, tmp_path) -> None:
    write_points(points, tmp_path / "points.csv")
    pd.testing.assert_frame_equal(read_points(tmp_path / "points.csv"), points, check_dtype=False)
    assert tuple(points.columns) == COLUMNS


def test_a_list_reads_every_column_places_every_row_and_filters_as_counted_one_by_one(tmp_path) -> None:
    points = draw_points(500)
    write_points(points, tmp_path / "points.csv")
    table = read_list((tmp_path / "points.csv").read_bytes(), "points.csv")
    roles = recognise(table)
    assert set(roles) == {
        "nom", "commune", "code_insee", "latitude", "longitude", "secteur", "forme_juridique", "annee",
    }  # fmt: skip
    panel = load_panel()
    located = locate(table, roles, load_gazetteer(), panel.index, panel.vocabulary)
    assert located.placed.all()
    kept = located.mask(Selection(secteur=("culture",)))
    assert kept.tolist() == in_sector(points).tolist()
    assert 0 < kept.sum() < len(points)
