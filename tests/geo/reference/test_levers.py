"""The levers and the sectors of the members."""

from __future__ import annotations

from geo.model import Panel
from geo.reference.levers import load_levers, load_member_sectors
from tests.conftest import DataCopy


def test_each_edition_has_all_its_levers_in_order(panel: Panel) -> None:
    levers = load_levers()
    assert [(lever.edition, lever.rank) for lever in levers] == [
        *((2016, rank) for rank in range(1, 9)),
        *((2025, rank) for rank in range(1, 11)),
    ]
    years = {document.code: document.year for document in panel.vocabulary.documents}
    assert all(years[lever.document] == lever.edition for lever in levers)
    assert all(lever.title and lever.description.endswith(".") for lever in levers)


def test_seven_sectors_of_the_members_in_order() -> None:
    sectors = load_member_sectors()
    assert [sector.rank for sector in sectors] == list(range(1, 8))
    assert sectors[0].sector == "Arts et culture"
    assert all("non des pôles eux-mêmes" in sector.note for sector in sectors)
    # The study cites no activity for three of them: nothing is made up.
    assert [sector.rank for sector in sectors if not sector.examples] == [4, 5, 6]


def test_order_is_that_of_the_ranks_not_of_the_rows(data_copy: DataCopy) -> None:
    for file in ("levers.csv", "member_sectors.csv"):
        data_copy.rewrite(file, lambda rows: [rows[0], *rows[:0:-1]])
    assert load_levers(data_copy.path) == load_levers()
    assert load_member_sectors(data_copy.path) == load_member_sectors()
