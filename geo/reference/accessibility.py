"""What the atlas keeps of each criterion of the RGAA 4.1.2, `data/source/rgaa.csv`, and what that amounts to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from geo.load import read_table
from geo.reference.amounts import split_cell
from geo.schema import DATA_DIR

__all__ = [
    "CHECKS",
    "STATUSES",
    "THEMES",
    "Criterion",
    "Tally",
    "latest_check",
    "load_criteria",
    "tally",
    "tally_by_theme",
]

#: Themes of the RGAA, by number.
THEMES: Final[Mapping[int, str]] = {
    1: "Images",
    2: "Cadres",
    3: "Couleurs",
    4: "Multimédia",
    5: "Tableaux",
    6: "Liens",
    7: "Scripts",
    8: "Éléments obligatoires",
    9: "Structuration de l'information",
    10: "Présentation de l'information",
    11: "Formulaires",
    12: "Navigation",
    13: "Consultation",
}

#: Statuses, as the interface names them.
STATUSES: Final[Mapping[str, str]] = {
    "conforme": "conforme",
    "non-conforme": "non conforme",
    "non-applicable": "non applicable",
    "non-evalue": "non évalué",
}

#: Ways of checking, as the interface names them.
CHECKS: Final[Mapping[str, str]] = {
    "axe": "axe-core",
    "test": "test dans un navigateur",
    "lecture": "lecture du code et des pages",
}

#: Share of the applicable criteria, in percent, from which a service is said to conform in part.
_PARTLY: Final = 50


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    Parameters
    ----------
    theme, number
        `1` and `9` for 1.9.
    title
        What it asks, in short.
    status
        A key of `STATUSES`.
    checks
        Keys of `CHECKS`; none if nothing was checked.
    checked
        Day of the last check, or None.
    note
        What was looked at, or what is missing.
    """

    theme: int
    number: int
    title: str
    status: str
    checks: tuple[str, ...]
    checked: date | None
    note: str

    @property
    def code(self) -> str:
        """As the RGAA numbers it: `1.9`."""
        return f"{self.theme}.{self.number}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many criteria have each status."""

    conform: int
    not_conform: int
    not_applicable: int
    not_assessed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.applicable + self.not_applicable

    @property
    def applicable(self) -> int:
        """Those that are about something the atlas has; those not assessed are among them."""
        return self.conform + self.not_conform + self.not_assessed

    @property
    def rate(self) -> float:
        """Share of the applicable criteria that are kept, in percent: what was not assessed counts as not kept."""
        return 100 * self.conform / self.applicable if self.applicable else 100.0

    @property
    def level(self) -> str:
        """What the law calls it: « totalement », « partiellement » or « non » conforme."""
        if self.conform == self.applicable:
            return "totalement conforme"
        return "partiellement conforme" if self.rate >= _PARTLY else "non conforme"


def load_criteria(data_dir: Path = DATA_DIR) -> tuple[Criterion, ...]:
    """Read the criteria, in the order of the RGAA.

    Raises
    ------
    InvalidDataError
        If the file is missing or is not a table.
    """
    criteria = (
        Criterion(
            theme=int(row["theme"]),
            number=int(row["critere"]),
            title=row["intitule"],
            status=row["statut"],
            checks=split_cell(row["verification"]),
            checked=date.fromisoformat(row["date"]) if row["date"] else None,
            note=row["note"],
        )
        for row in read_table(data_dir / "source" / "rgaa.csv")
    )
    return tuple(sorted(criteria, key=lambda criterion: (criterion.theme, criterion.number)))


def tally(criteria: Sequence[Criterion]) -> Tally:
    """Count the criteria by status."""
    counts = Counter(criterion.status for criterion in criteria)
    return Tally(*(counts[status] for status in STATUSES))


def tally_by_theme(criteria: Sequence[Criterion]) -> dict[int, Tally]:
    """Count the criteria of each theme by status."""
    return {theme: tally([item for item in criteria if item.theme == theme]) for theme in THEMES}


def latest_check(criteria: Sequence[Criterion]) -> date | None:
    """Return the day of the last check, or None if nothing was ever checked."""
    return max((item.checked for item in criteria if item.checked), default=None)
