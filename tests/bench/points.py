"""The points of the larger sizes: drawn among the communes by population, with the properties of poles."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.files import write_text
from geo.gazetteer import load_gazetteer
from geo.load import load_panel

__all__ = ["COLUMNS", "SECTOR", "SEPARATOR", "draw_points", "panel_points", "read_points", "write_points"]

#: Titles of the file, as « Importer » recognises them.
COLUMNS = (
    "nom",
    "commune",
    "code INSEE",
    "latitude",
    "longitude",
    "secteur",
    "forme juridique",
    "année de lauréat",
)

#: The filter that every contender is asked for.
SECTOR = "Culture"

#: Between the sectors of one point.
SEPARATOR = ", "

#: Standard deviation of the distance to the town hall, in kilometres, on each axis.
_SCATTER_KM = 3.0
_KM_PER_DEGREE = 111.32


def draw_points(number: int, seed: int = 1) -> pd.DataFrame:
    """Draw structures that do not exist, where people live.

    Each commune is drawn in proportion to its population; the point lies some kilometres around its town hall, inside
    the box of the communes of its region. Sectors, legal form and year are those of a pole drawn among the panel.

    Parameters
    ----------
    number
        How many.
    seed
        The same seed gives the same points.

    Returns
    -------
    DataFrame
        Shape (number, 8), columns `COLUMNS`, texts except latitude and longitude (EPSG:4326 degrees, 5 decimals).
    """
    chance = np.random.default_rng(seed)
    communes = load_gazetteer().communes
    weights = communes["population"].fillna(0).to_numpy(dtype=float)
    drawn = communes.iloc[chance.choice(len(communes), number, p=weights / weights.sum())]
    latitudes, longitudes = _scatter(drawn, communes, chance)
    panel = load_panel()
    poles = panel.poles[panel.in_panel]
    like = poles.iloc[chance.integers(len(poles), size=number)]
    values = (
        [f"Structure {rank}" for rank in range(1, number + 1)],
        drawn["nom"].tolist(),
        drawn.index.tolist(),
        latitudes,
        longitudes,
        [SEPARATOR.join(labels) for labels in like["secteurs"]],
        [form or "" for form in like["forme_juridique"]],
        ["" if pd.isna(year) else str(int(year)) for year in like["annee_laureat"]],
    )
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))


def panel_points() -> pd.DataFrame:
    """Return the poles of the panel in the same columns: what the rivals show at the smallest size."""
    panel = load_panel()
    poles = panel.poles[panel.in_panel]
    values = (
        poles["nom"].tolist(),
        [commune or "" for commune in poles["commune"]],
        [code or "" for code in poles["code_commune"]],
        poles.geometry.y.to_numpy(),
        poles.geometry.x.to_numpy(),
        [SEPARATOR.join(labels) for labels in poles["secteurs"]],
        [form or "" for form in poles["forme_juridique"]],
        ["" if pd.isna(year) else str(int(year)) for year in poles["annee_laureat"]],
    )
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))


def write_points(points: pd.DataFrame, path: Path) -> None:
    """Write them as CSV, UTF-8, with semicolons."""
    text = io.StringIO()
    points.to_csv(text, sep=";", index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    write_text(path, text.getvalue())


def read_points(path: Path) -> pd.DataFrame:
    """Read what `write_points` wrote."""
    numbers = {"latitude": float, "longitude": float}
    types = {column: numbers.get(column, str) for column in COLUMNS}
    return pd.read_csv(path, sep=";", dtype=types, keep_default_na=False)


def in_sector(points: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say which points have `SECTOR` among theirs, one by one: what every contender must find."""
    return np.array([SECTOR in text.split(SEPARATOR) for text in points["secteur"]], dtype=bool)


def _scatter(
    drawn: pd.DataFrame, communes: pd.DataFrame, chance: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return latitudes and longitudes around the town halls."""
    boxes = communes.groupby("code_region")[["latitude", "longitude"]].agg(["min", "max"])
    box = boxes.loc[drawn["code_region"]]
    kilometres = chance.normal(scale=_SCATTER_KM, size=(2, len(drawn)))
    latitudes = drawn["latitude"].to_numpy() + kilometres[0] / _KM_PER_DEGREE
    degrees = kilometres[1] / (_KM_PER_DEGREE * np.cos(np.radians(drawn["latitude"].to_numpy())))
    longitudes = drawn["longitude"].to_numpy() + degrees
    return tuple(  # type: ignore[return-value]
        np.clip(values, box[name, "min"].to_numpy(), box[name, "max"].to_numpy()).round(5)
        for name, values in (("latitude", latitudes), ("longitude", longitudes))
    )
