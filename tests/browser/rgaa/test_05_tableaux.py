"""RGAA 4.1.2, thème 5: tableaux."""

from __future__ import annotations

from typing import Any

import pytest

from geo.wording import describe_place
from tests.browser.conftest import Visit
from tests.browser.rgaa.survey import Seen, survey

pytestmark = pytest.mark.browser


def tables(seen: list[Seen]) -> list[tuple[str, dict[str, Any]]]:
    found = [(page.place, table) for page in seen for table in page.dom["tables"]]
    assert len(found) > 30
    return found


def test_rgaa_5_4_every_table_has_a_caption(visit: Visit) -> None:
    assert [place for place, table in tables(survey(visit)) if not table["caption"]] == []


def test_rgaa_5_5_captions_tell_the_tables_of_a_page_apart(visit: Visit) -> None:
    for page in survey(visit):
        captions = [table["caption"] for table in page.dom["tables"]]
        assert len(set(captions)) == len(captions), page.place


def test_rgaa_5_6_every_header_says_what_it_heads(visit: Visit) -> None:
    assert [(place, table["unscoped"]) for place, table in tables(survey(visit)) if table["unscoped"]] == []


def test_rgaa_5_7_every_row_has_a_header(visit: Visit) -> None:
    assert [
        (place, table["caption"], table["headless"]) for place, table in tables(survey(visit)) if table["headless"]
    ] == []


def test_rgaa_5_6_the_map_has_a_table_of_the_same_poles(visit: Visit, poles: dict[str, dict[str, Any]]) -> None:
    seen = survey(visit)
    frame = next(page for page in seen if page.place.startswith("cadre de carte "))
    (table,) = frame.dom["tables"]
    # The rows of the later laureates are there, hidden: what is read is what is drawn.
    rows = [row for row in table["rows"][1:] if any(row[1].startswith(pole["nom"]) for pole in poles.values())]
    for pole in poles.values():
        matching = [row for row in rows if row[1].startswith(pole["nom"]) and describe_place(pole) in row[1]]
        assert matching, pole["nom"]
        assert (", ".join(pole["secteurs"]) or "non renseigné") in matching[0][0]
    listed = next(page for page in seen if page.place.startswith("liste "))
    (whole,) = listed.dom["tables"]
    assert {row[0] for row in whole["rows"][1:]} == {pole["nom"] for pole in poles.values()}
