"""The data files themselves, served as they are on disk, so that anyone can check their hash."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from geo.schema import DATA_DIR
from utils.web import assets

__all__ = ["file_url"]

_MEDIA_TYPES = {".csv": "text/csv; charset=utf-8", ".geojson": "application/geo+json", ".json": "application/json"}


def file_url(path: str) -> str:
    """Return the address of a file of `data/`, relative to the root of the application.

    Parameters
    ----------
    path
        Relative to `data/`, as `datapackage.json` has it. Its last part alone names it: no two files share one.

    Raises
    ------
    OSError
        If there is no such file.
    """
    if path.startswith("regions/"):
        return assets.url(path)
    file = DATA_DIR / path
    status = file.stat()
    return _publish(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _publish(file: Path, _mtime_ns: int, _size: int) -> str:
    return assets.publish(file.name, file.read_bytes(), _MEDIA_TYPES[file.suffix])
