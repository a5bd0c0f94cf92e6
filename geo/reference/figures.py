"""The national figures of the documents, each with its sample and its cautions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from geo.errors import UnknownValueError
from geo.load import read_table
from geo.reference.amounts import describe_quantity, describe_range, number_of, split_cell, year_of
from geo.schema import DATA_DIR

__all__ = ["Figure", "describe_figure", "figure_of", "figures_of", "load_figures"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; empty texts and None are unknown or missing from the document, never zero.

    Parameters
    ----------
    group, series, category
        What the figure is about, from the widest: « financements-par-niveau », « total », « regions ». Inside a
        series, category and year name one figure.
    value, minimum, maximum
        The value, or the ends of a range, in `unit`.
    year, period
        The year or, where it is not a single one, the period.
    sample
        What the figure was measured on, as the document says it.
    precision
        A key of `geo.reference.amounts.PRECISIONS`.
    computed, computation
        Whether the atlas computed or counted it rather than a document writing it, and how.
    documents
        Ids of the source documents.
    note
        What to say with it.
    """

    id: str
    group: str
    series: str
    category: str
    label: str
    value: float | None
    minimum: float | None
    maximum: float | None
    unit: str
    year: int | None
    period: str
    sample: str
    precision: str
    computed: bool
    computation: str
    documents: tuple[str, ...]
    note: str

    @property
    def is_missing(self) -> bool:
        """Whether the document gives neither a value nor a range: to be said, and never drawn as zero."""
        return self.value is None and self.minimum is None and self.maximum is None


def load_figures(data_dir: Path = DATA_DIR) -> tuple[Figure, ...]:
    """Read `figures.csv`.

    Raises
    ------
    InvalidDataError
        If the table is missing or cannot be read.
    """
    return tuple(_figure(row) for row in read_table(data_dir / "source" / "figures.csv"))


def _figure(row: Mapping[str, str]) -> Figure:
    return Figure(
        id=row["id"],
        group=row["groupe"],
        series=row["serie"],
        category=row["categorie"],
        label=row["libelle"],
        value=number_of(row["valeur"]),
        minimum=number_of(row["minimum"]),
        maximum=number_of(row["maximum"]),
        unit=row["unite"],
        year=year_of(row["annee"]),
        period=row["annee_texte"],
        sample=row["echantillon"],
        precision=row["precision"],
        computed=row["calcule"] == "oui",
        computation=row["calcul"],
        documents=split_cell(row["document"]),
        note=row["note"],
    )


def figure_of(figures: Iterable[Figure], figure_id: str) -> Figure:
    """Return the figure whose id is `figure_id`.

    Raises
    ------
    UnknownValueError
        If there is none.
    """
    by_id = {figure.id: figure for figure in figures}
    if figure_id not in by_id:
        raise UnknownValueError("chiffre", figure_id, list(by_id), "voir figures.csv")
    return by_id[figure_id]


def figures_of(figures: Iterable[Figure], group: str, series: str | None = None) -> tuple[Figure, ...]:
    """Return the figures of a group or of one of its series, in the order of the table.

    Raises
    ------
    UnknownValueError
        If there is no such group, or no such series in it.
    """
    known = tuple(figures)
    found = tuple(figure for figure in known if figure.group == group)
    if not found:
        raise UnknownValueError("groupe", group, list(dict.fromkeys(f.group for f in known)), "voir figures.csv")
    if series is None:
        return found
    chosen = tuple(figure for figure in found if figure.series == series)
    if not chosen:
        allowed = [name for name in dict.fromkeys(figure.series for figure in found) if name]
        raise UnknownValueError("série", series, allowed, "voir figures.csv")
    return chosen


def describe_figure(figure: Figure) -> str:
    """Say the value of a figure in French: « plus de 235 000 000 € », « de 20 à 30 % », « donnée absente »."""
    if figure.value is not None:
        return describe_quantity(figure.value, figure.unit, figure.precision)
    if figure.minimum is not None and figure.maximum is not None:
        return describe_range(figure.minimum, figure.maximum, figure.unit)
    return "donnée absente"
