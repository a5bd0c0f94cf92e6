"""`python -m tests.bench.geocode`: how long the offline geocoder takes, beside a plain merge of pandas.

The merge is given keys already cleaned, names and départements as the gazetteer folds them; the geocoder is given names
as files have them. Both tables have 10,000 rows, and both are timed in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.gazetteer import Gazetteer, load_gazetteer
from geo.geocode.offline import geocode
from geo.geocode.status import EXACT
from geo.spelling import fold_all

__all__ = ["MOST_SECONDS", "MOST_TIMES", "ROWS", "Comparison", "run"]

ROWS = 10_000
ROUNDS = 15
#: At most this many times the merge …
MOST_TIMES = 3.0
#: … and this long on one core.
MOST_SECONDS = 2.0


@dataclass
class Comparison:
    """The times of one kind of list, in seconds of processor, and how many of its rows were placed."""

    name: str
    merge: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    placed: int = 0
    exact: int = 0

    @property
    def times(self) -> float:
        """How many times the merge the geocoder takes: the median of the rounds, each with its own merge."""
        return statistics.median(own / merge for own, merge in zip(self.own, self.merge, strict=True))

    def milliseconds(self) -> dict[str, float]:
        """Return the medians in milliseconds."""
        return {"merge_ms": statistics.median(self.merge) * 1e3, "own_ms": statistics.median(self.own) * 1e3}

    def __str__(self) -> str:
        merge, own = statistics.median(self.merge), statistics.median(self.own)
        return (
            f"{self.name:<44} merge {merge * 1e3:6.1f} ms   geocode {own * 1e3:6.1f} ms   {self.times:4.2f} times   "
            f"placed {self.placed}, exact {self.exact}, of {ROWS}"
        )


def run() -> list[Comparison]:
    """Time every kind of list, and return the comparisons."""
    gazetteer = load_gazetteer()
    communes = gazetteer.communes.assign(
        code=gazetteer.communes.index, key=fold_all(gazetteer.communes["nom"].tolist())
    )
    drawn = communes.sample(ROWS, random_state=1, replace=False)
    postcodes = [gazetteer.postcodes[gazetteer.rank_of[code]][:1] for code in drawn["code"]]
    names, departements = drawn["nom"].tolist(), drawn["code_departement"].tolist()
    lists = {
        "names and départements": pd.DataFrame({"commune": names, "departement": departements}),
        "names in capitals and postcodes": pd.DataFrame(
            {"commune": [key.upper() for key in drawn["key"]], "code_postal": ["".join(codes) for codes in postcodes]}
        ),
        "names alone": pd.DataFrame({"commune": names}),
        "one in ten badly written": pd.DataFrame({"commune": _spoilt(names), "departement": departements}),
    }
    found = []
    for name, places in lists.items():
        keys = ["key"] if name == "names alone" else ["key", "code_departement"]
        found.append(_compare(name, places, drawn[keys].reset_index(drop=True), communes, gazetteer))
    return found


def _compare(
    name: str, places: pd.DataFrame, clean: pd.DataFrame, communes: pd.DataFrame, gazetteer: Gazetteer
) -> Comparison:
    """Time the merge of cleaned keys and the geocoder on the same rows, in turn."""
    keys = list(clean.columns)
    # The columns that the geocoder gives too; names alone find their homonyms, as a plain merge does.
    right = communes[["key", "code", "nom", "code_departement", "code_region", "longitude", "latitude"]]
    comparison = Comparison(name)
    for _ in range(ROUNDS + 1):
        comparison.merge.append(_time(lambda: clean.merge(right, on=keys, how="left")))
        comparison.own.append(_time(lambda: geocode(places, gazetteer)))
    # The first round pays for what later ones find ready: the index of names, pages of memory.
    del comparison.merge[0], comparison.own[0]
    result = geocode(places, gazetteer)
    comparison.placed = int(result["code_commune"].notna().sum())
    comparison.exact = int((result["statut"] == EXACT).sum())
    return comparison


def _time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _spoilt(names: list[str]) -> list[str]:
    """Write one name in ten badly: a letter missing, « St », a CEDEX, an article left out."""
    chance = np.random.default_rng(2)
    spoilt = list(names)
    for row in chance.choice(len(names), len(names) // 10, replace=False).tolist():
        name = names[row]
        middle = len(name) // 2
        ways = (
            name[:middle] + name[middle + 1 :],
            name.replace("Saint", "St") if "Saint" in name else f"{name} CEDEX",
            name.removeprefix("La ").removeprefix("Le ").removeprefix("L'"),
        )
        spoilt[row] = ways[int(chance.integers(len(ways)))]
    return spoilt


def main() -> None:
    """Print the comparisons."""
    print(f"Offline geocoding of {ROWS} rows, processor time, medians of {ROUNDS} rounds")
    for comparison in run():
        print(comparison)
    print(f"allowed: {MOST_TIMES:g} times the merge, {MOST_SECONDS:g} s")


if __name__ == "__main__":
    main()
