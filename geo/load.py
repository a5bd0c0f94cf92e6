"""Reads the published data files into a `Panel`.

`json` rather than `geopandas.read_file`: the latter turns the arrays of a GeoJSON into text, and integers with gaps
into floats.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import shapely

from geo.errors import InvalidDataError, Problem
from geo.filters import FacetIndex
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.model import (
    Dataset,
    Departement,
    Document,
    LaterCalls,
    LegalForm,
    Panel,
    PlaceSource,
    Region,
    Sector,
    Vocabulary,
)
from geo.schema import DATA_DIR, load_schema
from geo.text import fold, settle

__all__ = ["load_dataset", "load_panel", "load_vocabulary", "read_numbered_table", "read_table"]

#: The two collections, in the order in which their lines are read.
_COLLECTIONS = ("ptce.geojson", "laureats.geojson")

_REGIONS = "regions/regions.geojson"
_DEPARTEMENTS = "regions/departements.geojson"


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a curated table; see `read_numbered_table`."""
    return [row for _, row in read_numbered_table(path)]


def read_numbered_table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Read a curated table: UTF-8 with or without BOM, semicolons, one header line.

    Returns
    -------
    list of (row number as a spreadsheet shows it, column → trimmed cell)

    Raises
    ------
    InvalidDataError
        If the file is missing, is not UTF-8, or a row has more or fewer cells than the header.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InvalidDataError([Problem(name, "fichier absent", advice="le rétablir depuis le dépôt")]) from error
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        advice = "enregistrer la feuille en « CSV UTF-8 (séparateur : point-virgule) »"
        raise InvalidDataError([Problem(name, "le fichier n'est pas en UTF-8", row=row, advice=advice)]) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    header = next(reader, [])
    problems = [
        Problem(name, "colonne en double", row=1, column=column, advice="n'en garder qu'une")
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    rows = []
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = f"{len(cells)} cellules au lieu de {len(header)}"
            problems.append(Problem(name, message, row=number, advice="vérifier points-virgules et guillemets"))
        rows.append((number, dict(zip(header, (cell.strip() for cell in cells), strict=False))))
    if problems:
        raise InvalidDataError(problems)
    return rows


def load_vocabulary(data_dir: Path = DATA_DIR) -> Vocabulary:
    """Read the regions, the départements and the curated vocabularies of `data/source/`."""
    source = data_dir / "source"
    regions = [
        Region(properties["code"], properties["nom"], properties["outre_mer"])
        for properties in _properties(data_dir / _REGIONS)
    ]
    departements = [
        Departement(properties["code"], properties["nom"], properties["code_region"])
        for properties in _properties(data_dir / _DEPARTEMENTS)
    ]
    return Vocabulary(
        # Overseas last, as French tables have it; within each half, by name.
        regions=tuple(sorted(regions, key=lambda region: (region.overseas, fold(region.name)))),
        departements=tuple(sorted(departements, key=lambda departement: departement.code)),
        sectors=tuple(
            Sector(row["code"], row["libelle"], row["abrege"], row["couleur"])
            for row in sorted(read_table(source / "sectors.csv"), key=lambda row: fold(row["libelle"]))
        ),
        legal_forms=tuple(
            LegalForm(row["code"], row["libelle"], row["nom_complet"]) for row in read_table(source / "legal_forms.csv")
        ),
        documents=tuple(
            Document(row["id"], row["titre"], row["editeur"], int(row["annee"]) if row["annee"] else None, row["note"])
            for row in read_table(source / "documents.csv")
        ),
    )


def load_dataset(data_dir: Path = DATA_DIR) -> Dataset:
    """Read what the data says of itself: title, version, date, licence, attribution."""
    document = json.loads((data_dir / "source" / "dataset.json").read_text(encoding="utf-8"))
    later = document["appels"]
    return Dataset(
        name=document["nom"],
        title=document["titre"],
        description=document["description"],
        version=document["version"],
        date=document["date"],
        licence_name=document["licence"]["nom"],
        licence_title=document["licence"]["titre"],
        licence_url=document["licence"]["url"],
        attribution=document["attribution"],
        list_name=document["liste"],
        place_sources=tuple(PlaceSource(p["titre"], p["apport"], p["url"]) for p in document["lieux"]),
        place_licence=document["lieux_licence"],
        later=LaterCalls(
            title=later["titre"],
            attribution=later["attribution"],
            list_name=later["liste"],
            whole_title=later["titre_ensemble"],
            whole_attribution=later["attribution_ensemble"],
            official=int(later["laureats_officiels"]),
        ),
    )


def load_panel(data_dir: Path = DATA_DIR) -> Panel:
    """Read `ptce.geojson`, `laureats.geojson` and everything that describes them.

    Parameters
    ----------
    data_dir
        Folder that holds both, `ptce.schema.json`, `regions/` and `source/`.

    Raises
    ------
    InvalidDataError
        If a file is missing or is not the GeoJSON that the build writes.
    """
    contents, features = zip(*(_read_features(data_dir, name) for name in _COLLECTIONS), strict=True)
    lines = _frame([feature for collection in features for feature in collection])
    vocabulary = load_vocabulary(data_dir)
    doubles = {str(line): str(pole) for line, pole in lines["doublon_de"].items() if pole is not None}
    poles = lines[~lines.index.isin(list(doubles))]
    poles = poles.iloc[sorted(range(len(poles)), key=lambda row: fold(poles["nom"].iloc[row]))]
    calls = _calls(lines, doubles)
    return Panel(
        lines=lines,
        poles=poles,
        doubles=MappingProxyType(doubles),
        calls=MappingProxyType(calls),
        vocabulary=vocabulary,
        schema=load_schema(data_dir),
        dataset=load_dataset(data_dir),
        index=FacetIndex.build(poles, lines, vocabulary, calls, _gazetteer(data_dir)),
        digest=hashlib.sha256(b"".join(contents)).hexdigest()[:12],
    )


def _gazetteer(data_dir: Path) -> Callable[[], Gazetteer]:
    """Return a function that loads the gazetteer when it is first called, by whichever session, and then keeps it."""
    lock = Lock()
    loaded: list[Gazetteer] = []

    def give() -> Gazetteer:
        # Without the lock, sessions that begin together would each load it.
        with lock:
            if not loaded:
                loaded.append(load_gazetteer(data_dir))
        return loaded[0]

    return give


def _read_features(data_dir: Path, name: str) -> tuple[bytes, list[dict[str, Any]]]:
    try:
        content = (data_dir / name).read_bytes()
        features: list[dict[str, Any]] = _settled(json.loads(content, parse_constant=_refuse_constant)["features"])
        # Here, so that what cannot be a frame is told with its file.
        _frame(features)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        problem = Problem(f"data/{name}", f"fichier illisible ({error})", advice="le reconstruire : make data")
        raise InvalidDataError([problem]) from error
    return content, features


def _settled(value: Any) -> Any:
    """Settle every text of a JSON value: the file may have been changed by another hand than the build's."""
    if isinstance(value, str):
        return settle(value)
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if isinstance(value, dict):
        return {settle(name): _settled(item) for name, item in value.items()}
    return value


def _refuse_constant(name: str) -> None:
    # Python reads NaN and Infinity, which are no JSON: the browser would refuse what is made of them.
    raise ValueError(f"« {name} » n'est pas du JSON")


def _calls(lines: gpd.GeoDataFrame, doubles: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Give each distinct pole the years of its own line and of those that double it."""
    won: dict[str, set[int]] = {}
    for line, year in lines["annee_laureat"].items():
        years = won.setdefault(doubles.get(str(line), str(line)), set())
        if year is not None:
            years.add(year)
    return {pole: tuple(sorted(years)) for pole, years in won.items()}


def _frame(features: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    names = list(features[0]["properties"])
    # Object columns keep integers integers beside null, and lists lists.
    data = {name: [feature["properties"][name] for feature in features] for name in names}
    points = shapely.points([feature["geometry"]["coordinates"] for feature in features])
    index = [feature["properties"]["id"] for feature in features]
    return gpd.GeoDataFrame(data, geometry=points, crs="EPSG:4326", index=index, dtype=object).set_geometry("geometry")


def _properties(path: Path) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]
