"""The file to fill in is read, recognised and placed as it stands."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from geo.errors import UnknownValueError
from geo.lists.columns import ROLES, recognise
from geo.lists.coordinates import read_coordinates
from geo.lists.read import read_list
from geo.lists.template import EXTENSIONS, template
from geo.load import load_vocabulary
from geo.schema import DATA_DIR


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_column_is_recognised(extension: str) -> None:
    table = read_list(template(extension), f"modele.{extension}")
    assert table.format == extension
    assert recognise(table) == dict(ROLES)
    assert len(table.rows) == 3
    assert table.rows["Code postal"].tolist() == ["02000", "", ""]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_each_way_of_giving_a_place_has_its_row(extension: str) -> None:
    table = read_list(template(extension), "modele")
    found = read_coordinates(table, dict(ROLES))
    assert found is not None
    assert found.problems == ()
    assert found.code_departement.tolist() == [None, None, "35"]
    filled = [{title for title in ROLES.values() if row[title]} for _, row in table.rows.iterrows()]
    assert {"Adresse", "Code postal", "Commune"} <= filled[0]
    assert "Code INSEE" in filled[1]
    assert {"Latitude", "Longitude"} <= filled[2]


def test_examples_are_true_places_and_words_of_the_filters() -> None:
    table = read_list(template("csv"), "modele.csv")
    gazetteer = io.StringIO((DATA_DIR / "communes.csv").read_text(encoding="utf-8"))
    communes = {row["code"]: row for row in csv.DictReader(gazetteer)}
    assert communes[table.rows["Code INSEE"].iloc[1]]["nom"] == table.rows["Commune"].iloc[1]
    vocabulary = load_vocabulary()
    assert set(table.rows["Secteur"]) <= {sector.label for sector in vocabulary.sectors}
    assert set(table.rows["Forme juridique"]) <= {form.label for form in vocabulary.legal_forms}


def test_csv_opens_in_a_french_spreadsheet() -> None:
    content = template("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == list(ROLES.values())
    assert rows[3][7:9] == ["48,1113", "-1,6800"]


def test_xlsx_keeps_codes_as_texts_and_coordinates_as_numbers() -> None:
    sheet = load_workbook(io.BytesIO(template("xlsx"))).active
    assert [cell.value for cell in sheet[1]] == list(ROLES.values())
    assert sheet["C2"].value == "02000"
    assert sheet["C2"].number_format == "@"
    assert sheet["H4"].value == 48.1113


def test_other_extension_is_told() -> None:
    with pytest.raises(UnknownValueError, match="extension : valeur inconnue 'ods' ; valeurs admises : csv, xlsx"):
        template("ods")
