"""What the data API has: its addresses and their parameters, named once for its index, its description and its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from geo.near import ALLOWED, AUTOUR, DEFAULT_RADIUS, RAYON
from geo.selection import APPELS, MAX_TEXT, PARAMS, TEXT

__all__ = [
    "ADDRESSES",
    "API",
    "DEFAULT_PER_PAGE",
    "IGNORED",
    "MAX_PAGE",
    "MAX_PER_PAGE",
    "MOST_PLACES",
    "PAGE",
    "PAGING",
    "PARAMETERS",
    "PER_PAGE",
    "SAID",
    "Address",
    "is_api",
]

#: Path of the interface, below the base path.
API: Final = "/api/v1"

#: Parameters that cut a list into pages.
PAGE, PER_PAGE = "page", "par_page"
PAGING: Final = (PAGE, PER_PAGE)

DEFAULT_PER_PAGE: Final = 100
MAX_PER_PAGE: Final = 500
MAX_PAGE: Final = 1_000_000

#: How many places a search gives at most.
MOST_PLACES: Final = 20

#: Parameters of the pages that filter nothing, which the interface leaves alone.
IGNORED: Final = ("pole", "vue", "plan", "ombrage", "colonnes", "tri", "id", "avec", "embed")

#: Parameter whose values are too many to be listed → what they are.
SAID: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **ALLOWED,
        PAGE: ("nombre entier à partir de 1",),
        PER_PAGE: (f"nombre entier de 1 à {MAX_PER_PAGE}",),
    }
)

#: Parameter → what it is for, in French.
PARAMETERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "laureat": "Année d'un appel dont le pôle est lauréat, ou « aucun ». Se répète : les valeurs s'ajoutent.",
        "secteur": "Secteur d'activité, ou « inconnu ». Se répète : les valeurs s'ajoutent.",
        "region": "Région, par son nom dans les adresses de l'atlas. Se répète : les valeurs s'ajoutent.",
        "departement": "Code INSEE d'un département. Se répète : les valeurs s'ajoutent.",
        "forme": "Forme juridique, ou « inconnu ». Se répète : les valeurs s'ajoutent.",
        TEXT: f"Texte cherché dans les noms, la commune et les faits ; au-delà de {MAX_TEXT} caractères, il est coupé.",
        APPELS: "« 1 » ajoute les lauréats connus des appels à partir de 2021, qui ne sont pas dans le panel de 2016.",
        AUTOUR: "Code INSEE d'une commune : les pôles alentour, du plus proche au plus lointain, avec leur distance.",
        RAYON: f"Rayon autour de la commune, en kilomètres ; {DEFAULT_RADIUS} s'il n'est pas donné.",
        PAGE: "Numéro de la page ; une page au-delà de la dernière est vide.",
        PER_PAGE: f"Nombre d'éléments par page ; {DEFAULT_PER_PAGE} s'il n'est pas donné.",
    }
)


def is_api(path: str) -> bool:
    """Say whether a path, below the base path, is that of the interface."""
    return path == API or path.startswith(f"{API}/")


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the interface.

    Parameters
    ----------
    path
        Below `API`, with the names of its parts between braces: `/ptce/{id}`.
    title, description
        What it gives, in a few words and in a sentence or two.
    parameters
        What its query may hold; a name of `PARAMETERS`, or of its own.
    """

    path: str
    title: str
    description: str
    parameters: tuple[str, ...] = ()


ADDRESSES: Final = (
    Address("/", "Sommaire", "Les adresses de l'interface, la version et la licence des données."),
    Address(
        "/ptce",
        "Pôles",
        "Les pôles que gardent les filtres, page par page : les propriétés de l'export GeoJSON et le point.",
        (*PARAMS, *PAGING),
    ),
    Address(
        "/ptce.{format}",
        "Pôles, en un fichier",
        "Le même fichier que le bouton d'export de l'atlas : tous les pôles que gardent les filtres.",
        PARAMS,
    ),
    Address(
        "/ptce/{id}",
        "Un pôle",
        "Tout ce que l'atlas sait d'un pôle : valeurs, sources et confiances, lignes doublons, chiffres, dispositifs. "
        "L'identifiant d'un doublon donne le pôle qu'il désigne.",
    ),
    Address(
        "/regions",
        "Régions",
        "Les 18 régions : population, et nombre de pôles que gardent les filtres.",
        PARAMS,
    ),
    Address(
        "/regions.geojson",
        "Régions, avec leurs contours",
        "Les mêmes régions en GeoJSON, contours simplifiés compris.",
        PARAMS,
    ),
    Address(
        "/regions/{code}",
        "Une région",
        "Les valeurs de la fiche d'une région, par son code INSEE (« 53 ») ou son nom dans les adresses "
        "(« bretagne ») : pôles du panel, répartitions, dispositifs.",
    ),
    Address(
        "/regions/{code}.pdf",
        "La fiche d'une région, à imprimer",
        "Un document de vrai texte, balisé, avec sa carte : chiffres, pôles, dispositifs, sources.",
    ),
    Address("/regions.pdf", "Les fiches des 18 régions", "Toutes en un document, avec une table des matières."),
    Address(
        "/dispositifs",
        "Dispositifs de soutien",
        "Les dispositifs que citent les documents de référence, page par page, avec leurs montants.",
        ("region", *PAGING),
    ),
    Address(
        "/communes",
        "Recherche de communes",
        f"Les communes dont le texte donne le début du nom, le code postal ou le code INSEE ; {MOST_PLACES} au plus, "
        "les mieux écrites d'abord, puis les plus peuplées. Leur code est la valeur du paramètre « autour ».",
        (TEXT,),
    ),
    Address(
        "/catalogue.jsonld",
        "Catalogue DCAT",
        "Le jeu de données, ses fichiers et cette interface, pour les catalogues qui moissonnent (DCAT, en JSON-LD).",
    ),
    Address("/openapi.json", "Description OpenAPI", "La description de l'interface pour les programmes, OpenAPI 3.1."),
)
