"""The offline gazetteer: one point per commune in force."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.build.wheel import Source
from geo.errors import InvalidDataError, Problem

__all__ = ["COLUMNS", "DECIMALS", "FILE", "Points", "build", "locate"]

FILE = Path("data/communes.csv")
COLUMNS = ("code", "nom", "code_departement", "code_region", "population", "longitude", "latitude", "point")
#: About 1 m: the precision of a door, which is what a town hall's point is.
DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Points:
    """Where each commune is, in the order of `Source.communes`.

    Parameters
    ----------
    coordinates
        One row per commune: longitude, latitude, EPSG:4326, degrees, rounded to `DECIMALS`.
    at_town_hall
        True where the point is the town hall, False where it is only a point inside the commune.
    """

    coordinates: NDArray[np.float64]
    at_town_hall: NDArray[np.bool_]


def locate(source: Source) -> Points:
    """Place each commune at its town hall, else at its centroid, else at any inner point: the first that is inside.

    Parameters
    ----------
    source
        The wheel's tables.

    Returns
    -------
    Points
        Each strictly inside its commune after rounding.

    Raises
    ------
    InvalidDataError
        A commune is so thin that no rounded point falls inside.
    """
    halls = _rounded(source.town_halls)
    at_town_hall = _inside(source, halls)
    coordinates = _rounded(shapely.point_on_surface(source.shapes))
    # The centroid before the inner point: for Paris, without town hall in the source, it is 2 km nearer the centre.
    for better in (_rounded(shapely.centroid(source.shapes)), halls):
        coordinates = np.where(_inside(source, better)[:, None], better, coordinates)
    outside = ~_inside(source, coordinates)
    if outside.any():
        advice = "choisir un autre point intérieur"
        codes = source.communes.loc[outside, "code"]
        raise InvalidDataError(Problem(str(FILE), "point hors de sa commune", value=c, advice=advice) for c in codes)
    return Points(coordinates, at_town_hall)


def build(source: Source, points: Points) -> dict[Path, str]:
    """Build the gazetteer.

    Parameters
    ----------
    source
        The wheel's tables.
    points
        What `locate` returned for it.

    Returns
    -------
    dict
        Path relative to the project root → CSV, ordered by INSEE code; longitude and latitude in degrees, EPSG:4326;
        `point` is `mairie`, or `interieur` where the source has no town hall inside the commune.
    """
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = source.communes.itertuples(index=False, name=None)
    places = zip(rows, points.coordinates.tolist(), points.at_town_hall.tolist(), strict=True)
    for (*texts, population), (longitude, latitude), at_town_hall in places:
        inhabitants = "" if pd.isna(population) else str(population)
        place = "mairie" if at_town_hall else "interieur"
        writer.writerow((*texts, inhabitants, f"{longitude:.{DECIMALS}f}", f"{latitude:.{DECIMALS}f}", place))
    return {FILE: stream.getvalue()}


def _inside(source: Source, coordinates: NDArray[np.float64]) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = shapely.contains_xy(source.shapes, coordinates[:, 0], coordinates[:, 1])
    return inside


def _rounded(points: NDArray[np.object_]) -> NDArray[np.float64]:
    # + 0.0: see coverage._rounded. A missing point gives NaN, which no polygon contains.
    return np.column_stack((shapely.get_x(points), shapely.get_y(points))).round(DECIMALS) + 0.0
