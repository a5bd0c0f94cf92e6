"""The data files themselves, served as they were published, so that anyone can check their hash."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from geo.errors import InvalidDataError
from geo.schema import DATA_DIR
from utils import data
from utils.last_good import stamp_of_files
from utils.web import assets

__all__ = ["file_url", "find_file"]

_MEDIA_TYPES = {".csv": "text/csv; charset=utf-8", ".geojson": "application/geo+json", ".json": "application/json"}


def file_url(path: str) -> str:
    """Return the address of a file of `data/`, relative to the root of the application.

    A file that was spoilt or removed since it was first asked for is served as it was, as long as it is the one that
    `datapackage.json` announces.

    Parameters
    ----------
    path
        Relative to `data/`, as `datapackage.json` has it. Its last part alone names it: no two files share one.

    Raises
    ------
    OSError
        If there is no such file.
    """
    file = DATA_DIR / path
    name = f"{assets.PUBLISHED}/{file.name}"
    kept = assets.find(name)
    if kept is not None and (_announced(path).startswith(kept.fingerprint) or not file.exists()):
        return assets.url(name)
    return _prepared(file, stamp_of_files(DATA_DIR, [path])()).publish()


def find_file(path: str) -> assets.Asset:
    """Return what `file_url` gives the address of.

    Raises
    ------
    OSError
        If there is no such file.
    """
    file_url(path)
    asset = assets.find(f"{assets.PUBLISHED}/{path.rpartition('/')[2]}")
    if asset is None:
        raise FileNotFoundError(path)
    return asset


def _announced(path: str) -> str:
    try:
        return next((file.digest for file in data.published() if file.path == path), "")
    except InvalidDataError:
        return ""


@lru_cache(maxsize=64)
def _prepared(file: Path, _stamp: str) -> assets.Publication:
    return assets.prepare(file.name, file.read_bytes(), _MEDIA_TYPES[file.suffix])
