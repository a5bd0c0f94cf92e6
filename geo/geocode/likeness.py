"""Names that are nearly one another: one letter apart, or one with words more than the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from geo.geocode.names import NameIndex

__all__ = ["begun_in", "incomplete", "misspelt", "misspelt_in", "one_edit_apart"]

#: Below this many letters, one more or less makes another name.
_LETTERS = 5


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter added, left out, replaced or exchanged with the next turns a text into another.

    Examples
    --------
    >>> one_edit_apart("renes", "rennes"), one_edit_apart("nates", "nantes"), one_edit_apart("paris", "paris")
    (True, True, False)
    """
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    exchanged = one[start : start + 2] == other[start : start + 2][::-1]
    return exchanged and one[start + 2 :] == other[start + 2 :]


def misspelt(index: NameIndex, short: str, among: Iterable[int]) -> list[int]:
    """Return the places whose name is one letter apart from a short key, see `NameIndex.short`."""
    if len(short) < _LETTERS:
        return []
    lengths = range(len(short) - 1, len(short) + 2)
    shorts = index.shorts
    return [rank for rank in among if len(shorts[rank]) in lengths and one_edit_apart(short, shorts[rank])]


def misspelt_in(index: NameIndex, short: str, departements: Iterable[str]) -> list[int]:
    """Return the places of some départements whose name is one letter apart from a short key."""
    # One edit leaves the first letter or the last one as it was, and changes the length by one at most.
    near: dict[int, None] = {}
    for departement in sorted(departements):
        for length in range(len(short) - 1, len(short) + 2):
            for ends in (short[:1] + " ", " " + short[-1:]):
                near.update(dict.fromkeys(index.buckets.get((departement, length, ends), ())))
    return misspelt(index, short, sorted(near))


def begun_in(index: NameIndex, short: str, departements: Iterable[str]) -> list[int]:
    """Return the places of some départements whose name begins with a short key, word by word."""
    found: list[int] = []
    keys, ranks = index.ordered
    for departement in sorted(departements):
        start = f"{departement}|{short} "
        # The sentinel is above any letter.
        low, high = bisect_left(keys, start), bisect_left(keys, f"{start}\x7f")
        found.extend(ranks[low:high])
    return found


def incomplete(index: NameIndex, short: str, among: Iterable[int]) -> list[int]:
    """Return the places whose name begins with a short key, or that begins with their name, word by word."""
    start = f"{short} "
    return [rank for rank in among if (other := f"{index.shorts[rank]} ").startswith(start) or start.startswith(other)]
