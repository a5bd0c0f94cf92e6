"""What the gazetteer knows beside communes in force: former communes, arrondissements and postcodes."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from geo.build.communes import DECIMALS, locate
from geo.build.wheel import Source
from geo.errors import InvalidDataError, Problem

__all__ = ["FORMER", "POSTCODES", "build"]

FORMER = Path("data/communes_autrefois.csv")
POSTCODES = Path("data/codes_postaux.csv")
FORMER_COLUMNS = (
    "code", "nom", "nature", "code_commune", "code_departement", "population", "longitude", "latitude", "point",
)  # fmt: skip


def build(source: Source) -> dict[Path, str]:
    """Build both tables.

    Parameters
    ----------
    source
        The wheel's tables, its parts and postcodes included.

    Returns
    -------
    dict
        Path relative to the project root → CSV. Former communes and arrondissements, ordered by code, each at its own
        town hall or inside its own ground (degrees, EPSG:4326); postcodes, ordered, one row per commune that has it.

    Raises
    ------
    InvalidDataError
        A part or a postcode names a commune that is not there, or a part is too thin for a point.
    """
    if source.parts is None:
        return {}
    _check(source, source.parts)
    points = locate(source.parts)
    table = source.parts.communes.drop(columns="code_region")
    for column, axis in (("longitude", 0), ("latitude", 1)):
        table[column] = [f"{value:.{DECIMALS}f}" for value in points.coordinates[:, axis].tolist()]
    table["point"] = np.where(points.at_town_hall, "mairie", "interieur")
    names = dict(zip(source.communes["code"], source.communes["nom"], strict=True))
    # The former commune that gave both its code and its name to the new one says nothing more than the latter.
    same = (table["code"] == table["code_commune"]) & (table["nom"] == table["code_commune"].map(names))
    return {
        FORMER: _text(table.loc[~same, list(FORMER_COLUMNS)]),
        POSTCODES: _text(source.postcodes),
    }


def _check(source: Source, parts: Source) -> None:
    communes = set(source.communes["code"])
    advice = "vérifier la version du paquet et la lecture de la table"
    problems = [
        Problem(str(file), "commune en vigueur inconnue", None, "code_commune", str(code), advice=advice)
        for file, column, known in (
            (FORMER, parts.communes["code_commune"], communes),
            (POSTCODES, source.postcodes["code_commune"], communes | set(parts.communes["code"])),
        )
        for code in column[~column.isin(list(known))]
    ]
    if problems:
        raise InvalidDataError(problems)


def _text(table: pd.DataFrame) -> str:
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([["" if pd.isna(cell) else cell for cell in row] for row in table.itertuples(index=False)])
    return stream.getvalue()
