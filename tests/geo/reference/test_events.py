"""The events: their dates in French, their order, the poles they name."""

from __future__ import annotations

import dataclasses

import pytest

from geo.errors import InvalidDataError
from geo.load import read_table
from geo.model import Panel
from geo.reference.events import SCOPES, Event, describe_date, load_events
from geo.schema import DATA_DIR
from tests.conftest import DataCopy

EVENTS = {event.id: event for event in load_events()}
LENGTHS = {"jour": 10, "mois": 7, "annee": 4, "debut-annee": 4, "ete": 4, "fin-annee": 4}


def _event(date: str, end_date: str | None = None, precision: str = "annee") -> Event:
    return dataclasses.replace(EVENTS["t001"], date=date, end_date=end_date, precision=precision)


@pytest.mark.parametrize(
    ("date", "end_date", "precision", "described"),
    [
        ("1989", None, "annee", "1989"),
        ("2012", None, "fin-annee", "fin 2012"),
        ("2016", None, "debut-annee", "début 2016"),
        ("2021", None, "ete", "été 2021"),
        ("2009-04", None, "mois", "avril 2009"),
        ("2014-08", None, "mois", "août 2014"),
        ("2016-01-14", None, "jour", "14 janvier 2016"),
        ("2016-05-01", None, "jour", "1er mai 2016"),
        ("2013", "2015", "annee", "de 2013 à 2015"),
        ("2016-02", "2016-04", "mois", "de février à avril 2016"),
        ("2015-10", "2016-04", "mois", "d'octobre 2015 à avril 2016"),
        ("2016-05-03", "2016-05-04", "jour", "du 3 mai au 4 mai 2016"),
        ("2015-12-30", "2016-01-02", "jour", "du 30 décembre 2015 au 2 janvier 2016"),
    ],
)
def test_date_in_french(date: str, end_date: str | None, precision: str, described: str) -> None:
    assert describe_date(_event(date, end_date, precision)) == described


def test_events_come_in_order() -> None:
    assert len(EVENTS) == 82
    years = [event.year for event in EVENTS.values()]
    assert years == sorted(years)
    assert (years[0], years[-1]) == (1989, 2025)
    ids = list(EVENTS)
    # Within 2016: the bare year, its beginning, January, the 14th, the 20th, February.
    order = ["t062", "t060", "t063", "t064", "t065", "t066"]
    assert [ids.index(id_) for id_ in order] == sorted(ids.index(id_) for id_ in order)
    # The end of 2012 comes after July 2012.
    assert ids.index("t037") < ids.index("t035") < ids.index("t038")


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_event_holds_together(event: Event, panel: Panel) -> None:
    assert len(event.date) == LENGTHS[event.precision]
    assert event.end_date is None or event.end_date > event.date
    assert event.end_year >= event.year
    assert event.scope in SCOPES
    assert event.poles_named == tuple(panel.lines.loc[id_, "nom"] for id_ in event.pole_ids)
    assert event.document in {document.code for document in panel.vocabulary.documents}
    assert event.territory or event.scope in ("national", "europe")


def test_contested_events_say_why() -> None:
    contested = {event.id for event in EVENTS.values() if event.contested}
    assert contested == {"t014", "t015", "t022", "t030", "t038", "t047", "t055", "t064", "t066", "t068"}
    assert "2010" in (EVENTS["t014"].contested or "")
    assert EVENTS["t053"].contested is None


def test_first_call_is_dated_2013_and_its_laureates_are_said_to_be_computed() -> None:
    assert describe_date(EVENTS["t038"]) == "2013"
    assert "calculé" in EVENTS["t038"].description


def test_second_call_keeps_the_amount_announced_with_its_laureates() -> None:
    assert "2,75 M€" in EVENTS["t055"].description
    assert "2,7 M€" in (EVENTS["t055"].contested or "")


def test_missing_table_is_a_problem_of_the_data(data_copy: DataCopy) -> None:
    data_copy.source("events.csv").unlink()
    with pytest.raises(InvalidDataError, match=r"events\.csv"):
        load_events(data_copy.path)


def test_events_are_read_from_the_folder_given(data_copy: DataCopy) -> None:
    data_copy.rewrite("events.csv", lambda rows: rows[:2])
    assert [event.id for event in load_events(data_copy.path)] == ["t001"]
    assert len(read_table(DATA_DIR / "source" / "events.csv")) == 82
