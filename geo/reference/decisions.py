"""Where sources contradict each other and what the atlas decided, and the counts of PTCE that measure different things.

Tables: `data/source/decisions.csv`, `data/source/counts.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.load import read_table
from geo.reference.amounts import split_cell
from geo.schema import DATA_DIR

__all__ = ["THEMES", "Count", "Decision", "load_counts", "load_decisions"]

#: Themes of the decisions, in the order in which they are shown, as the interface names them.
THEMES = {
    "regions": "Régions",
    "doublons": "Doublons",
    "noms": "Noms",
    "lieux": "Lieux",
    "chiffres": "Chiffres",
    "dates": "Dates",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One contradiction and what came of it.

    Parameters
    ----------
    id
        Stable id: `region-damier`.
    theme
        A key of `THEMES`.
    subject
        What it is about.
    pole_ids
        Poles of the panel concerned.
    versions
        Values found, each with the document that gives it.
    decision
        What the atlas holds or shows.
    is_suspicion
        Whether it is an unverified suspicion, which the atlas does not apply.
    reason
        Why.
    """

    id: str
    theme: str
    subject: str
    pole_ids: tuple[str, ...]
    versions: tuple[str, ...]
    decision: str
    is_suspicion: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """One published number of PTCE, projects or laureates, nationwide. Never to be drawn as a curve with the others.

    Parameters
    ----------
    id
        Stable id: `panel-lignes`.
    value
        The number.
    precision
        `exact`, `plus-de`, `pres-de` or `environ`.
    date
        ISO year, year and month, or day that the number is of.
    what
        What is counted.
    source
        Publication that gives it, or that it is computed from.
    note
        Computation or reserve, or an empty text.
    """

    id: str
    value: int
    precision: str
    date: str
    what: str
    source: str
    note: str

    @property
    def year(self) -> int:
        """Year that the number is of."""
        return int(self.date[:4])


def load_decisions(data_dir: Path = DATA_DIR) -> tuple[Decision, ...]:
    """Read the decisions, by theme, then as the table has them.

    Raises
    ------
    InvalidDataError
        If the file is missing or is not a table.
    """
    order = list(THEMES)
    decisions = (
        Decision(
            id=row["id"],
            theme=row["theme"],
            subject=row["sujet"],
            pole_ids=split_cell(row["ids_poles"]),
            versions=split_cell(row["versions"]),
            decision=row["decision"],
            is_suspicion=row["statut"] == "soupcon",
            reason=row["motif"],
        )
        for row in read_table(data_dir / "source" / "decisions.csv")
    )
    return tuple(sorted(decisions, key=lambda decision: order.index(decision.theme)))


def load_counts(data_dir: Path = DATA_DIR) -> tuple[Count, ...]:
    """Read the counts, the earliest first.

    Raises
    ------
    InvalidDataError
        If the file is missing or is not a table.
    """
    counts = (
        Count(
            id=row["id"],
            value=int(row["valeur"]),
            precision=row["precision"],
            date=row["date"],
            what=row["ce_qui_est_compte"],
            source=row["source"],
            note=row["note"],
        )
        for row in read_table(data_dir / "source" / "counts.csv")
    )
    return tuple(sorted(counts, key=lambda count: count.date))
