"""Where the Chromium of the browser tests is. Run as a script, print its path or exit with 1."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

VARIABLE = "ATLAS_CHROMIUM"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
)


#: How the tests and the bench start it: in a container, silent, without a graphics card.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@lru_cache(maxsize=1)
def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome that starts, or ``None``.

    The one that ``ATLAS_CHROMIUM`` names if it is set, then the system's, then the one playwright downloaded.

    Returns
    -------
    str or None
        A path to hand to playwright as ``executable_path``.

    Raises
    ------
    FileNotFoundError
        When ``ATLAS_CHROMIUM`` names something that does not start: better than testing with another one.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not _starts(named):
            raise FileNotFoundError(f"{VARIABLE}={named} is not a Chromium that starts.")
        return named
    return next(filter(_starts, _candidates()), None)


def _candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, COMMANDS))
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        yield from (str(folder / application) for application in MAC_APPLICATIONS)
    from playwright.sync_api import sync_playwright  # last and late: it starts a process

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def _starts(path: str) -> bool:
    """Run it: Ubuntu has a `chromium-browser` that only says to install a snap."""
    if not Path(path).is_file():
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    try:
        found = find_chromium()
    except FileNotFoundError as error:
        sys.exit(str(error))
    if found is None:
        sys.exit(1)
    print(found)
