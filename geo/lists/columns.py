"""Which column of a list holds what: told by its title, confirmed by what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from geo.errors import UnknownValueError
from geo.lists.degrees import parse_degrees
from geo.lists.problems import ProblemList
from geo.lists.synonyms import ROLES, score_roles
from geo.text import fold

if TYPE_CHECKING:
    from geo.lists.table import ListTable

__all__ = ["ROLES", "check_roles", "recognise"]

#: Cells looked at, and share of them that must be what the title says.
_LOOKED_AT, _SHARE = 500, 0.6

_DEPARTEMENT_START = r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4-8])"
#: A spreadsheet has often taken the first zero away.
_INSEE = re.compile(rf"(?:{_DEPARTEMENT_START}\d{{2,3}}|[1-9]\d{{3}})", re.ASCII | re.IGNORECASE)
_POSTCODE = re.compile(r"(?:F-?)?\d{4,5}", re.ASCII)
_FIVE = re.compile(rf"(?=.{{5}}$){_DEPARTEMENT_START}\d{{2,3}}", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)", re.ASCII)
_DIGITS = re.compile(r"[\d\s.,+-]+", re.ASCII)

#: Postcodes end with 0, but those of a few towns and of companies; INSEE codes end with anything.
_ROUND_POSTCODES = 0.5


def recognise(table: ListTable) -> dict[str, str]:
    """Return the column that holds each role: role → name of the column.

    One column has one role. Latitude and longitude come together or not at all, and only if they hold degrees.
    """
    candidates = [
        (-score, order, position, role, name)
        for position, name in enumerate(map(str, table.rows.columns))
        for role, score in _scores(name, _sample(table, name)).items()
        for order in [list(ROLES).index(role)]
    ]
    roles: dict[str, str] = {}
    for *_, role, name in sorted(candidates):
        # A title announces one role: no column has two.
        roles.setdefault(role, name)
    if ("latitude" in roles) != ("longitude" in roles):
        roles.pop("latitude", None)
        roles.pop("longitude", None)
    return {role: roles[role] for role in ROLES if role in roles}


def check_roles(roles: Mapping[str, str], table: ListTable) -> None:
    """Check a choice of columns.

    Raises
    ------
    UnknownValueError
        A role or a column does not exist.
    InvalidDataError
        One column has two roles, or a latitude goes without a longitude.
    """
    columns = [str(name) for name in table.rows.columns]
    for role, name in roles.items():
        if role not in ROLES:
            raise UnknownValueError("roles", role, tuple(ROLES), "choisir un des rôles admis")
        if name not in columns:
            raise UnknownValueError(f"colonne « {ROLES[role]} »", name, columns, "choisir une colonne du fichier")
    problems = ProblemList(table.file_name)
    for name in dict.fromkeys(roles.values()):
        titles = [f"« {ROLES[role]} »" for role, chosen in roles.items() if chosen == name]
        if len(titles) > 1:
            advice = "donner à chacun sa colonne, ou n'en garder qu'un"
            problems.add(f"colonne choisie pour plusieurs rôles : {', '.join(titles)}", advice, column=name)
    for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if one in roles and other not in roles:
            advice = "choisir les deux colonnes, ou aucune des deux"
            problems.add(f"{ROLES[one].lower()} choisie sans {other}", advice, column=roles[one])
    problems.raise_if_any()


def _sample(table: ListTable, name: str) -> list[str]:
    column = table.rows[name]
    return [str(value) for value in column[column != ""].head(_LOOKED_AT)]


def _scores(name: str, values: Sequence[str]) -> dict[str, int]:
    """Return the roles of a column that its title announces and its content does not deny."""
    if fold(name) == "code":
        return _role_of_code(values)
    scores = dict(score_roles(name))
    if not values:
        return scores
    if "commune" in scores and _mostly(values, _is_five):
        # A title of name over codes.
        return {"code_insee": 2}
    if "departement" in scores and _mostly(values, _is_five):
        return {}
    return {role: score for role, score in scores.items() if role not in _CONTENT or _mostly(values, _CONTENT[role])}


def _role_of_code(values: Sequence[str]) -> dict[str, int]:
    if not _mostly(values, _is_five, 0.9):
        return {}
    rounded = sum(value.endswith("0") for value in values)
    return {"code_postal" if rounded > _ROUND_POSTCODES * len(values) else "code_insee": 1}


def _mostly(values: Sequence[str], test: Callable[[str], bool], share: float = _SHARE) -> bool:
    return bool(values) and sum(map(test, values)) >= share * len(values)


def _is_five(value: str) -> bool:
    return _FIVE.fullmatch(value) is not None


def _is_insee(value: str) -> bool:
    return _INSEE.fullmatch(value.replace(" ", "")) is not None


def _is_postcode(value: str) -> bool:
    return _POSTCODE.match(value.replace(" ", "")) is not None


def _is_year(value: str) -> bool:
    return _YEAR.search(value) is not None


def _is_words(value: str) -> bool:
    return _DIGITS.fullmatch(value) is None


def _is_latitude(value: str) -> bool:
    degrees = parse_degrees(value)
    # Up to 180: the two are often exchanged, which is told later with its remedy. Metres are not degrees.
    return degrees is not None and abs(degrees) <= 180


_CONTENT: Mapping[str, Callable[[str], bool]] = {
    "nom": _is_words,
    "adresse": _is_words,
    "commune": _is_words,
    "code_insee": _is_insee,
    "code_postal": _is_postcode,
    "latitude": _is_latitude,
    "longitude": _is_latitude,
    "annee": _is_year,
    "secteur": _is_words,
    "forme_juridique": _is_words,
}
