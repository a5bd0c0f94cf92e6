"""Command line: `python -m geo.geocode liste.csv -o liste.geojson` places the rows of a list.

Nothing goes online unless `--online` is given. Files are written whole or not at all.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from geo.errors import AtlasError, UnknownValueError
from geo.files import write_bytes, write_pieces
from geo.gazetteer import load_gazetteer
from geo.geocode.arguments import build_parser
from geo.geocode.cache import DiskCache
from geo.geocode.online import geocode_addresses
from geo.geocode.progress import Progress
from geo.geocode.report import report, summary
from geo.geocode.settings import SWITCH_VARIABLE, Settings
from geo.geocode.verdict import unanswered
from geo.lists.columns import ROLES, recognise
from geo.lists.export import FORMATS
from geo.lists.located import LocatedList, locate
from geo.lists.read import MAX_BYTES, read_list
from geo.load import load_panel
from geo.model import Panel
from geo.schema import DATA_DIR
from geo.selection import Selection
from geo.text import format_number

ALL_PLACED, SOME_NOT_PLACED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130

CACHE = DATA_DIR.parent / ".cache" / "geocodage.sqlite"

_REFUSALS = {
    errno.ENOENT: "fichier introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EISDIR: "c'est un dossier, et non un fichier",
    errno.ENOTDIR: "un des dossiers de ce chemin est un fichier",
    errno.EEXIST: "un des dossiers de ce chemin est un fichier",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque n'accepte pas l'écriture",
    errno.ENAMETOOLONG: "nom de fichier trop long",
}

#: Problems of the coordinates shown on the screen; the rows say theirs in the report.
_SHOWN = 10


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status; see `--aide`."""
    parser = build_parser(CACHE)
    options = parser.parse_args(arguments)
    _tolerant()
    try:
        return _run(options)
    except AtlasError as error:
        _say(f"{error}\nrien n'est écrit")
        return WRONG_INPUT
    except OSError as error:
        _say(f"{error.filename or options.output} : {_told(error)}")
        return WRONG_INPUT
    except KeyboardInterrupt:
        _say("interrompu : rien n'est écrit")
        if options.online:
            _say(f"les réponses reçues sont gardées dans {options.cache} : relancer la même commande pour reprendre")
        return INTERRUPTED


def _run(options: Namespace) -> int:
    _check_files(options)
    settings = Settings.from_environment(os.environ)
    if options.online and not settings.enabled:
        raise AtlasError(f"le géocodage en ligne est désactivé ({SWITCH_VARIABLE}=non) ; à faire : retirer --online")
    with options.liste.open("rb") as stream:
        # One byte more than is accepted tells that there is too much.
        table = read_list(stream.read(MAX_BYTES + 1), options.liste.name)
    for note in table.notes:
        _say(f"{options.liste.name} : {note}")
    panel = load_panel()
    roles = _roles(recognise(table), options.map)
    located = locate(table, roles, load_gazetteer(), panel.index, panel.vocabulary, swap=options.swap)
    _tell_columns(located)
    stopped = None
    if options.online:
        located, stopped = _with_addresses(located, settings, options.cache)
    _write(located, panel, options)
    return ALL_PLACED if located.placed.all() and stopped is None else SOME_NOT_PLACED


def _check_files(options: Namespace) -> None:
    """Refuse a format that is not written, and a file that would be written over another one that is used."""
    extension = options.output.suffix.lower().removeprefix(".")
    if extension not in FORMATS:
        raise UnknownValueError("extension de --sortie", extension, tuple(FORMATS), "choisir une extension admise")
    used = {"liste": options.liste, "--sortie": options.output, "--report": options.report}
    if options.online:
        used["--cache"] = options.cache
    seen: dict[Path, str] = {}
    for name, path in used.items():
        if path is not None and (before := seen.setdefault(path.resolve(), name)) != name:
            raise AtlasError(f"{name} : même fichier que {before} ({path}) ; à faire : donner un autre nom")


def _roles(recognised: dict[str, str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the roles recognised, corrected by those of `--map`."""
    chosen = dict(pairs)
    for role in chosen:
        if role not in ROLES:
            raise UnknownValueError("--map", role, tuple(ROLES), "choisir un des rôles admis")
    kept = {role: name for role, name in recognised.items() if name not in chosen.values()}
    return {role: name for role, name in (kept | chosen).items() if name}


def _tell_columns(located: LocatedList) -> None:
    _say("colonnes : " + ", ".join(f"{role} = « {name} »" for role, name in located.roles.items()))
    for problem in located.problems[:_SHOWN]:
        _say(str(problem))
    if len(located.problems) > _SHOWN:
        _say(f"… et {format_number(len(located.problems) - _SHOWN)} autres coordonnées refusées")
    if located.swapped:
        _say(f"{format_number(located.swapped)} lignes seraient en France si on échangeait : ajouter --swap")


def _with_addresses(located: LocatedList, settings: Settings, path: Path) -> tuple[LocatedList, str | None]:
    """Ask for the addresses; return the list with them, and why the work stopped before the end, or None."""
    queries = located.queries
    if not queries:
        _say("aucune adresse à demander : la liste n'en a pas, ou donne ses propres coordonnées")
        return located, None
    _say(f"{format_number(len(queries))} adresses à demander à {settings.host} : elles quittent cette machine")
    cache = DiskCache(path)
    known = cache.problem
    if known:
        _say(known)
    progress = Progress(sys.stderr, "adresses")
    try:
        batch = geocode_addresses(queries, settings, cache, progress=progress.tell)
    finally:
        progress.close()
        cache.close()
        if cache.problem != known:
            _say(cache.problem)
    if batch.stopped is not None:
        done, total = format_number(len(batch.results)), format_number(len(queries))
        _say(f"{done} adresses demandées sur {total} : {batch.stopped}")
    asked = {result.row for result in batch.results}
    rest = (unanswered(query, "elle n'a pas été demandée") for query in queries if query.row not in asked)
    return located.with_addresses([*batch.results, *rest]), batch.stopped


def _write(located: LocatedList, panel: Panel, options: Namespace) -> None:
    extension = options.output.suffix.lower().removeprefix(".")
    content = FORMATS[extension].export(located, Selection(), panel, "")
    lines = report(located) if options.report else None
    write_pieces(options.output, content)
    if lines is not None:
        write_bytes(options.report, lines)
    print(summary(located))
    for path in filter(None, (options.output, options.report)):
        print(f"écrit : {path}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _told(error: OSError) -> str:
    """Say in French what the disk answered; what is rare stays as the system says it."""
    return _REFUSALS.get(error.errno or 0, error.strerror or str(error))


def _tolerant() -> None:
    """Write what the terminal cannot show as an escape, rather than stop there."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(io.UnsupportedOperation):
                stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
