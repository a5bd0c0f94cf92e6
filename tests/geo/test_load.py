"""The published files, read into a panel; the curated tables, read into rows."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from geo.errors import InvalidDataError
from geo.load import load_panel, read_numbered_table, read_table
from geo.model import Panel
from geo.schema import DATA_DIR
from geo.text import fold
from tests.conftest import DataCopy
from tests.geo.export.small_panel import FEATURES, build_panel

#: The two collections.
FILES = ("ptce.geojson", "laureats.geojson")

#: Later call → number of its laureates that are known.
LATER = {2021: 15, 2022: 2, 2023: 14, 2024: 1}


def test_lines_are_those_of_the_list_then_those_of_the_later_calls(panel: Panel) -> None:
    listed = [f"ptce-{number:03}" for number in range(1, 75)]
    later = [f"appel-{year}-{rank:02}" for year, last in LATER.items() for rank in range(1, last + 1)]
    assert list(panel.lines.index) == [*listed, *later]
    assert list(panel.panel_lines.index) == listed
    assert list(panel.later_lines.index) == later
    assert (len(listed), len(later)) == (74, 32)


def test_poles_of_both_collections_are_sorted_by_name(panel: Panel) -> None:
    assert len(panel.poles) == 103
    names = [fold(name) for name in panel.poles["nom"]]
    assert names == sorted(names)
    assert panel.in_panel.sum() == 73
    assert [pole.startswith("ptce-") for pole in panel.poles.index] == panel.in_panel.tolist()
    with pytest.raises(ValueError, match="read-only"):
        panel.in_panel[0] = True


def test_pole_knows_the_calls_of_all_its_lines(panel: Panel) -> None:
    assert panel.doubles == {"ptce-051": "ptce-045", "appel-2022-02": "ptce-034", "appel-2023-02": "ptce-058"}
    calls = {pole: panel.calls_of(pole) for pole in panel.poles.index}
    changed = {"ptce-034": (2022,), "ptce-058": (2023,)}
    for pole, year in panel.poles["annee_laureat"].items():
        assert calls[pole] == changed.get(pole, () if year is None else (year,)), pole
    assert panel.calls_of("appel-2023-02") == (2023,)
    assert panel.calls_of("ptce-999") == ()


def test_years_of_a_pole_add_up_sorted(tmp_path: Path) -> None:
    (double,) = [feature for feature in FEATURES if feature["id"] == "ptce-051"]
    told = {"annee_laureat": {"source": "une autre page", "confiance": "faible", "note": "Non."}}
    changed = {**double, "properties": {**double["properties"], "sources": told}}
    small = build_panel(tmp_path / "data", [changed if feature is double else feature for feature in FEATURES])
    assert small.calls_of("ptce-045") == small.calls_of("appel-2023-01") == (2013, 2023)
    assert small.call_source("ptce-045") == {
        # Each source once, and the weaker confidence; line 51 adds no year, so it adds no source.
        "source": "rtes-2016, p. 35 ; https://annonce.example/2023",
        "confiance": "moyenne",
        "note": None,
    }
    assert small.call_source("ptce-003") == {"source": None, "confiance": None, "note": None}


def test_columns_are_the_fields_of_the_schema_then_the_geometry(panel: Panel) -> None:
    assert list(panel.lines.columns) == [*panel.schema.names, "geometry"]
    assert panel.lines.crs == "EPSG:4326"


def test_integers_lists_and_unknowns_keep_their_type(panel: Panel) -> None:
    assert type(panel.lines["annee_laureat"].loc["ptce-001"]) is int
    assert panel.lines["annee_laureat"].loc["ptce-003"] is None
    assert type(panel.lines["secteurs"].loc["ptce-001"]) is list
    assert type(panel.lines["sources"].loc["ptce-001"]) is dict


def test_frame_holds_what_the_file_holds(panel: Panel) -> None:
    documents = [json.loads((DATA_DIR / name).read_text(encoding="utf-8")) for name in FILES]
    features = [feature for document in documents for feature in document["features"]]
    for feature, (_, row) in zip(features, panel.lines.iterrows(), strict=True):
        assert row.drop("geometry").to_dict() == feature["properties"]
        assert [row.geometry.x, row.geometry.y] == feature["geometry"]["coordinates"]


def test_digest_is_that_of_both_files(panel: Panel) -> None:
    content = b"".join((DATA_DIR / name).read_bytes() for name in FILES)
    assert panel.digest == hashlib.sha256(content).hexdigest()[:12]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ptce-051", "ptce-045"),
        ("ptce-045", "ptce-045"),
        ("appel-2022-02", "ptce-034"),
        ("appel-2021-01", "appel-2021-01"),
        ("ptce-999", None),
        ("", None),
    ],
    ids=["double", "pole", "laureate-of-the-panel", "laureate", "unknown", "empty"],
)
def test_canonical_id(panel: Panel, asked: str, found: str | None) -> None:
    assert panel.canonical_id(asked) == found


def test_doubles_of_gives_the_other_line_as_a_record(panel: Panel) -> None:
    (double,) = panel.doubles_of("ptce-045")
    assert double == panel.lines.loc["ptce-051"].drop("geometry").to_dict()
    assert panel.doubles_of("ptce-001") == ()


def test_vocabulary_is_in_display_order(panel: Panel) -> None:
    vocabulary = panel.vocabulary
    assert [region.name for region in vocabulary.regions[-5:]] == [
        "Guadeloupe", "Guyane", "La Réunion", "Martinique", "Mayotte",
    ]  # fmt: skip
    assert [region.overseas for region in vocabulary.regions] == [False] * 13 + [True] * 5
    assert [d.code for d in vocabulary.departements] == sorted(d.code for d in vocabulary.departements)
    assert len(vocabulary.departements) == 101
    labels = [fold(sector.label) for sector in vocabulary.sectors]
    assert labels == sorted(labels)
    assert {document.year for document in vocabulary.documents} == {2016, 2021, 2025, None}


@pytest.mark.parametrize(
    "content",
    [None, b"", b"{", b"{}", b'{"features":[]}', b'{"features":[{}]}', b"[1]", b"\xff"],
    ids=["absent", "empty", "cut", "no-features", "no-pole", "no-properties", "list", "not-utf8"],
)
@pytest.mark.parametrize("name", FILES)
def test_unreadable_collection_says_how_to_rebuild_it(data_copy: DataCopy, name: str, content: bytes | None) -> None:
    (data_copy.path / name).unlink()
    if content is not None:
        (data_copy.path / name).write_bytes(content)
    with pytest.raises(InvalidDataError, match=rf"data/{re.escape(name)} : fichier illisible .*make data"):
        load_panel(data_copy.path)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no-bom", "bom"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_table_is_read_whatever_the_bom_and_line_ends(tmp_path: Path, mark: bytes, end: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(mark + end.join([b"a;b", b' 1 ;"x;y"', b";", b"", b"\xc3\xa9;", b""]))
    assert read_numbered_table(path) == [(2, {"a": "1", "b": "x;y"}), (5, {"a": "é", "b": ""})]
    assert read_table(path) == [{"a": "1", "b": "x;y"}, {"a": "é", "b": ""}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a;b\n1;2\n1;2;3\n1\n", r"2 problèmes.*ligne 3 : 3 cellules au lieu de 2.*ligne 4 : 1 cellules"),
        (b"a;b\n\n1;\xe9\n", r"t\.csv, ligne 3 : le fichier n'est pas en UTF-8.*CSV UTF-8"),
        (b"a;b;a\n", r"ligne 1, colonne « a » : colonne en double"),
        (None, r"t\.csv : fichier absent"),
    ],
    ids=["cells", "bytes", "double-column", "absent"],
)
def test_bad_table_says_where(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InvalidDataError, match=f"(?s){message}"):
        read_numbered_table(tmp_path / "t.csv")
