"""Text folding, shared by the search, the URLs and the build; numbers as French writes them."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["NO_BREAK_SPACE", "clean", "fold", "format_number", "settle", "shorten", "slugify"]

#: Between the thousands of a number, and between a number and its unit.
NO_BREAK_SPACE = "\u00a0"

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "²": "2", "ß": "ss"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")

#: Marks that open a run of letters in another direction → the one that closes it (Unicode annex 9, §2).
_OPEN_RUN = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_CLOSE_RUN = frozenset(_OPEN_RUN.values())
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")

#: Where a paragraph ends, and with it every run.
_PARAGRAPH_END = frozenset("\n\u2029")


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


def clean(text: str) -> str:
    """Take out what a file cannot hold: control characters but tab and line feed, lone surrogates, non-characters.

    They are illegal in XML, cut a text at NUL in C libraries, or cannot be written in UTF-8. Every line end becomes a
    line feed. Marks of writing direction are left: they belong to the text.
    """
    # One call in C is enough for nearly every value there is.
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char in "\t\n" or not _is_illegal(char))


def settle(text: str) -> str:
    r"""Take in a text from outside: `clean`, and so that its marks of direction act on nothing that comes after it.

    Each mark that opens a run is closed within its paragraph; one that closes nothing is left out, since it would end
    the isolation in which a page puts the text.

    Examples
    --------
    >>> settle("a\u202eb\x00") == "a\u202eb\u202c", settle("\u2069c")
    (True, 'c')
    """
    text = clean(text)
    return _close_runs(text) if _DIRECTION.search(text) else text


def shorten(text: str, longest: int) -> str:
    r"""Return `text` on one line of at most `longest` characters, the end of a longer one being left out.

    Examples
    --------
    >>> shorten("Pôle  de\nl'alimentation", 12)
    "Pôle de l'a…"
    """
    line = " ".join(text[: 4 * longest].split())
    if len(line) > longest or len(text) > 4 * longest:
        line = f"{line[: longest - 1].rstrip()}…"
    return settle(line)


def _close_runs(text: str) -> str:
    kept: list[str] = []
    awaited: list[str] = []
    for char in text:
        if char in _PARAGRAPH_END:
            kept += reversed(awaited)
            awaited.clear()
        elif char in _OPEN_RUN:
            awaited.append(_OPEN_RUN[char])
        elif char in _CLOSE_RUN:
            if char not in awaited:
                continue
            # The end of an isolate ends what was opened inside it.
            while awaited[-1] != char:
                kept.append(awaited.pop())
            awaited.pop()
        kept.append(char)
    return "".join([*kept, *reversed(awaited)])


def _is_illegal(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
