"""What is filtered: one value that selects, writes itself as a URL, reads one back and describes itself.

Within one facet the chosen values add up (or), between facets they restrict (and). Which poles a selection keeps is the
matter of `geo.filters`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from geo.errors import UnknownValueError
from geo.model import is_later_call
from geo.near import AUTOUR, DEFAULT_RADIUS, RAYON, Near, read_radius

if TYPE_CHECKING:
    from geo.filters import FacetIndex

__all__ = ["APPELS", "FACETS", "MAX_TEXT", "ON", "PARAMS", "TEXT", "Dropped", "Selection", "clean_text"]

#: Names of the facets, which are also the parameters of the URL, in display order.
FACETS = ("laureat", "secteur", "region", "departement", "forme")

#: Parameter of the free text in the URL.
TEXT = "q"

#: Parameter that adds the laureates of the later calls, which the panel does not hold.
APPELS = "appels"

#: Its one value; leaving the parameter out is the other.
ON = "1"

#: Every parameter of the URL that makes a selection.
PARAMS = (*FACETS, TEXT, APPELS, AUTOUR, RAYON)

#: A longer search text is cut: no name or fact needs more, and a URL must stay a URL.
MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class Dropped:
    """A parameter of a URL that was not understood and has been left out."""

    param: str
    value: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What is filtered. Every tuple is one of values of the facet of that name; `q` is the free text.

    Values are the ones of the URL: slugs for regions (`bretagne`), INSEE codes for départements (`35`), codes for
    sectors and legal forms (`energie`, `scic`), years for laureates (`2015`), or `inconnu` / `aucun`.

    `appels` adds the laureates of the calls from 2021 on to the poles of the panel. It widens what is looked at and
    narrows nothing: it is no filter, and is not among the active ones. `autour` keeps what lies near a place.
    """

    laureat: tuple[str, ...] = ()
    secteur: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    departement: tuple[str, ...] = ()
    forme: tuple[str, ...] = ()
    q: str = ""
    appels: bool = False
    autour: Near | None = None

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen in `facet`."""
        if facet not in FACETS:
            raise UnknownValueError("facette", facet, FACETS)
        chosen: tuple[str, ...] = getattr(self, facet)
        return chosen

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered, in the panel or with the later calls."""
        return replace(self, appels=False) == Selection()

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the facets in use, `q` and `autour` included."""
        return tuple(field.name for field in fields(self) if field.name != APPELS and getattr(self, field.name))

    @property
    def later_years(self) -> tuple[str, ...]:
        """The chosen years of laureates that are those of later calls."""
        return tuple(year for year in self.laureat if is_later_call(year))

    def with_values(self, facet: str, values: Sequence[str]) -> Selection:
        """Return the same selection with other values in `facet`, without repeats.

        The year of a later call turns `appels` on: it is asked for by name.
        """
        if facet not in FACETS:
            raise UnknownValueError("facette", facet, FACETS)
        changed: dict[str, Any] = {facet: tuple(dict.fromkeys(values))}
        chosen = replace(self, **changed)
        return replace(chosen, appels=True) if facet == "laureat" and chosen.later_years else chosen

    def with_appels(self, on: bool) -> Selection:
        """Return the same selection with the later calls or without, in which case their years are let go of too."""
        years = self.laureat if on else tuple(year for year in self.laureat if not is_later_call(year))
        return replace(self, appels=on, laureat=years)

    def toggled(self, facet: str, value: str) -> Selection:
        """Return the selection with `value` added to `facet`, or removed from it."""
        chosen = self.values(facet)
        kept = tuple(other for other in chosen if other != value)
        return self.with_values(facet, kept if value in chosen else (*chosen, value))

    def to_query(self) -> dict[str, list[str]]:
        """Write the selection as the parameters of a URL."""
        query = {facet: list(self.values(facet)) for facet in FACETS if self.values(facet)}
        if self.q:
            query[TEXT] = [self.q]
        if self.appels:
            query[APPELS] = [ON]
        if self.autour:
            query[AUTOUR] = [self.autour.place.code]
            if self.autour.radius != DEFAULT_RADIUS:
                query[RAYON] = [str(self.autour.radius)]
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]], index: FacetIndex) -> tuple[Selection, tuple[Dropped, ...]]:
        """Read a selection from the parameters of a URL.

        Parameters
        ----------
        query
            Parameter → values. Parameters that are not filters are left alone.
        index
            The facets, which know the values allowed, and the places.

        Returns
        -------
        selection, dropped
            The selection, and what was left out because it is not a value of the facet. The year of a later call
            turns `appels` on, whether or not the URL says so.
        """
        chosen: dict[str, Any] = {}
        dropped: list[Dropped] = []
        for param in (*FACETS, APPELS):
            allowed = index.allowed(param)
            given = list(dict.fromkeys(query.get(param, ())))
            chosen[param] = tuple(value for value in given if value in allowed)
            dropped += [Dropped(param, value) for value in given if value not in allowed]
        chosen[APPELS] = bool(chosen[APPELS]) or any(is_later_call(year) for year in chosen["laureat"])
        texts = query.get(TEXT, ())
        near, not_near = _read_near(query, index)
        return cls(**chosen, q=clean_text(texts[0]) if texts else "", autour=near), (*dropped, *not_near)


def _read_near(query: Mapping[str, Sequence[str]], index: FacetIndex) -> tuple[Near | None, list[Dropped]]:
    """Read a place and a radius: the first of each that exists. A radius without a place filters nothing."""
    codes, radii = list(dict.fromkeys(query.get(AUTOUR, ()))), list(dict.fromkeys(query.get(RAYON, ())))
    code, place = next(((code, place) for code in codes if (place := index.place(code))), (None, None))
    text, radius = next(((text, km) for text in radii if (km := read_radius(text))), (None, DEFAULT_RADIUS))
    dropped = [Dropped(AUTOUR, other) for other in codes if other != code]
    dropped += [Dropped(RAYON, other) for other in radii if other != text]
    return Near(place, radius) if place else None, dropped


def clean_text(text: str) -> str:
    """Trim a search text, cut it at `MAX_TEXT` and take out what cannot be displayed."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:MAX_TEXT].strip()
