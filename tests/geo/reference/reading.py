"""What no sentence of the reference tables may hold: marks, identifiers, titles of persons, words of the workshop."""

from __future__ import annotations

import re

_UNFIT = {
    "typographic apostrophe": r"’",
    "double space": r"  | \u00a0|\u00a0 ",
    "markup": r"<[a-z/]|&[a-z]+;|\*\*|`",
    "line number": r"\b[lL]\. ?[0-9]|\b00[0-4]:",
    "identifier of a document": r"rtes-2016|rtes-fiche|rtes-labo|article-ptce|labo-2016|panel_no|list_no",
    "jargon": r"(?i)\b(seeds?|graines?|facts?|hors documents|présent dossier|OCR|null|true|false|json)\b",
    "no space before a high mark": r"[^\s\u00a0][;!?](?=\s|$)|[^\s\u00a0]:(?=\s)",
    "space before a low mark": r"\s[,.](?=\s|$)",
    "title of a person": r"\b(?:M\.|Mme|MM\.|Monsieur|Madame) [A-Z]",
    "no space inside quotes": r"«\S|\S»",
}


def faults(text: str) -> list[str]:
    """Name what a reader of the atlas should not meet in a text."""
    return [name for name, pattern in _UNFIT.items() if re.search(pattern, text)]
