"""What whoever deploys the atlas may set, by environment variables."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from typing import Final

from geo.errors import UnknownValueError
from geo.geocode.settings import AGENT_VARIABLE, HOST_VARIABLE, SWITCH_VARIABLE, Settings
from geo.sheets.report import is_address

__all__ = ["CONTACT_VARIABLE", "contact", "geocoding"]

#: Mail address to which errors are reported; without it, sheets offer no way to report.
CONTACT_VARIABLE: Final = "ATLAS_CONTACT"

_LOGGER: Final = logging.getLogger(__name__)


def contact() -> str | None:
    """Return the address that errors are reported to; None if none is set, or if what is set is not an address."""
    return _checked(os.environ.get(CONTACT_VARIABLE, "").strip())


# Cached so that a wrong value is told once, and not at each page.
@lru_cache(maxsize=8)
def _checked(address: str) -> str | None:
    if not address or is_address(address):
        return address or None
    _LOGGER.warning("%s: not a mail address, ignored: %s", CONTACT_VARIABLE, address)
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
