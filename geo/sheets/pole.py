"""What the sheet of a pole says beside its values: its lines as listed, its figures, its place among the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model import PANEL, collection_of
from geo.provenance.citation import describe_day
from geo.reference.pole_facts import PoleFact, key_figures
from geo.text import NO_BREAK_SPACE

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.model import Dataset, Panel
    from geo.reference.schemes import Scheme

__all__ = [
    "Listed",
    "Position",
    "cite",
    "figures_missing",
    "find_position",
    "line_ids",
    "listed_lines",
    "ordinal",
    "other_facts",
    "other_remarks",
    "own_schemes",
    "region_schemes",
    "told_facts",
]

_NAME = re.compile(r"Nom (?:listé|annoncé) « .+? », affiché « .+? »(?: : (?P<reason>.+)|\.)?")
_REGION = re.compile(r"Région listée « .+? », corrigée en « .+? » : (?P<reason>.+)")

#: The figures that every sheet speaks of, known or not: label → beginning of the indicators that tell it.
_EXPECTED = {
    "membres": ("membres", "entreprises-partenaires", "acteurs"),
    "emplois": ("emplois", "salaries"),
    "surface": ("surface",),
    "chiffre d'affaires": ("chiffre-affaires",),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of 2016, or of the announcement of a later call, beside what the atlas made of it.

    Parameters
    ----------
    where
        « Ligne 19 de la liste de 2016 », « Annonce de l'appel de 2021 ».
    listed_name, name, name_reason
        Name as listed, as kept, and why; the reason is empty where nothing changes or none is told.
    listed_region, region, region_reason
        The same of the region; the announcements list none: an empty text.
    """

    where: str
    listed_name: str
    name: str
    name_reason: str
    listed_region: str
    region: str
    region_reason: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a pole is among those that are kept.

    Parameters
    ----------
    previous, following
        Ids of its neighbours in the order of the names; None at an end.
    rank, total
        Its place, from 1, among how many.
    is_kept
        Whether it is among those that the filters keep; if not, the rest is about all the poles.
    """

    previous: str | None
    following: str | None
    rank: int
    total: int
    is_kept: bool


def line_ids(panel: Panel, pole_id: str) -> tuple[str, ...]:
    """Return the id of a distinct pole and those of the lines that double it."""
    return (pole_id, *(line["id"] for line in panel.doubles_of(pole_id)))


def listed_lines(panel: Panel, pole_id: str) -> tuple[Listed, ...]:
    """Return the lines of a distinct pole, those of the list of 2016 first."""
    ids = sorted(line_ids(panel, pole_id), key=lambda line: collection_of(line) != PANEL)
    return tuple(_listed(line, panel.lines.loc[line]) for line in ids)


def _listed(line_id: str, row: Mapping[str, Any]) -> Listed:
    return Listed(
        where=_where(line_id, row),
        listed_name=row["nom_liste"],
        name=row["nom"],
        name_reason=_reason(_NAME, row["remarques"]),
        listed_region=row["region_liste"] or "",
        region=row["region"],
        region_reason=_reason(_REGION, row["remarques"]),
    )


def _where(line_id: str, row: Mapping[str, Any]) -> str:
    if collection_of(line_id) == PANEL:
        return f"Ligne {row['ligne']} de la liste de 2016"
    return f"Annonce de l'appel de {row['annee_laureat']}"


def _reason(pattern: re.Pattern[str], remarks: Sequence[str]) -> str:
    found = (pattern.fullmatch(remark) for remark in remarks)
    reason = next((match["reason"] for match in found if match and match["reason"]), "")
    return reason[:1].upper() + reason[1:]


def other_remarks(panel: Panel, pole_id: str) -> tuple[str, ...]:
    """Return the remarks on a pole's lines, but those that `listed_lines` tells beside the names and regions."""
    remarks = (remark for line in line_ids(panel, pole_id) for remark in panel.lines.at[line, "remarques"])
    told = (_NAME, _REGION)
    return tuple(dict.fromkeys(r for r in remarks if not any(pattern.fullmatch(r) for pattern in told)))


def told_facts(panel: Panel, pole_id: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what the sources say of a pole, each fact once.

    Returns
    -------
    tuple of (title, facts)
        The facts of the pole's own line first, without a title; then those that its other lines add, if any.
    """
    seen: set[str] = set()
    groups = []
    for line in line_ids(panel, pole_id):
        row = panel.lines.loc[line]
        facts = tuple(fact for fact in dict.fromkeys(row["faits"]) if fact not in seen)
        seen.update(facts)
        if facts:
            groups.append(("" if line == pole_id else _where(line, row), facts))
    return tuple(groups)


def find_position(panel: Panel, kept: Mask, pole_id: str) -> Position:
    """Find a distinct pole among those kept or, where it is not, among all those of the panel (or of both collections).

    Parameters
    ----------
    panel
        The poles.
    kept
        Which of `panel.poles` the filters keep.
    pole_id
        The pole.
    """
    row = int(panel.poles.index.get_loc(pole_id))
    is_kept = bool(kept[row])
    everything = panel.in_panel if panel.in_panel[row] else np.ones(len(panel.poles), dtype=bool)
    rows = np.flatnonzero(kept if is_kept else everything)
    rank = int(np.searchsorted(rows, row))
    ids = [str(panel.poles.index[position]) for position in rows]
    return Position(
        previous=ids[rank - 1] if rank else None,
        following=ids[rank + 1] if rank + 1 < len(ids) else None,
        rank=rank + 1,
        total=len(ids),
        is_kept=is_kept,
    )


def ordinal(rank: int) -> str:
    """Return « 1er », « 2e »."""
    return "1er" if rank == 1 else f"{rank}e"


def figures_missing(figures: Iterable[PoleFact]) -> tuple[str, ...]:
    """Return which of members, jobs, surface and turnover no figure tells."""
    known = [figure.indicator for figure in figures]
    return tuple(
        label for label, starts in _EXPECTED.items() if not any(indicator.startswith(starts) for indicator in known)
    )


def other_facts(facts: Sequence[PoleFact], ids: Sequence[str]) -> tuple[PoleFact, ...]:
    """Return the facts on a pole (`ids`: its own and those of its doubles) that are not its key figures, each once."""
    seen = {_content(fact) for fact in key_figures(facts, ids)}
    found = []
    for fact in facts:
        if fact.pole_id in ids and _content(fact) not in seen:
            seen.add(_content(fact))
            found.append(fact)
    return tuple(found)


def _content(fact: PoleFact) -> tuple[object, ...]:
    return (fact.indicator, fact.value, fact.text, fact.unit, fact.year)


def own_schemes(schemes: Iterable[Scheme], ids: Sequence[str]) -> tuple[Scheme, ...]:
    """Return the schemes that concern one of `ids`, those that still run first."""
    return tuple(sorted((s for s in schemes if set(s.pole_ids) & set(ids)), key=lambda scheme: scheme.is_past))


def region_schemes(schemes: Iterable[Scheme], region_code: str, ids: Sequence[str]) -> int:
    """Count the schemes of a region that do not concern one of `ids` by name."""
    return sum(scheme.region_code == region_code and not set(scheme.pole_ids) & set(ids) for scheme in schemes)


def cite(dataset: Dataset, name: str, link: str | None = None) -> str:
    """Return the line by which a sheet is cited: title, data set, version, date, licence and, if known, address."""
    return ", ".join(_citation(dataset, name, link)) + "."


def _citation(dataset: Dataset, name: str, link: str | None) -> Iterator[str]:
    yield f"«{NO_BREAK_SPACE}{name}{NO_BREAK_SPACE}»"
    yield "Atlas des PTCE"
    yield f"version {dataset.version} du {describe_day(date.fromisoformat(dataset.date))}"
    yield dataset.licence_title
    if link:
        yield link
