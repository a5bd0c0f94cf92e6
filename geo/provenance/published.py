"""The published files, as `datapackage.json` describes them: size and hash of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.reading import read_json, unreadable
from geo.schema import DATA_DIR

__all__ = ["PublishedFile", "load_published"]

_PACKAGE = "datapackage.json"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of the data package.

    Parameters
    ----------
    path
        Relative to `data/`: `ptce.geojson`, `source/calls.csv`.
    title
        What it holds.
    size
        In bytes.
    algorithm, digest
        Name of the hash (`sha256`) and its hexadecimal digits.
    """

    path: str
    title: str
    size: int
    algorithm: str
    digest: str


def load_published(data_dir: Path = DATA_DIR) -> tuple[PublishedFile, ...]:
    """Read the files that the data package lists, in its order.

    Raises
    ------
    InvalidDataError
        If `datapackage.json` is missing or is not the one that the build writes.
    """
    try:
        package = read_json(data_dir, _PACKAGE)
        return tuple(
            PublishedFile(entry["path"], entry["title"], int(entry["bytes"]), *entry["hash"].split(":", 1))
            for entry in package["resources"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable(_PACKAGE, "ce n'est pas la description des fichiers publiés") from error
