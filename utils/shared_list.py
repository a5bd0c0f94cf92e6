"""The list that a deployment lays over the poles for every visitor: read once per process, never changed."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Final

from geo.errors import AtlasError, InvalidDataError, Problem
from geo.geocode.status import AMBIGUOUS, NOT_FOUND
from geo.lists.columns import recognise
from geo.lists.limits import DEPLOYED
from geo.lists.located import LocatedList, locate
from geo.lists.placed_list import Origin
from geo.lists.wording import describe_counts
from geo.model import Panel
from geo.text import format_number
from utils import data, settings
from utils.settings import LAYER_VARIABLE, LayerSettings

__all__ = ["SharedList", "current", "find"]

#: To be raised when the code makes other answers of the same file, so that copies in caches are fetched again.
_LAYOUT: Final = 1

#: Problems of coordinates that are logged one by one.
_SHOWN: Final = 20

_LOGGER: Final = logging.getLogger(__name__)
_reading = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class SharedList:
    """A list that everybody sees.

    Parameters
    ----------
    key
        Part of the address of its files, from what they are made of: every replica answers for the same one.
    located
        The list, with the place of its rows and its `origin`.
    """

    key: str
    located: LocatedList

    @property
    def name(self) -> str:
        """What it is called."""
        return self.located.origin.name if self.located.origin else ""

    @property
    def source(self) -> str:
        """Whose it is, in one line; "" if nobody said."""
        return self.located.origin.source if self.located.origin else ""


def current() -> SharedList | None:
    """Return the list of this deployment; None if none is set, or if it cannot be used, which the log says once.

    The first call reads it; `utils.start` sees to it that no visitor has to wait for it.
    """
    layer = settings.layer()
    if layer is None:
        return None
    try:
        # Before the list: data that cannot be read yet must not be remembered as a list that cannot be.
        data.panel()
        data.gazetteer()
    except InvalidDataError:
        return None
    # Two visitors at once must not both read it.
    with _reading:
        return _read(layer)


def find(key: str) -> LocatedList | None:
    """Return the list of this deployment if that is its key."""
    shared = current()
    return shared.located if shared is not None and shared.key == key else None


# The last only: what it is made of is set before the server starts.
@lru_cache(maxsize=1)
def _read(layer: LayerSettings) -> SharedList | None:
    try:
        content = _content(layer)
        panel = data.panel()
        located = _placed(content, layer, panel)
    except AtlasError as error:
        _LOGGER.error("%s : couche non affichée. %s", LAYER_VARIABLE, " ".join(str(error).splitlines()))
        return None
    _tell(layer, located)
    return SharedList(_key(content, layer, panel), located)


def _content(layer: LayerSettings) -> bytes:
    try:
        with layer.path.open("rb") as stream:
            # One byte too many is enough to be refused.
            return stream.read(DEPLOYED.size + 1)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        message = "fichier introuvable" if missing else f"fichier illisible ({error.strerror})"
        advice = f"donner dans {LAYER_VARIABLE} le chemin d'un fichier CSV, XLSX ou GeoJSON que le serveur peut lire"
        raise InvalidDataError([Problem(str(layer.path), message, advice=advice)]) from error


def _placed(content: bytes, layer: LayerSettings, panel: Panel) -> LocatedList:
    # Read here: without a layer, no server needs what reads files.
    from geo.lists.read import read_list

    table = read_list(content, layer.path.name, DEPLOYED)
    located = locate(table, recognise(table), data.gazetteer(), panel.index, panel.vocabulary)
    return replace(located, origin=Origin(layer.name, layer.source))


def _tell(layer: LayerSettings, located: LocatedList) -> None:
    """Log how the rows are placed, and what is wrong with them."""
    counts = located.counts
    level = logging.WARNING if counts[AMBIGUOUS] or counts[NOT_FOUND] or located.problems else logging.INFO
    placed = f"{format_number(int(located.placed.sum()))} lignes placées sur {format_number(len(located))}"
    _LOGGER.log(level, "%s : « %s », %s (%s)", LAYER_VARIABLE, layer.name, placed, describe_counts(counts))
    for note in located.table.notes:
        _LOGGER.info("%s : %s", LAYER_VARIABLE, note)
    for problem in located.problems[:_SHOWN]:
        _LOGGER.warning("%s", problem)


def _key(content: bytes, layer: LayerSettings, panel: Panel) -> str:
    hashed = sha256(content)
    about = (_LAYOUT, layer.path.name, layer.name, layer.source, panel.digest, panel.dataset.version)
    hashed.update(repr(about).encode())
    return hashed.hexdigest()[:24]
