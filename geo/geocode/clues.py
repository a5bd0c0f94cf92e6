"""Everything that one row says of its place, read once."""

from __future__ import annotations

from dataclasses import dataclass

from geo.geocode.cells import Spelling, read_code, read_name, read_postcode
from geo.geocode.names import NameIndex
from geo.geocode.territories import postal_departements, read_territory

__all__ = ["Clues", "read_clues"]


@dataclass(frozen=True, slots=True)
class Clues:
    """What one row says of its place.

    Parameters
    ----------
    code, postcode
        INSEE code and postcode, empty if there is none that can be read.
    name
        The cell about the commune, as written.
    spellings
        Its readings, the plainest first; empty if it says no name.
    told
        Départements that the cells about département and region allow, None if they say nothing.
    territory, title
        The cell that says so as written, and what it is about: « département » or « région ».
    notes
        What had to be done to read the cells, in French.
    """

    code: str
    postcode: str
    name: str
    spellings: tuple[Spelling, ...]
    told: frozenset[str] | None
    territory: str
    title: str
    notes: tuple[str, ...]

    @property
    def postal(self) -> frozenset[str]:
        """Départements that the first digits of the postcode stand for."""
        return postal_departements(self.postcode) if self.postcode else frozenset()


def read_clues(index: NameIndex, *, code: str, postcode: str, name: str, departement: str, region: str) -> Clues:
    """Read the cells of one row."""
    notes = []
    if _is_code(name):
        # A column of codes taken for one of names.
        notes.append(f"le nom de la commune est un code : « {name.strip()} »")
        if not postcode.strip() and read_postcode(name)[0] in index.gazetteer.by_postcode:
            postcode = name
        elif not code.strip():
            code = name
        name = ""
    insee, note = read_code(code)
    notes.append(note)
    if code.strip() and not insee:
        notes.append(f"« {code.strip()} » n'est pas un code INSEE")
    insee, note = _corsican(index, insee)
    notes.append(note)
    postal, note = read_postcode(postcode)
    notes.append(note)
    if postcode.strip() and not postal:
        notes.append(f"« {postcode.strip()} » n'est pas un code postal")
    spellings, inside, aside = read_name(name)
    told, (title, territory), unread = _told(index, departement, region, aside)
    notes.extend(unread)
    return Clues(insee, postal or inside, name.strip(), spellings, told, territory, title, tuple(filter(None, notes)))


def _is_code(text: str) -> bool:
    plain = text.strip()
    return plain.isascii() and plain.isdigit() and len(plain) in (4, 5)


def _corsican(index: NameIndex, code: str) -> tuple[str, str]:
    if code.startswith("20") and code not in index.gazetteer.rank_of:
        for letter in "AB":
            split = f"2{letter}{code[2:]}"
            if split in index.gazetteer.rank_of:
                return split, f"ancien code de la Corse : {code} lu {split}"
    return code, ""


def _told(
    index: NameIndex, departement: str, region: str, aside: str
) -> tuple[frozenset[str] | None, tuple[str, str], list[str]]:
    told: frozenset[str] | None = None
    written, notes = ("", ""), []
    for title, text, names in (
        ("département", departement.strip(), index.departement_names),
        ("région", region.strip(), index.region_names),
    ):
        if not text:
            continue
        codes = read_territory(text, names)
        if codes is None:
            notes.append(f"{title} « {text} » non reconnu{'e' if title == 'région' else ''}")
        elif told is None:
            told, written = codes, (title, text)
        elif told & codes:
            told = told & codes
        else:
            notes.append(f"la région « {text} » n'est pas celle du département « {departement.strip()} »")
    if told is None and aside:
        told = index.departement_names.get(aside) or index.region_names.get(aside)
        written = ("département" if told and len(told) == 1 else "région", aside) if told else written
    return told, written, notes
