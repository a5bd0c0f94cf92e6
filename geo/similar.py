"""Poles that resemble another one, or what somebody asked for: same sector, close name, close id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

from geo.text import fold

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.model import Panel

__all__ = ["close_names", "same_sector"]

#: Likeness (0 to 1) below which a name is not offered.
_LIKE = 0.6

#: What is asked for when it is a number of the list, however it is written: `29`, `PTCE 29`, `ptce_029`.
_NUMBER = re.compile(r"(?:ptce)?\s*0*(\d{1,3})")

#: A word shorter than this is in too many names to tell anything.
_SHORTEST = 4

#: Two ids are alike above this.
_LIKE_ID = 0.85


def same_sector(panel: Panel, pole_id: str) -> Mask:
    """Return which of `panel.poles` have the first sector of `pole_id` for first sector, itself left out.

    Nobody is like a pole of unknown sector.
    """
    first = [sectors[0] if sectors else None for sectors in panel.poles["secteurs"]]
    own = first[panel.poles.index.get_loc(pole_id)]
    return np.array(
        [
            own is not None and sector == own and other != pole_id
            for other, sector in zip(panel.poles.index, first, strict=True)
        ],
        dtype=bool,
    )


def close_names(panel: Panel, asked: str, count: int = 5) -> tuple[str, ...]:
    """Return the poles that somebody who asked for `asked` may have meant, the likeliest first.

    Parameters
    ----------
    panel
        The poles.
    asked
        An id that does not exist, or a name: any text.
    count
        How many to return, at most.

    Returns
    -------
    tuple of str
        Ids of distinct poles; none where nothing is like it.
    """
    wanted = fold(asked)
    number = _NUMBER.fullmatch(wanted)
    if number and (pole := panel.canonical_id(f"ptce-{int(number[1]):03d}")):
        return (pole,)
    scores: dict[str, float] = {}
    for pole_id, score in _scores(panel, wanted):
        scores[pole_id] = max(score, scores.get(pole_id, 0.0))
    likely = [pole_id for pole_id in scores if scores[pole_id] >= _LIKE]
    return tuple(sorted(likely, key=lambda pole_id: (-scores[pole_id], pole_id))[:count])


def _scores(panel: Panel, wanted: str) -> Iterator[tuple[str, float]]:
    if not wanted:
        return
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    words = {word for word in wanted.split() if len(word) >= _SHORTEST}
    for line, row in panel.lines.iterrows():
        pole_id = panel.doubles.get(str(line), str(line))
        matcher.set_seq1(fold(str(line)))
        if (likeness := matcher.ratio()) >= _LIKE_ID:
            yield pole_id, likeness
        for name in (row["nom"], row["nom_liste"], *row["alias"]):
            folded = fold(name)
            matcher.set_seq1(folded)
            yield pole_id, matcher.ratio()
            shared = words & set(folded.split())
            if shared:
                # One word in common is enough to be offered; several, or a long one, bring it forward.
                yield pole_id, _LIKE + 0.4 * sum(map(len, shared)) / max(len(wanted), len(folded))
