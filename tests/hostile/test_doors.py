"""Hostile texts in the files that visitors and deployments bring: refused in French, or taken in as text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from starlette.applications import Starlette

from geo.errors import InvalidDataError
from geo.lists.columns import recognise
from geo.lists.export import FORMATS, file_name
from geo.lists.export.table import neutral
from geo.lists.located import LocatedList, locate
from geo.lists.read import read_list
from geo.lists.records import records_json
from geo.lists.table import ListTable, tidy
from geo.model import Panel
from geo.selection import Selection
from geo.text import settle
from tests.geo.lists.list_samples import shared_gazetteer
from tests.hostile.corpus import PAYLOADS, SHORT, Payload
from tests.utils.asking import ask_application
from utils import own_memory, settings
from utils.web import own_files

by_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.id)
by_short = pytest.mark.parametrize("payload", SHORT, ids=lambda payload: payload.id)

#: ="…" is how a CSV keeps a zero, and is taken away.
_PROTECTED = re.compile(r'="([^"]*)"')


def csv_file(header: str, cell: str) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([["Commune", header], ["Rennes", cell], ["Lille", "x"]])
    return written.getvalue().encode("utf-8", "surrogatepass")


def xlsx_file(header: str, cell: str) -> bytes:
    book = openpyxl.Workbook()
    for row in [["Commune", header], ["Rennes", cell], ["Lille", "x"]]:
        book.active.append([None] * len(row))
        for column, text in enumerate(row, start=1):
            written = book.active.cell(book.active.max_row, column)
            written.value = escaped(text)
            written.data_type = "s"
    # openpyxl keeps no more than Excel does.
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def escaped(text: str) -> str:
    """Write what XML cannot hold as a spreadsheet does: « _x0000_ »."""
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    unsafe = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ud800-\udfff\ufffe\uffff\r]")
    return unsafe.sub(lambda found: f"_x{ord(found[0]):04X}_", text)[:32_000]


def geojson_file(header: str, cell: str) -> bytes:
    point = {"type": "Point", "coordinates": [-1.68, 48.11]}
    properties = [{"Commune": "Rennes", header: cell}, {"Commune": "Lille", header: "x"}]
    features = [{"type": "Feature", "geometry": point, "properties": each} for each in properties]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


FILES: dict[str, Callable[[str, str], bytes]] = {"csv": csv_file, "xlsx": xlsx_file, "geojson": geojson_file}
by_format = pytest.mark.parametrize("extension", FILES)


def read(content: bytes, name: str) -> ListTable | str:
    """Return the list, or the message that refuses it."""
    try:
        return read_list(content, name)
    except InvalidDataError as error:
        return str(error)


def check_message(message: str) -> None:
    assert len(message) < 5_000
    assert all(char.isprintable() or char in "\n\u00a0" for char in message.replace("\u00a0", " "))
    assert " : " in message


@by_format
@by_payload
def test_a_cell_is_text_or_refused(extension: str, payload: Payload) -> None:
    found = read(FILES[extension]("Note", payload.text), f"liste.{extension}")
    if isinstance(found, str):
        check_message(found)
        assert payload.is_huge or (extension == "csv" and payload.family in ("control", "path"))
        return
    if extension == "csv" and "surrogate" in payload.id:
        # Not UTF-8: read as Windows-1252, and still text.
        assert found.rows["Note"].iloc[0] == tidy(found.rows["Note"].iloc[0])
        return
    protected = _PROTECTED.fullmatch(tidy(payload.text)) if extension == "csv" else None
    expected = protected[1] if protected else tidy(payload.text)
    lines = (lambda text: text.replace("\r\n", "\n")) if extension != "geojson" else (lambda text: text)
    column = next((name for name in found.rows.columns if name != "Commune"), None)
    assert column == "Note"
    assert lines(found.rows["Note"].iloc[0]) == lines(expected)


@by_format
@by_short
def test_a_title_of_column_is_text_or_refused(extension: str, payload: Payload) -> None:
    found = read(FILES[extension](payload.text, "x"), f"liste.{extension}")
    if isinstance(found, str):
        check_message(found)
        return
    title = " ".join(tidy(payload.text).split())
    titles = [name for name in found.rows.columns if name not in ("Commune", "longitude", "latitude")]
    # A title that is not in the encoding of the file is read in another one.
    assert len(titles) == 1 if "surrogate" in payload.id and extension == "csv" else titles == [title or titles[0]]
    assert tidy(titles[0]) == titles[0]


@by_payload
def test_the_name_of_a_file_is_a_short_line_without_folders(payload: Payload) -> None:
    table = read_list(b"Commune;Note\nRennes;x\nLille;y\n", payload.text)
    assert len(table.file_name) <= 150
    assert table.file_name == settle(table.file_name)
    assert "/" not in table.file_name
    assert len(table.file_name.splitlines()) == 1


@by_short
def test_the_name_of_a_sheet_is_text(payload: Payload) -> None:
    book = openpyxl.Workbook()
    # Of what Excel lets nobody write, but a program may.
    book.active._WorkbookChild__title = re.sub(ILLEGAL_CHARACTERS_RE, "", payload.shown)[:31] or "x"
    book.active.append(["Commune", "Note"])
    book.active.append(["Rennes", "x"])
    other = book.create_sheet("Autre")
    other.append(["Commune"])
    other.append(["Lille"])
    packed = io.BytesIO()
    book.save(packed)
    found = read(packed.getvalue(), "liste.xlsx")
    if isinstance(found, str):
        check_message(found)
        return
    for note in found.notes:
        assert len(note) < 500
        assert note == settle(note)


@pytest.fixture(scope="module")
def located(panel: Panel) -> LocatedList:
    """A list with every payload of a reasonable size, in its cells and as a title of column."""
    rows = [{"Commune": "Rennes", "Nom": payload.text, "Note": payload.text} for payload in SHORT]
    features = [{"type": "Feature", "geometry": None, "properties": row} for row in rows]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    table = read_list(content, '../a";filename="pwned.exe\r\nX: y.geojson')
    return locate(table, recognise(table), shared_gazetteer(), panel.index, panel.vocabulary)


PLACES = [pytest.param(rank, payload, id=payload.id) for rank, payload in enumerate(SHORT)]


@pytest.fixture(scope="module")
def exported(located: LocatedList, panel: Panel) -> dict[str, bytes]:
    return {name: b"".join(choice.export(located, Selection(), panel, "")) for name, choice in FORMATS.items()}


@pytest.fixture(scope="module")
def csv_cells(exported: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported["csv"].decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.fixture(scope="module")
def xlsx_cells(exported: dict[str, bytes]) -> list[dict[str, openpyxl.cell.Cell]]:
    sheet = openpyxl.load_workbook(io.BytesIO(exported["xlsx"]))["Liste"]
    titles = [cell.value for cell in sheet[1]]
    return [dict(zip(titles, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize(("rank", "payload"), PLACES)
def test_an_exported_list_runs_nothing(
    csv_cells: list[dict[str, str]],
    xlsx_cells: list[dict[str, openpyxl.cell.Cell]],
    exported: dict[str, bytes],
    rank: int,
    payload: Payload,
) -> None:
    expected = tidy(payload.text)
    assert csv_cells[rank]["Note"] == neutral(expected)
    for cell in csv_cells[rank].values():
        assert not cell.startswith(tuple("=+@＝＋＠\t\r\n"))
        assert not cell.startswith("-") or re.fullmatch(r"-\d+([.,]\d+)?", cell)
    note = xlsx_cells[rank]["Note"]
    read = re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), note.value or "")
    assert read == expected
    for cell in xlsx_cells[rank].values():
        assert cell.data_type in ("s", "inlineStr", "n")
        assert cell.hyperlink is None
    feature = json.loads(exported["geojson"])["features"][rank]
    assert (feature["properties"]["Note"] or "") == expected


def test_what_the_browser_is_told_of_a_list_is_json(located: LocatedList) -> None:
    told = json.loads(records_json(located).decode("utf-8"))
    notes = told["cellules"][told["colonnes"].index("Note")]
    for payload, note in zip(SHORT, notes, strict=True):
        assert note == tidy(payload.text), payload.id


def test_a_list_is_downloaded_under_a_plain_name(located: LocatedList, panel: Panel) -> None:
    assert file_name(located, Selection(), "csv") == "a-filename-pwned-exe-x-y-atlas.csv"
    box = own_memory.hold(located)
    answer = ask_application(
        Starlette(routes=own_files.routes(lambda: panel)),
        own_files.download_path(box.key, Selection(), "csv").join(["/", ""]),
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="a-filename-pwned-exe-x-y-atlas.csv"'


@by_payload
def test_the_layer_of_a_deployment_is_named_in_one_line(payload: Payload, caplog: pytest.LogCaptureFixture) -> None:
    text = payload.text.replace("\0", "")  # no environment can hold it
    layer = settings._layer.__wrapped__("/srv/liste.csv", text, text)
    assert layer is not None
    assert layer.path == Path("/srv/liste.csv")
    for named, longest in ((layer.name, 60), (layer.source, 240)):
        assert len(named) <= longest + 200  # closers of the runs that the cut leaves open
        assert named == settle(named)
        assert len(named.splitlines()) <= 1
    for record in caplog.records:
        assert len(record.getMessage().splitlines()) == 1
        assert len(record.getMessage()) < 1_000
