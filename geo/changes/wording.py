"""French sentences about what changed: one place, so that changelog, page, feed and command line agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from geo.changes.model import (
    ADDED,
    CHANGED,
    REMOVED,
    Award,
    Changes,
    Column,
    Difference,
    Line,
    Move,
    Sourcing,
    Value,
)
from geo.model import UNKNOWN
from geo.provenance.citation import describe_day
from geo.proximity import tell_km
from geo.text import NO_BREAK_SPACE, format_number, shorten
from geo.wording import join_words

__all__ = ["Item", "Section", "describe_changes", "summarise"]

#: A value is cut in a sentence: it may be of any length.
_LONGEST = 300

_PRECISIONS = {"departement": "département", "region": "région"}
_FEMININE = {ADDED: "ajoutée", REMOVED: "retirée", CHANGED: "modifiée"}


@dataclass(frozen=True, slots=True)
class Item:
    """What is said of one line, or of one field.

    Parameters
    ----------
    id
        Of the line; None where it is no line of the collections.
    name
        What it is called.
    details
        What is said of it; nothing where its name says all.
    """

    id: str | None
    name: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of changes: `title` (« Déplacés »), and what changed."""

    title: str
    items: tuple[Item, ...]

    @property
    def heading(self) -> str:
        """The title and how many: « Déplacés (3) »."""
        return f"{self.title} ({format_number(len(self.items))})"


def describe_changes(changes: Changes) -> tuple[Section, ...]:
    """Say what changed, kind by kind; nothing of a kind of which nothing changed."""
    columns = (*(_column(one, "ajouté") for one in changes.added), *(_column(one, "retiré") for one in changes.removed))
    sections = (
        Section("Nouveaux", tuple(_line(one) for one in changes.new)),
        Section("Retirés", tuple(_line(one) for one in changes.gone)),
        Section("Déplacés", tuple(Item(one.id, _called(one.name), (_move(one),)) for one in changes.moved)),
        Section(
            "Renommés",
            tuple(Item(one.id, _called(one.after), (f"s'appelait {_quoted(one.before)}",)) for one in changes.renamed),
        ),
        Section("Lauréats", tuple(Item(one.id, _called(one.name), (_award(one),)) for one in changes.laureates)),
        Section(
            "Autres valeurs",
            tuple(Item(one.id, _called(one.name), tuple(map(_difference, one.differences))) for one in changes.edited),
        ),
        Section(
            "Sources et confiance",
            tuple(Item(one.id, _called(one.name), tuple(map(_sourcing, one.differences))) for one in changes.sourced),
        ),
        Section("Champs du fichier", columns),
    )
    return tuple(section for section in sections if section.items)


def summarise(changes: Changes) -> str:
    """Say in one line how much changed: « 2 nouveaux, 1 retiré, 3 déplacés ; 1 champ ajouté »."""
    counts = (
        (changes.new, "nouveau", "nouveaux"),
        (changes.gone, "retiré", "retirés"),
        (changes.moved, "déplacé", "déplacés"),
        (changes.renamed, "renommé", "renommés"),
        (changes.laureates, "année de lauréat changée", "années de lauréat changées"),
        (changes.edited, "autrement modifié", "autrement modifiés"),
        (changes.sourced, "dont les sources changent", "dont les sources changent"),
        (changes.added, "champ ajouté", "champs ajoutés"),
        (changes.removed, "champ retiré", "champs retirés"),
    )
    parts = [f"{format_number(len(some))} {one if len(some) == 1 else many}" for some, one, many in counts if some]
    return ", ".join(parts) or "aucun changement dans les pôles"


def _called(name: str) -> str:
    return shorten(name, _LONGEST) or "sans nom"


def _quoted(name: str) -> str:
    return f"« {_called(name)} »"


def _line(line: Line) -> Item:
    details = [shorten(line.place, _LONGEST)] if line.place else []
    if line.year is not None:
        details.append(f"lauréat {_value('annee_laureat', line.year)}")
    if line.double_of:
        details.append(f"autre nom de {shorten(line.double_of, _LONGEST)}")
    return Item(line.id, _called(line.name), (", ".join(details),) if details else ())


def _column(column: Column, became: str) -> Item:
    return Item(None, _called(column.title), (f"champ {became} ({shorten(column.field, _LONGEST)})",))


def _move(move: Move) -> str:
    if move.metres is None:
        return "n'a plus de point sur la carte" if move.before else "a maintenant un point sur la carte"
    return f"déplacé de {_distance(move.metres)}"


def _distance(metres: int) -> str:
    if metres < 1:
        return f"moins de 1{NO_BREAK_SPACE}m"
    if metres < 1000:
        return f"{metres}{NO_BREAK_SPACE}m"
    if metres < 10_000:
        return f"{format_number(metres / 1000, 1)}{NO_BREAK_SPACE}km"
    return tell_km(metres / 1000)


def _award(award: Award) -> str:
    before, after = (_value("annee_laureat", year) for year in (award.before, award.after))
    if award.before is None:
        return f"lauréat {after}"
    if award.after is None:
        return f"n'est plus donné lauréat ({before})"
    return f"lauréat {after}, et non {before}"


def _difference(one: Difference) -> str:
    title = shorten(one.title, _LONGEST)
    if isinstance(one.before, tuple) or isinstance(one.after, tuple):
        return f"{title} : {' ; '.join(_put_and_taken(one))}"
    return f"{title} : {_value(one.field, one.before)} → {_value(one.field, one.after)}"


def _put_and_taken(one: Difference) -> Iterator[str]:
    for word, items in (("ajout de", one.after), ("retrait de", one.before)):
        if isinstance(items, tuple) and items:
            yield f"{word} {join_words([_quoted(item) for item in items], 'et')}"


def _value(field: str, value: Value) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        # A year is no quantity.
        return str(value) if field.startswith("annee") else format_number(value)
    text = shorten(value, _LONGEST)
    if field == "precision":
        return _PRECISIONS.get(text, text)
    try:
        return describe_day(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text


def _sourcing(one: Sourcing) -> str:
    parts = []
    if one.source:
        parts.append(f"source {_FEMININE[one.source]}")
    if one.confidence_before != one.confidence_after:
        told = (one.confidence_before, one.confidence_after)
        before, after = (shorten(text or f"{UNKNOWN}e", _LONGEST) for text in told)
        parts.append(f"confiance {before} → {after}" if one.source != ADDED else f"confiance {after}")
    if one.note:
        parts.append(f"note {_FEMININE[one.note]}")
    return f"{shorten(one.title, _LONGEST)} : {', '.join(parts)}"
