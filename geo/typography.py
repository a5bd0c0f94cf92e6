"""No-break spaces, which French wants before its high marks and inside its quotation marks, and which tables lack."""

from __future__ import annotations

import re

from geo.text import NO_BREAK_SPACE

__all__ = ["no_break"]

_BREAKABLE = re.compile(r"(?<=«) | (?=[:;?!»%€]|[kM]€)")


def no_break(text: str) -> str:
    """Return `text`, or a page of HTML, with the spaces that no line may break at.

    Examples
    --------
    >>> no_break("« Oui » : 1 %") == "«\u00a0Oui\u00a0»\u00a0: 1\u00a0%"
    True
    """
    return _BREAKABLE.sub(NO_BREAK_SPACE, text)
