"""XLSX: the first shown sheet that holds something, as a table of texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.lists.package import Package, damage
from geo.lists.problems import ProblemList, refuse
from geo.lists.sheet import SheetReader, Tally
from geo.lists.table import ListTable, build_table
from geo.lists.workbook_parts import SharedTexts, Sheet, Styles, Workbook

__all__ = ["is_workbook", "read_workbook"]

_WORKBOOK = re.compile(r"xl/workbook\w*\.xml")
_ROWS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.ASCII)

#: Ranges and cells named in a note.
_SHOWN = 3


def is_workbook(names: frozenset[str]) -> bool:
    """Whether the files of an archive are those of a workbook that can be read."""
    return any(_WORKBOOK.fullmatch(name) for name in names)


def read_workbook(package: Package, notes: Sequence[str] = ()) -> ListTable:
    """Read the first shown sheet that holds something; formulas give the result that was saved with them.

    Raises
    ------
    InvalidDataError
        With all the problems found.
    """
    file = package.file
    path = package.relations("").of_kind("officeDocument") or ""
    if path not in package.names:
        path = next(name for name in sorted(package.names) if _WORKBOOK.fullmatch(name))
    workbook, relations = Workbook(), package.relations(path)
    package.parse(path, workbook)
    if not workbook.sheets:
        damage(file, "il n'a aucune feuille")
    texts, styles = SharedTexts(), Styles()
    for kind, handler in (("sharedStrings", texts), ("styles", styles)):
        part = relations.of_kind(kind)
        if part in package.names:
            package.parse(str(part), handler)
    tables = [sheet for sheet in workbook.sheets if relations.targets.get(sheet.relation, ("",))[0] == "worksheet"]
    shown = [sheet for sheet in tables if sheet.visible]
    for sheet in shown:
        problems = ProblemList(file)
        reader = SheetReader(problems, texts.texts, styles, from_1904=workbook.from_1904, limits=package.limits)
        package.parse(relations.targets[sheet.relation][1], reader)
        if reader.raw.count or problems:
            break
    else:
        hidden = len(tables) > len(shown)
        advice = "afficher la feuille de la liste, et la mettre en premier" if hidden else "remplir une feuille"
        refuse(file, "aucune feuille affichée ne contient de cellule remplie", advice)
    found = [*notes, *_note_sheets(sheet, shown), *_note_cells(reader.tally)]
    _check_merged(reader, problems, found)
    return build_table(reader.raw, "xlsx", found, problems)


def _note_sheets(read: Sheet, shown: Sequence[Sheet]) -> list[str]:
    others = [f"« {sheet.name} »" for sheet in shown if sheet != read]
    if not others:
        return []
    verb = "autre feuille non lue" if len(others) == 1 else "autres feuilles non lues"
    return [f"feuille « {read.name} » lue ; {verb} : {_first(others)}"]


def _note_cells(tally: Tally) -> list[str]:
    notes = []
    if tally.formulas:
        many = tally.formulas > 1
        notes.append(
            f"{tally.formulas} formules lues comme leur dernier résultat enregistré"
            if many
            else "1 formule lue comme son dernier résultat enregistré"
        )
    if tally.errors:
        cells = "cellule en erreur lue comme vide" if len(tally.errors) == 1 else "cellules en erreur lues comme vides"
        notes.append(f"{len(tally.errors)} {cells} ({_first(tally.errors)})")
    if tally.odd_dates:
        cells = "date hors limites lue" if tally.odd_dates == 1 else "dates hors limites lues"
        notes.append(f"{tally.odd_dates} {cells} comme un nombre")
    return notes


def _check_merged(reader: SheetReader, problems: ProblemList, notes: list[str]) -> None:
    """Refuse merged cells among the titles; tell those of the list, of which only the first one holds something."""
    if not reader.raw.numbers:
        return
    header, last = reader.raw.numbers[0], reader.raw.numbers[-1]
    inside = []
    for merged in dict.fromkeys(reader.tally.merged):
        match = _ROWS.fullmatch(merged)
        if not match or match[3] is None:
            continue
        top, bottom = sorted((int(match[2]), int(match[4])))
        if top <= header <= bottom:
            advice = "les défaire, et donner un titre à chaque colonne sur une seule ligne"
            problems.add(f"cellules fusionnées dans les titres ({merged})", advice, row=header, column=match[1])
        elif top > header and top <= last:
            inside.append(merged)
    if inside:
        ranges = "plage de cellules fusionnées" if len(inside) == 1 else "plages de cellules fusionnées"
        notes.append(f"{len(inside)} {ranges} ({_first(inside)}) : seule la première cellule de chacune est remplie")


def _first(words: Sequence[str]) -> str:
    rest = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" et {rest} de plus" if rest > 0 else "")
