"""GeoJSON is written the same way everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from geo import geojson
from geo.errors import UnknownValueError


def test_geojson_has_one_feature_per_line_after_its_members() -> None:
    features = [{"type": "Feature", "id": name, "properties": {"z": 1, "a": name}, "geometry": None} for name in "éb"]
    text = geojson.geojson_text(features, name="poles", metadata={"n": 2})
    lines = text.split("\n")
    assert lines[:4] == ['{"type":"FeatureCollection",', '"name":"poles",', '"metadata":{"n":2},', '"features":[']
    assert lines[4] == '{"type":"Feature","id":"é","properties":{"z":1,"a":"é"},"geometry":null},'
    assert lines[6:] == ["]}", ""]
    assert json.loads(text)["features"] == features


def test_geojson_without_feature_is_json() -> None:
    assert json.loads(geojson.geojson_text([])) == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_geojson_refuses_numbers_that_json_lacks(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        geojson.geojson_text([{"geometry": {"coordinates": [number, 0.0]}}])


@pytest.mark.parametrize("name", ["type"])
def test_geojson_refuses_reserved_members(name: str) -> None:
    with pytest.raises(UnknownValueError, match=name):
        geojson.geojson_text([], **{name: "x"})


def test_point_feature_rounds_longitude_then_latitude_to_five_decimals() -> None:
    feature = geojson.point_feature("a", 2.123456789, 48.987654321, {"z": None})
    assert feature["geometry"] == {"type": "Point", "coordinates": [2.12346, 48.98765]}
    assert feature["id"] == "a"


def test_pieces_are_the_text_whatever_the_batches() -> None:
    features = [{"type": "Feature", "id": number} for number in range(5)]
    for batches in ([features], [features[:2], [], features[2:]], [[], features], [[one] for one in features]):
        assert "".join(geojson.geojson_pieces(batches, n=1)) == geojson.geojson_text(features, n=1)
    assert "".join(geojson.geojson_pieces([[], []])) == geojson.geojson_text([])


def test_a_piece_is_made_when_it_is_asked_for() -> None:
    asked: list[int] = []

    def batches() -> Iterator[list[dict[str, object]]]:
        for number in range(3):
            asked.append(number)
            yield [{"id": number}]

    pieces = geojson.geojson_pieces(batches())
    next(pieces)
    assert asked == []
    next(pieces)
    assert asked == [0]
