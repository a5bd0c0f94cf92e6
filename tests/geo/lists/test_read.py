"""What a file is, told by its content; what is not a list, refused with a way out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import astuple

import pytest

from geo.lists.limits import DEPLOYED, MAX_BYTES, MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, VISITOR, Limits
from geo.lists.problems import SHOWN
from tests.geo.lists.own_files import (
    at,
    cells,
    collection,
    excel_workbook,
    feature,
    problem,
    problems,
    read,
    rows_workbook,
)

CSV = b"Nom;Commune\nA;Laon\n"
XLSX = rows_workbook(["Nom", "Commune"], ["A", "Laon"])
GEOJSON = collection(feature(at(3.6, 49.5), Nom="A", Commune="Laon"))


def zipped(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "format_"), [(CSV, "csv"), (XLSX, "xlsx"), (GEOJSON, "geojson")], ids=["csv", "xlsx", "geojson"]
)
@pytest.mark.parametrize("name", ["liste.csv", "liste.XLSX", "liste.geojson", "liste.xls", "liste", ""])
def test_type_is_told_by_content_and_not_by_name(content: bytes, format_: str, name: str) -> None:
    table = read(content, name)
    assert table.format == format_
    assert table.rows["Nom"].tolist() == ["A"]
    assert table.file_name == (name or "liste")
    misnamed = name.lower().partition(".")[2] in {"csv", "xlsx", "geojson"} - {format_}
    assert any("son contenu est du" in note for note in table.notes) == misnamed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "document PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        (b"\x1f\x8b\x08\0", "archive GZIP"),
        (b"SQLite format 3\0", "GeoPackage"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien classeur Excel (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
        (zipped("content.xml", "mimetype"), "OpenDocument (ODS)"),
        (zipped("word/document.xml"), "traitement de texte"),
        (zipped("xl/workbook.bin"), "classeur XLSB"),
        (zipped("couche.shp", "couche.dbf"), "Shapefile"),
        (zipped("photo.txt"), "archive ZIP"),
        (zipped(), "archive ZIP"),
        (XLSX[: len(XLSX) // 2], "classeur XLSX abîmé : l'archive est coupée"),
        (b"<html><table><tr><td>Nom</td></tr></table></html>", "page HTML"),
        (b'<?xml version="1.0"?><kml/>', "fichier XML"),
        (b"{\\rtf1\\ansi Nom}", "document RTF"),
        (b'[{"nom": "A"}]', "JSON qui n'est pas du GeoJSON"),
        (b'{"nom": "A"}', "JSON qui n'est pas une liste de lieux GeoJSON"),
        (b'{"type": "Topology", "objects": {}}', "type « Topology »"),
        (b"Nom;Commune\nA\0;Laon\n", "octet nul"),
        (b"\x01\x02\x03\x04;\x05\n\x06;\x07\n", "fichier binaire"),
        (b"", "fichier vide"),
        (b"\xef\xbb\xbf\r\n \n", "fichier vide"),
        (b";;\n;;\n", "fichier vide"),
        (b"Nom;Commune\r\n", "aucune ligne de données"),
    ],
)
def test_what_is_no_list_is_refused_with_a_way_out(content: bytes, said: str) -> None:
    found = problem(content, "fichier.csv")
    assert said in found.message
    assert found.advice
    assert found.file == "fichier.csv"


def test_size_limit_is_that_of_the_bytes() -> None:
    found = problem(b"a" * (MAX_BYTES + 1))
    assert found.message == "fichier de 20,1 Mo, pour 20 Mo admis"
    full = b"Nom;Commune\n" + b"A;Laon\n" * 10
    assert len(read(full + b"\n" * (1_000_000 - len(full))).rows) == 10


@pytest.mark.parametrize("extension", ["csv", "xlsx", "geojson"])
def test_row_limit(extension: str) -> None:
    def content(count: int) -> bytes:
        if extension == "geojson":
            return collection(*[feature(Nom="A")] * count)
        if extension == "xlsx":
            return excel_workbook('<row><c t="s"><v>0</v></c></row>' * (count + 1), "<t>Nom</t>")
        return ("Nom\n" + "A\n" * count).encode()

    assert len(read(content(MAX_ROWS)).rows) == MAX_ROWS
    assert problem(content(MAX_ROWS + 12)).message == "50\u00a0012 lignes, pour 50\u00a0000 admises"


@pytest.mark.parametrize("extension", ["csv", "xlsx", "geojson"])
def test_limits_are_those_that_are_given(extension: str) -> None:
    content = {
        "csv": b"Nom\n" + b"A\n" * 7,
        "xlsx": excel_workbook('<row><c t="s"><v>0</v></c></row>' * 8, "<t>Nom</t>"),
        "geojson": collection(*[feature(Nom="A")] * 7),
    }[extension]
    assert len(read(content, limits=Limits(rows=7)).rows) == 7
    assert problem(content, limits=Limits(rows=6)).message == "7 lignes, pour 6 admises"
    assert "pour 0 Mo admis" in problem(content, limits=Limits(size=len(content) - 1)).message
    assert read(content, limits=Limits(size=len(content))).format == extension


def test_each_limit_of_a_kind_of_file_is_that_which_is_given() -> None:
    book = excel_workbook('<row><c t="s"><v>0</v></c></row>' * 8, "<t>Nom</t>")
    assert "une fois décompressé" in problem(book, limits=Limits(unpacked=100)).message
    assert "trop de cellules" in problem(book, limits=Limits(marks=10)).message
    assert "démesuré" in problem(collection(feature(Nom="A")), limits=Limits(values=3)).message
    assert "plus de 8 caractères" in problem("Nom\n" + "Abc\n" * 3, limits=Limits(characters=8)).message


def test_what_is_deployed_may_be_larger_than_what_is_brought() -> None:
    larger = zip(astuple(DEPLOYED), astuple(VISITOR), strict=True)
    assert all(one > other for one, other in larger)
    content = b"Nom\n" + b"A\n" * (MAX_ROWS + 1)
    assert len(read(content, limits=DEPLOYED).rows) == MAX_ROWS + 1


def test_columns_limit() -> None:
    def content(count: int) -> str:
        return ";".join(f"c{i}" for i in range(count)) + "\n" + ";".join(["x"] * count)

    assert len(read(content(MAX_COLUMNS)).rows.columns) == MAX_COLUMNS
    assert problem(content(MAX_COLUMNS + 1)).message == "201 colonnes, pour 200 admises"
    # Separators without anything behind them are no columns.
    assert len(read("Nom;Commune" + ";" * 500 + "\nA;Laon" + ";" * 500).rows.columns) == 2


@pytest.mark.parametrize("extension", ["csv", "xlsx", "geojson"])
def test_long_cell_is_told_with_row_and_column(extension: str) -> None:
    long = "x" * 10_001
    content = {
        "csv": f"Nom;Note\nA;{'x' * 10_000}\nB;{long}\n".encode(),
        "xlsx": rows_workbook(["Nom", "Note"], ["A", "x" * 10_000], ["B", long]),
        "geojson": collection(feature(Nom="A", Note="x" * 10_000), feature(Nom="B"), feature(Nom="B", Note=long)),
    }[extension]
    found = problem(content)
    assert (found.row, found.column) == (3, "Note")
    assert found.message == "plus de 10\u00a0000 caractères dans une cellule"
    assert len(str(found.value)) < 100


def test_one_text_shown_everywhere_does_not_fill_the_memory() -> None:
    count = MAX_CHARACTERS // 10_000 + 2
    # A workbook holds it once.
    content = excel_workbook('<row><c t="s"><v>0</v></c></row>' * count, f"<t>{'x' * 10_000}</t>")
    assert len(content) < 1_000_000
    assert "60\u00a0000\u00a0000 caractères" in problem(content).message


def test_all_problems_are_told_at_once_then_counted() -> None:
    rows = [f"A;Laon;{i}" for i in range(1, 41)] + ["B;Laon"] * 100
    found = problems("Nom;Commune\n" + "\n".join(rows))
    assert [item.row for item in found[:-1]] == list(range(2, 2 + SHOWN))
    assert found[-1].message == "et 10 autres problèmes, non montrés"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/liste.csv", "liste.csv"),
        ("C:\\Bureau\\liste.csv", "liste.csv"),
        ("a\nb\0.csv", "a b.csv"),
        ("x" * 300 + ".csv", "x" * 100 + "….csv"),
        ("///", "liste"),
    ],
)
def test_file_name_is_shown_without_folders_nor_excess(name: str, shown: str) -> None:
    assert read(CSV, name).file_name == shown
    assert problem(b"", name).file == shown


def test_index_is_the_row_of_a_spreadsheet() -> None:
    assert read("\n\nNom;Commune\n\nA;Laon\n\n\nB;Laon\n").rows.index.tolist() == [5, 8]
    content = rows_workbook([], ["Nom"], [], ["A"], [None], ["B"])
    assert read(content).rows.index.tolist() == [4, 6]
    assert read(content).rows.index.name == "ligne"
    assert read(collection(feature(Nom="A"), feature(), feature(Nom="C"))).rows.index.tolist() == [1, 2, 3]


def test_invisible_characters_do_not_make_words_different() -> None:
    text = "Nom;Commune\n\u00a0A\u200b;\ufeffLaon\u00a0\n"
    assert cells(read(text)) == [["Nom", "Commune"], ["A", "Laon"]]
