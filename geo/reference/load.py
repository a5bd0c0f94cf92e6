"""Reads all the reference tables at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.reference.calls import Call, load_calls
from geo.reference.decisions import Count, Decision, load_counts, load_decisions
from geo.reference.events import Event, load_events
from geo.reference.figures import Figure, load_figures
from geo.reference.glossary import Term, load_glossary
from geo.reference.levers import Lever, MemberSector, load_levers, load_member_sectors
from geo.reference.pole_facts import PoleFact, load_pole_facts
from geo.reference.schemes import Scheme, load_schemes
from geo.schema import DATA_DIR

__all__ = ["Reference", "load_reference"]


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known beside the poles: calls, support schemes, figures, events, words, and what was decided."""

    calls: tuple[Call, ...]
    schemes: tuple[Scheme, ...]
    pole_facts: tuple[PoleFact, ...]
    figures: tuple[Figure, ...]
    counts: tuple[Count, ...]
    events: tuple[Event, ...]
    terms: tuple[Term, ...]
    levers: tuple[Lever, ...]
    member_sectors: tuple[MemberSector, ...]
    decisions: tuple[Decision, ...]


def load_reference(data_dir: Path = DATA_DIR) -> Reference:
    """Read every reference table of `data/source/`.

    Raises
    ------
    InvalidDataError
        If a table is missing or is not a table.
    """
    return Reference(
        calls=load_calls(data_dir),
        schemes=load_schemes(data_dir),
        pole_facts=load_pole_facts(data_dir),
        figures=load_figures(data_dir),
        counts=load_counts(data_dir),
        events=load_events(data_dir),
        terms=load_glossary(data_dir),
        levers=load_levers(data_dir),
        member_sectors=load_member_sectors(data_dir),
        decisions=load_decisions(data_dir),
    )
