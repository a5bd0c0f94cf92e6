"""How people write a département or a region, today's or an abolished one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from geo.text import fold

__all__ = ["postal_departements", "read_territory", "territory_names"]

#: Regions abolished in 2016 → the départements that they had.
_FORMER_REGIONS = {
    "Alsace": "67 68",
    "Aquitaine": "24 33 40 47 64",
    "Auvergne": "03 15 43 63",
    "Basse-Normandie": "14 50 61",
    "Bourgogne": "21 58 71 89",
    "Champagne-Ardenne": "08 10 51 52",
    "Franche-Comté": "25 39 70 90",
    "Haute-Normandie": "27 76",
    "Languedoc-Roussillon": "11 30 34 48 66",
    "Limousin": "19 23 87",
    "Lorraine": "54 55 57 88",
    "Midi-Pyrénées": "09 12 31 32 46 65 81 82",
    "Nord-Pas-de-Calais": "59 62",
    "Picardie": "02 60 80",
    "Poitou-Charentes": "16 17 79 86",
    "Rhône-Alpes": "01 07 26 38 42 69 73 74",
}

#: Other names of today's regions, those of 2015 included → their code.
_REGION_NAMES = {
    "ACAL": "44",
    "Alsace-Champagne-Ardenne-Lorraine": "44",
    "ALPC": "75",
    "Aquitaine-Limousin-Poitou-Charentes": "75",
    "ARA": "84",
    "AURA": "84",
    "Auvergne et Rhône-Alpes": "84",
    "BFC": "27",
    "Bourgogne et Franche-Comté": "27",
    "Centre": "24",
    "CVL": "24",
    "Centre Val-de-Loire": "24",
    "Collectivité de Corse": "94",
    "GE": "44",
    "HDF": "32",
    "IDF": "11",
    "Île de la Réunion": "04",
    "Languedoc-Roussillon-Midi-Pyrénées": "76",
    "LRMP": "76",
    "NA": "75",
    "Nord-Pas-de-Calais-Picardie": "32",
    "NPDC Picardie": "32",
    "PACA": "93",
    "Provence-Alpes-Côte-d'Azur-Corse": "93 94",
    "PDL": "52",
    "Région parisienne": "11",
    "Région Sud": "93",
    "Sud": "93",
    "Sud Provence-Alpes-Côte d'Azur": "93",
    "Guyane française": "03",
}

#: Other names of today's départements → their codes.
_DEPARTEMENT_NAMES = {
    "Basses-Alpes": "04",
    "Basses-Pyrénées": "64",
    "Charente-Inférieure": "17",
    "Collectivité européenne d'Alsace": "67 68",
    "Corse": "2A 2B",
    "Corse-du-Sud et Haute-Corse": "2A 2B",
    "Côtes-du-Nord": "22",
    "Guyane française": "973",
    "Loire-Inférieure": "44",
    "Métropole de Lyon": "69",
    "Rhône et Métropole de Lyon": "69",
    "Seine-Inférieure": "76",
    "Territoire-de-Belfort": "90",
    "Val d'Oise": "95",
    "Ville de Paris": "75",
}

_CODES = {"20": "2A 2B", "201": "2A", "202": "2B", "69d": "69", "69m": "69", "6ae": "67 68"}

_CODE = re.compile(r"\d{1,3}|2[ab]")
#: « département du », « région » … before a name.
_LEAD = re.compile(
    r"^(?:departement|dept?|dpt|region|academie|prefecture|collectivite)(?: (?:de la|de l|de|du|des|d))? "
)


def territory_names(
    departements: Mapping[str, str], regions: Mapping[str, str], region_of: Mapping[str, str]
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return what names and codes of départements, and of regions, stand for.

    Parameters
    ----------
    departements, regions
        Code → name.
    region_of
        Code of a département → code of its region.

    Returns
    -------
    tuple of dict
        Folded text → codes of départements: one dict for a cell about the département, one for a cell about the
        region. Each knows the other's names too, which people confuse, and lets its own win.
    """
    of_region = {code: frozenset(d for d, region in region_of.items() if region == code) for code in regions}
    by_departement: dict[str, frozenset[str]] = {}
    for code, name in departements.items():
        for text in {code, code.lstrip("0"), code.zfill(3), name, *_without_article(name)}:
            by_departement[fold(text)] = frozenset({code})
        for text in (f"{code} {name}", f"{name} {code}"):
            by_departement[fold(text)] = frozenset({code})
    for text, codes in (*_DEPARTEMENT_NAMES.items(), *_CODES.items()):
        by_departement.setdefault(fold(text), frozenset(codes.split()))
    by_region: dict[str, frozenset[str]] = {}
    for code, name in regions.items():
        for text in {code, name, *_without_article(name), f"{code} {name}", f"{name} {code}"}:
            by_region[fold(text)] = of_region[code]
    for text, codes in _REGION_NAMES.items():
        by_region.setdefault(fold(text), frozenset().union(*(of_region.get(code, ()) for code in codes.split())))
    for text, codes in _FORMER_REGIONS.items():
        by_region.setdefault(fold(text), frozenset(codes.split()))
    names_only = {text: codes for text, codes in by_region.items() if not text.isdigit()}
    # Codes of regions are not lent to cells about départements: 11 is the Aude there, and Île-de-France here.
    return {**names_only, **by_departement}, {**by_departement, **by_region}


def _without_article(name: str) -> Iterator[str]:
    for article in ("La ", "Le ", "L'"):
        if name.startswith(article):
            yield name.removeprefix(article)
            yield f"{name.removeprefix(article)} {article}"


def read_territory(text: str, known: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """Return the départements that a cell stands for, None if it is not understood.

    Parameters
    ----------
    text
        The cell.
    known
        One of the two answers of `territory_names`.
    """
    folded = fold(text)
    for candidate in (folded, _LEAD.sub("", folded), folded.removesuffix(" 0")):
        if candidate in known:
            return known[candidate]
    # « Ille-et-Vilaine (35) », « 35 : Ille-et-Vilaine », « FR-35 », « 35.0 ».
    words = [word for word in folded.split(" ") if word not in ("fr", "france")]
    if " ".join(words) in known:
        return known[" ".join(words)]
    for word in (*words[-1:], *words[:1]):
        if word in known and _CODE.fullmatch(word):
            return known[word]
    return None


def postal_departements(postcode: str) -> frozenset[str]:
    """Return the départements that the first digits of a postcode stand for, none if it is not one of theirs."""
    if postcode.startswith("20"):
        return frozenset({"2A"} if postcode[2] in "01" else {"2B"} if postcode[2] in "26" else {"2A", "2B"})
    if postcode.startswith(("97", "98")):
        return frozenset({postcode[:3]})
    return frozenset({postcode[:2]})
