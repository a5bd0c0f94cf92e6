"""The versions of the data and what each of them brought, as `data/nouveautes.json` keeps them."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from geo.changes.model import Changes
from geo.provenance.citation import describe_day
from geo.reading import read_json, settle_values, unreadable
from geo.schema import DATA_DIR
from geo.text import format_number

__all__ = ["NEWS", "Contents", "Version", "changes_json", "load_news", "news_text", "parse_number"]

#: Name of the file, in `data/`.
NEWS = "nouveautes.json"

_NUMBER = re.compile(r"[0-9]{4}\.[0-9]{1,2}(\.[0-9]{1,3})?")

#: Names of the members in the file, which is published and so in French.
_FRENCH: Mapping[str, str] = types.MappingProxyType(
    {
        "number": "version", "day": "date", "contents": "contenu", "changes": "changements", "lines": "lignes",
        "poles": "poles", "laureates": "laureats", "official": "laureats_officiels", "shared": "laureats_du_panel",
        "new": "nouveaux", "gone": "retires", "moved": "deplaces", "renamed": "renommes", "edited": "modifies",
        "sourced": "sources", "added": "champs_ajoutes", "removed": "champs_retires", "name": "nom", "place": "lieu",
        "year": "annee_laureat", "double_of": "doublon_de", "before": "avant", "after": "apres", "metres": "metres",
        "differences": "differences", "field": "champ", "title": "titre", "confidence_before": "confiance_avant",
        "confidence_after": "confiance_apres",
    }
)  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a version holds.

    Parameters
    ----------
    lines, poles
        Of the panel of 2016: its lines, and the distinct poles that they name.
    laureates, official
        Laureates known of the later calls, and how many the State announced.
    shared
        How many of the known ones are in the panel too.
    """

    lines: int
    poles: int
    laureates: int
    official: int
    shared: int

    def describe(self) -> str:
        """Say it: « 74 lignes du panel de 2016, soit 73 pôles distincts ; 32 lauréats connus, sur 69, … »."""
        lines, poles, known = (format_number(count) for count in (self.lines, self.poles, self.laureates))
        shared = f", dont {format_number(self.shared)} sont aussi dans le panel" if self.shared else ""
        return (
            f"{lines} ligne{_s(self.lines)} du panel de 2016, soit {poles} pôle{_s(self.poles)} "
            f"distinct{_s(self.poles)} ; {known} lauréat{_s(self.laureates)} "
            f"connu{_s(self.laureates)}, sur {format_number(self.official)}, des appels récents{shared}"
        )


def _s(count: int) -> str:
    return "s" if count > 1 else ""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the data.

    Parameters
    ----------
    number
        `2026.11`.
    day
        When it was made, as YYYY-MM-DD.
    contents
        How much it holds.
    notes
        What was said of it by hand.
    changes
        What changed since the one before; None for the first one.
    """

    number: str
    day: str
    contents: Contents
    notes: tuple[str, ...]
    changes: Changes | None

    @property
    def title(self) -> str:
        """« Version 2026.11 du 22 novembre 2026 »."""
        return f"Version {self.number} du {describe_day(date.fromisoformat(self.day))}"


def parse_number(number: str) -> tuple[int, ...]:
    """Return what orders the numbers of versions: `2026.11.1` → (2026, 11, 1).

    Raises
    ------
    ValueError
        If it is not written so.
    """
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"not the number of a version: {number!r}")
    return tuple(map(int, number.split(".")))


def news_text(versions: tuple[Version, ...]) -> str:
    """Return the text of `nouveautes.json`, the same for the same versions."""
    document = {"versions": [_translated(asdict(version)) for version in versions]}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def changes_json(changes: Changes) -> dict[str, Any]:
    """Return what changed as the object that `nouveautes.json` has of it."""
    return dict(_translated(asdict(changes)))


def _translated(value: Any) -> Any:
    if isinstance(value, dict):
        return {_FRENCH.get(name, name): _translated(item) for name, item in value.items()}
    return [_translated(item) for item in value] if isinstance(value, tuple) else value


def load_news(data_dir: Path = DATA_DIR) -> tuple[Version, ...]:
    """Read the versions, the newest first.

    Raises
    ------
    InvalidDataError
        If `nouveautes.json` is missing or is not the one that the build writes.
    """
    document = settle_values(read_json(data_dir, NEWS))
    try:
        versions = tuple(_read(Version, entry) for entry in document["versions"])
        keys = [(parse_number(version.number), date.fromisoformat(version.day)) for version in versions]
        if not versions or keys != sorted(keys, reverse=True) or len(set(keys)) < len(keys):
            raise ValueError("order")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise unreadable(NEWS, "ce n'est pas la liste des versions") from error
    return versions


def _read(kind: type[T], entry: Any) -> T:
    """Make a dataclass of an object whose members are of the types that it says."""
    hints = get_type_hints(kind)
    return kind(**{one.name: _member(hints[one.name], entry[_FRENCH.get(one.name, one.name)]) for one in fields(kind)})  # type: ignore[arg-type]


def _member(kind: Any, value: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _of_either(parts, value)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError(value)
        kinds = parts[:1] * len(value) if parts[-1] is Ellipsis else parts
        return tuple(_member(one, item) for one, item in zip(kinds, value, strict=True))
    if isinstance(kind, type) and is_dataclass(kind):
        return _read(kind, value)
    # To Python, true is an integer; in JSON, 3.0 may be written 3.
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise TypeError(value)
    return value


def _of_either(kinds: tuple[Any, ...], value: Any) -> Any:
    for kind in kinds:
        if kind is types.NoneType:
            if value is None:
                return None
            continue
        try:
            return _member(kind, value)
        except (KeyError, TypeError, ValueError):
            continue
    raise TypeError(value)
