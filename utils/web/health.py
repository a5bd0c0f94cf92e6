"""`/sante`: what is served and whether it is what the files hold, for whoever watches the server.

Files are looked at (date and size); only those that changed are read again, as the next page would.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response
from starlette.routing import Route

from geo.errors import InvalidDataError, Problem
from geo.reading import REBUILD
from geo.schema import DATA_DIR
from utils import data, settings, shared_list
from utils.last_good import LastGood
from utils.web import assets
from utils.web.base_path import base_path
from utils.web.problems import problem

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["PATH", "report", "routes", "unavailable"]

#: Path of the report, below the base path.
PATH: Final = "/sante"

#: When to ask again, in seconds, while nothing can be served.
_RETRY: Final = "30"

#: Sets that are read when a page first asks for them.
_LARGE: Final = frozenset({"gazetteer", "populations"})

#: Problems that the report tells one by one.
_TOLD: Final = 50

_REINSTALL: Final = "rétablir les fichiers de l'atlas, de la même version"

_started: Final = time.monotonic()


def routes() -> list[Route]:
    """Return the route to hand to ``st.App``, under the configured base path: GET and HEAD."""

    # Not async: a slow disk must not hold the pages up.
    def health(_request: Request) -> Response:
        found = report()
        return _json(found, 503 if found["etat"] == "indisponible" else 200)

    return [Route(f"{base_path()}{PATH}", health, methods=["GET"], name="health")]


def unavailable(request: Request, error: Exception) -> Response:
    """Answer a request that needs data when none was ever good; to be handed to ``st.App`` for `InvalidDataError`."""
    problems = [str(one) for one in error.problems[:_TOLD]] if isinstance(error, InvalidDataError) else []
    detail = "Les données de l'atlas ne peuvent pas être lues ; aucun fichier n'a été produit."
    headers = {"cache-control": "no-store", "retry-after": _RETRY}
    return problem(request.url.path, 503, detail, headers, problemes=problems)


def report() -> dict[str, Any]:
    """Return the state of the server: `ok`, `degrade` (something is missing or old) or `indisponible`.

    Returns
    -------
    dict
        `etat`, `version` (of the data, with its digest), `donnees_du`, `poles`, `lignes`, `laureats`, `age_s` (since
        the panel was read), `demarre_depuis_s`, `memoire_mo`, `couche` (name and number of lines, or None) and
        `problemes`.
    """
    every = data.sets()
    # A server that nobody visits must notice too; but what is large is not read for this alone.
    for name, one in every.items():
        if name not in _LARGE or one.state.tried is not None:
            _refresh(one)
    panel_state = every["panel"].state
    problems = [
        {"jeu": name, **_told(problem)}
        for name, one in every.items()
        for problem in (one.state.error.problems if one.state.error else ())
    ]
    panel = panel_state.value
    problems += [{"jeu": "panel", **_told(problem)} for problem in (panel.gaps if panel else ())]
    problems += [{"jeu": "published", **_told(problem)} for problem in _differences()]
    problems += [
        {"jeu": "fichiers de l'atlas", **_told(Problem(name, "fichier absent ou illisible", advice=_REINSTALL))}
        for name in assets.missing()
    ]
    served = panel is not None and every["reference"].state.value is not None
    layer = _layer() if served else None
    if layer and layer["lignes"] is None:
        problems.append({"jeu": "couche", "probleme": "couche non affichée : voir le journal", "a_faire": ""})
    return {
        "etat": ("degrade" if problems else "ok") if served else "indisponible",
        "version": f"{panel.dataset.version}+{panel.digest}" if panel else None,
        "donnees_du": panel.dataset.date if panel else None,
        "poles": len(panel.poles) if panel else 0,
        "lignes": len(panel.panel_lines) if panel else 0,
        "laureats": len(panel.later_lines) if panel else 0,
        "age_s": round(time.monotonic() - panel_state.read_at) if panel_state.read_at is not None else None,
        "demarre_depuis_s": round(time.monotonic() - _started),
        "memoire_mo": _memory(),
        "couche": layer,
        "problemes": problems[:_TOLD],
    }


def _refresh(one: LastGood[Any]) -> None:
    try:
        one.get()
    except InvalidDataError:
        # In its state.
        return


def _told(problem: Problem) -> dict[str, str]:
    what = str(problem).removesuffix(f" ; à faire : {problem.advice}") if problem.advice else str(problem)
    return {"probleme": what[:300], "a_faire": problem.advice}


def _differences() -> Iterator[Problem]:
    """Yield the published files that are missing, or are not those that `datapackage.json` describes."""
    try:
        files = data.published()
    except InvalidDataError as error:
        yield from error.problems
        return
    for file in files:
        path = DATA_DIR / file.path
        try:
            status = path.stat()
            digest = _digest(path, status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns)
        except OSError:
            yield Problem(f"data/{file.path}", "fichier absent ou illisible", advice=REBUILD)
            continue
        if digest != file.digest:
            message = "contenu différent de celui que datapackage.json annonce"
            yield Problem(f"data/{file.path}", message, advice=REBUILD)


@lru_cache(maxsize=256)
def _digest(path: Path, *_stamp: int) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _layer() -> dict[str, Any] | None:
    layer = settings.layer()
    if layer is None:
        return None
    shared = shared_list.current()
    return {"nom": layer.name, "lignes": None if shared is None else len(shared.located)}


def _memory() -> float | None:
    """Return the memory that the process holds, in MB; None where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def _json(content: dict[str, Any], status: int) -> Response:
    headers = {"content-type": "application/json", "cache-control": "no-store", "content-language": "fr"}
    if status == 503:
        headers["retry-after"] = _RETRY
    return Response(json.dumps(content, ensure_ascii=False).encode(), status, headers)
