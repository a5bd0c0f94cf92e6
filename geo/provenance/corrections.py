"""The corrections made to the list of 2016, line by line: as listed → as corrected, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.model import Panel

__all__ = ["Change", "Correction", "corrections"]

#: How `remarques` tell a change of name or region; the reason comes after a colon, or in another remark.
_TOLD = {
    "nom": re.compile(r"Nom listé « .+? », affiché « .+? »(?: : (?P<reason>.+)|\.?)", re.DOTALL),
    "region": re.compile(r"Région listée « .+? », corrigée en « .+? »(?: : (?P<reason>.+)|\.?)", re.DOTALL),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A text of the list and what the atlas has in its place; the reason is empty where other remarks tell it."""

    listed: str
    corrected: str
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected in one line of the list.

    Parameters
    ----------
    line
        Its rank in the list, from 1.
    pole_id, name
        The pole that it names: its id, that of the other line for a double, and its name as displayed.
    naming, region
        What became of its name and of its region; None where they are as listed.
    remarks
        The rest of what was corrected, and why.
    """

    line: int
    pole_id: str
    name: str
    naming: Change | None
    region: Change | None
    remarks: tuple[str, ...]

    @property
    def why(self) -> str:
        """Why the name is not as listed, and what else was corrected, as one text."""
        reason = self.naming.reason if self.naming else ""
        return " ".join(text for text in (*self.remarks, reason) if text)


def corrections(panel: Panel) -> tuple[Correction, ...]:
    """Return the lines of the list of 2016 that something was corrected in, in the order of the list."""
    found = []
    for line_id, row in panel.panel_lines.iterrows():
        reasons: dict[str, str] = {}
        remarks: list[str] = []
        for remark in row["remarques"]:
            for field, pattern in _TOLD.items():
                told = pattern.fullmatch(remark)
                if told:
                    reasons[field] = _sentence(told["reason"] or "")
                    break
            else:
                remarks.append(remark)
        pole_id = panel.doubles.get(str(line_id), str(line_id))
        naming = _change(row["nom_liste"], row["nom"], reasons.get("nom"))
        region = _change(row["region_liste"], row["region"], reasons.get("region"))
        if naming or region or remarks:
            found.append(Correction(int(row["ligne"]), pole_id, row["nom"], naming, region, tuple(remarks)))
    return tuple(found)


def _change(listed: str, corrected: str, reason: str | None) -> Change | None:
    return None if listed == corrected else Change(listed, corrected, reason or "")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
