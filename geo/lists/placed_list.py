"""A visitor's list, placed on the map and filtered as the poles are.

It lives in the session of whoever brought it: a value that is never changed, never written to disk, never logged.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.geocode.status import AMBIGUOUS, CORRECTED, EXACT, NOT_FOUND
from geo.lists.corrections import address_queries, apply_addresses, apply_choices
from geo.lists.distances import geodesic_km, within_km
from geo.lists.facets import in_order, place_facets
from geo.lists.filtering import keep, search_texts, territory
from geo.lists.recent import Recent
from geo.near import AUTOUR
from geo.points.grid import PointGrid
from geo.selection import FACETS, Selection

if TYPE_CHECKING:
    from geo.errors import Problem
    from geo.filters import Facet, FacetIndex, Mask
    from geo.gazetteer import Gazetteer, Place
    from geo.geocode.address import AddressQuery, AddressResult
    from geo.lists.table import ListTable
    from geo.model import Vocabulary
    from geo.near import Near

__all__ = ["STATUSES", "LocatedList", "Origin", "Reference"]

#: The statuses of a row, from the surest.
STATUSES = (EXACT, CORRECTED, AMBIGUOUS, NOT_FOUND)

_Numbers = npt.NDArray[np.float64]

#: Answers to the last selections: at 100,000 rows, 0.1 MB for a mask and at most 0.8 MB for an order.
_MASKS, _ORDERS = 12, 3


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What lists are placed and filtered by, shared by all of them."""

    gazetteer: Gazetteer
    index: FacetIndex
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Origin:
    """What a list that the atlas shows to everybody is called, and whose it is: one line, "" if nobody said."""

    name: str
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class LocatedList:
    """A list whose every row is placed, or said why not.

    Parameters
    ----------
    table
        The list as it was read.
    roles
        Role → column.
    found
        Where the rows were placed before any correction by the visitor.
    placements
        Where they are: `geo.geocode.offline.RESULT_COLUMNS`, the index of `table.rows`; latitude and longitude in
        EPSG:4326 degrees, NaN where a row is not placed; None where a text is unknown.
    facets
        Facet → values of the rows, the same as those of the poles; only the facets that the list has a column for.
    texts
        One folded text per row: all its cells and the commune found.
    reference
        What it was placed by.
    problems
        What is wrong with the coordinates of the file.
    swapped
        Rows that would be in France if latitude and longitude were exchanged.
    online
        Whether addresses were asked from the online service.
    origin
        What a list is called and where it comes from, if it is one that the atlas itself shows; None for a visitor's.
    grid
        The points, in cells of every size.
    """

    table: ListTable
    roles: Mapping[str, str]
    found: pd.DataFrame
    placements: pd.DataFrame
    facets: Mapping[str, Facet]
    texts: tuple[str, ...]
    reference: Reference
    problems: tuple[Problem, ...] = ()
    swapped: int = 0
    online: bool = False
    origin: Origin | None = None
    grid: PointGrid = field(init=False)
    _masks: Recent[Mask] = field(init=False, default_factory=lambda: Recent(_MASKS))
    _orders: Recent[npt.NDArray[np.intp]] = field(init=False, default_factory=lambda: Recent(_ORDERS))

    def __post_init__(self) -> None:
        # With every change of the places, in 10 ms for 50,000 of them; its levels come when they are asked for.
        object.__setattr__(self, "grid", PointGrid(*self._points))

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def placed(self) -> Mask:
        """Which rows have a point."""
        return np.asarray(np.isfinite(self._points[0]))

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows of each status, from the surest; those of no row are 0."""
        return self.counts_of(np.ones(len(self), dtype=bool))

    def counts_of(self, kept: Mask) -> dict[str, int]:
        """Return `counts` of some rows only."""
        counted = Counter(self.placements["statut"].to_numpy(dtype=object)[kept].tolist())
        return {status: counted[status] for status in STATUSES}

    def rows_with(self, *statuses: str) -> tuple[int, ...]:
        """Return the numbers of the rows of these statuses, in the order of the list."""
        return tuple(self.placements.index[self.placements["statut"].isin(statuses)].tolist())

    @property
    def ambiguous(self) -> tuple[int, ...]:
        """Numbers of the rows that wait for a choice; `candidates` gives what to choose from."""
        return self.rows_with(AMBIGUOUS)

    @property
    def unplaced(self) -> tuple[int, ...]:
        """Numbers of the rows without a point."""
        return tuple(self.placements.index[~self.placed].tolist())

    def candidates(self, row: int) -> tuple[Place, ...]:
        """Return the places that the row may be in, the most inhabited first; of a row already chosen too."""
        codes: Any = self.found.at[row, "candidats"]
        places = (self.reference.gazetteer.place(code) for code in codes)
        return tuple(place for place in places if place is not None)

    @property
    def digest(self) -> str:
        """First 12 hexadecimal digits of a SHA-256 of all that is shown, for caching in the session; never logged."""
        hashed = hashlib.sha256(repr((self.table.file_name, sorted(self.roles.items()), self.online)).encode())
        for frame in (self.table.rows, self.placements):
            for name in frame.columns:
                hashed.update(repr((name, frame[name].tolist())).encode("utf-8", "surrogatepass"))
        hashed.update(repr(self.table.rows.index.tolist()).encode())
        return hashed.hexdigest()[:12]

    def mask(self, selection: Selection, *, ignoring: str | None = None) -> Mask:
        """Return which rows the selection keeps. A facet that the list has no column for does not narrow it.

        Parameters
        ----------
        selection
            What is filtered; `appels` is about the poles only.
        ignoring
            Facet (or `q`, or `autour`) left out of account.

        Returns
        -------
        numpy.ndarray of bool, shape (len(self),)
            Not to be written to: it is kept for the next who asks.
        """
        applied = self.applied(selection)
        return self._masks.get((applied, ignoring), lambda: self._mask(applied, ignoring))

    def _mask(self, selection: Selection, ignoring: str | None) -> Mask:
        kept = keep(self.facets, self.texts, selection, ignoring)
        if selection.autour is not None and ignoring != AUTOUR:
            near = selection.autour
            kept &= within_km(*self._points, (near.place.latitude, near.place.longitude), near.radius)
            kept &= territory(self.facets["region"], near, self.reference.vocabulary)
        kept.setflags(write=False)
        return kept

    def order(self, selection: Selection) -> npt.NDArray[np.intp]:
        """Return the positions of the rows kept: the nearest first where a place is given, else as in the list."""
        near = selection.autour
        if near is None:
            return np.flatnonzero(self.mask(selection))

        def nearest() -> npt.NDArray[np.intp]:
            kept = np.flatnonzero(self.mask(selection))
            latitudes, longitudes = (axis[kept] for axis in self._points)
            far = geodesic_km(latitudes, longitudes, (near.place.latitude, near.place.longitude))
            order = kept[np.argsort(far, kind="stable")]
            order.setflags(write=False)
            return order

        return self._orders.get(self.applied(selection), nearest)

    def distances(self, near: Near) -> _Numbers:
        """Return the geodesic distance of each row from the place, in kilometres; NaN where the row has no point."""
        return geodesic_km(*self._points, (near.place.latitude, near.place.longitude))

    def applied(self, selection: Selection) -> Selection:
        """Return the part of the selection that narrows the list."""
        idle: dict[str, Any] = {facet: () for facet in FACETS if facet not in self.facets}
        return replace(selection, appels=False, **idle)

    @property
    def queries(self) -> tuple[AddressQuery, ...]:
        """What would be asked from the online service: rows that have an address, and no coordinates of their own."""
        return address_queries(self.table, self.roles, self.placements)

    def with_choices(self, choices: Mapping[int, str | None]) -> LocatedList:
        """Return the list with rows placed where the visitor says: row → INSEE code of a candidate, None to undo.

        Raises
        ------
        UnknownValueError
            If there is no such row, or the code is none of its candidates.
        """
        changed = apply_choices(self.found, self.placements, choices, self.reference.gazetteer)
        return self._moved(changed, choices)

    def with_choice(self, row: int, code: str | None) -> LocatedList:
        """Return the list with one row placed where the visitor says; see `with_choices`."""
        return self.with_choices({row: code})

    def with_addresses(self, results: Iterable[AddressResult]) -> LocatedList:
        """Return the list with rows placed at the addresses that the online service found, or told why not."""
        answers = tuple(results)
        changed = apply_addresses(self.placements, answers, self.reference.gazetteer)
        return replace(self._moved(changed, [answer.row for answer in answers]), online=True)

    def _moved(self, placements: pd.DataFrame, rows: Iterable[int]) -> LocatedList:
        """Return the list with other placements, `rows` being those that changed."""
        texts = list(self.texts)
        positions = placements.index.get_indexer(pd.Index(list(rows))).tolist()
        renewed = search_texts(self.table.rows.iloc[positions], placements.iloc[positions])
        for position, text in zip(positions, renewed, strict=True):
            texts[position] = text
        places = place_facets(placements, self.reference.index, self.reference.vocabulary)
        return replace(self, placements=placements, facets=in_order({**self.facets, **places}), texts=tuple(texts))

    @property
    def _points(self) -> tuple[_Numbers, _Numbers]:
        return self.placements["latitude"].to_numpy(dtype=float), self.placements["longitude"].to_numpy(dtype=float)
