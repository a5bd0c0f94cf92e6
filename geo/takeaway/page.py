"""The page as one text: template, styles, data and scripts, under a policy that lets nothing else in."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from xstatic.pkg import leaflet, leaflet_markercluster

from geo.export.metadata import describe
from geo.mapping import scripts, styles
from geo.mapping.basemap import script_json
from geo.mapping.records import safe_link
from geo.provenance.citation import describe_day
from geo.proximity import tell_km
from geo.takeaway.content import blocks, selected_records
from geo.takeaway.ground import load_ground
from geo.typography import no_break

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["render"]

_HERE = Path(__file__).resolve().parent

_LIBRARIES = (
    Path(leaflet.BASE_DIR) / "leaflet.js",
    Path(leaflet_markercluster.BASE_DIR) / "leaflet.markercluster.js",
)
_LIBRARY_STYLES = (
    Path(leaflet.BASE_DIR) / "leaflet.css",
    Path(leaflet_markercluster.BASE_DIR) / "MarkerCluster.css",
)

#: Scripts of the site's map that are bound to its server → what stands in for them here, if anything.
_REPLACED = {"files": "files", "host": "host", "sources": None, "liste_marques": None, "liste": None}

_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)

#: Rules that ask for pictures of Leaflet's, none of which is drawn here.
_PICTURES = re.compile(r"[^{}]*\{[^{}]*url\([^{}]*\}")


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_ENVIRONMENT.filters["hote"] = _host
_ENVIRONMENT.filters["insecable"] = no_break


def render(panel: Panel, selection: Selection, link: str) -> str:
    """Return the page of the selected poles, which needs nothing but itself.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view that gives the file.

    Notes
    -----
    Texts of the data are in two places: in the table, escaped by the template, and in blocks of JSON that hold no `<`,
    which the scripts write with `textContent`. The policy allows the one script of the page, by its hash, and no
    request at all (Content Security Policy Level 3, https://www.w3.org/TR/CSP3/).
    """
    about = describe(panel, selection, link)
    ground = load_ground()
    records = selected_records(panel, selection)
    held = blocks(panel, selection, link, records, ground.shapes) | dict(ground.parts)
    script = _script()
    return _ENVIRONMENT.get_template("page.html").render(
        titre=no_break(about.filters),
        titre_tableau=_table_title(len(records)),
        liste=about.listed[:1].upper() + about.listed[1:],
        jour=describe_day(about.date),
        version=about.version,
        lien=safe_link(about.link),
        regions=_regions(panel, records),
        poles=records,
        distances=_distances(panel, selection),
        collections=about.collections,
        attribution=about.attribution,
        licence=about.licence_title,
        licence_url=safe_link(about.licence_url),
        sources=about.sources,
        notes=about.notes,
        blocs={name: script_json(value) for name, value in held.items()},
        styles=_styles(),
        script=script,
        politique=_policy(script),
    )


def _table_title(count: int) -> str:
    if count < 2:
        return "Tableau du pôle" if count else "Tableau des pôles"
    return f"Tableau des {count} pôles"


def _regions(panel: Panel, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = {region.code: 0 for region in panel.vocabulary.regions}
    for record in records:
        counts[record["region"]] += 1
    found = [
        {"valeur": region.slug, "nom": region.name, "nombre": counts[region.code]}
        for region in panel.vocabulary.regions
        if counts[region.code]
    ]
    return sorted(found, key=lambda region: region["valeur"])


def _distances(panel: Panel, selection: Selection) -> dict[str, str] | None:
    if selection.autour is None:
        return None
    points = panel.index.points
    measured = zip(panel.poles.index, points.distances(selection.autour), points.approximate, strict=True)
    return {str(pole): tell_km(float(km), approximate=bool(vague)) for pole, km, vague in measured}


def _policy(script: str) -> str:
    fingerprint = base64.b64encode(sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{fingerprint}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@lru_cache(maxsize=1)
def _script() -> str:
    """Return all the scripts as one, in the order in which they run, the notices of the libraries first."""
    ours = []
    for path in scripts():
        name = _REPLACED.get(path.stem, "")
        if name is not None:
            ours.append(_HERE / "web" / f"{name}.js" if name else path)
    texts = [_SOURCE_MAP.sub("", _read(path)) for path in (*_LIBRARIES, *ours, _HERE / "web" / "start.js")]
    return "\n" + _read(_HERE / "licences.txt") + ";\n".join(texts)


@lru_cache(maxsize=1)
def _styles() -> str:
    theirs = [_PICTURES.sub("", _read(path)) for path in _LIBRARY_STYLES]
    return "\n".join([*theirs, *(_read(path) for path in (*styles(), _HERE / "web" / "page.css"))])


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
