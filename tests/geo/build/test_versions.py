"""The history of the data: what is kept of each version, and what the build makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.build import __main__, versions
from geo.build.versions import KEPT, archive, build_versions
from geo.errors import InvalidDataError
from geo.schema import DATA_DIR
from tests.conftest import DataCopy


def dataset(data: DataCopy, **changes: str) -> None:
    path = data.source("dataset.json")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def collection(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def version(data: DataCopy, number: str, day: str) -> None:
    """Have the data say that it is of this version, as a build would."""
    dataset(data, version=number, date=day)
    for name in ("ptce.geojson", "laureats.geojson"):
        collection(data.path / name, lambda document: document["metadata"].update(version=number, date=day))


def rename(document: dict[str, Any]) -> None:
    document["features"][0]["properties"]["nom"] = "Autre nom"


@pytest.fixture
def three(data_copy: DataCopy) -> DataCopy:
    """Two versions that are kept, and a third one."""
    archive(data_copy.path)
    version(data_copy, "2027.2", "2027-02-01")
    collection(data_copy.path / "ptce.geojson", rename)
    archive(data_copy.path)
    version(data_copy, "2027.10", "2027-10-01")
    collection(data_copy.path / "laureats.geojson", lambda document: document["features"].pop(3))
    return data_copy


def refused(data: DataCopy) -> list[str]:
    with pytest.raises(InvalidDataError) as raised:
        build_versions(data.path)
    return [str(problem) for problem in raised.value.problems]


def test_the_first_version_says_what_it_holds() -> None:
    (first,) = build_versions(DATA_DIR)
    assert (first.number, first.changes) == ("2026.11", None)
    counts = (first.contents.lines, first.contents.poles, first.contents.laureates, first.contents.official)
    assert counts == (74, 73, 32, 69)
    assert len(first.notes) == 7


def test_each_version_is_compared_with_the_one_before(three: DataCopy) -> None:
    last, middle, first = build_versions(three.path)
    assert [one.number for one in (last, middle, first)] == ["2027.10", "2027.2", "2026.11"]
    assert first.changes is None
    assert middle.changes is not None
    assert [(one.id, one.before, one.after) for one in middle.changes.renamed] == [("ptce-001", "3.EVA", "Autre nom")]
    assert last.changes is not None
    assert ([one.id for one in last.changes.gone], last.changes.renamed) == (["appel-2021-04"], ())
    assert (last.contents.laureates, middle.contents.laureates) == (31, 32)
    assert (len(first.notes), last.notes) == (7, ())


def test_a_version_is_kept_byte_for_byte_and_once(data_copy: DataCopy) -> None:
    folder, written = archive(data_copy.path)
    assert (folder, written) == (data_copy.path / "versions" / "2026.11", True)
    kept = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert kept == {name: (DATA_DIR / name).read_bytes() for name in KEPT}
    assert archive(data_copy.path) == (folder, False)
    # Not yet begun, the next version is the same as the last one.
    assert build_versions(data_copy.path) == build_versions(DATA_DIR)


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_is_never_overwritten(data_copy: DataCopy, name: str) -> None:
    folder, _ = archive(data_copy.path)
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    before = data_copy.content()
    with pytest.raises(InvalidDataError, match=rf"data/{name} a changé depuis que la version 2026\.11 est publiée"):
        archive(data_copy.path)
    assert data_copy.content() == before


def test_an_interrupted_archive_leaves_nothing(data_copy: DataCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def fail(path: Path, content: bytes) -> None:
        if written:
            raise OSError("No space left on device")
        written.append(path)
        path.parent.mkdir(parents=True)
        path.write_bytes(content)

    monkeypatch.setattr(versions, "write_bytes", fail)
    before = data_copy.content()
    with pytest.raises(OSError, match="No space"):
        archive(data_copy.path)
    assert data_copy.content() == before


def test_files_that_do_not_go_together_are_not_kept(data_copy: DataCopy) -> None:
    dataset(data_copy, version="2027.1")
    with pytest.raises(InvalidDataError, match="version différente de celle de source/dataset"):
        archive(data_copy.path)
    assert [path.name for path in (data_copy.path / "versions").iterdir()] == ["README.md"]


def test_poles_that_change_under_a_published_number_are_refused(data_copy: DataCopy) -> None:
    archive(data_copy.path)
    collection(data_copy.path / "ptce.geojson", rename)
    (problem,) = refused(data_copy)
    assert problem.startswith("data/source/dataset.json, colonne « version » : data/ptce.geojson a changé depuis que")
    assert "à faire : relever « version » et « date » dans data/source/dataset.json" in problem


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (lambda data: version(data, "2026.12", "2027-12-01"), "data/source/dataset.json", "plus ancienne que"),
        (lambda data: version(data, "2027.11", "2027-01-31"), "data/source/dataset.json", "date antérieure"),
        (lambda data: version(data, "bientôt", "2027-12-01"), "data/source/dataset.json", "version mal formé"),
        (
            lambda data: (data.path / "versions/2027.2").rename(data.path / "versions/2027.3"),
            "data/versions/2027.3, colonne « version »",
            "dossier d'une autre version",
        ),
        (
            lambda data: (data.path / "versions/2027.2/laureats.geojson").unlink(),
            "data/versions/2027.2/laureats.geojson",
            "absent",
        ),
        (
            lambda data: (data.path / "versions/2027.2/source/dataset.json").write_bytes(b"{"),
            "data/versions/2027.2/source/dataset.json",
            "JSON incorrect",
        ),
        (
            lambda data: collection(data.path / "versions/2027.2/ptce.geojson", lambda d: d["metadata"].clear()),
            "data/versions/2027.2/ptce.geojson",
            "version différente",
        ),
        (
            lambda data: data.set_cell("version_notes.csv", 3, "version", "2026.10"),
            "data/source/version_notes.csv, ligne 3, colonne « version »",
            "version inconnue ; valeur reçue : '2026.10' ; valeurs admises : 2026.11, 2027.2, 2027.10",
        ),
    ],
    ids=["older", "earlier", "malformed", "renamed", "missing", "spoilt", "mixed", "note"],
)  # fmt: skip
def test_a_history_that_does_not_hold_together_is_refused(
    three: DataCopy, change: Callable[[DataCopy], object], place: str, message: str
) -> None:
    change(three)
    (problem,) = refused(three)
    assert problem.startswith(place)
    assert message in problem


def test_what_is_left_of_an_interrupted_archive_is_no_version(three: DataCopy) -> None:
    (three.path / "versions" / ".2027.10.0011.tmp").mkdir()
    assert len(build_versions(three.path)) == 3


def test_the_command_keeps_the_version(data_copy: DataCopy, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(data_copy.path)
    assert (__main__.main(["archive", "--data", data]), __main__.main(["--data", data, "archive"])) == (0, 0)
    folder = data_copy.path / "versions" / "2026.11"
    assert capsys.readouterr().out.splitlines() == [f"archivée : {folder}", f"déjà archivée : {folder}"]
    collection(data_copy.path / "ptce.geojson", rename)
    assert __main__.main(["archive", "--data", data]) == 1
    assert "est publiée (data/versions/2026.11)" in capsys.readouterr().err
