"""Text folding, shared by the search, the URLs and the build; numbers as French writes them."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["NO_BREAK_SPACE", "fold", "format_number", "slugify"]

#: Between the thousands of a number, and between a number and its unit.
NO_BREAK_SPACE = "\u00a0"

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "²": "2", "ß": "ss"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Fold a text so that case, accents, apostrophes and hyphens no longer matter.

    Examples
    --------
    >>> fold("L’Île-Saint-Denis")
    'l ile saint denis'
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", letters).strip()


def slugify(text: str) -> str:
    """Turn a label into what a URL or a file name carries.

    Examples
    --------
    >>> slugify("Provence-Alpes-Côte d'Azur")
    'provence-alpes-cote-d-azur'
    """
    return fold(text).replace(" ", "-")


def format_number(value: float, decimals: int | None = None) -> str:
    """Write a number as French does: no-break spaces between thousands, a comma before decimals, a true minus sign.

    Parameters
    ----------
    value
        Any finite number.
    decimals
        How many decimals to write; None for as many as the value has, up to six.

    Examples
    --------
    >>> format_number(1.75), format_number(37.5, 0), format_number(3, 1), format_number(-18.0)
    ('1,75', '38', '3,0', '−18')
    """
    # Halves go up, as people round, and not to the even neighbour.
    step = Decimal(1).scaleb(-(6 if decimals is None else decimals))
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP)
    whole, _, rest = f"{abs(rounded):,f}".partition(".")
    if decimals is None:
        rest = rest.rstrip("0")
    text = whole.replace(",", NO_BREAK_SPACE) + (f",{rest}" if rest else "")
    return f"−{text}" if rounded < 0 else text
