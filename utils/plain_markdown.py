"""Texts from outside in the labels of Streamlit's widgets, which it reads as Markdown."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["plain"]

#: Invisible, and the end of a word for whoever looks for one: lists that visitors bring are read without it.
_WORD_JOINER: Final = "\u2060"

#: What Streamlit replaces in the text itself, where a backslash is no help: emoji and icons between colons, addresses,
#: arrows and dashes drawn with signs.
_REPLACED: Final = re.compile(r":(?=\S)|(?<=\S)(?=@)|\bwww(?=\.)|(?<!\S)(?:<->|->|<-|--|[><~]=)(?!\S)", re.IGNORECASE)

#: Signs that mean something anywhere, and those that do at the start of a line. No others: Streamlit also gives the
#: Markdown, backslashes included, to screen readers.
_SIGNS: Final = re.compile(r"[\\`*_\[\]<$~&]|^[#>+=|:-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")


def plain(text: str) -> str:
    """Return the Markdown that shows `text` as it is, on one line.

    Parameters
    ----------
    text
        Any text.
    """
    parted = _REPLACED.sub(lambda found: f"{found[0]}{_WORD_JOINER}", " ".join(text.split()))
    return _SIGNS.sub(r"\\\g<0>", parted)
