"""XLSX: what a spreadsheet shows, formulas by their saved result, nothing unpacked unchecked."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from datetime import date, datetime, timedelta
from datetime import time as time_of_day

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from geo.lists.limits import MAX_ENTRIES, MAX_UNPACKED, Limits
from tests.geo.lists.own_files import (
    SHEET,
    cells,
    excel_workbook,
    problem,
    problems,
    read,
    rows_workbook,
    saved,
    sheet_workbook,
    with_parts,
    workbook,
)

STRINGS, STYLES, BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
SOUND = excel_workbook(
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>',
    *("<t>Nom</t>", "<t>Commune</t>", "<t>A</t>", "<r><t>La</t></r><r><t>on</t></r><rPh><t>x</t></rPh>"),
)
HEAD = '<row><c t="inlineStr"><is><t>Nom</t></is></c><c t="inlineStr"><is><t>Valeur</t></is></c></row>'


def with_cell(cell: str) -> bytes:
    """Return a list of one row, « A » and a cell written in XML."""
    return sheet_workbook(f'{HEAD}<row><c t="inlineStr"><is><t>A</t></is></c>{cell}</row>')


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("02100", "02100"),
        (35000, "35000"),
        (35000.0, "35000"),
        (48.117266, "48.117266"),
        (-1.5, "-1.5"),
        (0, "0"),
        (1e20, "1e+20"),
        (True, "VRAI"),
        (False, "FAUX"),
        (date(2015, 3, 1), "2015-03-01"),
        (datetime(2015, 3, 1, 10, 30), "2015-03-01T10:30:00"),
        (time_of_day(9, 30), "09:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ("  espaces\u00a0 ", "espaces"),
        ("deux\nlignes", "deux\nlignes"),
    ],
)
def test_cells_are_texts_as_a_spreadsheet_means_them(given: object, shown: str) -> None:
    assert cells(read(rows_workbook(["Nom", "Valeur"], ["A", given]))) == [["Nom", "Valeur"], ["A", shown]]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<c><v>48.117266000000001</v></c>", "48.117266"),
        ("<c><v>3.5E4</v></c>", "35000"),
        ('<c t="str"><f>A1</f><v>deux</v></c>', "deux"),
        ('<c t="str"><f>A1</f><v></v></c>', ""),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ('<c t="d"><v>2015-03-01</v></c>', "2015-03-01"),
        ('<c t="inlineStr"><is><r><t>La</t></r><r><t>on</t></r></is></c>', "Laon"),
        ('<c t="inlineStr"><is><t>東京</t><rPh><t>とうきょう</t></rPh></is></c>', "東京"),
        ('<c t="inlineStr"><is><t>a_x000D_b_x005F_x0041_</t></is></c>', "a\nb_x0041_"),
        ('<c t="inlineStr"><is><t>a_xD800_b_x0000_</t></is></c>', "ab"),
        ('<c t="b"><v>1</v></c>', "VRAI"),
        ('<c t="e"><v>#N/A</v></c>', ""),
        ("<c><v/></c>", ""),
        ("<c/>", ""),
    ],
)
def test_cells_of_other_programs(cell: str, shown: str) -> None:
    assert read(with_cell(f"{cell}<c t='inlineStr'><is><t></t></is></c>")).rows["Valeur"].tolist() == [shown]


def test_layout_of_excel() -> None:
    assert cells(read(SOUND)) == [["Nom", "Commune"], ["A", "Laon"]]


def test_shown_zeros_of_a_number_are_kept() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["CP", "Nom"])
        sheet.append([2100, "A"])
        sheet["A2"].number_format = "00000"

    assert read(workbook(fill)).rows["CP"].tolist() == ["02100"]


def test_dates_from_1904() -> None:
    book = Workbook()
    book.active.append(["Nom", "Date"])
    book.active.append(["A", 40_000])
    book.active["B2"].number_format = "dd/mm/yyyy"
    assert read(saved(book)).rows["Date"].tolist() == ["2009-07-06"]
    from_1904 = with_parts(saved(book), {BOOK: lambda xml: xml.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')})
    assert read(from_1904).rows["Date"].tolist() == ["2013-07-07"]


def test_date_that_cannot_be_is_a_number_and_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Nom", "Date"])
        sheet.append(["A", 1e9])
        sheet["B2"].number_format = "dd/mm/yyyy"

    table = read(workbook(fill))
    assert table.rows["Date"].tolist() == ["1000000000"]
    assert table.notes == ("1 date hors limites lue comme un nombre",)


def test_formulas_are_told() -> None:
    assert read(with_cell("<c><f>1+1</f><v>2</v></c>")).notes == (
        "1 formule lue comme son dernier résultat enregistré",
    )
    assert read(with_cell('<c t="e"><v>#REF!</v></c>')).notes == ("1 cellule en erreur lue comme vide (B2 : #REF!)",)


@pytest.mark.parametrize("cell", ["<c><f>1+1</f></c>", "<c><f>1+1</f><v/></c>", '<c t="s"><f>A1</f><v></v></c>'])
def test_formula_without_result_is_told_with_its_cell(cell: str) -> None:
    found = problem(with_cell(cell))
    assert (found.row, found.column) == (2, "Valeur")
    assert found.message == "cellule B2 : formule sans résultat enregistré"


def test_formula_written_by_a_program_is_told() -> None:
    found = problem(rows_workbook(["Nom", "Total"], ["A", 1], ["B", "=SUM(B2:B2)"]))
    assert (found.row, found.column) == (3, "Total")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "deux"])
def test_unreadable_number_is_told(number: str) -> None:
    found = problem(with_cell(f"<c><v>{number}</v></c>"))
    assert (found.row, found.column, found.value) == (2, "Valeur", number)


def test_merged_titles_are_refused_and_merged_cells_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Nom", "Lieu", None])
        sheet.append(["A", "Laon", "02"])
        sheet.append(["B", "Laon", "02"])
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("A2:A3")

    found = problems(workbook(fill))
    assert [item.message for item in found] == [
        "cellules fusionnées dans les titres (B1:C1)",
        "colonne sans titre, remplie à partir de la ligne 2",
    ]
    assert found[0].column == "B"

    def merge_rows(sheet: Worksheet) -> None:
        fill(sheet)
        sheet.unmerge_cells("B1:C1")
        sheet["C1"] = "Dép"

    assert read(workbook(merge_rows)).notes == (
        "1 plage de cellules fusionnées (A2:A3) : seule la première cellule de chacune est remplie",
    )


def test_title_above_the_titles_is_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Tiers-lieux de la région"])
        sheet.append(["Nom", "Commune"])
        sheet.append(["A", "Laon"])
        sheet.merge_cells("A1:B1")

    assert [item.message for item in problems(workbook(fill))] == [
        "cellules fusionnées dans les titres (A1:B1)",
        "la première ligne ne ressemble pas à des titres de colonnes",
    ]


def test_first_shown_sheet_that_holds_something_is_read() -> None:
    book = Workbook()
    book.active.title = "Vide"
    for name, state in (
        ("Cachée", "hidden"),
        ("Très cachée", "veryHidden"),
        ("Liste", "visible"),
        ("Notes", "visible"),
    ):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(["Nom", "Feuille"])
        sheet.append(["A", name])
    book.create_chartsheet("Graphique")
    table = read(saved(book))
    assert table.rows["Feuille"].tolist() == ["Liste"]
    assert table.notes == ("feuille « Liste » lue ; autres feuilles non lues : « Vide », « Notes »",)


def test_hidden_list_is_told() -> None:
    book = Workbook()
    sheet = book.create_sheet("Liste")
    sheet.append(["Nom"])
    sheet.append(["A"])
    sheet.sheet_state = "hidden"
    found = problem(saved(book))
    assert "aucune feuille affichée" in found.message
    assert "afficher la feuille" in found.advice


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefix_of_names_does_not_matter(prefix: str) -> None:
    def row(text: str) -> str:
        return f'<{prefix}row><{prefix}c t="str"><{prefix}v>{text}</{prefix}v></{prefix}c></{prefix}row>'

    assert cells(read(sheet_workbook(row("Nom") + row("A"), prefix=prefix))) == [["Nom"], ["A"]]


def test_size_that_the_sheet_announces_is_not_believed() -> None:
    announced = b'<dimension ref="A1:XFD1048576"/><sheetData>'
    lie = with_parts(SOUND, {SHEET: lambda xml: xml.replace(b"<sheetData>", announced)})
    assert cells(read(lie)) == [["Nom", "Commune"], ["A", "Laon"]]


def test_cells_far_away_are_told() -> None:
    found = problem(sheet_workbook(f'{HEAD}<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>7</v></c></row>'))
    assert (found.row, found.column, found.value) == (2, "XFD", "7")
    assert "au-delà de la colonne GR" in found.message
    # Formatting without content goes as far as it likes.
    assert len(read(sheet_workbook(f'{HEAD}<row r="2"><c r="A2"><v>1</v></c><c r="XFD2" s="1"/></row>')).rows) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (f'{HEAD}<row r="1"><c><v>1</v></c></row>', "ne sont pas dans l'ordre"),
        (f'{HEAD}<row r="٣"><c><v>1</v></c></row>', "ne sont pas dans l'ordre"),
        (f'{HEAD}<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>', "ne sont pas dans l'ordre"),
        (f'{HEAD}<row r="1048577"><c><v>1</v></c></row>', "plus de 1\u00a0048\u00a0576 lignes"),
        (f'{HEAD}<row><c t="s"><v>99</v></c></row>', "le texte de la cellule A2 manque"),
        (f'{HEAD}<row><c t="s"><v>-1</v></c></row>', "le texte de la cellule A2 manque"),
        (f"{HEAD}<row>", "n'est pas du XML"),
    ],
)
def test_sheet_that_no_spreadsheet_writes_is_refused(data: str, said: str) -> None:
    assert said in problem(sheet_workbook(data)).message


@pytest.mark.parametrize("part", [SHEET, BOOK, STYLES, STRINGS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused_wherever_they_are(part: str, encoding: str) -> None:
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
        "<a>&c;</a>"
    )
    assert "DOCTYPE" in problem(with_parts(SOUND, {part: bomb.encode(encoding)})).message


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({SHEET: None}, "sheet1.xml manque"),
        ({BOOK: b"<workbook/>"}, "il n'a aucune feuille"),
        ({BOOK: b"<workbook"}, "workbook.xml, ligne 1, n'est pas du XML"),
        ({STYLES: b""}, "styles.xml"),
        ({STRINGS: b"<?xml version='1.0' encoding='inconnu'?><sst/>"}, "sharedStrings.xml"),
        ({"xl/_rels/workbook.xml.rels": b"<Relationships/>"}, "aucune feuille affichée"),
    ],
)
def test_damaged_parts_are_told(parts: dict[str, bytes | None], said: str) -> None:
    assert said in problem(with_parts(SOUND, parts)).message


def test_parts_that_are_not_needed_may_be_missing_or_broken() -> None:
    parts = {"docProps/core.xml": b"<", "xl/theme/theme1.xml": b"\0", "_rels/.rels": None, STYLES: None}
    assert cells(read(with_parts(SOUND, parts))) == [["Nom", "Commune"], ["A", "Laon"]]


def test_links_to_other_files_are_not_followed() -> None:
    outside = (
        b'<Relationships><Relationship Id="rId1" Type="a/worksheet" TargetMode="External" Target="file:///etc/passwd"/>'
        b"</Relationships>"
    )
    assert "aucune feuille" in problem(with_parts(SOUND, {"xl/_rels/workbook.xml.rels": outside})).message


def packed(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(BOOK, b"<workbook/>")
        with archive.open(SHEET, "w") as member:
            for _ in range(size // 1_000_000):
                member.write(b" " * 1_000_000)
    return file.getvalue()


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed(MAX_UNPACKED + 1_000_000)
    assert len(bomb) < 1_000_000
    start = time.perf_counter()
    assert problem(bomb).message == "classeur de plus de 200 Mo une fois décompressé"
    assert time.perf_counter() - start < 0.5


def test_bomb_that_lies_on_its_size_unpacks_no_more_than_it_says() -> None:
    bomb = with_parts(SOUND, {SHEET: b"<worksheet>" + b" " * 5_000_000 + b"</worksheet>"})
    entry = bomb.index(b"PK\x01\x02")
    while bomb[entry + 46 : entry + 46 + len(SHEET)] != SHEET.encode():
        entry = bomb.index(b"PK\x01\x02", entry + 1)
    lie = bytearray(bomb)
    struct.pack_into("<I", lie, entry + 24, 1_000)
    assert "abîmé" in problem(bytes(lie)).message


def test_archive_of_too_many_files_is_refused_before_its_list_is_read() -> None:
    content = with_parts(SOUND, {f"xl/media/{rank}": b"" for rank in range(MAX_ENTRIES)})
    assert problem(content).message == "archive de plus de 2\u00a0000 fichiers"


def test_empty_rows_and_cells_are_counted_too() -> None:
    rows = with_parts(SOUND, {SHEET: b"<worksheet><sheetData>" + b"<row/>" * 1_100_000})
    assert "plus de 1\u00a0048\u00a0576 lignes" in problem(rows).message
    wide = with_parts(SOUND, {SHEET: b"<worksheet><sheetData><row>" + b"<c/>" * 20_000})
    assert "la ligne 1 a trop de cellules" in problem(wide).message
    # The true limit takes seconds to reach.
    many = with_parts(SOUND, {SHEET: b"<worksheet><sheetData>" + (b"<row>" + b"<c/>" * 100 + b"</row>") * 600})
    assert "trop de cellules, même vides" in problem(many, limits=Limits(marks=100_000)).message
    assert read(SOUND).rows["Nom"].tolist() == ["A"]


@pytest.mark.parametrize("form", [b"<!--%s", b"<row a='%s", b"<%s", b"<?a %s"])
def test_endless_token_is_refused_before_its_end(form: bytes) -> None:
    content = with_parts(SOUND, {SHEET: b"<worksheet><sheetData>" + form % (b"x" * 10_000_000)})
    assert "sheet1.xml contient un texte démesuré" in problem(content).message


def test_endless_value_is_cut() -> None:
    data = b"<worksheet><sheetData><row><c t='str'><v>Nom</v></c></row><row><c t='str'><v>%s</v></c></row></sheetData>"
    content = with_parts(SOUND, {SHEET: data % (b"x" * 10_000_000) + b"</worksheet>"})
    found = problem(content)
    assert (found.row, found.column) == (2, "Nom")
    assert found.message == "plus de 10\u00a0000 caractères dans une cellule"


def test_locked_archive_is_told() -> None:
    locked = bytearray(SOUND)
    entry = -1
    while (entry := SOUND.find(b"PK\x01\x02", entry + 1)) >= 0:
        locked[entry + 8] |= 1
    assert "est protégé" in problem(bytes(locked)).message
