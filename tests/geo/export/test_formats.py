"""The list of formats and the names of the files."""

from __future__ import annotations

import pytest

from geo.errors import UnknownValueError
from geo.export import FORMATS, file_name
from geo.model import Panel
from geo.selection import Selection
from tests.geo.export.small_panel import LINK


def test_formats() -> None:
    assert list(FORMATS) == ["xlsx", "csv", "geojson", "gpkg", "kml", "pdf", "png", "svg", "html"]
    assert all(choice.extension == extension for extension, choice in FORMATS.items())


@pytest.mark.parametrize("extension", list(FORMATS))
def test_the_same_selection_gives_the_same_bytes(panel: Panel, everything: Selection, extension: str) -> None:
    export = FORMATS[extension].export
    assert export(panel, everything, LINK) == export(panel, everything, LINK)


@pytest.mark.parametrize("extension", list(FORMATS))
def test_the_file_holds_the_link_of_its_own_view(panel: Panel, everything: Selection, extension: str) -> None:
    export = FORMATS[extension].export
    assert export(panel, everything, LINK) != export(panel, everything, "https://other.example/")


def test_file_name() -> None:
    assert file_name(Selection(region=("bretagne",), laureat=("2015",)), "csv") == "ptce-bretagne-2015.csv"
    assert file_name(Selection(), "geojson") == "ptce.geojson"
    assert file_name(Selection(q='../"\r\nx'), "xlsx") == "ptce-x.xlsx"


def test_file_name_refuses_an_unknown_format() -> None:
    with pytest.raises(UnknownValueError, match="xlsx, csv, geojson, gpkg, kml, pdf, png, svg, html"):
        file_name(Selection(), "ods")
