"""The examples of the page « API », as data: the tests run every one of them against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geo.export import FORMATS

__all__ = ["CURL", "PYTHON", "QGIS", "TOOLS", "Example", "examples"]

CURL, PYTHON, QGIS = "curl", "Python", "QGIS"

#: What an example is run with, in the order in which they are shown.
TOOLS: Final = (CURL, PYTHON, QGIS)


@dataclass(frozen=True, slots=True)
class Example:
    """Something to do with the interface.

    Parameters
    ----------
    tool
        One of `TOOLS`.
    title
        What it does.
    steps
        What to do before and after, in a sentence; empty where the lines say it all.
    lines
        A command, a program or, for QGIS, an address; `{api}` stands for the address of the interface. No line is
        indented: the page could not show it.
    format
        Key of `geo.export.FORMATS` that it needs; empty if none.
    """

    tool: str
    title: str
    steps: str
    lines: tuple[str, ...]
    format: str = ""

    def at(self, address: str) -> tuple[str, ...]:
        """Return the lines with the absolute URL of the interface in them."""
        return tuple(line.replace("{api}", address) for line in self.lines)


_ALL: Final = (
    Example(
        CURL,
        "Les pôles de Bretagne, en CSV",
        "",
        ('curl -s -o ptce-bretagne.csv "{api}/ptce.csv?region=bretagne"',),
        "csv",
    ),
    Example(CURL, "Tout ce que l'atlas sait d'un pôle", "", ('curl -s "{api}/ptce/ptce-029"',)),
    Example(
        CURL,
        "Tenir une copie à jour",
        "Relancée, la commande ne télécharge le fichier que s'il a changé.",
        (
            "curl -s --etag-compare empreinte.txt --etag-save empreinte.txt"
            ' -o ptce.geojson "{api}/ptce.geojson?appels=1"',
        ),
        "geojson",
    ),
    Example(
        PYTHON,
        "Une couche de points, avec geopandas",
        "",
        (
            "import geopandas",
            'poles = geopandas.read_file("{api}/ptce.geojson?secteur=energie")',
            'print(poles[["nom", "commune", "geometry"]])',
        ),
        "geojson",
    ),
    Example(
        PYTHON,
        "Le nombre de pôles par région, contours compris",
        "",
        (
            "import geopandas",
            'regions = geopandas.read_file("{api}/regions.geojson?laureat=2013&laureat=2015")',
            'print(regions.sort_values("poles")[["nom", "poles", "population"]])',
        ),
    ),
    Example(
        PYTHON,
        "Une table, avec pandas",
        "Le fichier CSV est séparé par des points-virgules.",
        (
            "import pandas",
            'poles = pandas.read_csv("{api}/ptce.csv?appels=1", sep=";")',
            'print(poles["region"].value_counts())',
        ),
        "csv",
    ),
    Example(
        PYTHON,
        "Les pôles autour d'une commune, du plus proche au plus lointain",
        "",
        (
            "import requests",
            'rennes = requests.get("{api}/communes", {"q": "rennes"}).json()["resultats"][0]',
            'poles = requests.get("{api}/ptce", {"autour": rennes["code"], "rayon": 100}).json()["resultats"]',
            'print([(pole["nom"], pole["distance_km"]) for pole in poles])',
        ),
    ),
    Example(
        QGIS,
        "Une couche toujours à jour",
        "Couche ▸ Ajouter une couche ▸ Ajouter une couche vecteur… ; type de source : « Protocole : HTTP(S), nuage, "
        "etc. » ; type : « HTTP/HTTPS/FTP » ; adresse (URI) :",
        ("{api}/ptce.geojson?appels=1",),
        "geojson",
    ),
    Example(
        QGIS,
        "Les régions et leur nombre de pôles",
        "De la même façon, avec cette adresse :",
        ("{api}/regions.geojson",),
    ),
    Example(
        QGIS,
        "Un fichier GeoPackage, à garder",
        "Téléchargez le fichier, puis faites-le glisser dans la fenêtre de QGIS :",
        ("{api}/ptce.gpkg",),
        "gpkg",
    ),
)


def examples() -> Iterator[Example]:
    """Yield the examples whose format there is."""
    return (example for example in _ALL if not example.format or example.format in FORMATS)
