"""What the documents say of each pole: one fact per row, of a given date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.load import read_table
from geo.reference.amounts import YEAR, describe_quantity, number_of, year_of
from geo.schema import DATA_DIR

__all__ = ["PoleFact", "describe_fact", "key_figures", "load_pole_facts"]


@dataclass(frozen=True, slots=True)
class PoleFact:
    """One fact; empty texts and None are unknown.

    Parameters
    ----------
    pole_id
        Id of the pole, empty for a pole that is not listed, which `pole` names then.
    indicator, label
        Code and French name of what is measured or said.
    value, text
        A number, in `unit`, or a text: one of the two.
    year, period
        The year the fact is about or, where it is not a single one, the period.
    precision
        A key of `geo.reference.amounts.PRECISIONS`.
    quantitative
        Whether the fact is a quantity.
    key
        Whether it is a figure of the pole itself, to be shown first; never one of what is around it.
    document
        Id of the source document.
    note
        What to say with it.
    """

    id: str
    pole_id: str
    pole: str
    indicator: str
    label: str
    value: float | None
    text: str
    unit: str
    year: int | None
    period: str
    precision: str
    quantitative: bool
    key: bool
    document: str
    note: str


def load_pole_facts(data_dir: Path = DATA_DIR) -> tuple[PoleFact, ...]:
    """Read `pole_facts.csv`.

    Raises
    ------
    InvalidDataError
        If the table is missing or cannot be read.
    """
    return tuple(_fact(row) for row in read_table(data_dir / "source" / "pole_facts.csv"))


def _fact(row: Mapping[str, str]) -> PoleFact:
    return PoleFact(
        id=row["id"],
        pole_id=row["id_pole"],
        pole=row["pole"],
        indicator=row["indicateur"],
        label=row["libelle"],
        value=number_of(row["valeur"]),
        text=row["texte"],
        unit=row["unite"],
        year=year_of(row["annee"]),
        period=row["annee_texte"],
        precision=row["precision"],
        quantitative=row["nature"] == "quantitatif",
        key=row["chiffre_cle"] == "oui",
        document=row["document"],
        note=row["note"],
    )


def key_figures(facts: Iterable[PoleFact], pole_ids: Sequence[str]) -> tuple[PoleFact, ...]:
    """Return the figures of a pole to be shown first, in the order of the table.

    Parameters
    ----------
    facts
        What `load_pole_facts` returned.
    pole_ids
        The pole's id and those of its doubles; a figure given under several of them comes once, since the pole is one.
    """
    found: dict[tuple[str, float | None, str, str, int | None], PoleFact] = {}
    for fact in facts:
        if fact.key and fact.pole_id in pole_ids:
            found.setdefault((fact.indicator, fact.value, fact.text, fact.unit, fact.year), fact)
    return tuple(found.values())


def describe_fact(fact: PoleFact) -> str:
    """Say a fact in French: « Membres : environ 40 adhérents (2016) », « Année de création : 2011 »."""
    said = fact.text if fact.value is None else describe_quantity(fact.value, fact.unit, fact.precision)
    when = str(fact.year) if fact.year is not None else fact.period
    # A year needs no date, and a text says its own.
    dated = fact.value is not None and fact.unit != YEAR and when
    return f"{fact.label} : {said} ({when})" if dated else f"{fact.label} : {said}"
