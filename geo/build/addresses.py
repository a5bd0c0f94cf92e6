"""Geocodes the known addresses of the poles, on request only, into `data/source/addresses.csv`.

The table is a cache that is committed: the build reads it and never asks anybody. An address that the service does not
place surely, in the commune that the pole is known to be in, is left out: its pole stays at the town hall, and says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geopy.exc import GeopyError

from geo.files import write_bytes
from geo.geocode.online import ign_geocoder
from geo.geocode.settings import Settings
from geo.geocode.verdict import MIN_SCORE, same_commune
from geo.load import read_table

__all__ = ["Outcome", "build_geocoder", "geocode_addresses"]

_COLUMNS = ("id", "adresse", "longitude", "latitude", "score", "service", "date")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the address of one pole; `problem` is None where it was placed."""

    pole_id: str
    address: str
    problem: str | None


def build_geocoder(settings: Settings) -> Callable[[str], Any]:
    """Return a function that asks for an address, and asks again where the service fails."""
    return ign_geocoder(settings, retries=settings.retries)


def geocode_addresses(data_dir: Path, geocode: Callable[[str], Any], day: str) -> list[Outcome]:
    """Place the addresses of `ptce.csv` that `addresses.csv` does not hold yet, and write what was found.

    Parameters
    ----------
    data_dir
        Folder of the data.
    geocode
        Address → `geopy.Location` with the raw GeoJSON feature of the service, or None.
    day
        Date of the answers, as YYYY-MM-DD.

    Returns
    -------
    list of Outcome
        One per address asked for.
    """
    table = data_dir / "source" / "addresses.csv"
    kept = {row["id"]: row for row in read_table(table)}
    outcomes = []
    for pole in read_table(data_dir / "source" / "ptce.csv"):
        known = kept.get(pole["id"], {}).get("adresse")
        if not pole["adresse"] or pole["doublon_de"] or known == pole["adresse"]:
            continue
        row, problem = _ask(pole, geocode, day)
        outcomes.append(Outcome(pole["id"], pole["adresse"], problem))
        if row:
            kept[pole["id"]] = row
    if any(outcome.problem is None for outcome in outcomes):
        write_bytes(table, _csv(kept))
    return outcomes


def _ask(pole: Mapping[str, str], geocode: Callable[[str], Any], day: str) -> tuple[dict[str, str] | None, str | None]:
    try:
        found = geocode(pole["adresse"])
    except GeopyError as error:
        return None, f"le service n'a pas répondu ({error})"
    if found is None:
        return None, "adresse introuvable"
    properties = found.raw.get("properties", {})
    score, city = float(properties.get("score", 0)), str(properties.get("citycode", ""))
    code = pole["code_commune"]
    if score < MIN_SCORE:
        return None, f"réponse peu sûre (score {score:.2f}, minimum {MIN_SCORE})"
    if not same_commune(city, code):
        return None, f"réponse dans une autre commune ({city} au lieu de {code})"
    row = {
        "id": pole["id"],
        "adresse": pole["adresse"],
        "longitude": f"{found.longitude:.6f}",
        "latitude": f"{found.latitude:.6f}",
        "score": f"{score:.2f}",
        "service": "IGN Géoplateforme",
        "date": day,
    }
    return row, None


def _csv(rows: Mapping[str, Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows[pole_id] for pole_id in sorted(rows))
    return text.getvalue().encode("utf-8-sig")
