"""The State's national calls for PTCE, from 2013 on: `data/source/calls.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geo.load import read_table
from geo.schema import DATA_DIR

__all__ = ["Call", "load_calls"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call. None means that no source read says so.

    Parameters
    ----------
    id
        `appel-2013`, `ami-2021`…
    year
        Year of the call; `results` may be in the next one.
    title
        Its name.
    laureates
        Number of laureates that the State announced, whether or not the atlas can name them.
    laureates_computed
        Whether that number is deduced from others instead of published.
    applicants, eligible
        Applications received, then found eligible.
    amount_eur
        Whole budget, in euros.
    amount_note
        Where the amount comes from, or what is known for want of it.
    results
        Day on which the laureates were announced.
    source
        Publications that the numbers come from.
    rest_of_list
        Where laureates that the atlas does not name may be read: a web address, else who publishes them.
    note
        Computations and reserves.
    """

    id: str
    year: int
    title: str
    laureates: int | None
    laureates_computed: bool
    applicants: int | None
    eligible: int | None
    amount_eur: int | None
    amount_note: str
    results: date | None
    source: str
    rest_of_list: str
    note: str


def load_calls(data_dir: Path = DATA_DIR) -> tuple[Call, ...]:
    """Read the calls, the earliest first.

    Raises
    ------
    InvalidDataError
        If the file is missing or is not a table.
    """
    calls = (
        Call(
            id=row["id"],
            year=int(row["annee"]),
            title=row["intitule"],
            laureates=_integer(row["laureats_officiels"]),
            laureates_computed=row["laureats_calcules"] == "oui",
            applicants=_integer(row["candidats"]),
            eligible=_integer(row["recevables"]),
            amount_eur=_integer(row["montant_eur"]),
            amount_note=row["montant_note"],
            results=date.fromisoformat(row["resultats"]) if row["resultats"] else None,
            source=row["source"],
            rest_of_list=row["sources_suite"],
            note=row["note"],
        )
        for row in read_table(data_dir / "source" / "calls.csv")
    )
    return tuple(sorted(calls, key=lambda call: call.year))


def _integer(text: str) -> int | None:
    return int(text) if text else None
