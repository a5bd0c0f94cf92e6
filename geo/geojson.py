"""Writes GeoJSON (RFC 7946) the same way everywhere: stable key order, one feature per line, final newline.

`json.dumps` rather than `GeoDataFrame.to_file`, which turns arrays into text and integers with gaps into floats.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from geo.errors import UnknownValueError

__all__ = ["geojson_pieces", "geojson_text", "point_feature"]

#: Members that this module writes itself (RFC 7946, §3.3).
RESERVED = ("type", "features")


def geojson_text(features: Iterable[Mapping[str, object]], **members: object) -> str:
    """Serialise a FeatureCollection, one feature per line so that a change reads in a diff.

    Parameters
    ----------
    features
        GeoJSON features, in the order and with the key order to keep. EPSG:4326, longitude then latitude.
    members
        Foreign members (RFC 7946, §6.1), written in the order given, before ``features``.

    Returns
    -------
    str
        GeoJSON text with a final newline; accents are kept as they are.

    Raises
    ------
    UnknownValueError
        A foreign member has a name that GeoJSON reserves.
    ValueError
        A number is NaN or infinite: JSON has no such value.
    """
    return "".join(geojson_pieces([features], **members))


def geojson_pieces(batches: Iterable[Iterable[Mapping[str, object]]], **members: object) -> Iterator[str]:
    """Return what `geojson_text` does in pieces: the head, each batch of features, the end.

    Nothing of a batch is read before its piece is asked for.
    """
    for name in members:
        if name in RESERVED:
            raise UnknownValueError("members", name, (), f"choisir un autre nom que {', '.join(RESERVED)}")
    head = ['"type":"FeatureCollection"', *(f"{_dumps(name)}:{_dumps(value)}" for name, value in members.items())]
    return _pieces("{" + ",\n".join(head) + ',\n"features":[\n', batches)


def _pieces(head: str, batches: Iterable[Iterable[Mapping[str, object]]]) -> Iterator[str]:
    yield head
    between = ""
    for features in batches:
        if lines := ",\n".join(map(_dumps, features)):
            yield between + lines
            between = ",\n"
    yield "\n]}\n" if between else "]}\n"


def point_feature(
    identifier: str, longitude: float, latitude: float, properties: Mapping[str, object]
) -> dict[str, object]:
    """Return a GeoJSON point feature, coordinates in EPSG:4326 degrees rounded to 5 decimals (about 1 m)."""
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": {"type": "Point", "coordinates": [round(longitude, 5), round(latitude, 5)]},
        "properties": dict(properties),
    }


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
