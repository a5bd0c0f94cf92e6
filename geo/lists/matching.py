"""What a visitor's own words for a sector, a legal form or a year are among the values of the atlas.

Only what is safe is matched: a value that is not recognised is unknown, never the nearest one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from geo.filters import NO_CALL, UNKNOWN_VALUE
from geo.text import fold

if TYPE_CHECKING:
    from geo.model import LegalForm, Sector

__all__ = ["Matcher", "form_matcher", "sector_matcher", "year_matcher"]

#: Cell → values of the facet, never empty.
Matcher = Callable[[str], tuple[str, ...]]

#: Between the values of one cell. No label of the vocabulary has any of them.
_SEPARATORS = re.compile(r"[|;,/\n]")

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")

#: Words by which lists name a sector without its label; halves of the labels need no line here.
_SECTOR_WORDS: Mapping[str, tuple[str, ...]] = {
    "alimentation-agriculture": ("agroalimentaire", "agricole", "circuits courts"),
    "eco-construction-batiment": ("construction", "btp"),
    "economie-circulaire": ("réemploi", "recyclage", "déchets", "ressourcerie", "recyclerie"),
    "energie": ("énergies renouvelables", "transition énergétique"),
    "habitat": ("logement", "habitat participatif"),
    "insertion-emploi": ("insertion professionnelle", "IAE", "insertion par l'activité économique"),
    "mobilite": ("transport", "mobilités douces"),
    "sante-autonomie": ("santé", "autonomie"),
    "tourisme-patrimoine": ("tourisme", "patrimoine"),
}

#: Forms that the vocabulary has under « Autre ».
_OTHER_FORMS = (
    "Autre", "SARL", "EURL", "SA", "SCI", "GIP", "GIE", "EPCI", "EPIC", "CAE", "SEM", "SNC", "EI", "EIRL", "SELARL",
    "fondation", "mutuelle", "fonds de dotation", "syndicat mixte", "collectivité", "collectivité territoriale",
    "commune", "département", "région", "communauté de communes", "communauté d'agglomération", "établissement public",
    "micro-entreprise", "entreprise individuelle", "auto-entrepreneur", "société anonyme", "société civile",
    "société à responsabilité limitée", "groupement d'intérêt public", "groupement d'intérêt économique",
)  # fmt: skip

#: More ways to write a form of the vocabulary.
_FORM_WORDS: Mapping[str, tuple[str, ...]] = {
    "association": (
        "asso", "association loi 1901", "asso loi 1901", "loi 1901", "association déclarée", "association 1901",
        "association reconnue d'utilité publique", "ARUP",
    ),
    "scic": ("société coopérative d'intérêt collectif", "coopérative d'intérêt collectif"),
    "scop": (
        "société coopérative ouvrière de production", "société coopérative de production",
        "société coopérative et participative",
    ),
    "sas": ("SASU", "société par actions simplifiée unipersonnelle"),
    "autre": _OTHER_FORMS,
}  # fmt: skip

#: Up to this length a word may be an acronym, the « s » of which is no plural: SAS is not SA.
_ACRONYM = 4

#: A cooperative is a commercial company too: « SCIC SAS », « SCOP SA », « SCIC sous forme de SARL » are cooperatives.
_COOPERATIVES = ("scic", "scop")


def sector_matcher(sectors: Sequence[Sector]) -> Matcher:
    """Return what finds the sectors of a cell: labels, codes, halves of a label, usual words; several per cell.

    Examples
    --------
    >>> from geo.load import load_vocabulary
    >>> sector_matcher(load_vocabulary().sectors)("Énergies / insertion, divers")
    ('energie', 'insertion-emploi')
    """
    known: dict[str, str] = {}
    for sector in sectors:
        words = (sector.label, sector.code, *sector.label.split(" et "), *_SECTOR_WORDS.get(sector.code, ()))
        known.update({_key(word): sector.code for word in words})

    def match(cell: str) -> tuple[str, ...]:
        parts = (cell, *_SEPARATORS.split(cell))
        found = [known[key] for key in map(_key, parts) if key in known]
        return tuple(dict.fromkeys(found)) or (UNKNOWN_VALUE,)

    return match


def form_matcher(forms: Sequence[LegalForm]) -> Matcher:
    """Return what finds the legal form of a cell: acronym, full name, code, or the only acronym that the cell holds.

    Examples
    --------
    >>> from geo.load import load_vocabulary
    >>> match = form_matcher(load_vocabulary().legal_forms)
    >>> match("Association loi 1901"), match("SCIC SAS à capital variable"), match("à créer")
    (('association',), ('scic',), ('inconnu',))
    """
    known: dict[str, str] = {}
    for form in forms:
        plain = re.sub(r"[(),].*", "", form.full_name)
        words = (form.label, form.code, form.full_name, plain, *_FORM_WORDS.get(form.code, ()))
        known.update({_key(word): form.code for word in words})
    acronyms = {fold(form.label): form.code for form in forms if form.code != "autre"}

    def match(cell: str) -> tuple[str, ...]:
        whole = known.get(_key(cell))
        if whole is not None:
            return (whole,)
        held = dict.fromkeys(acronyms[word] for word in fold(cell).split() if word in acronyms)
        cooperatives = [code for code in held if code in _COOPERATIVES]
        found = cooperatives if cooperatives and set(held) <= {*_COOPERATIVES, "sas"} else list(held)
        return (found[0],) if len(found) == 1 else (UNKNOWN_VALUE,)

    return match


def year_matcher(years: Sequence[str]) -> Matcher:
    """Return what finds the years of calls that a cell tells, in whatever words; none is « aucun ».

    Examples
    --------
    >>> year_matcher(["2013", "2015", "aucun"])("Lauréat 2013 puis 2015"), year_matcher(["2013"])("2009")
    (('2013', '2015'), ('aucun',))
    """
    known = frozenset(years)

    def match(cell: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(year for year in _YEAR.findall(cell) if year in known)) or (NO_CALL,)

    return match


def _key(text: str) -> str:
    """Fold a value further: « Éco-constructions » and « écoconstruction » are the same."""
    return "".join(word.removesuffix("s") if len(word) > _ACRONYM else word for word in fold(text).split())
