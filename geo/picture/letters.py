"""Texts of a picture: what the font can show, how wide it is, where its lines end."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from geo.text import clean

__all__ = ["CAPITAL", "FAMILY", "MM_PER_POINT", "printable", "width", "wrap"]

#: Comes with matplotlib.
FAMILY = "DejaVu Sans"

MM_PER_POINT = 25.4 / 72

#: Height of a capital letter, as a share of the size of the font.
CAPITAL = 0.73

#: Stands for a letter that the font lacks.
_MISSING = "\ufffd"

#: Size at which texts are measured, in points: widths grow with the size.
_MEASURED = 100.0


@lru_cache(maxsize=2)
def _path(bold: bool) -> str:
    return str(findfont(FontProperties(family=FAMILY, weight="bold" if bold else "normal"), fallback_to_default=False))


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    return frozenset(get_font(_path(False)).get_charmap()) & frozenset(get_font(_path(True)).get_charmap())


def printable(text: str) -> str:
    """Return a text as one line of letters that the font has; U+FFFD stands for the others.

    Marks of writing direction and other invisible marks are left out: beside other texts they would act on those.
    """
    line = " ".join(clean(text).splitlines())
    seen = [" " if char == "\t" else char for char in line if unicodedata.category(char) != "Cf"]
    known = _known()
    return "".join(char if ord(char) in known else _MISSING for char in seen)


@lru_cache(maxsize=8192)
def _measured(text: str, bold: bool) -> float:
    font = get_font(_path(bold))
    font.set_size(_MEASURED, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    across, _ = font.get_width_height()
    return float(across) / 64 * MM_PER_POINT / _MEASURED


def width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a printable text is at `size` points, in millimetres."""
    return _measured(text, bold) * size if text else 0.0


def wrap(text: str, longest: float, size: float, bold: bool = False) -> list[str]:
    """Cut a printable text into lines of at most `longest` millimetres, at spaces where there are any.

    No letter is lost: a word longer than a line goes on in the next one.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined, size, bold) <= longest:
            line = joined
            continue
        lines += [line] if line else []
        *full, line = _pieces(word, longest, size, bold)
        lines += full
    return [*lines, line] if line else lines


def _pieces(word: str, longest: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width(pieces[-1] + char, size, bold) > longest:
            pieces.append("")
        pieces[-1] += char
    return pieces
