"""`python -m geo.build`: every kind of wrong input is reported where it is, all at once, and nothing is written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from geo.build import __main__, poles
from geo.build.locate import Gazetteer, load_gazetteer
from geo.schema import DATA_DIR
from tests.conftest import DataCopy, Rows

GENERATED = (
    "data/ptce.geojson", "data/laureats.geojson", "data/nouveautes.json", "data/datapackage.json",
    "docs/dictionnaire.md", "CHANGELOG.md",
)  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """Something that somebody may do to the curated tables, and what the build must say of it."""

    name: str
    make: Callable[[DataCopy], None]
    place: str
    message: str
    #: Problems that it makes in all: a mistake must not drown among its consequences.
    count: int = 1


def _cell(file: str, row: int, column: str, value: str) -> Callable[[DataCopy], None]:
    return lambda data: data.set_cell(file, row, column, value)


def _rows(file: str, change: Callable[[Rows], Rows]) -> Callable[[DataCopy], None]:
    return lambda data: data.rewrite(file, change)


def _bytes(file: str, old: str, new: bytes) -> Callable[[DataCopy], None]:
    def make(data: DataCopy) -> None:
        content = data.source(file).read_bytes()
        assert content.count(old.encode()) >= 1
        data.source(file).write_bytes(content.replace(old.encode(), new, 1))

    return make


def _without_column(column: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        position = rows[0].index(column)
        return [cells[:position] + cells[position + 1 :] for cells in rows]

    return change


def _with_column(column: str) -> Callable[[Rows], Rows]:
    return lambda rows: [[*cells, "" if number else column] for number, cells in enumerate(rows)]


def _with_cell(row: int) -> Callable[[Rows], Rows]:
    return lambda rows: [[*cells, "de trop"] if number == row else cells for number, cells in enumerate(rows, start=1)]


def _without_source(pole: str, field: str) -> Callable[[Rows], Rows]:
    return lambda rows: [cells for cells in rows if cells[:2] != [pole, field]]


def _address(row: int, *cells: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        # Empty rows are skipped, and counted.
        rows += [[""] * len(rows[0]) for _ in range(row - len(rows))]
        rows[row - 1] = [*cells, "0.9", "essai", "2026-11-22"]
        return rows

    return change


#: A pole is one row lower in the sheet than its rank: row 1 is the header. All of them can be made in one copy.
MISTAKES = (
    Mistake(
        "missing-column",
        _rows("documents.csv", _without_column("note")),
        "data/source/documents.csv, ligne 1, colonne « note »",
        "colonne absente",
    ),
    Mistake(
        "unknown-column",
        _rows("legal_forms.csv", _with_column("commentaire")),
        "data/source/legal_forms.csv, ligne 1, colonne « commentaire »",
        "colonne inconnue",
    ),
    Mistake(
        "unknown-region",
        _cell("ptce.csv", 8, "code_region", "99"),
        "data/source/ptce.csv, ligne 8, colonne « code_region »",
        "région inconnue ; valeur reçue : '99' ; valeurs admises : 01 (Guadeloupe)",
    ),
    Mistake(
        "region-that-is-no-code",
        _cell("ptce.csv", 9, "code_region", "Auvergne-Rhône-Alpes"),
        "data/source/ptce.csv, ligne 9, colonne « code_region »",
        "forme inattendue",
        # Its form, then its value, then that it is not the one listed.
        count=3,
    ),
    Mistake(
        "unknown-sector",
        _cell("ptce.csv", 10, "secteurs", "alimentation-agriculture | agroforesterie"),
        "data/source/ptce.csv, ligne 10, colonne « secteurs »",
        "secteur inconnu ; valeur reçue : 'agroforesterie' ; valeurs admises : alimentation-agriculture, culture",
    ),
    Mistake(
        "unknown-legal-form",
        _cell("ptce.csv", 11, "forme_juridique", "gie"),
        "data/source/ptce.csv, ligne 11, colonne « forme_juridique »",
        "forme juridique inconnue ; valeur reçue : 'gie' ; valeurs admises : association, scic",
    ),
    Mistake(
        "year-too-small",
        _cell("ptce.csv", 12, "annee_creation", "1850"),
        "data/source/ptce.csv, ligne 12, colonne « annee_creation »",
        "valeur hors limites ; valeur reçue : '1850' ; valeurs admises : entier de 1900 à 2100",
    ),
    Mistake(
        "year-before-the-first-call",
        _cell("ptce.csv", 14, "annee_laureat", "2012"),
        "data/source/ptce.csv, ligne 14, colonne « annee_laureat »",
        "valeur hors limites ; valeur reçue : '2012'",
    ),
    Mistake(
        "year-in-the-future",
        _cell("ptce.csv", 15, "annee_laureat", "2099"),
        "data/source/ptce.csv, ligne 15, colonne « annee_laureat »",
        "année à venir ; valeur reçue : '2099' ; valeurs admises : au plus 2026",
    ),
    Mistake(
        "year-not-a-number",
        _cell("ptce.csv", 16, "annee_laureat", "2O13"),
        "data/source/ptce.csv, ligne 16, colonne « annee_laureat »",
        "nombre entier attendu ; valeur reçue : '2O13'",
    ),
    Mistake(
        "year-with-decimals",
        _cell("ptce.csv", 17, "annee_laureat", "2013.0"),
        "data/source/ptce.csv, ligne 17, colonne « annee_laureat »",
        "nombre entier attendu ; valeur reçue : '2013.0'",
    ),
    Mistake(
        "year-with-thousands-of-digits",
        _cell("ptce.csv", 18, "annee_creation", "2" * 5000),
        "data/source/ptce.csv, ligne 18, colonne « annee_creation »",
        "nombre entier attendu",
    ),
    Mistake(
        "duplicate-id",
        _cell("ptce.csv", 33, "id", "ptce-031"),
        "data/source/ptce.csv, ligne 33, colonne « id »",
        "valeur en double, déjà à la ligne 32 ; valeur reçue : 'ptce-031'",
        # Also not the id of its rank; its sources name a pole that is gone, and its values have no source.
        count=9,
    ),
    Mistake(
        "duplicate-line",
        _cell("ptce.csv", 22, "ligne", "20"),
        "data/source/ptce.csv, ligne 22, colonne « ligne »",
        "valeur en double, déjà à la ligne 21 ; valeur reçue : '20'",
        count=2,
    ),
    Mistake(
        "insee-code-that-does-not-exist",
        _cell("ptce.csv", 23, "code_commune", "01999"),
        "data/source/ptce.csv, ligne 23, colonne « code_commune »",
        "code INSEE inexistant ; valeur reçue : '01999'",
    ),
    Mistake(
        "commune-that-is-not-that-of-the-code",
        _cell("ptce.csv", 25, "commune", "Dinard"),
        "data/source/ptce.csv, ligne 25, colonne « commune »",
        "le nom ne correspond pas au code 22050 ; valeur reçue : 'Dinard' ; valeurs admises : Dinan",
    ),
    Mistake(
        "departement-outside-the-region",
        _cell("ptce.csv", 33, "code_departement", "35"),
        "data/source/ptce.csv, ligne 33, colonne « code_departement »",
        "hors de la région 84 ; valeur reçue : '35' ; valeurs admises : 01, 03, 07",
    ),
    Mistake(
        "commune-outside-the-departement",
        _cell("ptce.csv", 27, "code_departement", "50"),
        "data/source/ptce.csv, ligne 27, colonne « code_commune »",
        "commune hors du département 50 ; valeur reçue : '14645' ; valeurs admises : 14",
    ),
    Mistake(
        "geocoded-outside-the-region",
        _rows("addresses.csv", _address(2, "ptce-037", "9 rue Descartes, 57190 Florange", "49.32", "6.12")),
        "data/source/addresses.csv, ligne 2, colonne « longitude »",
        "point hors de la région 44 ; valeur reçue : (49.32, 6.12)",
    ),
    Mistake(
        "coordinates-with-a-comma",
        _rows("addresses.csv", _address(3, "ptce-036", "12 rue d'Aujou, Figeac", "2,03", "44.6")),
        "data/source/addresses.csv, ligne 3, colonne « longitude »",
        "coordonnées illisibles ; valeur reçue : '2,03 / 44.6'",
    ),
    Mistake(
        "geocoded-address-that-has-changed",
        _rows("addresses.csv", _address(4, "ptce-059", "1 rue d'Avant, Le Havre", "0.1", "49.49")),
        "data/source/addresses.csv, ligne 4, colonne « adresse »",
        "adresse différente de celle de ptce.csv",
    ),
    Mistake(
        "broken-utf8",
        _bytes("ptce.csv", "installé dans une ancienne friche", b"install\xe9 dans une ancienne friche"),
        "data/source/ptce.csv, ligne 7",
        "le fichier n'est pas en UTF-8",
    ),
    Mistake(
        "too-many-cells",
        _rows("sources.csv", _with_cell(40)),
        "data/source/sources.csv, ligne 40",
        "6 cellules au lieu de 5",
    ),
    Mistake(
        "value-without-source",
        _rows("sources.csv", _without_source("ptce-050", "annee_laureat")),
        "data/source/ptce.csv, ligne 51, colonne « annee_laureat »",
        "valeur sans source ; valeur reçue : '2013' ; à faire : ajouter une ligne « ptce-050 ; annee_laureat »",
    ),
    Mistake(
        "unknown-confidence",
        _cell("sources.csv", 2, "confiance", "certaine"),
        "data/source/sources.csv, ligne 2, colonne « confiance »",
        "confiance inconnue ; valeur reçue : 'certaine' ; valeurs admises : haute, moyenne, faible",
    ),
    Mistake(
        "source-without-confidence",
        _cell("sources.csv", 3, "confiance", ""),
        "data/source/sources.csv, ligne 3, colonne « confiance »",
        "source et confiance vont ensemble",
    ),
    Mistake(
        "source-of-an-unknown-field",
        _cell("sources.csv", 12, "champ", "telephone"),
        "data/source/sources.csv, ligne 12, colonne « champ »",
        "champ inconnu ; valeur reçue : 'telephone'",
        # The value that it was the source of has none left.
        count=2,
    ),
    Mistake(
        "source-that-is-no-address",
        _cell("sources.csv", 5, "source", "http://[2016 ; rtes-2016, p. 1"),
        "data/source/sources.csv, ligne 5, colonne « source »",
        "adresse invalide ; valeur reçue : 'http://[2016'",
    ),
    Mistake(
        "site-without-a-scheme",
        _cell("ptce.csv", 60, "site", "www.pole-mobilite.org"),
        "data/source/ptce.csv, ligne 60, colonne « site »",
        "adresse de site invalide ; valeur reçue : 'www.pole-mobilite.org'",
    ),
    Mistake(
        "site-that-runs-a-script",
        _cell("ptce.csv", 62, "site", "javascript://archer.fr/%0aalert(1)"),
        "data/source/ptce.csv, ligne 62, colonne « site »",
        "adresse de site invalide",
    ),
    Mistake(
        "site-that-breaks-the-parser",
        _cell("ptce.csv", 63, "site", "https://[polesnoe.org"),
        "data/source/ptce.csv, ligne 63, colonne « site »",
        "adresse de site invalide",
    ),
    Mistake(
        "region-corrected-without-a-remark",
        _cell("ptce.csv", 59, "remarques", "Nom corrigé."),
        "data/source/ptce.csv, ligne 59, colonne « remarques »",
        "région corrigée sans remarque ; valeur reçue : 'Aquitaine-Limousin-Poitou-Charentes'",
    ),
    Mistake(
        "listed-region-that-is-not-known",
        _cell("ptce.csv", 65, "region_liste", "Poitou"),
        "data/source/ptce.csv, ligne 65, colonne « region_liste »",
        "région listée inconnue ; valeur reçue : 'Poitou'",
    ),
    Mistake(
        "double-of-nothing",
        _cell("ptce.csv", 52, "doublon_de", "ptce-099"),
        "data/source/ptce.csv, ligne 52, colonne « doublon_de »",
        "doit désigner un autre pôle, qui n'est pas lui-même un doublon ; valeur reçue : 'ptce-099'",
    ),
    Mistake(
        "double-in-another-commune",
        _cell("ptce.csv", 70, "doublon_de", "ptce-045"),
        "data/source/ptce.csv, ligne 70, colonne « doublon_de »",
        "les deux lignes n'ont pas la même commune",
    ),
    Mistake(
        "required-value-missing",
        _cell("ptce.csv", 71, "nom", ""),
        "data/source/ptce.csv, ligne 71, colonne « nom »",
        "valeur obligatoire absente",
    ),
    Mistake(
        "line-break-in-a-name",
        _cell("ptce.csv", 72, "nom", "TET\nRIS"),
        "data/source/ptce.csv, ligne 72, colonne « nom »",
        "caractère de contrôle ou saut de ligne",
    ),
    Mistake(
        "address-without-a-commune",
        _cell("ptce.csv", 47, "adresse", "1 rue de la Mairie"),
        "data/source/ptce.csv, ligne 47, colonne « adresse »",
        "adresse sans commune",
    ),
    Mistake(
        "document-without-a-year",
        _cell("documents.csv", 4, "annee", "vers 2021"),
        "data/source/documents.csv, ligne 4, colonne « annee »",
        "année invalide ; valeur reçue : 'vers 2021'",
    ),
    Mistake(
        "colour-that-is-no-colour",
        _cell("sectors.csv", 3, "couleur", "red"),
        "data/source/sectors.csv, ligne 3, colonne « couleur »",
        "couleur invalide ; valeur reçue : 'red'",
    ),
    Mistake(
        "abbreviation-taken",
        _cell("sectors.csv", 4, "abrege", "Al"),
        "data/source/sectors.csv, ligne 4, colonne « abrege »",
        "valeur en double, déjà à la ligne 2",
    ),
    Mistake(
        "listed-region-missing",
        _cell("ptce.csv", 66, "region_liste", ""),
        "data/source/ptce.csv, ligne 66, colonne « region_liste »",
        "valeur obligatoire absente",
        # An empty name is not one of those that are known either.
        count=2,
    ),
    Mistake(
        "later-call-of-another-year",
        _cell("laureats.csv", 4, "annee_laureat", "2022"),
        "data/source/laureats.csv, ligne 4, colonne « annee_laureat »",
        "année différente de celle de l'identifiant ; valeur reçue : '2022' ; valeurs admises : 2021",
    ),
    Mistake(
        "later-call-without-a-year",
        _cell("laureats.csv", 7, "annee_laureat", ""),
        "data/source/laureats.csv, ligne 7, colonne « annee_laureat »",
        "valeur obligatoire absente",
    ),
    Mistake(
        "rank-in-the-call-that-is-wrong",
        _cell("laureats.csv", 8, "ligne", "17"),
        "data/source/laureats.csv, ligne 8, colonne « ligne »",
        "rang inattendu ; valeur reçue : '17' ; valeurs admises : 7",
    ),
    Mistake(
        "laureate-of-an-unknown-sector",
        _cell("laureats.csv", 9, "secteurs", "autonomie"),
        "data/source/laureats.csv, ligne 9, colonne « secteurs »",
        "secteur inconnu ; valeur reçue : 'autonomie'",
    ),
    Mistake(
        "laureate-of-an-unknown-commune",
        _cell("laureats.csv", 12, "code_commune", "34999"),
        "data/source/laureats.csv, ligne 12, colonne « code_commune »",
        "code INSEE inexistant ; valeur reçue : '34999'",
    ),
    Mistake(
        "laureate-that-doubles-a-pole-of-another-commune",
        _cell("laureats.csv", 21, "doublon_de", "ptce-045"),
        "data/source/laureats.csv, ligne 21, colonne « doublon_de »",
        "les deux lignes n'ont pas la même commune",
    ),
    Mistake(
        "laureate-that-doubles-a-pole-of-another-region",
        _cell("laureats.csv", 18, "doublon_de", "ptce-058"),
        "data/source/laureats.csv, ligne 18, colonne « doublon_de »",
        "les deux lignes n'ont pas la même région",
    ),
    Mistake(
        "laureate-without-source",
        _rows("sources.csv", _without_source("appel-2024-01", "annee_laureat")),
        "data/source/laureats.csv, ligne 33, colonne « annee_laureat »",
        "valeur sans source ; valeur reçue : '2024' ; à faire : ajouter une ligne « appel-2024-01 ; annee_laureat »",
    ),
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(DATA_DIR)


@pytest.fixture
def build(
    data_copy: DataCopy, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[], tuple[int, list[str]]]:
    """Run the command on the copy: exit status and lines said, the boundaries being read once for all the tests."""
    monkeypatch.setattr(poles, "load_gazetteer", lambda _: gazetteer)

    def run() -> tuple[int, list[str]]:
        status = __main__.main(["--poles", "--data", str(data_copy.path)])
        said = capsys.readouterr()
        return status, (said.err or said.out).splitlines()

    return run


def _reported(lines: list[str], mistake: Mistake) -> bool:
    return any(line.startswith(f"- {mistake.place} : ") and mistake.message in line for line in lines)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistake_is_reported_where_it_is_and_nothing_is_written(
    data_copy: DataCopy, build: Callable[[], tuple[int, list[str]]], mistake: Mistake
) -> None:
    mistake.make(data_copy)
    before = data_copy.content()
    status, lines = build()
    assert status == 1
    assert _reported(lines, mistake), lines[:5]
    assert len(lines) == mistake.count + 1, lines
    assert data_copy.content() == before


def test_all_mistakes_are_reported_in_one_run_and_the_old_files_stay(data_copy: DataCopy) -> None:
    for mistake in MISTAKES:
        mistake.make(data_copy)
    before = data_copy.content()
    assert "data/ptce.geojson" in before
    command = [sys.executable, "-m", "geo.build", "--poles", "--data", str(data_copy.path)]
    done = subprocess.run(command, cwd=DATA_DIR.parent, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert [mistake.name for mistake in MISTAKES if not _reported(lines, mistake)] == []
    assert data_copy.content() == before


def test_rebuild_from_nothing_gives_the_committed_bytes(data_copy: DataCopy) -> None:
    for path in ("ptce.geojson", "laureats.geojson", "nouveautes.json", "datapackage.json"):
        (data_copy.path / path).unlink()
    changelog = (DATA_DIR.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    before, _, rest = changelog.partition("### Données\n")
    after = rest[rest.index("\n### ") :]
    (data_copy.path.parent / "CHANGELOG.md").write_text(f"{before}### Données\n{after}", encoding="utf-8")
    command = [sys.executable, "-m", "geo.build", "--poles", "--data", str(data_copy.path)]
    done = subprocess.run(command, cwd=DATA_DIR.parent, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    made = data_copy.content()
    different = [path for path in GENERATED if made[path] != (DATA_DIR.parent / path).read_bytes()]
    assert different == [], "à reconstruire : make data"


def test_second_build_changes_nothing(data_copy: DataCopy, build: Callable[[], tuple[int, list[str]]]) -> None:
    shutil.copy(DATA_DIR.parent / "CHANGELOG.md", data_copy.path.parent)
    assert build()[0] == 0
    before = {path: path.stat().st_mtime_ns for path in data_copy.path.rglob("*")}
    status, lines = build()
    assert (status, [line.split()[:2] for line in lines]) == (0, [["inchangé", path] for path in GENERATED])
    assert {path: path.stat().st_mtime_ns for path in data_copy.path.rglob("*")} == before


TABLES = ("ptce.csv", "laureats.csv", "sources.csv", "sectors.csv", "legal_forms.csv", "region_names.csv")

#: What may become of a whole table → its content then, and what is said of it.
SPOILED: dict[str, tuple[Callable[[bytes], bytes | None], list[str]]] = {
    "absent": (lambda content: None, ["fichier absent"]),
    "empty": (lambda content: b"", ["table vide"]),
    "header-only": (lambda content: content.splitlines(keepends=True)[0], ["table vide"]),
    "commas": (lambda content: content.replace(b";", b","), ["en-tête illisible"]),
    "utf-16": (
        lambda content: content.decode("utf-8-sig").encode("utf-16"),
        ["le fichier n'est pas en UTF-8", "en-tête illisible"],
    ),
}


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize("state", SPOILED)
def test_spoiled_table_is_one_problem_and_not_one_per_row(
    data_copy: DataCopy, build: Callable[[], tuple[int, list[str]]], file: str, state: str
) -> None:
    spoil, messages = SPOILED[state]
    path = data_copy.source(file)
    content = spoil(path.read_bytes())
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    status, lines = build()
    assert (status, len(lines)) == (1, 1 + len(messages)), lines[:4]
    for line, message in zip(lines[1:], messages, strict=True):
        assert line.startswith(f"- data/source/{file}")
        assert message in line


@pytest.mark.parametrize("file", TABLES)
def test_lost_column_is_one_problem(data_copy: DataCopy, build: Callable[[], tuple[int, list[str]]], file: str) -> None:
    header = data_copy.source(file).read_text(encoding="utf-8-sig").splitlines()[0].split(";")
    original = data_copy.source(file).read_bytes()
    for column in header:
        data_copy.source(file).write_bytes(original)
        data_copy.rewrite(file, _without_column(column))
        status, lines = build()
        assert (status, len(lines)) == (1, 2), lines[:4]
        assert lines[1].startswith(f"- data/source/{file}, ligne 1, colonne « {column} » : colonne absente")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"liste"', b'"lis'), (b'"titre"', b'"title"'), (b"2026-11-22", b"22/11/2026"), (b"Atlas", b"\xe9")],
    ids=["cut", "without-a-key", "date-in-french", "not-utf8"],
)
def test_unreadable_description_is_reported_with_the_rest(
    data_copy: DataCopy, build: Callable[[], tuple[int, list[str]]], old: bytes, new: bytes
) -> None:
    path = data_copy.source("dataset.json")
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    data_copy.set_cell("ptce.csv", 60, "site", "x")
    status, lines = build()
    assert (status, len(lines)) == (1, 3), lines
    assert lines[1].startswith("- data/source/ptce.csv, ligne 60, colonne « site »")
    assert lines[2].startswith("- data/source/dataset.json : fichier illisible")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no-bom", "bom"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_table_saved_by_any_spreadsheet_gives_the_same_poles(
    data_copy: DataCopy, build: Callable[[], tuple[int, list[str]]], mark: bytes, end: bytes
) -> None:
    for path in sorted((data_copy.path / "source").glob("*.csv")):
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
        path.write_bytes(mark + end.join([*lines, b""]))
    assert build()[0] == 0
    for name in ("ptce.geojson", "laureats.geojson"):
        assert (data_copy.path / name).read_bytes() == (DATA_DIR / name).read_bytes()


def test_folder_that_does_not_exist_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        __main__.main(["--poles", "--data", str(tmp_path / "nulle-part")])
    assert stop.value.code == 2
    assert "nulle-part n'est pas un dossier" in capsys.readouterr().err
