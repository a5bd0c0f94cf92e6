"""What the sheet of a region says: its support schemes, how it compares, and what is nearest where it has no pole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.mapping.style import UNKNOWN_SECTOR, ink
from geo.population import Population, per_million
from geo.proximity import Neighbour, nearest_to
from geo.reading import read_features
from geo.reference.schemes import LEVELS, Scheme
from geo.schema import DATA_DIR
from geo.stats import Count, Profile, describe_count
from geo.text import NO_BREAK_SPACE, fold, format_number
from geo.wording import describe_precision, join_words, mark_doubt

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.model import Panel, Region, Vocabulary

__all__ = [
    "Column",
    "Nearest",
    "PoleRow",
    "SchemeGroup",
    "Section",
    "close_regions",
    "compare",
    "describe_rate",
    "find_region",
    "general_schemes",
    "nearest_poles",
    "pole_rows",
    "scheme_groups",
]

#: Regions before 2016, and other names in use → code of the region in force.
_FORMER: Mapping[str, str] = {
    "alsace": "44", "aquitaine": "75", "auvergne": "84", "basse normandie": "28", "bourgogne": "27", "centre": "24",
    "champagne ardenne": "44", "franche comte": "27", "haute normandie": "28", "languedoc roussillon": "76",
    "limousin": "75", "lorraine": "44", "midi pyrenees": "76", "nord pas de calais": "32", "picardie": "32",
    "poitou charentes": "75", "rhone alpes": "84", "paca": "93", "provence": "93", "reunion": "04", "aura": "84",
    "ile de la reunion": "04", "guyane francaise": "03",
}  # fmt: skip

_LIKE = 0.6


@dataclass(frozen=True, slots=True)
class SchemeGroup:
    """The support schemes of one level in a region, those that run first."""

    label: str
    schemes: tuple[Scheme, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One place of a comparison: its name, what its poles are, its population."""

    name: str
    profile: Profile
    population: Population


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of a comparison under one title: (label, one text per column, None where unknown)."""

    title: str
    rows: tuple[tuple[str, tuple[str | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class PoleRow:
    """A pole in a table, as texts; None where no source says anything.

    Parameters
    ----------
    calls
        « 2013 et 2022 ».
    mark
        Of its first sector: letters, fill, ink.
    region_only
        Whether neither its commune nor, within the region, its département is known: its point stands for the region.
    precision
        What its point stands for, in a sentence.
    """

    id: str
    name: str
    commune: str | None
    departement: str | None
    sectors: str | None
    form: str | None
    calls: str | None
    mark: tuple[str, str, str]
    region_only: bool
    precision: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The poles nearest to the main town of a region, as the crow flies."""

    town: str
    poles: tuple[Neighbour, ...]


def find_region(vocabulary: Vocabulary, asked: str) -> Region | None:
    """Return the region of that slug or INSEE code, or None."""
    return next((region for region in vocabulary.regions if asked in (region.slug, region.code)), None)


def close_regions(vocabulary: Vocabulary, asked: str, count: int = 3) -> tuple[Region, ...]:
    """Return the regions that somebody who asked for `asked` may have meant, the likeliest first.

    A region before 2016, a département (name or number) and a name slightly misspelt are understood.
    """
    wanted = fold(asked)
    names = {fold(item.name): item.region_code for item in vocabulary.departements}
    names |= {fold(item.code): item.region_code for item in vocabulary.departements}
    names |= dict(_FORMER) | {fold(region.name): region.code for region in vocabulary.regions}
    found = [wanted] if wanted in names else get_close_matches(wanted, names, count * 2, _LIKE)
    codes = list(dict.fromkeys(names[name] for name in found))[:count]
    regions = {region.code: region for region in vocabulary.regions}
    return tuple(regions[code] for code in codes)


def pole_rows(panel: Panel, mask: Mask) -> tuple[PoleRow, ...]:
    """Return the poles of `mask`, shape (len(panel.poles),), in the order of `panel.poles`."""
    marks = {sector.label: sector for sector in panel.vocabulary.sectors}
    rows = []
    for pole_id, row in panel.poles[mask].iterrows():
        sector = marks[row["secteurs"][0]] if row["secteurs"] else UNKNOWN_SECTOR
        years = [str(year) for year in panel.calls_of(str(pole_id))]
        rows.append(
            PoleRow(
                id=str(pole_id),
                name=row["nom"],
                commune=_told(row, "commune"),
                departement=_told(row, "departement"),
                sectors=_told(row, "secteurs"),
                form=_told(row, "forme_juridique"),
                calls=join_words(years, "et") if years else None,
                mark=(sector.short, sector.colour, ink(sector.colour)),
                region_only=row["precision"] == "region",
                precision=describe_precision(row),
            )
        )
    return tuple(rows)


def _told(row: Mapping[str, Any], name: str) -> str | None:
    return None if row[name] in (None, []) else mark_doubt(row, name)


def scheme_groups(schemes: Iterable[Scheme], region_code: str) -> tuple[SchemeGroup, ...]:
    """Return the schemes of a region by level, in the order of `LEVELS`; in each, those that are over come last."""
    own = [scheme for scheme in schemes if scheme.region_code == region_code]
    groups = [
        SchemeGroup(label, tuple(sorted((s for s in own if s.level == level), key=lambda scheme: scheme.is_past)))
        for level, label in LEVELS.items()
    ]
    return tuple(group for group in groups if group.schemes)


def general_schemes(schemes: Iterable[Scheme]) -> tuple[Scheme, ...]:
    """Return the schemes that belong to no region: national and European ones, those that are over last."""
    return tuple(sorted((s for s in schemes if not s.region_code), key=lambda scheme: scheme.is_past))


def describe_rate(count: int, population: Population) -> str | None:
    """Return how many there are per million inhabitants: « 1,2 »; None where the population is unknown."""
    rate = per_million(count, population)
    return None if rate is None else format_number(rate, 1) if count else "0"


def compare(columns: Sequence[Column], country: Profile) -> tuple[Section, ...]:
    """Lay the same counts and shares side by side.

    Parameters
    ----------
    columns
        The places, in order.
    country
        All the poles, of which the number of poles of a place is a share.
    """
    profiles = [column.profile for column in columns]

    def rows(pick: str) -> tuple[tuple[str, tuple[str | None, ...]], ...]:
        lists: list[tuple[Count, ...]] = [getattr(profile, pick) for profile in profiles]
        return tuple((same[0].label, tuple(map(describe_count, same))) for same in zip(*lists, strict=True))

    inhabitants = [column.population.inhabitants for column in columns]
    whole = (
        ("Pôles du panel (part de la France)", tuple(_part(profile.poles, country.poles) for profile in profiles)),
        ("Pôles par million d'habitants", tuple(describe_rate(c.profile.poles, c.population) for c in columns)),
        ("Habitants", tuple(None if number is None else format_number(number) for number in inhabitants)),
    )
    calls = (
        *((f"Appel de {label}", cells) for label, cells in rows("calls")),
        ("Appels à partir de 2021, connus", tuple(describe_count(profile.later) for profile in profiles)),
        ("Aucun appel connu", tuple(describe_count(profile.no_call) for profile in profiles)),
    )
    return (
        Section("Ensemble", whole),
        Section("Lauréats d'un appel national", calls),
        Section("Secteurs", rows("sectors")),
        Section("Formes juridiques", rows("forms")),
    )


def _part(count: int, total: int) -> str:
    return f"{count} ({format_number(100 * count / total, 0)}{NO_BREAK_SPACE}%)" if count else "0"


def nearest_poles(panel: Panel, region_code: str, count: int = 3, data_dir: Path = DATA_DIR) -> Nearest:
    """Return the poles of the panel nearest to the main town of a region, from `regions/villes.geojson`."""
    regions = {item.code: item.region_code for item in panel.vocabulary.departements}
    town = next(
        feature
        for feature in read_features(data_dir, "regions/villes.geojson")
        if feature["properties"]["rang"] == 1 and regions[feature["properties"]["code_departement"]] == region_code
    )
    longitude, latitude = town["geometry"]["coordinates"]
    return Nearest(town["properties"]["nom"], nearest_to(panel, (latitude, longitude), count))
