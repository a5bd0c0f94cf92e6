"""A panel of four poles, in which every difficulty of an export occurs once, and two laureates of later calls."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from geo.load import load_panel
from geo.model import Panel
from geo.schema import DATA_DIR

#: The view that gives the file, with an ampersand as XML dislikes it.
LINK = "https://atlas.example/?region=bretagne&laureat=2015"

HOSTILE_NAME = '=HYPERLINK("http://x","y")'
HOSTILE_FACT = 'Il dit "oui"; puis\nnon\r\n<script>alert(1)</script> `${1+1}` C:\\new\u200f\x00 fin'
#: What is left of it: no NUL, one kind of line end.
CLEANED_FACT = 'Il dit "oui"; puis\nnon\n<script>alert(1)</script> `${1+1}` C:\\new\u200f fin'

_REGIONS = [
    ("32", "Hauts-de-France", False),
    ("53", "Bretagne", False),
    ("76", "Occitanie", False),
    ("03", "Guyane", True),
]
_DEPARTEMENTS = [("11", "Aude", "76"), ("35", "Ille-et-Vilaine", "53"), ("60", "Oise", "32"), ("973", "Guyane", "03")]


def _source(confidence: str | None, source: str | None = "rtes-2016, p. 35") -> dict[str, str | None]:
    return {"source": source, "confiance": confidence, "note": None}


_Place = tuple[str, str, str | None, str | None, float, float]


def _pole(number: int, place: _Place, **given: Any) -> dict[str, Any]:
    region, code_region, departement, code_departement, longitude, latitude = place
    properties: dict[str, Any] = {
        "id": f"ptce-{number:03}",
        "ligne": number,
        "nom": "",
        "nom_liste": given.get("nom", ""),
        "alias": [],
        "region": region,
        "code_region": code_region,
        "region_liste": region,
        "departement": departement,
        "code_departement": code_departement,
        "commune": None,
        "code_commune": None,
        "adresse": None,
        "precision": "departement",
        "secteurs": [],
        "forme_juridique": None,
        "annee_creation": None,
        "annee_laureat": None,
        "site": None,
        "doublon_de": None,
        "faits": [],
        "remarques": [],
        "sources": {},
    }
    assert set(given) <= set(properties)
    return {
        "type": "Feature",
        "id": properties["id"],
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": properties | given,
    }


_AUDE = ("Occitanie", "76", "Aude", "11", 2.2137, 43.05551)
_OISE = ("Hauts-de-France", "32", "Oise", "60", 1.76, 49.41)
_BRAY = {
    "commune": "Lachapelle-aux-Pots",
    "code_commune": "60333",
    "precision": "commune",
    "secteurs": ["Insertion et emploi", "Services à la personne"],
    "forme_juridique": "SCIC",
    "annee_creation": 2004,
    "annee_laureat": 2013,
    "site": "https://www.eco-solidaire.example/?a=1&b=2",
    "sources": {"secteurs": _source("haute"), "annee_laureat": _source("haute")},
}

FEATURES = [
    _pole(
        1,
        _AUDE,
        nom="3.EVA",
        alias=["3 EVA", "Vallée de l'Aude"],
        commune="Limoux",
        code_commune="11206",
        precision="commune",
        secteurs=["Développement local", "Économie circulaire"],
        forme_juridique="Association",
        annee_creation=2014,
        annee_laureat=2015,
        faits=["Pôle de la haute vallée de l'Aude ; trois collèges."],
        sources={
            "commune": _source("faible"),
            "secteurs": _source("moyenne"),
            "forme_juridique": _source("faible"),
            "annee_laureat": _source("haute"),
            # Doubtful about nothing: there is no address to doubt.
            "adresse": _source("faible"),
        },
    ),
    _pole(
        3,
        ("Guyane", "03", "Guyane", "973", -53.23917, 3.85694),
        nom="Ancrage Guyane",
        sources={"commune": _source(None)},
    ),
    _pole(45, _OISE, nom="Maison des Solidarités du Pays de Bray", **_BRAY),
    _pole(
        51,
        _OISE,
        nom="PTCE du Pays de Bray – Maison d'économie solidaire",
        nom_liste="Pays de Bray (PTCE – Maison d'Economie Solidaire)",
        doublon_de="ptce-045",
        **_BRAY,
    ),
    _pole(
        70,
        ("Bretagne", "53", "Ille-et-Vilaine", "35", -1.67790, 48.1173),
        nom=HOSTILE_NAME,
        alias=["\t@SUM(A1)", "#N/A"],
        adresse="＝1+1",
        annee_laureat=2015,
        site="javascript:alert(1)",
        faits=[HOSTILE_FACT],
        remarques=["-2+3", "+1"],
    ),
]


def _laureate(year: int, rank: int, place: _Place, **given: Any) -> dict[str, Any]:
    feature = _pole(rank, place, id=f"appel-{year}-{rank:02}", annee_laureat=year, region_liste=None, **given)
    return {**feature, "id": feature["properties"]["id"]}


LATER = [
    _laureate(
        2021,
        1,
        _AUDE,
        nom="Place d'Essai",
        nom_liste="PTCE Place d'Essai",
        secteurs=["Économie circulaire"],
        sources={"secteurs": _source("haute"), "annee_laureat": _source("haute", "https://annonce.example/2021")},
    ),
    # The pole of lines 45 and 51 again, laureate of 2013 and now of 2023.
    _laureate(
        2023,
        1,
        _OISE,
        nom="Pays de Bray solidaire",
        doublon_de="ptce-045",
        remarques=["Aussi la ligne 45 du panel."],
        sources={"annee_laureat": _source("moyenne", "https://annonce.example/2023 ; rtes-2016, p. 35")},
    ),
]


def write_data_dir(folder: Path, features: list[dict[str, Any]], later: list[dict[str, Any]]) -> None:
    """Write a data folder that `geo.load` reads: curated tables as they are, the rest made up."""
    shutil.copytree(DATA_DIR / "source", folder / "source")
    shutil.copy(DATA_DIR / "ptce.schema.json", folder)
    _write(folder / "ptce.geojson", features)
    _write(folder / "laureats.geojson", later)
    regions = [{"code": code, "nom": name, "outre_mer": overseas} for code, name, overseas in _REGIONS]
    departements = [{"code": code, "nom": name, "code_region": region} for code, name, region in _DEPARTEMENTS]
    for name, properties in (("regions", regions), ("departements", departements)):
        _write(folder / "regions" / f"{name}.geojson", [{"type": "Feature", "properties": each} for each in properties])


def _write(path: Path, features: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def build_panel(folder: Path, features: list[dict[str, Any]] = FEATURES, later: list[dict[str, Any]] = LATER) -> Panel:
    """Return the panel of the features given, read back from files by the real loader.

    A laureate that doubles a line which is not given is left out: the loader refuses it.
    """
    known = {None, *(feature["id"] for feature in features)}
    write_data_dir(folder, features, [line for line in later if line["properties"]["doublon_de"] in known])
    return load_panel(folder)
