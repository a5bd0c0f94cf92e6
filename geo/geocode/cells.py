"""What cells about a place say once read: codes as spreadsheets spoil them, names with what people add to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.spelling import abridge, expand
from geo.text import fold

__all__ = ["Spelling", "read_code", "read_name", "read_postcode"]

_FLOAT = re.compile(r"[.,]0+$")
_FOUR, _FIVE = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{5}")
_CODE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_POSTCODE = re.compile(r"(?:^|(?<=[^0-9]))(?:f(?:r|rance)? ?)?(\d{5}|\d{2} \d{3})(?=$|[^0-9])")
_CEDEX = re.compile(r" cede?x\b.*$")
_BOX = re.compile(r"\b(?:bp|cs|tsa|b p|c s) ?\d[\d ]*\b")
_BEFORE = re.compile(
    r"^(?:hotel de ville|mairie|ville|commune|cne|commune nouvelle|ccas|mairie annexe|mairie deleguee|commune deleguee|"
    r"bourg|centre ville|agglomeration|arrondissement)(?: (?P<link>de la|de l|de|du|des|d))? (?P<rest>.+)$"
)
#: What shows that something was added to a name: most names have nothing of it, and need no more reading.
_ADDED = re.compile(
    r"\d| cede?x|^(?:hotel|mairie|ville|commune|cne|ccas|bourg|centre|agglo|arrond)|france$|\b(?:bp|cs|tsa)\b"
)
_ASIDE = re.compile(r"[(,/]| [-–—] ")
_LINKS = {"de la": "la ", "de l": "l ", "du": "le ", "des": "les "}
_TENS, _UNITS = ("", "x"), ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_TENS, _UNITS = ("", "x"), ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMANS = {"xx": 20} | {tens + unit: 10 * ten + n for ten, tens in enumerate(_TENS) for n, unit in enumerate(_UNITS)}
_ORDINAL = r"(?P<n>0?\d|1\d|20|[ivx]+) ?(?:er|ere|e|em|eme|ieme|me|nd|nde)?"
_WARD = r"(?:arrondissement|arrond|arrdt|arrt|arr|ardt|ard|art|secteur postal)"
_CITY = r"(?P<city>paris|lyon|marseille)"
_WARDS = (
    re.compile(rf"^{_CITY} (?:le )?{_ORDINAL}(?: {_WARD})?$"),
    re.compile(rf"^{_ORDINAL} {_WARD} (?:de |d )?{_CITY}$"),
    re.compile(rf"^{_CITY} {_WARD} {_ORDINAL}$"),
)
#: City → INSEE code of its arrondissement 0, how many it has.
_CITIES = {"paris": (75100, 20), "lyon": (69380, 9), "marseille": (13200, 16)}


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to read a cell about a commune.

    Parameters
    ----------
    key
        The name, folded.
    note
        What was done to read it so, in French; empty if nothing.
    """

    key: str
    note: str = ""


def read_code(text: str) -> tuple[str, str]:
    """Return the INSEE code of a cell and what was done to read it; the code is empty if the cell holds none."""
    if not text:
        return "", ""
    plain = _FLOAT.sub("", "".join(text.split())).upper()
    note = "" if plain == text.strip().upper() else f"« {text.strip()} » lu {plain}"
    if _FOUR.fullmatch(plain):
        return f"0{plain}", f"zéro initial rétabli : « {text.strip()} » lu 0{plain}"
    if _CODE.fullmatch(plain):
        return plain, note
    return "", ""


def read_postcode(text: str) -> tuple[str, str]:
    """Return the postcode of a cell and what was done to read it; empty if the cell holds none."""
    if not text:
        return "", ""
    plain = _FLOAT.sub("", text.strip())
    if _FIVE.fullmatch(plain):
        return plain, ""
    if _FOUR.fullmatch(plain):
        return f"0{plain}", f"zéro initial rétabli : « {text.strip()} » lu 0{plain}"
    found = _POSTCODE.search(fold(plain))
    return (found[1].replace(" ", ""), "") if found else ("", "")


def ward(folded: str) -> str:
    """Return the INSEE code of the arrondissement that a folded name says, empty if it says none."""
    for pattern in _WARDS:
        found = pattern.match(folded)
        if found:
            number = _ROMANS.get(found["n"]) or (int(found["n"]) if found["n"].isdigit() else 0)
            first, count = _CITIES[found["city"]]
            return str(first + number) if 1 <= number <= count else ""
    return ""


def read_name(text: str) -> tuple[tuple[Spelling, ...], str, str]:
    """Read a cell about a commune.

    Returns
    -------
    tuple
        Its possible readings, the plainest first; the postcode that it holds, or an empty text; and what stands in
        its brackets or behind its comma, which may be a département.
    """
    folded = fold(text)
    readings = [Spelling(folded)] if folded else []
    if not _ADDED.search(folded) and not _ASIDE.search(text):
        return tuple(readings), "", ""
    head, _, behind = re.sub(r"\)", "", text).partition("(")
    if not behind:
        head, _, behind = re.split(r"(,)|(?: [-–—/] )", text, maxsplit=1)[0], "", _behind(text)
    postcode = _POSTCODE.search(folded)
    rest = folded
    if postcode:
        rest = " ".join(f"{folded[: postcode.start()]} {folded[postcode.end() :]}".split())
        readings.append(Spelling(rest, "code postal retiré du nom"))
    aside = fold(behind)
    if aside and fold(head):
        readings.append(Spelling(_without_postcode(fold(head)), f"« {behind.strip()} » mis à part"))
    for key in (rest, _without_postcode(fold(head)) if aside else rest):
        plain, notes = _plain(key)
        if notes:
            readings.append(Spelling(plain, " ; ".join(notes)))
    unique = {reading.key: reading for reading in reversed(readings) if reading.key}
    ordered = tuple(sorted(unique.values(), key=readings.index))
    return ordered, postcode[1].replace(" ", "") if postcode else "", aside


def _behind(text: str) -> str:
    parts = re.split(r",| [-–—/] ", text, maxsplit=1)
    return parts[1] if len(parts) > 1 else ""


def _without_postcode(folded: str) -> str:
    return " ".join(_POSTCODE.sub(" ", folded).split())


def _plain(folded: str) -> tuple[str, list[str]]:
    """Leave out what is no part of a name, and say what."""
    notes = []
    for pattern, note in ((_CEDEX, "« CEDEX » retiré"), (_BOX, "boîte postale retirée")):
        shorter = " ".join(pattern.sub("", f" {folded}").split())
        if shorter and shorter != folded:
            folded = shorter
            notes.append(note)
    if folded.endswith(" france"):
        folded = folded.removesuffix(" france")
        notes.append("« France » retiré")
    found = _BEFORE.match(folded)
    if found:
        notes.append(f"« {folded[: found.start('rest')].strip()} » retiré")
        folded = _LINKS.get(found["link"] or "", "") + found["rest"]
    return folded, notes


def rewritten(key: str) -> tuple[str, str]:
    """Return a key with its short words in full and without article, and the note of a « St » that was read."""
    full = expand(key)
    return abridge(full), "" if full == key else _expansion(key, full)


def _expansion(key: str, full: str) -> str:
    short, long = set(key.split()), set(full.split())
    for word, whole in (("st", "saint"), ("ste", "sainte"), ("sts", "saints"), ("stes", "saintes")):
        if word in short and whole in long:
            return f"« {word.capitalize()} » lu « {whole.capitalize()} »"
    return ""
