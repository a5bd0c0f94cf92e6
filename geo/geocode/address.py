"""What is asked about one address, what the service may answer, what becomes of the row. Nothing here goes online."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.text import fold

__all__ = ["AddressQuery", "AddressResult", "Candidate", "read_candidates"]

#: What the service accepts: 3 to 200 characters, the first of which is a letter or a digit.
_SHORTEST, _LONGEST = 3, 200

_NOT_FIRST = re.compile(r"^[^0-9A-Za-zÀ-ÿŒœ]+")

#: A postcode followed by a name.
_COMPLETE = re.compile(r"\b\d{5}\s+[^\W\d_]")

#: Longer than any address: what comes beyond was not written by an address service.
_LONGEST_VALUE = 500


@dataclass(frozen=True, slots=True)
class AddressQuery:
    """One row of a list whose address is to be placed.

    Parameters
    ----------
    row
        Number of the row, as the list numbers it.
    address, postcode, commune
        As the row gives them; empty where it does not.
    code_commune
        INSEE code of the commune that the offline geocoder found, or None.
    near
        Latitude and longitude of that commune, or None: an answer far away from it is refused.
    """

    row: int
    address: str
    postcode: str = ""
    commune: str = ""
    code_commune: str | None = None
    near: tuple[float, float] | None = None

    @property
    def text(self) -> str:
        """What is sent: the address, with postcode and commune unless it already ends with them. Empty if too short."""
        if not fold(self.address):
            return ""
        parts = [self.address]
        if not _COMPLETE.search(self.address):
            # « 12 rue de Rennes » names no commune: only a postcode tells a commune from a street named after it.
            parts += [self.postcode, self.commune]
        # A lone surrogate, which JSON can hold, cannot be sent.
        text = " ".join(" ".join(parts).encode("utf-8", "ignore").decode().split())
        text = _NOT_FIRST.sub("", text)[:_LONGEST].rstrip()
        return text if len(text) >= _SHORTEST else ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the places that the service offers for an address."""

    label: str
    kind: str
    score: float
    code: str
    old_code: str
    postcode: str
    number: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class AddressResult:
    """What became of one address.

    Parameters
    ----------
    row
        Number of the row.
    status
        `EXACT`, `CORRECTED` or `NOT_FOUND` of `geo.geocode.status`. A row not found keeps the place that the gazetteer
        gave it.
    reason
        Why, in French.
    confidence
        « haute », « moyenne », or None where nothing was found.
    precision
        « adresse », « rue » or « lieu-dit », or None.
    latitude, longitude
        EPSG:4326 degrees, or None.
    score, label, kind, code_commune
        What the service said: how sure it is (0 to 1), the address as it writes it, the type of the place, the INSEE
        code of the commune; None or empty where it said nothing.
    """

    row: int
    status: str
    reason: str
    confidence: str | None = None
    precision: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    score: float | None = None
    label: str = ""
    kind: str = ""
    code_commune: str | None = None

    @property
    def placed(self) -> bool:
        """Whether the row has a point more precise than its commune."""
        return self.latitude is not None


def read_candidates(features: Iterable[object]) -> tuple[Candidate, ...]:
    """Read the features of an answer, as the service sends them.

    Raises
    ------
    ValueError
        If a feature is not what the service is documented to send.
    """
    return tuple(_candidate(feature) for feature in features)


def _candidate(feature: object) -> Candidate:
    properties, (longitude, latitude, *_) = _parts(feature)
    score = _real(properties.get("score"), "score")
    if not 0 <= score <= 1.01:
        raise ValueError("score")
    label = _text(properties, "label")
    if not label:
        raise ValueError("label")
    latitude, longitude = _real(latitude, "coordinates"), _real(longitude, "coordinates")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError("coordinates")
    return Candidate(
        label=label,
        kind=_text(properties, "type"),
        score=min(score, 1.0),
        code=_text(properties, "citycode"),
        old_code=_text(properties, "oldcitycode"),
        postcode=_text(properties, "postcode"),
        number=_text(properties, "housenumber"),
        latitude=latitude,
        longitude=longitude,
    )


def _parts(feature: object) -> tuple[Mapping[str, Any], Sequence[Any]]:
    if isinstance(feature, Mapping):
        properties, geometry = feature.get("properties"), feature.get("geometry")
        if isinstance(properties, Mapping) and isinstance(geometry, Mapping):
            point = geometry.get("coordinates")
            if isinstance(point, Sequence) and not isinstance(point, str) and len(point) >= 2:
                return properties, point
    raise ValueError("feature")


def _real(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(name)
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(name) from None
    if not math.isfinite(number):
        raise ValueError(name)
    return number


def _text(properties: Mapping[str, Any], name: str) -> str:
    value = properties.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST_VALUE:
        raise ValueError(name)
    # A lone surrogate raises here, as a ValueError, and not when the list is exported.
    value.encode()
    return value
