"""`python -m geo.build diff OLD NEW`: what changed between two versions of the poles, in French Markdown or JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from geo.build.changelog import changes_markdown
from geo.changes.compare import compare
from geo.changes.news import changes_json
from geo.changes.release import read_release
from geo.errors import InvalidDataError, Problem

__all__ = ["print_diff"]


def print_diff(old: Path, new: Path, *, as_json: bool) -> int:
    """Print what changed, and return the exit status: 0 told, 2 a file cannot be read, which is said in French.

    Parameters
    ----------
    old, new
        GeoJSON files of poles, or folders that hold the two collections.
    as_json
        Whether to print the members of `data/nouveautes.json` in place of sentences.
    """
    problems: list[Problem] = []
    releases = []
    for path in (old, new):
        try:
            releases.append(read_release(path))
        except InvalidDataError as error:
            problems += error.problems
    if problems:
        print(InvalidDataError(problems), file=sys.stderr)
        return 2
    changes = compare(*releases)
    if as_json:
        print(json.dumps(changes_json(changes), ensure_ascii=False, allow_nan=False, indent=1))
    else:
        print(changes_markdown(f"Ce qui change de {old} à {new}", changes), end="")
    return 0
