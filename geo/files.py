"""Writes files whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

__all__ = ["write_bytes", "write_pieces", "write_text"]


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file atomically: a reader sees the old content or the new one, never a part.

    Parameters
    ----------
    path
        File to write. Missing parent folders are made.
    content
        The whole content.

    Raises
    ------
    OSError
        The disk refused. The old file, if any, is untouched and no temporary file is left.
    """
    write_pieces(path, [content])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Replace a file as `write_bytes` does, by content in pieces; an error in making them leaves the old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Same folder, because a rename is atomic only inside one file system.
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        # "x" rather than tempfile: the file gets the umask's permissions, not a private 0600.
        with temporary.open("xb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Replace a text file atomically, in UTF-8 without BOM and with line ends as given.

    Parameters
    ----------
    path
        File to write. Missing parent folders are made.
    text
        The whole content.

    Raises
    ------
    UnicodeEncodeError
        The text holds a lone surrogate. Nothing was written.
    OSError
        The disk refused. The old file, if any, is untouched.
    """
    write_bytes(path, text.encode("utf-8"))
