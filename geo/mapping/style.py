"""How things are drawn: the one table of colours and marks, read by the map, the panel and the contrast tests."""

from __future__ import annotations

from geo.model import Sector

__all__ = ["UNKNOWN_SECTOR", "contrast", "ink", "luminance"]

#: Mark of a pole whose sector no source gives.
UNKNOWN_SECTOR = Sector(code="inconnu", label="Secteur non renseigné", short="?", colour="#323232")

_DARK_INK = "#111111"
_LIGHT_INK = "#ffffff"


def luminance(colour: str) -> float:
    """Return the relative luminance (0 to 1) of `#rrggbb`, as WCAG 2.1 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (1 to 21) of two colours `#rrggbb`, as WCAG 2.1 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink(fill: str) -> str:
    """Return the colour, dark or light, in which a text is read best on `fill`."""
    return max((_DARK_INK, _LIGHT_INK), key=lambda colour: contrast(colour, fill))
