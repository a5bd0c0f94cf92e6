"""A version is read whole or refused, with all that is wrong with its files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.changes.release import read_release
from geo.errors import InvalidDataError
from tests.geo.changes.releases import document, line, write


def refused(path: Path) -> list[str]:
    with pytest.raises(InvalidDataError) as raised:
        read_release(path)
    return [str(problem) for problem in raised.value.problems]


def test_a_file_is_read_with_the_titles_of_the_atlas(tmp_path: Path) -> None:
    release = read_release(write(tmp_path / "a.geojson", [line("ptce-001"), {**line("x"), "geometry": None}]))
    assert {one: row.point for one, row in release.rows.items()} == {"ptce-001": (2.35, 48.85), "x": None}
    assert release.titles["site"] == "Site web"


def test_a_folder_gives_both_collections_and_its_own_titles(tmp_path: Path) -> None:
    write(tmp_path / "ptce.geojson", [line("ptce-001")])
    write(tmp_path / "laureats.geojson", [line("appel-2021-01")])
    field = {"name": "nom", "type": "string", "title": "Appellation", "description": "x"}
    (tmp_path / "ptce.schema.json").write_text(json.dumps({"title": "x", "fields": [field]}), encoding="utf-8")
    release = read_release(tmp_path)
    assert list(release.rows) == ["ptce-001", "appel-2021-01"]
    assert release.titles == {"nom": "Appellation"}


def test_an_empty_collection_is_a_version(tmp_path: Path) -> None:
    assert read_release(write(tmp_path / "a.geojson", [])).rows == {}


def test_marks_of_direction_are_closed(tmp_path: Path) -> None:
    release = read_release(write(tmp_path / "a.geojson", [line("ptce-001", nom="a\u202eb\x00")]))
    assert release.rows["ptce-001"].values["nom"] == "a\u202eb\u202c"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "vide"),
        (b"{", "JSON incorrect"),
        (b"\xff", "pas en UTF-8"),
        (b"[1, 2]", "ce n'est pas une collection GeoJSON"),
        (b'{"features": {}}', "ce n'est pas une collection GeoJSON"),
        (b'{"features": [NaN]}', "nombre que JSON n'a pas"),
    ],
)
def test_another_file_is_refused_by_its_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "autre.json"
    path.write_bytes(content)
    (problem,) = refused(path)
    assert problem.startswith(f"{path} : ")
    assert message in problem
    assert "à faire : donner un fichier GeoJSON de l'atlas" in problem


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    features = [
        line("ptce-001"), line("ptce-001"), {"type": "Feature"}, 3, line(""), line(7),  # type: ignore[arg-type]
        {**line("a"), "geometry": {"type": "Polygon", "coordinates": []}}, line("b", lat=91.0),
        line("c", sources=["x"]),
    ]  # fmt: skip
    problems = refused(write(tmp_path / "a.geojson", features))
    told = [problem.removeprefix(f"{tmp_path}/a.geojson") for problem in problems]
    wanted = [
        "ligne 3 de la collection : élément sans propriétés", "ligne 4 de la collection : élément sans propriétés",
        "identifiant absent", "identifiant absent", "ligne 7 de la collection : géométrie", "géométrie", "« sources »",
        "identifiant en double ; valeur reçue : 'ptce-001'",
    ]  # fmt: skip
    assert len(told) == len(wanted)
    for text, message in zip(told, wanted, strict=True):
        assert message in text


def test_an_id_of_both_collections_is_refused(tmp_path: Path) -> None:
    for name in ("ptce.geojson", "laureats.geojson"):
        write(tmp_path / name, [line("ptce-001")])
    (problem,) = refused(tmp_path)
    assert problem.startswith(f"{tmp_path}/laureats.geojson, colonne « id » : identifiant de l'autre collection")


def test_both_files_of_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "laureats.geojson").write_text(json.dumps(document([3])), encoding="utf-8")
    assert [problem.partition(" : ")[0] for problem in refused(tmp_path)] == [
        f"{tmp_path}/ptce.geojson", f"{tmp_path}/laureats.geojson",
    ]  # fmt: skip
