"""GeoPackage, read back by GDAL and by SQLite."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest

from geo.export.gpkg import export
from geo.export.metadata import describe
from geo.export.table import columns, rows
from geo.model import Panel
from geo.near import Near
from geo.selection import Selection
from tests.geo.export.small_panel import CLEANED_FACT, HOSTILE_NAME, LINK
from tests.geo.places import RENNES

TYPES = {"integer": "OFTInteger64", "number": "OFTReal"}


@pytest.fixture(scope="module")
def content(panel: Panel) -> bytes:
    return export(panel, Selection(appels=True), LINK)


@pytest.fixture(scope="module")
def file(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "ptce.gpkg"
    path.write_bytes(content)
    return path


@pytest.fixture
def database(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        yield connection


def save(folder: Path, content: bytes) -> Path:
    path = folder / "autre.gpkg"
    path.write_bytes(content)
    return path


def test_the_layer_has_its_projection_its_points_and_its_types(panel: Panel, file: Path) -> None:
    assert pyogrio.list_layers(file).tolist() == [["ptce", "Point"], ["a_propos", None]]
    info = pyogrio.read_info(file, layer="ptce")
    table = columns(panel.schema)
    assert (info["crs"], info["geometry_type"], info["features"]) == ("EPSG:4326", "Point", len(panel.poles))
    assert list(info["fields"]) == [column.name for column in table]
    assert info["ogr_types"] == [TYPES.get(column.type, "OFTString") for column in table]


def test_values_are_those_of_the_other_tables(panel: Panel, file: Path, database: sqlite3.Connection) -> None:
    database.row_factory = sqlite3.Row
    expected = rows(panel, Selection(appels=True))
    found = [dict(row) for row in database.execute("SELECT * FROM ptce ORDER BY fid")]
    for row in found:
        del row["fid"], row["geom"]
    assert found == expected
    # An integer beside a gap is an integer still.
    assert {type(row["annee_creation"]) for row in found} == {int, type(None)}
    points = gpd.read_file(file, layer="ptce").geometry
    assert [(point.x, point.y) for point in points] == [(row["longitude"], row["latitude"]) for row in expected]


def test_hostile_text_is_left_as_it_is_but_for_what_no_file_can_hold(file: Path) -> None:
    pole = gpd.read_file(file, layer="ptce").set_index("id").loc["ptce-070"]
    assert (pole["nom"], pole["faits"], pole["alias"]) == (HOSTILE_NAME, CLEANED_FACT, "\t@SUM(A1) | #N/A")


def test_the_file_is_a_sound_geopackage(content: bytes, database: sqlite3.Connection) -> None:
    assert content.startswith(b"SQLite format 3\0")
    assert content[68:72] == b"GPKG"
    # Two counters that have to be equal, or SQLite does not trust the header (file format, 1.3.7).
    assert content[24:28] == content[92:96]
    assert database.execute("PRAGMA user_version").fetchone()[0] >= 10200
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    references = database.execute("SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys")
    assert {(-1, "NONE", -1), (0, "NONE", 0), (4326, "EPSG", 4326)} <= set(references)
    declared = {name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")}
    assert declared == {"ptce", "a_propos"}
    extensions = set(database.execute("SELECT table_name, extension_name FROM gpkg_extensions"))
    assert {("gpkg_data_columns", "gpkg_schema"), ("gpkg_metadata", "gpkg_metadata")} <= extensions


def test_columns_are_titled_and_described(panel: Panel, database: sqlite3.Connection) -> None:
    found = database.execute("SELECT table_name, column_name, title, description FROM gpkg_data_columns").fetchall()
    assert found == [("ptce", column.name, column.title, column.description) for column in columns(panel.schema)]


def test_licence_sources_and_filters_are_told_twice(panel: Panel, file: Path, database: sqlite3.Connection) -> None:
    metadata = describe(panel, Selection(appels=True), LINK)
    about = database.execute("SELECT intitule, valeur FROM a_propos ORDER BY fid").fetchall()
    assert about == [(label, str(value)) for label, value in metadata.items()]
    told = pyogrio.read_info(file, layer="ptce")["layer_metadata"]
    assert told["IDENTIFIER"] == metadata.title
    assert metadata.filters in told["DESCRIPTION"]
    assert told["Licence"] == f"{metadata.licence_title}\n{metadata.licence_url}"
    assert told["Sources"].split("\n") == list(metadata.sources)
    assert told["Retrouver cette vue"] == LINK


def test_the_only_dates_are_those_of_the_data(panel: Panel, content: bytes, database: sqlite3.Connection) -> None:
    day = f"{panel.dataset.date}T00:00:00.000Z"
    changed = database.execute("SELECT last_change FROM gpkg_contents").fetchall()
    noted = database.execute("SELECT timestamp FROM gpkg_metadata_reference").fetchall()
    assert {*changed, *noted} == {(day,)}


def test_an_empty_selection_is_a_layer_with_all_its_columns(panel: Panel, nothing: Selection, tmp_path: Path) -> None:
    file = save(tmp_path, export(panel, nothing, LINK))
    info = pyogrio.read_info(file, layer="ptce")
    assert (info["features"], info["crs"], info["geometry_type"]) == (0, "EPSG:4326", "Point")
    assert info["ogr_types"] == [TYPES.get(column.type, "OFTString") for column in columns(panel.schema)]
    assert info["layer_metadata"]["Filtres"] == "Aucun PTCE en Bretagne, lauréats 2013"


def test_around_a_place_the_distance_is_a_number(panel: Panel, tmp_path: Path) -> None:
    selection = Selection(autour=Near(RENNES, 500))
    file = save(tmp_path, export(panel, selection, LINK))
    found = gpd.read_file(file, layer="ptce")
    assert list(found["distance_km"]) == [row["distance_km"] for row in rows(panel, selection)]
    assert found["distance_km"].dtype == "float64"
    assert found["distance_km"].is_monotonic_increasing
    with closing(sqlite3.connect(file)) as database:
        (title,) = database.execute("SELECT title FROM gpkg_data_columns WHERE column_name = 'distance_km'").fetchone()
    assert title == "Distance à Rennes (km)"


def test_files_made_at_the_same_time_are_whole(panel: Panel, content: bytes) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: export(panel, Selection(appels=True), LINK), range(24)))
    assert {hashlib.sha256(one).hexdigest() for one in made} == {hashlib.sha256(content).hexdigest()}


#: Exports with no right to write a single byte to a file, as on a disk that is full.
WITHOUT_DISK = """
import pathlib, resource, signal, sys
from geo.export import FORMATS
from geo.selection import Selection
from tests.geo.export.small_panel import build_panel

panel = build_panel(pathlib.Path(sys.argv[1]) / "data")
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
sys.stdout.write(str(len(FORMATS["gpkg"].export(panel, Selection(appels=True), sys.argv[2]))))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system does not limit the size of files")
def test_a_full_disk_prevents_nothing(content: bytes, tmp_path: Path) -> None:
    environment: dict[str, Any] = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "."}
    command = [sys.executable, "-c", WITHOUT_DISK, str(tmp_path), LINK]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stdout) == (0, str(len(content))), done.stderr
