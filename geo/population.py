"""Inhabitants of the regions: the municipal populations of the gazetteer's communes, added up."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from geo.reading import read_bytes, unreadable
from geo.schema import DATA_DIR

__all__ = ["CENSUS_YEAR", "Population", "load_populations", "per_million", "whole_country"]

#: Year of the census of the populations in `data/communes.csv` (see data/regions/README.md, Vintage).
CENSUS_YEAR = 2017

_FILE = "communes.csv"


@dataclass(frozen=True, slots=True)
class Population:
    """Inhabitants of a place.

    Parameters
    ----------
    inhabitants
        Sum over its communes whose population is known; None where that of none is.
    missing
        Names of its communes whose population the gazetteer does not give, in the order of their codes.
    """

    inhabitants: int | None
    missing: tuple[str, ...] = ()


def load_populations(data_dir: Path = DATA_DIR) -> Mapping[str, Population]:
    """Return the population of each region, by its INSEE code, at the census of `CENSUS_YEAR`.

    Raises
    ------
    InvalidDataError
        If `communes.csv` cannot be read, or a population is not a whole number.
    """
    known: dict[str, list[int]] = defaultdict(list)
    missing: dict[str, list[str]] = defaultdict(list)
    try:
        text = read_bytes(data_dir, _FILE).decode("utf-8")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            if row["population"]:
                known[row["code_region"]].append(int(row["population"]))
            else:
                missing[row["code_region"]].append(row["nom"])
    except (KeyError, ValueError, csv.Error) as error:
        raise unreadable(_FILE, "populations illisibles") from error
    return MappingProxyType(
        {
            code: Population(sum(known[code]) if known[code] else None, tuple(missing[code]))
            for code in sorted(known.keys() | missing.keys())
        }
    )


def whole_country(regions: Iterable[Population]) -> Population:
    """Add the populations of regions up; one that is unknown counts for nothing, and its communes are missing."""
    places = tuple(regions)
    known = [place.inhabitants for place in places if place.inhabitants is not None]
    return Population(sum(known) if known else None, tuple(name for place in places for name in place.missing))


def per_million(count: int, population: Population) -> float | None:
    """Return how many there are per million inhabitants, or None where the population is unknown."""
    return None if not population.inhabitants else 1_000_000 * count / population.inhabitants
