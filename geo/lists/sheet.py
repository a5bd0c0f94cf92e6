"""The cells of one sheet of a workbook, as texts."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from geo.column_letters import column_letter
from geo.lists.limits import MAX_CELL, MAX_COLUMNS, VISITOR, Limits
from geo.lists.package import Attributes, damage
from geo.lists.problems import ProblemList
from geo.lists.table import RawRows, tidy
from geo.lists.workbook_parts import Styles, unescape

__all__ = ["SheetReader", "Tally"]

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", re.ASCII)
_BOOLEANS = {"1": "VRAI", "0": "FAUX", "true": "VRAI", "false": "FAUX"}

#: Column XFD: no spreadsheet has one beyond.
_LAST_COLUMN = 16_384

#: Above this a float no longer holds every integer.
_EXACT = 10**15

#: Elements whose text is the value of a cell.
_VALUES = frozenset({"v", "t"})


@dataclass(slots=True)
class Tally:
    """What was met on the way: number of formulas, cells in error, ranges of merged cells."""

    formulas: int = 0
    errors: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    odd_dates: int = 0


class SheetReader:
    """Reads `sheet1.xml`.

    Parameters
    ----------
    problems
        Where what is wrong in a cell is added.
    texts
        The shared texts.
    styles
        The formats of cells.
    from_1904
        Whether dates are counted from 1904.
    """

    def __init__(
        self, problems: ProblemList, texts: list[str], styles: Styles, *, from_1904: bool, limits: Limits = VISITOR
    ) -> None:
        self.raw = RawRows(problems.file, limits)
        self.tally = Tally()
        self._problems = problems
        self._texts, self._styles = texts, styles
        self._epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
        self._row, self._column = 0, 0
        self._cells: list[str] = []
        self._kind, self._style = "n", "0"
        self._formula = self._reads = self._phonetic = False
        self._pieces: list[str] = []
        self._size = 0
        self._positions: dict[str, int] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """Enter a row, a cell, or its value."""
        if name == "c":
            self._start_cell(attributes)
        elif name in _VALUES:
            self._reads = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self.tally.merged.append(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """Leave a row, a cell, or its value."""
        if name == "c":
            self._end_cell()
        elif name in _VALUES:
            self._reads = False
        elif name == "row":
            self.raw.add(self._row, self._cells)
            self._cells = []
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        """Read a piece of the value of a cell, not much longer than what is allowed."""
        if self._reads and self._size <= MAX_CELL:
            self._pieces.append(text)
            self._size += len(text)

    def _start_row(self, attributes: Attributes) -> None:
        told = attributes.get("r", "")
        number = int(told) if told.isascii() and told.isdecimal() and len(told) <= 7 else 0
        if told and number <= self._row:
            damage(self._problems.file, f"ses lignes ne sont pas dans l'ordre (après la ligne {self._row})")
        self._row = number or self._row + 1
        self._cells, self._column = [], 0

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        position = self._positions.get(letters)
        if position is None:
            match = _REFERENCE.fullmatch(reference)
            position = _column(match[1]) if match else self._column + 1
            if match:
                self._positions[letters] = position
        if position > _LAST_COLUMN:
            damage(self._problems.file, f"la ligne {self._row} a trop de cellules")
        self._column = position
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._formula = self._reads = False
        self._pieces, self._size = [], 0

    def _end_cell(self) -> None:
        if not self._pieces and not self._formula:
            return
        value = tidy(self._value("".join(self._pieces)))
        if not value:
            return
        if self._column > MAX_COLUMNS:
            message = f"cellule remplie au-delà de la colonne {column_letter(MAX_COLUMNS)}"
            self._add(message, "ne garder que les colonnes utiles à la carte", value)
            return
        missing = self._column - len(self._cells)
        if missing <= 0:
            damage(self._problems.file, f"les cellules de la ligne {self._row} ne sont pas dans l'ordre")
        self._cells.extend([""] * (missing - 1))
        self._cells.append(value)

    def _value(self, text: str) -> str:
        if self._formula:
            if not text and self._kind != "str":
                advice = "ouvrir le fichier dans un tableur et l'enregistrer, ou remplacer la formule par sa valeur"
                self._add("formule sans résultat enregistré", advice)
                return ""
            self.tally.formulas += 1
        if self._kind == "n":
            return self._number(text) if text else ""
        if self._kind == "s":
            rank = int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else len(self._texts)
            if rank >= len(self._texts):
                damage(self._problems.file, f"le texte de la cellule {self._place} manque")
            return self._texts[rank]
        if self._kind == "b":
            return _BOOLEANS.get(text, text)
        if self._kind == "e":
            self.tally.errors.append(f"{self._place} : {text}")
            return ""
        return unescape(text)

    def _number(self, text: str) -> str:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self._add("nombre illisible", "le saisir de nouveau", text)
            return ""
        if self._style in self._styles.dates or self._style in self._styles.durations:
            date = self._date(number)
            if date:
                return date
            self.tally.odd_dates += 1
        shown = str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)
        return shown.zfill(self._styles.widths.get(self._style, 0)) if shown.isdecimal() else shown

    def _date(self, number: float) -> str | None:
        try:
            date = from_excel(number, self._epoch, timedelta=self._style in self._styles.durations)
        except (OverflowError, ValueError):
            return None
        if isinstance(date, datetime):
            return date.date().isoformat() if date.time() == time() else date.isoformat()
        return str(date) if isinstance(date, time | timedelta) else None

    @property
    def _place(self) -> str:
        return f"{column_letter(self._column)}{self._row}"

    def _add(self, message: str, advice: str, value: str | None = None) -> None:
        titles = self.raw.cells[0] if self.raw.cells else []
        named = titles[self._column - 1] if self._column <= len(titles) else ""
        column = named or column_letter(self._column)
        self._problems.add(f"cellule {self._place} : {message}", advice, row=self._row, column=column, value=value)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
