"""What whoever deploys the atlas may set, by environment variables."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.errors import UnknownValueError
from geo.geocode.settings import AGENT_VARIABLE, HOST_VARIABLE, SWITCH_VARIABLE, Settings
from geo.sheets.report import is_address, is_form
from geo.text import settle, shorten

__all__ = ["CONTACT_VARIABLE", "LAYER_VARIABLE", "LayerSettings", "contact", "geocoding", "layer"]

#: Mail address to which errors are reported, or address of a form (see `utils.legal`); without the former, sheets offer
#: no way to report.
CONTACT_VARIABLE: Final = "ATLAS_CONTACT"

#: File of a list that every visitor sees, what it is called, and whose it is in one line.
LAYER_VARIABLE: Final = "ATLAS_COUCHE"
_NAME_VARIABLE: Final = "ATLAS_COUCHE_NOM"
_SOURCE_VARIABLE: Final = "ATLAS_COUCHE_SOURCE"

#: A name is on a button and in the name of each point.
_LONGEST_NAME, _LONGEST_SOURCE = 60, 240

_LOGGER: Final = logging.getLogger(__name__)


def contact() -> str | None:
    """Return the mail address that errors are reported to; None if none is set, or if what is set is something else."""
    return _checked(os.environ.get(CONTACT_VARIABLE, "").strip())


# Cached so that a wrong value is told once, and not at each page.
@lru_cache(maxsize=8)
def _checked(address: str) -> str | None:
    if not address or is_address(address):
        return address or None
    if is_form(address):
        return None
    _LOGGER.warning("%s: neither a mail address nor a web address in https, ignored: %r", CONTACT_VARIABLE, address)
    return None


def geocoding() -> Settings:
    """Return how addresses are asked online; switched off if what is set cannot be read."""
    names = (SWITCH_VARIABLE, HOST_VARIABLE, AGENT_VARIABLE)
    return _geocoding(tuple((name, os.environ.get(name, "")) for name in names))


@lru_cache(maxsize=8)
def _geocoding(environ: tuple[tuple[str, str], ...]) -> Settings:
    try:
        return Settings.from_environment(dict(environ))
    except UnknownValueError as error:
        _LOGGER.warning("%s", error)
        return Settings(enabled=False)


@dataclass(frozen=True, slots=True)
class LayerSettings:
    """The list that a deployment lays over the poles: its file, its name, its source ("" if nobody said)."""

    path: Path
    name: str
    source: str


def layer() -> LayerSettings | None:
    """Return the list of this deployment, or None if it has none."""
    names = (LAYER_VARIABLE, _NAME_VARIABLE, _SOURCE_VARIABLE)
    return _layer(*(os.environ.get(name, "").strip() for name in names))


@lru_cache(maxsize=8)
def _layer(path: str, name: str, source: str) -> LayerSettings | None:
    if not path:
        return None
    file = Path(path)
    named = _one_line(name, _LONGEST_NAME, _NAME_VARIABLE) or _one_line(file.stem, _LONGEST_NAME, LAYER_VARIABLE)
    return LayerSettings(file, named or "Couche", _one_line(source, _LONGEST_SOURCE, _SOURCE_VARIABLE))


def _one_line(text: str, longest: int, variable: str) -> str:
    line = shorten(settle(text), longest)
    if line.endswith("…") and not text.rstrip().endswith("…"):
        _LOGGER.warning("%s: more than %d characters, cut: %s", variable, longest, line)
    return line
