"""Files on which the reader once failed otherwise than it should: each was found by a fuzzer or by hand."""

from __future__ import annotations

from tests.fuzz.check import check
from tests.geo.lists.own_files import collection, feature


def test_more_separators_after_the_titles_than_columns_used() -> None:
    # `zip` met titles beyond the columns that hold something.
    separators = ";" * 500
    assert check(f"Nom;Commune{separators}\nA;Laon{separators}".encode(), "liste.csv") == "read"


def test_features_without_anything() -> None:
    # The table had rows and no column.
    assert check(collection(feature(), feature(None, Nom=None) | {"properties": {}}), "liste.geojson") == "refused"


def test_type_of_json_that_no_file_can_hold() -> None:
    # Half of a pair of surrogates went into the message, which could not be written.
    assert check(b'{"type": "\\ud800"}', "liste.geojson") == "refused"
