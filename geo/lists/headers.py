"""Whether the first row is one of titles, and each title names one column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from geo.column_letters import column_letter
from geo.lists.problems import ProblemList
from geo.lists.synonyms import guess_role
from geo.text import fold

__all__ = ["check_header", "last_filled", "name_key", "name_problems"]

_NUMBER = re.compile(r"[+-]?\d[\d\s]*([.,]\d+)?|2[ABab]\d{3}", re.ASCII)

#: Rows looked at to tell a title of the list from titles of columns.
_LOOKED_AT = 50


def last_filled(cells: Sequence[str]) -> int:
    """Return the number of cells up to the last one that holds something."""
    return next((position for position in range(len(cells), 0, -1) if cells[position - 1]), 0)


def name_key(name: str) -> str:
    """Return what two titles have in common when they would be taken for one another."""
    return fold(name) or " ".join(name.split())


def check_header(
    row: int,
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    numbers: Sequence[int],
    problems: ProblemList,
) -> Mapping[int, str]:
    """Return the columns that hold something or have a title: position → name.

    Parameters
    ----------
    row
        Row of the titles, as a spreadsheet numbers it.
    header, columns
        One title and one sequence of cells per column.
    numbers
        Rows of the cells.
    problems
        Where what is wrong is added.
    """
    titles = [" ".join(title.split()) for title in header]
    if _is_no_header(titles, columns):
        message = "la première ligne ne ressemble pas à des titres de colonnes"
        advice = "mettre sur la première ligne un titre par colonne (Nom, Commune, Code postal…), sans titre au-dessus"
        problems.add(message, advice, row=row, value=next(title for title in titles if title))
        return {}
    names = {}
    for position, (title, column) in enumerate(zip(titles, columns, strict=True)):
        if title:
            names[position] = title
        elif any(column):
            first = next(number for number, cell in zip(numbers, column, strict=True) if cell)
            letter = column_letter(position + 1)
            message = f"colonne sans titre, remplie à partir de la ligne {first}"
            advice = "lui donner un titre, ou la vider ; défaire les cellules fusionnées de la première ligne"
            problems.add(message, advice, row=row, column=letter)
    name_problems([(column_letter(position + 1), name) for position, name in names.items()], row, problems)
    return names


def name_problems(named: Sequence[tuple[str, str]], row: int | None, problems: ProblemList) -> None:
    """Add a problem for each title that several columns have, `named` being (place of the column, title)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for place, name in named:
        found.setdefault(name_key(name), []).append((place, name))
    for same in found.values():
        if len(same) > 1:
            places = ", ".join(place for place, _ in same)
            message = f"titre en double (colonnes {places}), majuscules et accents mis à part"
            problems.add(message, "n'en garder qu'une, ou changer un des titres", row=row, column=same[0][1])


def _is_no_header(titles: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    filled = [title for title in titles if title]
    if any(guess_role(title) for title in filled):
        return False
    if len(filled) == 1 and len(columns) > 1:
        looked_at = zip(*(column[:_LOOKED_AT] for column in columns), strict=True)
        return any(sum(map(bool, cells)) > 1 for cells in looked_at)
    return any(_NUMBER.fullmatch(title) for title in filled)
