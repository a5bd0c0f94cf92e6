"""One coordinate as people write it."""

from __future__ import annotations

import re

__all__ = ["parse_degrees"]

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)

#: Blanks, degree and minus signs as keyboards and word processors have them.
_UNIFIED = str.maketrans(
    {" ": "", "\u00a0": "", "\u202f": "", "\u2009": "", "°": "", "º": "", "−": "-", "–": "-", "‐": "-", ",": "."}
)

#: Side of the world → sign; « O » is the French west.
_SIDES = {"N": 1, "S": -1, "E": 1, "W": -1, "O": -1}


def parse_degrees(text: str) -> float | None:
    """Return decimal degrees, or None where the text is no finite number.

    Parameters
    ----------
    text
        « 48.11 », « 48,11 », « 48,11° N », « −1,67 », « 1,67 O ».

    Examples
    --------
    >>> parse_degrees("48,11° N"), parse_degrees("1,67 O"), parse_degrees("48°06'53 N"), parse_degrees("NaN")
    (48.11, -1.67, None, None)
    """
    if _PLAIN.fullmatch(text):
        return float(text)
    unified = text.translate(_UNIFIED)
    side = _SIDES.get(unified[-1:].upper())
    if side:
        unified = unified[:-1]
        if unified[:1] in ("+", "-"):
            return None
    return float(unified) * (side or 1) if _PLAIN.fullmatch(unified) else None
