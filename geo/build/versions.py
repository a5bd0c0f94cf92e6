"""The history of the data: each published version is kept in `data/versions/`, and compared with the one after it.

A version is kept as it was published, so that its comparison with the next one is the same on any day: no repository
of code, which may be shallow or absent, is asked.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from geo.build.cells import Row, Tables, read_rows
from geo.changes.compare import compare
from geo.changes.news import Contents, Version, parse_number
from geo.changes.release import COLLECTIONS, Release, read_release
from geo.errors import InvalidDataError, Problem
from geo.files import write_bytes
from geo.load import load_dataset
from geo.model import PANEL, Dataset, collection_of
from geo.reading import read_json

__all__ = ["KEPT", "NOTES", "VERSIONS", "archive", "build_versions"]

#: Folder of the earlier versions, in `data/`: one folder each, laid out as `data/` is.
VERSIONS = "versions"

#: What is kept of a version: what changed is told from the first two, with the titles and the date of the others.
KEPT = (*COLLECTIONS, "ptce.schema.json", "source/dataset.json")

#: Table of what is said of each version by hand.
NOTES = "version_notes.csv"

_DATASET = "data/source/dataset.json"
_NUMBERS = ("AAAA.MM", "AAAA.MM.N")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A version that was read: what it says of itself, and its lines."""

    dataset: Dataset
    release: Release


def build_versions(data_dir: Path) -> tuple[Version, ...]:
    """Compare each version with the one before it, the current one included.

    Parameters
    ----------
    data_dir
        Folder of the data, the two collections rebuilt; its `versions/` holds the earlier versions, if there are any.

    Returns
    -------
    tuple of Version
        The newest first.

    Raises
    ------
    InvalidDataError
        If a version cannot be read, if numbers and dates are not in order, if the current version changed since it was
        published under its number, or if a note is of no known version. All the problems found are in it.
    """
    problems: list[Problem] = []
    current = _collect(problems, lambda: _read(data_dir, "data"))
    earlier = []
    for folder in _folders(data_dir):
        shown = f"data/{VERSIONS}/{folder.name}"
        if current and folder.name == current.dataset.version:
            problems += _check_published(data_dir, folder)
        elif kept := _collect(problems, lambda folder=folder, shown=shown: _read(folder, shown)):  # type: ignore[misc]
            problems += _check_kept(kept, folder.name, shown)
            earlier.append(kept)
    if problems or current is None:
        raise InvalidDataError(problems)
    every = [*sorted(earlier, key=lambda one: parse_number(one.dataset.version)), current]
    notes = _notes(data_dir, [one.dataset.version for one in every], problems)
    problems += _check_order(every)
    if problems:
        raise InvalidDataError(problems)
    befores: list[_Kept | None] = [None, *every]
    made = [_version(before, one, notes) for before, one in zip(befores, every, strict=False)]
    return tuple(reversed(made))


def archive(data_dir: Path) -> tuple[Path, bool]:
    """Keep the current version under its number, whole or not at all.

    Returns
    -------
    tuple
        Its folder, and whether it was written: False where the very same files are there already.

    Raises
    ------
    InvalidDataError
        If the current files are not a version, or if others are kept under its number: nothing is overwritten.
    """
    kept = _read(data_dir, "data")
    problems = _check_kept(kept, kept.dataset.version, "data")
    if problems:
        raise InvalidDataError(problems)
    target = data_dir / VERSIONS / kept.dataset.version
    contents = {name: (data_dir / name).read_bytes() for name in KEPT}
    if target.exists():
        problems = list(_check_published(data_dir, target, KEPT))
        if problems:
            raise InvalidDataError(problems)
        return target, False
    # Beside its final place: a folder is renamed at once, within one file system.
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
    try:
        for name, content in contents.items():
            write_bytes(temporary / name, content)
        temporary.rename(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return target, True


def _folders(data_dir: Path) -> list[Path]:
    folder = data_dir / VERSIONS
    # What begins with a point is an archive that was interrupted.
    return sorted(p for p in folder.iterdir() if p.is_dir() and p.name[0] != ".") if folder.is_dir() else []


def _collect(problems: list[Problem], read: Callable[[], _Kept]) -> _Kept | None:
    try:
        return read()
    except InvalidDataError as error:
        problems += error.problems
        return None


def _read(folder: Path, shown: str) -> _Kept:
    problems: list[Problem] = []
    dataset = release = None
    try:
        dataset = load_dataset(folder)
        problems += _check_metadata(folder, shown, dataset)
    except InvalidDataError as error:
        problems += [replace(one, file=one.file.replace("data", shown, 1)) for one in error.problems]
    try:
        release = read_release(folder, shown)
    except InvalidDataError as error:
        problems += error.problems
    if problems or dataset is None or release is None:
        raise InvalidDataError(problems)
    return _Kept(dataset, release)


def _check_metadata(folder: Path, shown: str, dataset: Dataset) -> Iterator[Problem]:
    for name in COLLECTIONS:
        try:
            document = read_json(folder, name)
        except InvalidDataError:
            continue  # said by whoever reads its lines
        metadata = document.get("metadata") if isinstance(document, dict) else None
        said: Any = metadata.get("version") if isinstance(metadata, dict) else None
        if said != dataset.version:
            message = "version différente de celle de source/dataset.json : les fichiers ne vont pas ensemble"
            advice = "reconstruire : make data" if shown == "data" else "rétablir le dossier publié"
            yield Problem(f"{shown}/{name}", message, None, "version", said, (dataset.version,), advice)


def _check_kept(kept: _Kept, name: str, shown: str) -> list[Problem]:
    number = kept.dataset.version
    problems = []
    if number != name:
        advice = f"nommer le dossier {number}, ou rétablir le dossier publié"
        problems.append(Problem(shown, "dossier d'une autre version", None, "version", number, (name,), advice))
    try:
        parse_number(number)
    except ValueError:
        advice = "corriger le numéro"
        file = f"{shown}/source/dataset.json"
        problems.append(Problem(file, "numéro de version mal formé", None, "version", number, _NUMBERS, advice))
    return problems


def _check_published(data_dir: Path, kept: Path, names: tuple[str, ...] = COLLECTIONS) -> Iterator[Problem]:
    """Yield what differs between the current version and the one that was published under its number."""
    for name in names:
        there = kept / name
        if not there.is_file() or there.read_bytes() != (data_dir / name).read_bytes():
            message = (
                f"data/{name} a changé depuis que la version {kept.name} est publiée (data/{VERSIONS}/{kept.name})"
            )
            advice = f"relever « version » et « date » dans {_DATASET}, puis relancer make data"
            yield Problem(_DATASET, message, None, "version", kept.name, advice=advice)


def _check_order(every: list[_Kept]) -> Iterator[Problem]:
    current = every[-1].dataset
    try:
        numbers = [parse_number(one.dataset.version) for one in every]
    except ValueError:
        advice = "corriger le numéro"
        yield Problem(_DATASET, "numéro de version mal formé", None, "version", current.version, _NUMBERS, advice)
        return
    if numbers[-1] != max(numbers):
        newest = every[-2].dataset.version
        message = f"version plus ancienne que la dernière publiée ({newest})"
        yield Problem(_DATASET, message, None, "version", current.version, advice="la relever")
    for before, after in pairwise(every):
        if after.dataset.date < before.dataset.date:
            last = after.dataset is current
            file = _DATASET if last else f"data/{VERSIONS}/{after.dataset.version}/source/dataset.json"
            message = f"date antérieure à celle de la version {before.dataset.version} ({before.dataset.date})"
            yield Problem(file, message, None, "date", after.dataset.date, advice="corriger la date")


def _notes(data_dir: Path, numbers: list[str], problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    tables = Tables()
    rows: list[Row] = read_rows(tables, data_dir / "source" / NOTES)
    problems += tables.problems
    notes: dict[str, list[str]] = {}
    for number, row in rows:
        version = row.get("version", "")
        if version not in numbers:
            tables.report(NOTES, number, "version", "version inconnue", version, numbers, "corriger le numéro")
            problems.append(tables.problems[-1])
        notes.setdefault(version, []).append(row.get("note", ""))
    return {version: tuple(texts) for version, texts in notes.items()}


def _version(before: _Kept | None, one: _Kept, notes: dict[str, tuple[str, ...]]) -> Version:
    number = one.dataset.version
    changes = compare(before.release, one.release) if before else None
    return Version(number, one.dataset.date, _contents(one), notes.get(number, ()), changes)


def _contents(kept: _Kept) -> Contents:
    rows = kept.release.rows
    doubles = {one: row.values.get("doublon_de") for one, row in rows.items()}
    panel = [one for one in rows if collection_of(one) == PANEL]
    laureates = [one for one in rows if collection_of(one) != PANEL]
    return Contents(
        lines=len(panel),
        poles=sum(not doubles[one] for one in panel),
        laureates=len(laureates),
        official=kept.dataset.later.official,
        shared=sum(doubles[one] in panel for one in laureates),
    )
