"""XLSX, read back by pandas and openpyxl, and looked at as the XML it is."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from geo.export import xlsx
from geo.export.metadata import describe
from geo.export.table import columns
from geo.model import Panel
from geo.selection import Selection
from geo.text import settle
from tests.geo.export.small_panel import CLEANED_FACT, FEATURES, HOSTILE_NAME, LINK, build_panel

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def content(panel: Panel, everything: Selection) -> bytes:
    return xlsx.export(panel, everything, LINK)


@pytest.fixture
def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def _xml(content: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def _table(content: bytes) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(content), sheet_name="PTCE", keep_default_na=False, na_values=[""])


def _cell(workbook: openpyxl.Workbook, pole: str, title: str) -> Any:
    sheet = workbook["PTCE"]
    titles = [cell.value for cell in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == pole]
    return row[titles.index(title)]


def test_sheets(workbook: openpyxl.Workbook) -> None:
    assert workbook.sheetnames == ["PTCE", "À propos", "Dictionnaire"]
    assert workbook.active.title == "PTCE"


def test_headers_are_titles_in_the_order_of_the_columns(panel: Panel, content: bytes) -> None:
    assert list(_table(content).columns) == [column.title for column in columns(panel.schema)]


def test_pandas_reads_one_row_per_pole(panel: Panel, content: bytes) -> None:
    assert list(_table(content)["Identifiant"]) == list(panel.poles.index[panel.in_panel])


def test_values_have_real_types(workbook: openpyxl.Workbook) -> None:
    assert _cell(workbook, "ptce-045", "Année de création").value == 2004
    assert _cell(workbook, "ptce-045", "Année de création").data_type == "n"
    assert _cell(workbook, "ptce-003", "Longitude").value == -53.23917
    assert _cell(workbook, "ptce-003", "Longitude").data_type == "n"
    # Text, so that the zero in front is kept.
    assert _cell(workbook, "ptce-003", "Code région").value == "03"
    assert _cell(workbook, "ptce-003", "Commune").value is None


def test_both_collections_are_rows_of_one_sheet(panel: Panel) -> None:
    table = _table(xlsx.export(panel, Selection(appels=True), LINK)).set_index("Identifiant")
    assert list(table.index) == list(panel.poles.index)
    assert table.loc["ptce-045", "Appels"] == "2013 | 2023"
    assert table.loc["appel-2021-01", "Collection"] == "appels 2021-2025"


def test_no_formula_and_no_error_in_the_xml(content: bytes) -> None:
    documents = _xml(content)
    sheets = [root for name, root in documents.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    for root in sheets:
        assert root.findall(f".//{_MAIN}f") == []
        assert {cell.get("t", "n") for cell in root.iter(f"{_MAIN}c")} <= {"s", "inlineStr", "n"}


def test_hostile_text_is_text(workbook: openpyxl.Workbook) -> None:
    name = _cell(workbook, "ptce-070", "Nom")
    assert name.value == HOSTILE_NAME
    assert name.quotePrefix
    assert _cell(workbook, "ptce-070", "Adresse").quotePrefix
    assert not _cell(workbook, "ptce-001", "Nom").quotePrefix
    assert _cell(workbook, "ptce-070", "Faits").value == CLEANED_FACT


def test_quote_prefix_is_in_the_styles(content: bytes) -> None:
    formats = _xml(content)["xl/styles.xml"].find(f"{_MAIN}cellXfs")
    assert formats is not None
    assert any(format_.get("quotePrefix") in ("1", "true") for format_ in formats)


def test_only_web_addresses_are_links(workbook: openpyxl.Workbook) -> None:
    assert _cell(workbook, "ptce-045", "Site web").hyperlink.target == "https://www.eco-solidaire.example/?a=1&b=2"
    assert _cell(workbook, "ptce-070", "Site web").value == "javascript:alert(1)"
    assert _cell(workbook, "ptce-070", "Site web").hyperlink is None


@pytest.mark.parametrize(
    "address",
    ["ftp://a.example", "https://", "http:///a", "https://a.example/ b", "https://a.example/\u202eb", "http://[",
     "file:///etc/passwd", "\\\\server\\share", "https://a.example/" + "a" * 3000],
)  # fmt: skip
def test_addresses_that_are_no_link(tmp_path: Path, address: str) -> None:
    feature = {**FEATURES[0], "properties": {**FEATURES[0]["properties"], "site": address}}
    content = xlsx.export(build_panel(tmp_path / "data", [feature]), Selection(), LINK)
    cell = _cell(openpyxl.load_workbook(io.BytesIO(content)), "ptce-001", "Site web")
    assert cell.value == settle(address)
    assert cell.hyperlink is None


def test_header_is_frozen_and_filterable(workbook: openpyxl.Workbook) -> None:
    sheet = workbook["PTCE"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions


def test_widths_follow_the_content_within_bounds(tmp_path: Path) -> None:
    feature = {**FEATURES[0], "properties": {**FEATURES[0]["properties"], "faits": ["mot " * 50]}}
    content = xlsx.export(build_panel(tmp_path / "data", [feature]), Selection(), LINK)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["PTCE"]
    widths = {sheet[f"{letter}1"].value: size.width for letter, size in sheet.column_dimensions.items()}
    assert len(widths) == sheet.max_column
    assert all(8 <= width <= 60 for width in widths.values())
    assert widths["Faits"] == 60
    assert widths["Commune"] < widths["Autres noms"] < 60


def test_facts_are_wrapped(workbook: openpyxl.Workbook) -> None:
    assert _cell(workbook, "ptce-070", "Faits").alignment.wrap_text


def test_a_control_character_in_what_describes_the_data_breaks_nothing(panel: Panel, everything: Selection) -> None:
    odd = replace(panel, dataset=replace(panel.dataset, attribution="Atlas\x00 des\x0b PTCE"))
    about = openpyxl.load_workbook(io.BytesIO(xlsx.export(odd, everything, LINK)))["À propos"]
    assert "Atlas des PTCE" in [row[1].value for row in about.iter_rows()]


def test_about_tells_the_metadata(panel: Panel, workbook: openpyxl.Workbook, everything: Selection) -> None:
    about = [(label or "", value) for label, value in workbook["À propos"].iter_rows(values_only=True)]
    assert about == describe(panel, everything, LINK).items()
    links = {row[1].value: row[1].hyperlink.target for row in workbook["À propos"].iter_rows() if row[1].hyperlink}
    assert links == {panel.dataset.licence_url: panel.dataset.licence_url, LINK: LINK}


def test_dictionary_has_one_row_per_column(panel: Panel, workbook: openpyxl.Workbook) -> None:
    found = [row[:2] for row in workbook["Dictionnaire"].iter_rows(min_row=2, values_only=True)]
    assert found == [(column.name, column.title) for column in columns(panel.schema)]
    assert all(row[3] for row in workbook["Dictionnaire"].iter_rows(min_row=2, values_only=True))


def test_an_empty_selection_gives_headers_and_metadata(panel: Panel, content: bytes, nothing: Selection) -> None:
    empty = xlsx.export(panel, nothing, LINK)
    assert _table(empty).empty
    assert list(_table(empty).columns) == list(_table(content).columns)
    about = dict(openpyxl.load_workbook(io.BytesIO(empty))["À propos"].iter_rows(values_only=True))
    assert about["Filtres"] == "Aucun PTCE en Bretagne, lauréats 2013"
    assert about["Nombre de pôles"] == 0


def test_no_byte_comes_from_the_clock(panel: Panel, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    long_after = time.localtime(4_000_000_000)
    real: Callable[..., time.struct_time] = time.localtime
    monkeypatch.setattr(time, "localtime", lambda seconds=None: long_after if seconds is None else real(seconds))
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    assert xlsx.export(panel, Selection(), LINK) == content
    year, month, day = (int(part) for part in panel.dataset.date.split("-"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(year, month, day, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count(f">{panel.dataset.date}T00:00:00Z<") == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 40_000, "a" * 32_766 + "…"),
        ("a" * 32_767, "a" * 32_767),
        # Two units each for Excel: the cut falls in the middle of one.
        ("a" + "\U0001f33b" * 20_000, "a" + "\U0001f33b" * 16_382 + "…"),
    ],
)
def test_a_text_too_long_for_a_cell_is_cut(tmp_path: Path, text: str, expected: str) -> None:
    feature = {**FEATURES[0], "properties": {**FEATURES[0]["properties"], "faits": [text]}}
    content = xlsx.export(build_panel(tmp_path / "data", [feature]), Selection(), LINK)
    assert _cell(openpyxl.load_workbook(io.BytesIO(content)), "ptce-001", "Faits").value == expected
