"""Text folding, shared by the search, the URLs and the build."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "slugify"]

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
