"""CSV as spreadsheets, exports and hands write it."""

from __future__ import annotations

import pytest

from tests.geo.lists.own_files import cells, problem, problems, read

TITLES = ["Nom", "Commune", "Latitude"]
ROW = ["L'Épicerie", "Bâgé-Dommartin", "46,3"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(separator: str, encoding: str, end: str) -> None:
    quoted = [f'"{cell}"' if separator in cell else cell for cell in ROW]
    table = read((separator.join(TITLES) + end + separator.join(quoted) + end).encode(encoding))
    assert cells(table) == [TITLES, ROW]
    name = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}[separator]
    told = {"cp1252": ("encodage Windows-1252",), "utf-16": ("encodage UTF-16",)}.get(encoding, ())
    assert table.notes == (*told, f"séparateur : {name}")


def test_windows_characters_are_those_of_windows() -> None:
    assert read("Nom;Ville\nCœur d’Euro € – Œuvre;Laon".encode("cp1252")).rows["Nom"].tolist() == [
        "Cœur d’Euro € – Œuvre"
    ]


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("Nom;Ville\nÉpicerie;Bâgé\n".encode() + b"\xe9t\xe9;Laon\n", 3),
        ("\ufeffNom;Ville\n".encode() + b"\xe9t\xe9;Laon\n", 2),
        (b"Nom;Ville\nA;Laon\nB;\x81\xe9\n", 3),
    ],
    ids=["mixture", "false-mark", "neither"],
)
def test_mixed_encodings_are_told_with_the_row(content: bytes, row: int) -> None:
    found = problem(content)
    assert found.row == row
    assert "UTF-8" in found.message
    assert "CSV UTF-8" in found.advice


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The decimal comma, punctuation: neither is a separator.
        ("Nom;lat;lon\nA;48,1;-1,6\nB;49,5;3,6", [["Nom", "lat", "lon"], ["A", "48,1", "-1,6"], ["B", "49,5", "3,6"]]),
        ("Nom;Adresse\nA, B;1, rue X\nC, D;2, rue Y", [["Nom", "Adresse"], ["A, B", "1, rue X"], ["C, D", "2, rue Y"]]),
        ("Nom, prénom;Ville\nA, b;Laon\nC, d;Laon", [["Nom, prénom", "Ville"], ["A, b", "Laon"], ["C, d", "Laon"]]),
        ("Nom,Ville\nA; B,Laon\nC; D,Laon", [["Nom", "Ville"], ["A; B", "Laon"], ["C; D", "Laon"]]),
        ("Nom\tVille\nA, B; C\tLaon", [["Nom", "Ville"], ["A, B; C", "Laon"]]),
        ("Commune\nLaon\nSaint-Denis, 93\nRennes", [["Commune"], ["Laon"], ["Saint-Denis, 93"], ["Rennes"]]),
        ("Commune\nRennes, 35\nLaon, 02", [["Commune"], ["Rennes, 35"], ["Laon, 02"]]),
        ("sep=,\nNom;x,Ville\nA,Laon", [["Nom;x", "Ville"], ["A", "Laon"]]),
        ('Nom;Ville\n"A\nB ""C"" ; D";Laon', [["Nom", "Ville"], ['A\nB "C" ; D', "Laon"]]),
        ("Nom;Code\nA;02100\nB;01000", [["Nom", "Code"], ["A", "02100"], ["B", "01000"]]),
        ("Nom;;Ville;\nA;;Laon;", [["Nom", "Ville"], ["A", "Laon"]]),
        ('Nom;Taille\nA;12" de haut', [["Nom", "Taille"], ["A", '12" de haut']]),
        ('Nom;Ville\n"Le Pôle" de Laon;Laon', [["Nom", "Ville"], ["Le Pôle de Laon", "Laon"]]),
    ],
)
def test_text_is_cut_where_its_author_cut_it(text: str, expected: list[list[str]]) -> None:
    assert cells(read(text)) == expected


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    # A cell on two lines is in one row; an empty line is a row.
    assert read('Nom;Ville\n"A\nB";Laon\n\nC;Laon').rows.index.tolist() == [2, 4]


def test_longer_row_is_told() -> None:
    found = problems("Nom;Commune\nA;Laon\nB;Laon;02;x\nC;Laon;;\nD;Laon;y\nE;Laon")
    assert [(item.row, item.value) for item in found] == [(3, "02"), (5, "y")]
    assert found[0].message == "4 cellules, pour 2 titres de colonnes"


def test_shorter_row_is_completed_and_told() -> None:
    table = read("Nom;Commune;Note;Site\nA;Laon\nB;Laon;n;s\nC\n")
    assert cells(table)[1:] == [["A", "Laon", "", ""], ["B", "Laon", "n", "s"], ["C", "", "", ""]]
    assert "2 lignes plus courtes que les titres, complétées par des cellules vides (lignes 2, 4)" in table.notes


def test_row_cut_by_a_line_feed_is_told() -> None:
    found = problem("Nom;Adresse;Commune\nA;1 rue X;Laon\nB;2 rue\nY;Laon\nC;3 rue Z;Laon")
    assert (found.row, found.message) == (
        3,
        "ligne coupée en 2 morceaux, jusqu'à la ligne 4, par un retour à la ligne",
    )


@pytest.mark.parametrize("rest", ["B;Laon\n" * 3, "B;Laon\n" * 40_000], ids=["short", "beyond-the-limit-of-a-cell"])
def test_open_quote_is_told_where_it_opens(rest: str) -> None:
    found = problem(f'Nom;Commune\nA;Laon\n"B;Laon\n{rest}')
    assert found.row == 3
    assert "guillemet jamais fermé" in found.message


def test_duplicate_titles_are_told_whatever_their_case_and_accents() -> None:
    found = problem("Région;Nom;REGION ;Commune\nB;A;B;Laon")
    assert (found.row, found.column) == (1, "Région")
    assert found.message == "titre en double (colonnes A, C), majuscules et accents mis à part"


def test_column_without_title_is_told_with_its_letter() -> None:
    found = problem("Nom;;Commune\nA;;Laon\nB;x;Laon")
    assert (found.row, found.column) == (1, "B")
    assert found.message == "colonne sans titre, remplie à partir de la ligne 3"


@pytest.mark.parametrize(
    "text",
    [
        "Liste des tiers-lieux 2024;;\nNom;Commune;CP\nA;Laon;02000",
        "Liste des tiers-lieux 2024\nNom;Commune;CP\nA;Laon;02000\nB;Laon;02000",
        "A;Laon;02000;49,5\nB;Laon;02000;49,5",
        "35238\n35000\n",
    ],
    ids=["title", "title-alone", "no-titles", "codes-alone"],
)
def test_first_row_that_holds_no_titles_is_told(text: str) -> None:
    found = problem(text)
    assert found.row == 1
    assert found.message == "la première ligne ne ressemble pas à des titres de colonnes"


def test_years_are_titles_beside_a_title() -> None:
    assert list(read("Nom;2019;2020\nA;1;2").rows.columns) == ["Nom", "2019", "2020"]


def test_formulas_are_text() -> None:
    table = read('Nom;CP\n=HYPERLINK("x");="02100"\n=1+1;="01000"\n')
    assert cells(table)[1:] == [['=HYPERLINK("x")', "02100"], ["=1+1", "01000"]]
    assert table.notes == (
        '2 cellules écrites ="…" lues comme du texte',
        "2 cellules commencent par « = » : lues comme du texte, non calculées",
        "séparateur : point-virgule",
    )
