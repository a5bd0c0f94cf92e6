"""CSV as it is met: three encodings, three separators, the habits of spreadsheets."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from geo.lists.headers import last_filled
from geo.lists.limits import MAX_LINES, VISITOR, Limits
from geo.lists.problems import ProblemList, refuse
from geo.lists.table import ListTable, RawRows, build_table, tidy

__all__ = ["decode", "read_csv"]

#: In order of preference when two fit as well.
_SEPARATORS = (";", "\t", ",")
_NAMES = {";": "point-virgule", "\t": "tabulation", ",": "virgule"}
_SAMPLE = 100_000

_AS_CSV_UTF8 = "l'enregistrer en « CSV UTF-8 » ou en XLSX"

#: Last row added before reading: if it is not the last one read, a quote is still open. No file has its NUL.
_END = "\0fin"

#: First line by which Excel is told the separator; spreadsheets do not show it.
_TOLD = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)

#: What keeps a zero in a spreadsheet: ="02100".
_PROTECTED = re.compile(r'="([^"]*)"')


def decode(content: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and what to tell of its encoding: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises
    ------
    InvalidDataError
        If it is none of them, or a mixture.
    """
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), ("encodage UTF-16",)
            except UnicodeDecodeError:
                refuse(file, "texte UTF-16 coupé ou abîmé", _AS_CSV_UTF8)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        # `object` is what follows the mark.
        row = error.object[: error.start].count(b"\n") + 1
    replaced = content.decode("utf-8", "replace")
    valid = sum(char > "\x7f" and char != "\ufffd" for char in replaced)
    if content.startswith(codecs.BOM_UTF8) or valid > replaced.count("\ufffd"):
        refuse(file, "texte en UTF-8, avec des octets qui n'en sont pas", _AS_CSV_UTF8, row=row)
    try:
        return content.decode("cp1252"), ("encodage Windows-1252",)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        message = "encodage non reconnu : ni UTF-8, ni Windows-1252"
        refuse(file, message, _AS_CSV_UTF8, row=row)


def read_csv(text: str, file: str, notes: Sequence[str] = (), limits: Limits = VISITOR) -> ListTable:
    """Read a table separated by semicolons, tabs or commas, which of them being told by what is regular.

    Raises
    ------
    InvalidDataError
        With all the problems found.
    """
    found = list(notes)
    told = _TOLD.match(text)
    text = text[told.end() :] if told else text
    separator = told[1] if told else _separator(text)
    problems = ProblemList(file)
    raw = RawRows(file, limits)
    for number, cells in _records(text, separator, file):
        raw.add(number, [tidy(cell) for cell in cells])
    found += _unprotect(raw)
    if raw.count:
        _check_widths(raw, problems, found)
        if any(len(cells) > 1 for cells in raw.cells):
            found.append(f"séparateur : {_NAMES[separator]}")
    return build_table(raw, "csv", found, problems)


def _records(text: str, separator: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row as a spreadsheet numbers it, cells): a cell with line feeds is in one row."""
    reader = csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=separator)
    number, cells = 0, [""]
    advice = "chercher dans cette ligne un guillemet ouvert et jamais fermé ; doubler ceux du texte"
    try:
        for number, cells in enumerate(reader, start=1):
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                break
            yield number, cells
    except csv.Error:
        number += 1
    refuse(file, "guillemet jamais fermé, ou cellule démesurée", advice, row=min(number, MAX_LINES))


def _separator(text: str) -> str:
    return max(_SEPARATORS, key=lambda separator: _regularity(text[:_SAMPLE], separator))


def _regularity(sample: str, separator: str) -> float:
    """Say how much the sample looks like a table with this separator: from 0 to 2."""
    try:
        widths = [len(cells) for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if cells]
    except csv.Error:
        return 0.0
    # The sample may end in the middle of a row.
    widths = widths[:-1] if len(widths) > 2 and len(sample) == _SAMPLE else widths
    if not widths:
        return 0.0
    # A title above the table, which is told later, is no reason to cut it wrongly.
    alone = widths[0] == 1 and len(widths) > 2
    widths = widths[1:] if alone else widths
    width, count = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    share = count / len(widths)
    if width == 1:
        return share / 2
    # A comma is also the decimal mark, and punctuation.
    preferred = 0.3 if separator != "," and share > 0.8 else 0.0
    return (share + min(width, 50) / 100 + preferred) * (0.45 if alone else 1)


def _unprotect(raw: RawRows) -> list[str]:
    """Take the text out of ="…" and tell the formulas that remain, which are read as they are written."""
    protected, formulas = 0, 0
    for cells in raw.cells:
        for position, cell in enumerate(cells):
            if cell.startswith("="):
                match = _PROTECTED.fullmatch(cell)
                protected += match is not None
                formulas += match is None
                cells[position] = match[1].strip() if match else cell
    notes = [f'{protected} cellules écrites ="…" lues comme du texte'] if protected > 1 else []
    notes += ['1 cellule écrite ="…" lue comme du texte'] if protected == 1 else []
    notes += [f"{formulas} cellules commencent par « = » : lues comme du texte, non calculées"] if formulas > 1 else []
    notes += ["1 cellule commence par « = » : lue comme du texte, non calculée"] if formulas == 1 else []
    return notes


def _check_widths(raw: RawRows, problems: ProblemList, notes: list[str]) -> None:
    """Cut or complete the rows to the width of the header, and tell which ones."""
    width = len(raw.cells[0])
    longer = [row for row, cells in enumerate(raw.cells) if last_filled(cells) > width]
    if width == 1 or len(longer) > len(raw.cells) / 2:
        # The first row is at fault, not the others: `check_header` tells it.
        return
    for row in longer:
        cells = raw.cells[row]
        message = f"{len(cells)} cellules, pour {width} titres de colonnes"
        advice = "vérifier séparateurs et guillemets de cette ligne"
        problems.add(message, advice, row=raw.numbers[row], value=next(cell for cell in cells[width:] if cell))
        del cells[width:]
    short = [row for row, cells in enumerate(raw.cells) if len(cells) < width]
    _check_cut(raw, short, width, problems)
    numbers = [raw.numbers[row] for row in short]
    if len(numbers) == 1:
        notes.append(f"1 ligne plus courte que les titres, complétée par des cellules vides (ligne {numbers[0]})")
    elif numbers:
        shown = ", ".join(map(str, numbers[:5])) + ("…" if len(numbers) > 5 else "")
        notes.append(
            f"{len(numbers)} lignes plus courtes que les titres, complétées par des cellules vides (lignes {shown})"
        )


def _check_cut(raw: RawRows, short: Sequence[int], width: int, problems: ProblemList) -> None:
    """Find the rows that a line feed outside quotes has cut: pieces in a row, with one cell in common, make a whole."""
    run: list[int] = []
    for row in [*short, -1]:
        if run and row != run[-1] + 1:
            if len(run) > 1 and sum(len(raw.cells[piece]) - 1 for piece in run) + 1 == width:
                first, last = raw.numbers[run[0]], raw.numbers[run[-1]]
                advice = "remettre la ligne en un seul morceau, ou mettre la cellule entre guillemets"
                message = f"ligne coupée en {len(run)} morceaux, jusqu'à la ligne {last}, par un retour à la ligne"
                problems.add(message, advice, row=first)
            run = []
        run.append(row)
