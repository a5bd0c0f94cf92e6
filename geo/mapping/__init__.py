"""The map: folium in, folium out. What varies goes through one layer; what is drawn is in `web/carte.js`."""

from __future__ import annotations

from pathlib import Path

__all__ = ["scripts", "styles"]

_WEB = Path(__file__).resolve().parent / "web"

#: In the order in which they need each other; Leaflet and its cluster plugin come before them.
_SCRIPTS = (
    "dom",
    "files",
    "host",
    "keyboard",
    "marks",
    "sheet",
    "panel",
    "ground",
    "toolbar",
    "insets",
    "poles",
    "sources",
    "liste_marques",
    "liste",
    "near",
    "embed",
    "frame",
    "carte",
)


def scripts() -> tuple[Path, ...]:
    """Return the paths of our scripts, in the order in which they must run."""
    return tuple(_WEB / f"{name}.js" for name in _SCRIPTS)


def styles() -> tuple[Path, ...]:
    """Return the paths of our style sheets, in order."""
    return (_WEB / "carte.css",)
