"""How to cite the data set: a line for a bibliography, and a BibTeX entry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from geo.text import NO_BREAK_SPACE, slugify

if TYPE_CHECKING:
    from geo.model import Dataset

__all__ = ["author", "bibtex", "citation", "describe_day"]

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_MONTHS_BIBTEX = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

#: Characters that mean something to TeX; braces would end a field, and no title needs them.
_TEX = str.maketrans(
    {"\\": "/", "{": "(", "}": ")", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$", "~": " ", "^": " "}
)

#: Characters of a part in the key of its entry.
_LONGEST_KEY = 60


def describe_day(day: date) -> str:
    """Write a day as French does.

    Examples
    --------
    >>> describe_day(date(2026, 11, 1)), describe_day(date(2026, 11, 22))
    ('1er novembre 2026', '22 novembre 2026')
    """
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def author(dataset: Dataset) -> str:
    """Return whom the data is by: « Atlas des PTCE »."""
    return dataset.later.whole_attribution.partition(",")[0]


def citation(dataset: Dataset, digest: str, address: str = "", part: str = "") -> str:
    """Return the line by which a text cites the data, or a part of it.

    Parameters
    ----------
    dataset
        What the data says of itself.
    digest
        `Panel.digest`: says which bytes were read, whatever the version number.
    address
        Web address of the atlas, without a page, or of the part; left out if empty.
    part
        What is cited of the data, in words: « 4 PTCE en Bretagne »; all of it if empty.
    """
    day = describe_day(date.fromisoformat(dataset.date))
    text = (
        f"{dataset.later.whole_title}, version {dataset.version} du {day}, empreinte {digest}. {dataset.licence_title}."
    )
    text = f"«{NO_BREAK_SPACE}{part}{NO_BREAK_SPACE}», {text}" if part else text
    return f"{text} {address}" if address else text


def bibtex(dataset: Dataset, digest: str, address: str = "", part: str = "") -> str:
    """Return the BibTeX entry of the data, or of a part of it, which has a key of its own; see `citation`.

    `@misc`, which every style knows, and not `@dataset`, which BibTeX itself does not.
    """
    day = date.fromisoformat(dataset.date)
    fields = {
        "author": f"{{{{{_tex(author(dataset))}}}}}",
        "title": f"{{{{{_tex(part and f'{part} – ')}{_tex(dataset.later.whole_title)}}}}}",
        "year": f"{{{day.year}}}",
        "month": _MONTHS_BIBTEX[day.month - 1],
        "howpublished": "{Jeu de données}",
        "note": f"{{Version {_tex(dataset.version)} du {describe_day(day)}, empreinte {_tex(digest)}. "
        f"{_tex(dataset.licence_title)}}}",
        # Not escaped: a link is read as it is, and holds no brace.
        **({"url": f"{{{address}}}"} if address else {}),
    }
    lines = [f"  {name:<12} = {value}," for name, value in fields.items()]
    key = "-".join(
        filter(None, (slugify(dataset.name), slugify(dataset.version), slugify(part)[:_LONGEST_KEY].strip("-")))
    )
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    return text.translate(_TEX)
