"""A visitor's list as a table of texts, whatever file it came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo.lists.headers import check_header, last_filled
from geo.lists.limits import MAX_CELL, MAX_COLUMNS, MAX_LINES, VISITOR, Limits
from geo.lists.problems import ProblemList, refuse
from geo.text import format_number, settle

__all__ = ["ListTable", "RawRows", "build_table", "tidy"]

#: Byte order mark in the middle of a text, spaces without width: they make two equal words different.
_INVISIBLE = str.maketrans("", "", "\ufeff\u200b\u2060")


@dataclass(frozen=True, slots=True, eq=False)
class ListTable:
    """A list as it was brought.

    Parameters
    ----------
    file_name
        Name of the file, for messages.
    format
        What the content is, whatever the name says: `csv`, `xlsx` or `geojson`.
    rows
        Texts only, "" where a cell is empty. The index, named `ligne`, is the number of the row as a spreadsheet shows
        it (the header is usually 1), or the rank of the feature (from 1) in a GeoJSON.
    notes
        What the reader did that the visitor should know, in French.
    """

    file_name: str
    format: str
    rows: pd.DataFrame
    notes: tuple[str, ...] = ()


class RawRows:
    """The rows that hold something, kept while there are not too many, counted beyond.

    Parameters
    ----------
    file
        Name of the file, for messages.
    limits
        How much of it is read.
    """

    def __init__(self, file: str, limits: Limits = VISITOR) -> None:
        self.file = file
        self.limits = limits
        self.numbers: list[int] = []
        self.cells: list[list[str]] = []
        self.count = 0
        self.characters = 0

    def add(self, number: int, cells: list[str]) -> None:
        """Add a row, `number` being its place in the file; a row where all is empty is left out."""
        if number > MAX_LINES:
            advice = f"ne garder que les lignes de la liste, {format_number(self.limits.rows)} au plus"
            refuse(self.file, f"plus de {format_number(MAX_LINES)} lignes, vides comprises", advice)
        if not any(cells):
            return
        self.count += 1
        self.characters += sum(map(len, cells))
        if self.characters > self.limits.characters:
            advice = "retirer les colonnes de longs textes qui ne servent pas sur la carte"
            refuse(self.file, f"plus de {format_number(self.limits.characters)} caractères en tout", advice, row=number)
        # The header is one more.
        if self.count <= self.limits.rows + 1:
            self.numbers.append(number)
            self.cells.append(cells)


def check_count(count: int, file: str, limits: Limits = VISITOR) -> None:
    """Refuse a list of so many rows, the header left out, if they are too many."""
    if count > limits.rows:
        message = f"{format_number(count)} lignes, pour {format_number(limits.rows)} admises"
        refuse(file, message, "partager la liste en plusieurs fichiers, par région par exemple")


def tidy(text: str) -> str:
    """Return the text of a cell without what cannot be seen around or inside it."""
    return text.strip() if text.isprintable() else settle(text).translate(_INVISIBLE).strip()


def build_table(raw: RawRows, format_: str, notes: Sequence[str], problems: ProblemList) -> ListTable:
    """Make the table of rows the first of which is the header.

    Parameters
    ----------
    raw
        The rows that hold something, cells tidied, each as long as it is.
    format_
        `csv` or `xlsx`.
    notes
        See `ListTable`.
    problems
        Those found so far; more are added.

    Raises
    ------
    InvalidDataError
        If there is any problem.
    """
    if not raw.count:
        problems.raise_if_any()
        refuse(raw.file, "fichier vide", "importer un fichier qui a une ligne de titres puis une ligne par lieu")
    check_count(raw.count - 1, raw.file, raw.limits)
    header, body = raw.cells[0], raw.cells[1:]
    row, numbers = raw.numbers[0], raw.numbers[1:]
    if not body:
        problems.raise_if_any()
        refuse(raw.file, "des titres de colonnes, et aucune ligne de données", "ajouter une ligne par lieu", row=row)
    width = max(map(len, raw.cells))
    # Columns fill from the left: the last one that holds anything bounds them all.
    used = width if width <= MAX_COLUMNS else max(map(last_filled, raw.cells))
    if used > MAX_COLUMNS:
        message = f"{format_number(used)} colonnes, pour {MAX_COLUMNS} admises"
        problems.raise_if_any()
        refuse(raw.file, message, "ne garder que les colonnes utiles à la carte")
    padded = [cells + [""] * (used - len(cells)) if len(cells) < used else cells[:used] for cells in body]
    columns = list(zip(*padded, strict=True))
    names = check_header(row, (header + [""] * used)[:used], columns, numbers, problems)
    check_cells(list(names.values()), numbers, [columns[position] for position in names], problems)
    problems.raise_if_any()
    index = pd.Index(numbers, name="ligne", dtype="int64")
    data = {name: pd.Series(columns[position], index=index, dtype="str") for position, name in names.items()}
    return ListTable(raw.file, format_, pd.DataFrame(data, index=index), tuple(notes))


def check_cells(
    names: Sequence[str], numbers: Sequence[int], columns: Sequence[Sequence[str]], problems: ProblemList
) -> None:
    """Add a problem for each cell that is too long."""
    for name, column in zip(names, columns, strict=True):
        if max(map(len, column), default=0) > MAX_CELL:
            for number, text in zip(numbers, column, strict=True):
                if len(text) > MAX_CELL:
                    message = f"plus de {format_number(MAX_CELL)} caractères dans une cellule"
                    problems.add(message, "raccourcir le texte", row=number, column=name, value=text)
