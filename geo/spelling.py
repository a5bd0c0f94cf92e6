"""How names of communes are written: one spelling in files of the INSEE, many more in those of everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.text import fold

__all__ = ["ARTICLES", "abridge", "expand", "fold_all", "squeeze"]

#: What may stand before a name, as `geo.text.fold` writes it.
ARTICLES = ("le", "la", "les", "l", "aux", "las", "los")

_SEPARATOR = "\n"
#: Texts folded at a time: their code points fit in the cache of the processor.
_BATCH = 2_000
#: In place of what disappears, such as an accent that stands alone.
_DROPPED = 1
#: What ASCII becomes: lower case, and a space for all that is neither a letter, nor a digit, nor the separator.
_ASCII = bytes(
    ord(chr(byte).lower()) if chr(byte).isalnum() else 10 if chr(byte) == _SEPARATOR else 32 for byte in range(128)
)
#: Characters that take two places in UTF-16, and halves of them.
_PAIRS = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")

#: Words written short → in full. « s » alone is no word of any commune's name.
_WORDS = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "lez": "les", "s": "sur", "ss": "sous",
    "nd": "notre dame", "vx": "vieux", "gd": "grand", "gde": "grande", "pt": "petit", "pte": "petite",
    "chap": "chapelle", "mt": "mont",
}  # fmt: skip
_SMALL = frozenset((*ARTICLES, "de", "du", "des", "d", "et", "en", "au"))


def fold_all(texts: Sequence[str]) -> list[str]:
    """Fold many texts at once: what `geo.text.fold` gives for each, some twenty times faster.

    Examples
    --------
    >>> fold_all(["L’Haÿ-les-Roses", " LE  MANS "])
    ['l hay les roses', 'le mans']
    """
    known = _FoldedCharacters()
    found: list[str] = []
    for start in range(0, len(texts), _BATCH):
        found += _fold_batch(texts[start : start + _BATCH], known)
    return found


def _fold_batch(texts: Sequence[str], known: _FoldedCharacters) -> list[str]:
    joined = _SEPARATOR.join(texts)
    if joined.count(_SEPARATOR) != len(texts) - 1:
        joined = _SEPARATOR.join(text.replace(_SEPARATOR, " ") for text in texts)
    raw = joined.encode().translate(_ASCII.ljust(256)) if joined.isascii() else _plain(joined, known)
    for wide, narrow in ((b"  ", b" "), (b" \n", b"\n"), (b"\n ", b"\n")):
        while wide in raw:
            raw = raw.replace(wide, narrow)
    return raw.strip(b" ").decode("ascii").split(_SEPARATOR)


class _FoldedCharacters(dict[str, str]):
    """What each character becomes: few different ones are met, whatever the number of texts."""

    def __missing__(self, character: str) -> str:
        # Between two letters, for `fold` takes off the spaces around.
        self[character] = fold(f"a{character}a")[1:-1]
        return self[character]


def _plain(joined: str, known: _FoldedCharacters) -> bytes:
    """Fold character by character, by a table of those that are there: spaces stay as many as they come."""
    joined = _PAIRS.sub(lambda pair: known[pair[0]], joined)
    counts = np.bincount(_codes(joined), minlength=len(_ASCII))
    table = np.zeros(len(counts), dtype=np.uint8)
    table[: len(_ASCII)] = list(_ASCII)
    for character in [chr(code) for code in np.flatnonzero(counts).tolist() if code >= len(_ASCII)]:
        folded = known[character]
        if len(folded) > 1:
            joined = joined.replace(character, folded)
        else:
            table[ord(character)] = ord(folded) if folded else _DROPPED
    return table.take(_codes(joined)).tobytes().translate(None, bytes((_DROPPED,)))


def _codes(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le"), dtype=np.uint16)


def expand(folded: str) -> str:
    """Write in full the words that a folded name abridges.

    Examples
    --------
    >>> expand("st germain s s doue"), expand("chalon s saone"), expand("n d de monts")
    ('saint germain sous doue', 'chalon sur saone', 'notre dame de monts')
    """
    whole = f" {folded} ".replace(" s s ", " ss ").replace(" n d ", " nd ")
    return " ".join(_WORDS.get(word, word) for word in whole.split())


def abridge(folded: str) -> str:
    """Leave out the article before a folded name, or behind it as lists have it.

    Examples
    --------
    >>> abridge("le havre"), abridge("havre le"), abridge("l")
    ('havre', 'havre', 'l')
    """
    words = folded.split(" ")
    if len(words) > 1 and words[0] in ARTICLES:
        return " ".join(words[1:])
    if len(words) > 1 and words[-1] in ARTICLES:
        return " ".join(words[:-1])
    return folded


def squeeze(folded: str) -> str:
    """Leave out small words and spaces: what is left when words are run together or cut apart at random.

    Examples
    --------
    >>> squeeze("l isle d abeau"), squeeze("lisle dabeau"), squeeze("saint jean braye")
    ('isleabeau', 'lisledabeau', 'saintjeanbraye')
    """
    return "".join(word for word in folded.split(" ") if word not in _SMALL)
