"""Addresses as visitors, mistyped links and ill-meaning programs ask for them."""

from __future__ import annotations

from random import Random
from typing import Final
from urllib.parse import quote, urlencode

__all__ = ["page_address", "route_address"]

PAGES: Final = (
    "", "liste", "importer", "region", "reperes", "chronologie", "glossaire", "donnees", "donnees-api", "nouveautes",
    "pole", "accueil", "nulle-part",
)  # fmt: skip

#: What each parameter may well hold. Not `plan`: the tiles of the IGN are on another machine.
SOUND: Final = {
    "region": ("bretagne", "occitanie", "la-reunion", "guyane", "ile-de-france"),
    "secteur": ("culture", "energie", "numerique-fablab", "mobilite"),
    "laureat": ("2013", "2015", "2023"),
    "departement": ("35", "2A", "974"),
    "forme": ("association", "scic"),
    "appels": ("oui",),
    "q": ("énergie", "fabrique", "bois"),
    "autour": ("35238", "97411", "75056"),
    "rayon": ("10", "50", "100"),
    "vue": ("metropole", "guyane", "mayotte"),
    "ombrage": ("oui",),
    "pole": ("ptce-001", "ptce-029", "ptce-074"),
    "id": ("ptce-029", "bretagne", "ptce-051"),
    "avec": ("occitanie",),
    "tri": ("nom", "-commune"),
    "colonnes": ("nom", "commune"),
    "embed": ("true",),
    "page": ("2", "liste"),
    "par_page": ("5",),
}

HOSTILE: Final = (
    "", " ", "\x00", "é" * 400, "A" * 3000, "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)", "${7*7}", "{{7*7}}", "../../../../etc/passwd", "..%2f..%2f", "=cmd|' /C calc'!A0",
    "\u202egnp.exe", "👩\u200d💻", "\ud83d", "' OR 1=1 --", "NaN", "1e309", "-1", "null", "%", "%zz", "[]", "true",
)  # fmt: skip

#: Templates of addresses that are not pages; `{}` is any value.
ROUTES: Final = (
    "api/v1/ptce.csv", "api/v1/ptce.xlsx", "api/v1/ptce.geojson", "api/v1/ptce.{}", "api/v1/{}", "api/{}",
    "api/v1/ptce.gpkg", "api/v1/ptce.kml", "api/v1/ptce.pdf", "api/v1/ptce.svg", "api/v1/ptce.png", "api/v1/ptce.html",
    "api/v1/ptce", "api/v1/ptce/ptce-029", "api/v1/ptce/{}", "api/v1/regions", "api/v1/regions.geojson",
    "api/v1/regions/53", "api/v1/regions/guyane.pdf", "api/v1/regions/{}.pdf", "api/v1/regions/{}",
    "api/v1/dispositifs", "api/v1/communes", "api/v1/openapi.json", "api/v1/catalogue.jsonld", "api/v1/fichiers/{}",
    "nouveautes.atom", "atlas/apercu.png", "atlas/partage.json", "atlas/qr.svg", "atlas/qr.{}",
    "atlas/static/panels.js", "atlas/static/{}", "atlas/data/{}", "atlas/web/{}", "atlas/regions/regions.geojson",
    "atlas/regions/{}", "atlas/lib/leaflet/{}", "atlas/liste/{}/points.json", "atlas/liste/{}/vue.json",
    "atlas/liste/{}/liste.csv", "atlas/modele-liste-ptce.csv", "atlas/modele-liste-ptce.{}", "_stcore/health",
    "_stcore/host-config", "component/streamlit_folium.st_folium/index.html", "component/{}", "media/{}", "{}",
)  # fmt: skip


def page_address(random: Random) -> str:
    """Return the path and query of a page, from the root: mostly sound, sometimes odd, sometimes hostile."""
    return random.choice(PAGES) + _query(random)


def route_address(random: Random) -> str:
    """Return the path and query of something that is not a page."""
    route = random.choice(ROUTES)
    if "{}" in route:
        route = route.replace(
            "{}", quote(_bad_value(random)[:200], safe=random.choice(("", "./")), errors="surrogatepass")
        )
    return route + _query(random)


def _query(random: Random) -> str:
    kind = random.random()
    if kind < 0.2:
        return ""
    pairs: list[tuple[str, str]] = []
    for name in random.sample(sorted(SOUND), random.randint(1, 4)):
        values = [random.choice(SOUND[name])]
        if kind > 0.6:
            values.append(_bad_value(random))
        pairs += [(name, value) for value in values]
    if kind > 0.9:
        pairs.append((_bad_value(random)[:40], _bad_value(random)))
    return "?" + urlencode(pairs, errors="surrogatepass")


def _bad_value(random: Random) -> str:
    return random.choice(HOSTILE)
