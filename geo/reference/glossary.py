"""The words that the documents use, `data/source/glossary.csv`, and where a text uses them."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.load import read_table
from geo.reference.amounts import split_cell
from geo.schema import DATA_DIR
from geo.text import fold

__all__ = ["CATEGORIES", "Term", "find_terms", "load_glossary"]

#: Categories of the terms, in the order in which they are shown, as the interface names them.
CATEGORIES = {
    "concept": "Notions",
    "statut-juridique": "Statuts juridiques",
    "acteur": "Acteurs",
    "collectivite-et-territoire": "Collectivités et territoires",
    "schema-et-dispositif": "Schémas et dispositifs",
    "europe": "Europe",
    "emploi-et-insertion": "Emploi et insertion",
}

#: Names with fewer letters are not looked for: « GE » and « PO » would be found everywhere.
_SHORTEST = 3

#: What may stand between two words of a name: « tiers-lieu », « Que Vol'Terre », « 100 % apprenant ».
_BETWEEN = r"[\s'\-–%]{1,3}"

#: NFKD leaves these as they are. The curved apostrophe is the straight one, hyphens that do not break are hyphens.
_ALIKE = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "‑": "-"}


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    Parameters
    ----------
    id
        `g001`…
    term
        Word, acronym or name.
    expansion
        Full name of an acronym, or an empty text.
    definition
        What it means.
    category
        A key of `CATEGORIES`.
    aliases
        Other names or spellings.
    basis
        What the definition rests on: `documents`, `documents-et-connaissances-generales` or `connaissances-generales`.
    source
        Titles of the documents that use it; none if no document does.
    note
        What to know of it, or an empty text.
    explained
        Whether `find_terms` looks for it; not for terms that are everywhere, or that common words look like.
    """

    id: str
    term: str
    expansion: str
    definition: str
    category: str
    aliases: tuple[str, ...]
    basis: str
    source: tuple[str, ...]
    note: str
    explained: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Everything the term is called, itself first."""
        return tuple(name for name in (self.term, self.expansion, *self.aliases) if name)


def load_glossary(data_dir: Path = DATA_DIR) -> tuple[Term, ...]:
    """Read the terms, in alphabetical order, case and accents folded.

    Raises
    ------
    InvalidDataError
        If the file is missing or is not a table.
    """
    terms = (
        Term(
            id=row["id"],
            term=row["terme"],
            expansion=row["developpe"],
            definition=row["definition"],
            category=row["categorie"],
            aliases=split_cell(row["autres_noms"]),
            basis=row["fondement"],
            source=split_cell(row["source"]),
            note=row["note"],
            explained=row["expliquer"] == "oui",
        )
        for row in read_table(data_dir / "source" / "glossary.csv")
    )
    return tuple(sorted(terms, key=lambda term: fold(term.term)))


def find_terms(text: str, terms: Sequence[Term]) -> list[tuple[int, int, Term]]:
    """Find where a text first uses each term that is to be explained.

    Whole words only. Acronyms match as they are written; other names whatever their case, accents and plural. Where
    several names start at one place the longest wins, and nothing is found inside what is found.

    Parameters
    ----------
    text
        Any text.
    terms
        The glossary, or a part of it.

    Returns
    -------
    list of (start, end, Term)
        Places of `text`, as slices of it, in order.
    """
    pattern, owners = _compile(tuple(terms))
    plain, places = _strip_accents(text)
    found: list[tuple[int, int, Term]] = []
    seen: set[str] = set()
    for match in pattern.finditer(plain) if owners else ():
        term = owners[int(str(match.lastgroup).removeprefix("n"))]
        if term.id not in seen:
            seen.add(term.id)
            # To where the next character starts: a letter and its combining accent stay together.
            found.append((places[match.start()], places[match.end()], term))
    return found


# Keyed by the terms themselves: hashing them costs far less than compiling, and the whole glossary is one key.
@functools.lru_cache(maxsize=8)
def _compile(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], list[Term]]:
    names = [(name, term) for term in terms if term.explained for name in term.names if _letters(name) >= _SHORTEST]
    # The first alternative that matches wins: longest first.
    names.sort(key=lambda entry: (-len(entry[0]), fold(entry[0])))
    parts = (f"(?P<n{number}>{_name_pattern(name)})" for number, (name, _) in enumerate(names))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)"), [term for _, term in names]


def _letters(name: str) -> int:
    return sum(char.isalnum() for char in name)


def _name_pattern(name: str) -> str:
    words: list[str] = re.findall(r"\w+", _strip_accents(name)[0])
    if len(words) == 1 and sum(char.isupper() for char in name) > 1:
        return words[0]
    # French plurals: « clusters », « tiers-lieux », « appels à communs ».
    plurals = (f"{word}[sx]?" if len(word) >= _SHORTEST and word.isalpha() else word for word in words)
    return f"(?i:{_BETWEEN.join(plurals)})"


def _strip_accents(text: str) -> tuple[str, list[int]]:
    """Return a text without accents nor ligatures, and where each of its characters, and its end, was in `text`."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for letter in unicodedata.normalize("NFKD", _ALIKE.get(char, char)):
            if not unicodedata.combining(letter):
                chars.append(letter)
                places.append(place)
    return "".join(chars), [*places, len(text)]
