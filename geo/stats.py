"""Counts and shares of a set of poles: the same rows whatever the set, so that two sets can be read side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.filters import NO_CALL, UNKNOWN_VALUE
from geo.model import is_later_call
from geo.text import NO_BREAK_SPACE, format_number

if TYPE_CHECKING:
    from geo.filters import Facet, Mask
    from geo.model import Panel

__all__ = ["Count", "Profile", "describe_count", "later_years", "profile", "region_mask"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many poles of a set have one value of a facet.

    Parameters
    ----------
    key, label
        The value, as in a URL and as shown.
    count
        Number of poles.
    share
        Part of the set, from 0 to 1; None for an empty set, of which no share can be taken.
    unknown
        Whether this counts the poles of which no source says anything.
    """

    key: str
    label: str
    count: int
    share: float | None
    unknown: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What a set of poles is made of.

    Parameters
    ----------
    poles
        Size of the set.
    calls
        Laureates of each call before 2021 (a pole counts in each call that it won).
    later
        Laureates of any call from 2021 on, as far as they are known.
    no_call
        Poles that no source says to be laureates.
    sectors
        One row per sector, then the unknown. A pole has up to several: their sum is not the size of the set.
    forms
        One row per legal form, then the unknown: their sum is the size of the set.
    """

    poles: int
    calls: tuple[Count, ...]
    later: Count
    no_call: Count
    sectors: tuple[Count, ...]
    forms: tuple[Count, ...]


def region_mask(panel: Panel, code: str) -> Mask:
    """Return which of `panel.poles` are in the region, those of both collections: combine with `panel.in_panel`."""
    mask: Mask = (panel.poles["code_region"] == code).to_numpy()
    return mask


def profile(panel: Panel, mask: Mask) -> Profile:
    """Count the poles of `mask`, shape (len(panel.poles),), by call, sector and legal form."""
    facets = panel.index.facets
    (none,) = _counts(facets["laureat"], mask, lambda value: value == NO_CALL)
    return Profile(
        poles=int(mask.sum()),
        calls=_counts(facets["laureat"], mask, lambda value: value != NO_CALL and not is_later_call(value)),
        later=_later(facets["laureat"], mask),
        no_call=none,
        sectors=_counts(facets["secteur"], mask),
        forms=_counts(facets["forme"], mask),
    )


def later_years(panel: Panel, mask: Mask) -> tuple[Count, ...]:
    """Count the poles of `mask` by later call (2021 on): only those that have any."""
    return tuple(row for row in _counts(panel.index.facets["laureat"], mask, is_later_call) if row.count)


def _later(facet: Facet, mask: Mask) -> Count:
    columns = [position for position, item in enumerate(facet.values) if is_later_call(item.value)]
    size, count = int(mask.sum()), int(facet.matrix[mask][:, columns].any(axis=1).sum())
    return Count("recents", "Appels plus récents", count, count / size if size else None, unknown=False)


def _counts(facet: Facet, mask: Mask, wanted: Callable[[str], bool] = lambda _: True) -> tuple[Count, ...]:
    size = int(mask.sum())
    totals = facet.matrix[mask].sum(axis=0)
    return tuple(
        Count(
            item.value,
            item.label,
            int(total),
            int(total) / size if size else None,
            item.value in (UNKNOWN_VALUE, NO_CALL),
        )
        for item, total in zip(facet.values, totals, strict=True)
        if wanted(item.value)
    )


def describe_count(row: Count) -> str:
    """Return a count with its share, rounded: « 4 (36 %) », « 0 » where there is no share to take of it."""
    if row.share is None or not row.count:
        return str(row.count)
    percent = format_number(100 * row.share, 0)
    return f"{row.count} ({percent}{NO_BREAK_SPACE}%)"
