"""How far an answer of the address service is to be believed.

An answer is exact only when all that was asked was found, by a service that is sure of it, in the commune that the row
is known to be in. Less than that is « corrigé », with what is missing; and an answer that is not sure of the street, or
that is in another commune, places nothing: the row stays where the gazetteer put it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.geocode.address import AddressQuery, AddressResult, Candidate
from geo.geocode.status import CORRECTED, EXACT, NOT_FOUND
from geo.proximity import distance_km
from geo.text import fold, format_number

__all__ = ["MIN_SCORE", "SURE_SCORE", "judge", "same_commune", "unanswered"]

#: Below this score (0 to 1) the service itself is not sure of the street: words that merely look alike go up to there.
MIN_SCORE = 0.7

#: From this score on, all that was asked is in the answer, give or take an accent or an abbreviation.
SURE_SCORE = 0.8

#: No commune reaches further from its town hall than this: the widest, in Guyane, comes to some 130 km.
FAR_KM = 150.0

#: Type of an answer → precision of the point. A « municipality » is what the gazetteer knows already.
_PRECISIONS = {"housenumber": "adresse", "street": "rue", "locality": "lieu-dit"}

#: Paris, Lyon and Marseille answer with the code of an arrondissement.
_ARRONDISSEMENTS = {"75056": "751", "69123": "6938", "13055": "132"}

#: South, north, west, east of métropole, the Antilles, Guyane, La Réunion and Mayotte.
_FRANCE = (
    (41.3, 51.2, -5.3, 9.7),
    (14.3, 18.2, -63.2, -60.7),
    (2.0, 5.9, -54.7, -51.5),
    (-21.5, -20.8, 55.1, 55.9),
    (-13.1, -12.5, 44.9, 45.4),
)

_LEADING_NUMBER = re.compile(r"\s*(\d+)")
_PARTS = re.compile(r"\d+|[a-z]+")
_REPEATED = {"bis", "ter", "quater", "quinquies"}


def same_commune(found: str, expected: str) -> bool:
    """Whether the code answered is the commune expected, or one is an arrondissement of the other."""
    return found == expected or any(
        one == whole and other.startswith(prefix)
        for whole, prefix in _ARRONDISSEMENTS.items()
        for one, other in ((expected, found), (found, expected))
    )


def unanswered(query: AddressQuery, reason: str) -> AddressResult:
    """Return the result of a row that no answer places."""
    return AddressResult(query.row, NOT_FOUND, reason)


def judge(query: AddressQuery, candidates: Sequence[Candidate]) -> AddressResult:
    """Choose among the places that the service offers, and say how sure the choice is.

    Parameters
    ----------
    query
        What was asked.
    candidates
        What was answered, the best first; may be empty.
    """
    if not candidates:
        return unanswered(query, "adresse inconnue du service")
    # The service cannot be told which commune is meant: a street of that name elsewhere may come first.
    at_home = [candidate for candidate in candidates if _where(query, candidate) in ("commune", "autrefois")]
    best = (at_home or candidates)[0]
    refusal = _refusal(query, best)
    if refusal:
        return AddressResult(
            query.row,
            NOT_FOUND,
            refusal,
            score=best.score,
            label=best.label,
            kind=best.kind,
            code_commune=best.code or None,
        )
    doubts = _doubts(query, best)
    return AddressResult(
        query.row,
        CORRECTED if doubts else EXACT,
        " ; ".join([f"adresse trouvée : {best.label}", *doubts]),
        "moyenne" if doubts else "haute",
        _PRECISIONS[best.kind],
        best.latitude,
        best.longitude,
        best.score,
        best.label,
        best.kind,
        best.code or None,
    )


def _where(query: AddressQuery, found: Candidate) -> str:
    """Tell how the commune answered stands to the one expected."""
    if not query.code_commune:
        return "inconnue"
    if same_commune(found.code, query.code_commune):
        return "commune"
    # A commune merged since the gazetteer was made.
    if found.old_code == query.code_commune:
        return "autrefois"
    return "voisine" if query.postcode and found.postcode == query.postcode else "autre"


def _refusal(query: AddressQuery, found: Candidate) -> str:
    """Return why the answer places nothing, or an empty text."""
    point = (found.latitude, found.longitude)
    if not any(south <= point[0] <= north and west <= point[1] <= east for south, north, west, east in _FRANCE):
        return f"réponse hors de France ({format_number(point[0], 3)} ; {format_number(point[1], 3)})"
    if _where(query, found) == "autre":
        return f"réponse dans une autre commune ({found.label}, {found.code or '?'} au lieu de {query.code_commune})"
    if found.score < MIN_SCORE:
        least = format_number(MIN_SCORE, 2)
        return f"réponse peu sûre ({found.label}, score {format_number(found.score, 2)}, minimum {least})"
    if found.kind not in _PRECISIONS:
        return "le service n'a trouvé que la commune" if found.kind == "municipality" else "réponse d'un type inconnu"
    if query.near is not None:
        away = distance_km(query.near, point)
        if away > FAR_KM:
            return f"réponse à {format_number(away, 0)} km de la commune ({found.label})"
    return ""


def _doubts(query: AddressQuery, found: Candidate) -> list[str]:
    """Return what keeps the answer from being exact."""
    doubts = []
    where = _where(query, found)
    if where == "inconnue":
        doubts.append("commune non vérifiée")
    elif where == "autrefois":
        doubts.append(f"commune fusionnée depuis (code {found.code})")
    elif where == "voisine":
        doubts.append(f"commune voisine de même code postal ({found.code} au lieu de {query.code_commune})")
    if found.score < SURE_SCORE:
        doubts.append(f"score {format_number(found.score, 2)}, inférieur à {format_number(SURE_SCORE, 2)}")
    number = _LEADING_NUMBER.match(query.address)
    if found.kind == "housenumber":
        if not _same_number(query.address, found.number):
            doubts.append(f"numéro {found.number}, qui n'est pas celui demandé")
    elif number:
        doubts.append(f"numéro {number[1]} non trouvé : {'milieu de la rue' if found.kind == 'street' else 'lieu-dit'}")
    return doubts


def _same_number(address: str, number: str) -> bool:
    """Whether the number found, « 12bis », is in the address asked, « 12 bis, rue X », and says no less."""
    asked, found = (set(_PARTS.findall(fold(text))) for text in (address, number))
    return found <= asked and asked & _REPEATED == found & _REPEATED
