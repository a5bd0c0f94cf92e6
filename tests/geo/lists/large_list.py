"""A list as long as is wanted, synthetic: its rows are drawn from the communes by population."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.gazetteer import COMMUNE, Gazetteer
from geo.lists.table import ListTable

#: Role → column of `large_table`.
LARGE_ROLES: Mapping[str, str] = {
    "nom": "Nom",
    "commune": "Commune",
    "departement": "Département",
    "secteur": "Secteur",
    "annee": "Année",
    "latitude": "Latitude",
    "longitude": "Longitude",
}

_SECTORS = ("Énergie", "Culture", "Habitat", "Numérique", "Alimentation")


def large_table(rows: int, gazetteer: Gazetteer) -> ListTable:
    """Return a list of so many rows, the same each time, placed by coordinates near their commune."""
    communes = gazetteer.places[gazetteer.places["nature"] == COMMUNE]
    weights = communes["population"].fillna(0).to_numpy(dtype=float)
    drawn = np.random.default_rng(5)
    places = communes.iloc[drawn.choice(len(communes), rows, p=weights / weights.sum())]
    numbers = range(rows)
    columns = {
        "Nom": [f"Association n° {number} de {name}" for number, name in enumerate(places["nom"])],
        "Adresse": [f"{number % 90 + 1} rue de l’Église" for number in numbers],
        "Commune": places["nom"].tolist(),
        "Département": places["code_departement"].tolist(),
        "Secteur": [_SECTORS[number % len(_SECTORS)] for number in numbers],
        "Année": [str(2010 + number % 15) for number in numbers],
        "Latitude": [f"{degrees:.6f}" for degrees in places["latitude"] + drawn.normal(0, 0.005, rows)],
        "Longitude": [f"{degrees:.6f}" for degrees in places["longitude"] + drawn.normal(0, 0.005, rows)],
    }
    index = pd.RangeIndex(2, rows + 2, name="ligne")
    return ListTable("grande.csv", "csv", pd.DataFrame(columns, index=index).astype("str"))
