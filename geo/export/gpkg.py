"""GeoPackage (OGC 12-128) for QGIS and other geographic information systems: one layer of points, with real types.

The layer `ptce` (EPSG:4326) has the columns of the other tables under their names, with the French titles as aliases
and the descriptions beside them (extension `gpkg_schema`). What the file says of itself, licence and sources first, is
twice in it: in the table `a_propos`, which QGIS opens as any other, and in the metadata of the layer, which QGIS shows
in its properties.

GDAL writes the layer, in memory; SQLite then adds what pyogrio has no option for, in memory too, so that no disk has to
have room. The same arguments give the same bytes: GDAL writes the time of day in two columns, which become the date of
the data; `VACUUM` writes the whole file anew, without what was there before; and SQLite counts in the header how often
the file was written, which depends on how long GDAL took: the count is set.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.export.metadata import Metadata, describe
from geo.export.table import Column, columns, rows

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["ABOUT", "LAYER", "export"]

#: Name of the layer, and of the table of what the file says of itself.
LAYER, ABOUT = "ptce", "a_propos"

#: Table Schema type → type of pandas that can be missing; all else is text.
_TYPES = {"integer": "Int64", "number": "float64"}

#: Tables of the extension `gpkg_schema`, as the standard writes them (OGC 12-128r18, annex F.9).
_SCHEMA_TABLES = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions
  SELECT table_name, NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'
  FROM (SELECT 'gpkg_data_columns' AS table_name UNION ALL SELECT 'gpkg_data_column_constraints');
"""

_ABOUT_TABLE = "CREATE TABLE a_propos (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, intitule TEXT, valeur TEXT)"
_ABOUT_CONTENTS = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES (?, 'attributes', ?, ?)"
)


def export(panel: Panel, selection: Selection, link: str) -> bytes:
    """Write the selected poles as a GeoPackage.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view that gives the file.

    Returns
    -------
    bytes
        The whole file, the same bytes for the same arguments. Its layer has all its columns even without a pole.
    """
    metadata = describe(panel, selection, link)
    table = columns(panel.schema, selection.autour)
    layer = _layer(table, rows(panel, selection), metadata)
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(layer)
        # Also what `VACUUM` works on.
        database.execute("PRAGMA temp_store = MEMORY")
        with database:
            _describe_layer(database, metadata, table)
            _write_about(database, metadata)
            _set_date(database, metadata.date)
        database.execute("VACUUM")
        return _with_count(database.serialize())


def _with_count(content: bytes) -> bytes:
    """Set the change counter, and what must equal it for the size in the header to hold (SQLite file format, 1.3.7)."""
    once = (1).to_bytes(4, "big")
    return b"".join([content[:24], once, content[28:92], once, content[96:]])


def _layer(table: Sequence[Column], found: Sequence[dict[str, Any]], metadata: Metadata) -> bytes:
    """Return a GeoPackage of the one layer: points in EPSG:4326, longitude then latitude in degrees."""
    data = {
        column.name: pd.Series([row[column.name] for row in found], dtype=_TYPES.get(column.type, "object"))
        for column in table
    }
    points = gpd.points_from_xy([row["longitude"] for row in found], [row["latitude"] for row in found])
    written = io.BytesIO()
    pyogrio.write_dataframe(
        gpd.GeoDataFrame(data, geometry=points, crs="EPSG:4326"),
        written,
        driver="GPKG",
        layer=LAYER,
        geometry_type="Point",
        # A hundred points need no index, and its tables would weigh more than they do.
        layer_options={"SPATIAL_INDEX": "NO"},
        layer_metadata=_told(metadata),
    )
    return written.getvalue()


def _told(metadata: Metadata) -> dict[str, str]:
    """Return the metadata as GDAL has it: one text per label, the lines of one label being joined."""
    told: dict[str, str] = {}
    label = ""
    for name, value in metadata.items():
        told[name or label] = f"{told[label]}\n{value}" if not name else str(value)
        label = name or label
    return told


def _describe_layer(database: sqlite3.Connection, metadata: Metadata, table: Sequence[Column]) -> None:
    database.execute(
        "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
        (metadata.title, f"{metadata.filters}\n{metadata.attribution}. {metadata.licence_title}.", LAYER),
    )
    database.executescript(_SCHEMA_TABLES)
    database.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
        [(LAYER, column.name, column.name, column.title, column.description) for column in table],
    )


def _write_about(database: sqlite3.Connection, metadata: Metadata) -> None:
    database.execute(_ABOUT_TABLE)
    database.execute(_ABOUT_CONTENTS, (ABOUT, "À propos", "Filtres, version, licence, attribution et sources"))
    database.executemany(
        "INSERT INTO a_propos (intitule, valeur) VALUES (?, ?)",
        [(label, str(value)) for label, value in metadata.items()],
    )


def _set_date(database: sqlite3.Connection, day: date) -> None:
    moment = f"{day.isoformat()}T00:00:00.000Z"
    database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
    database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (moment,))
