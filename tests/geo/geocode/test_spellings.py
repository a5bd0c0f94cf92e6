"""How well the offline geocoder reads what people write: `tests/data/spellings.csv`.

Each row expects an INSEE code (of a commune in force, or of an arrondissement), `ambigu` or `introuvable`;
several where more than one answer is right.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from geo.gazetteer import Gazetteer, load_gazetteer
from geo.geocode.offline import geocode
from geo.geocode.status import AMBIGUOUS, EXACT, NOT_FOUND

SPELLINGS = Path(__file__).parents[2] / "data" / "spellings.csv"
#: Share of the spellings that must be read right.
LEAST = 0.98


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="module")
def spellings() -> pd.DataFrame:
    return pd.read_csv(SPELLINGS, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def answers(spellings: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    found = geocode(spellings, gazetteer)
    rows = zip(spellings["attendu"], found.to_dict("records"), strict=True)
    return found.assign(juste=[_right(gazetteer, expected.split("|"), row) for expected, row in rows])


def _right(gazetteer: Gazetteer, expected: list[str], found: dict[str, object]) -> bool:
    if found["statut"] in (AMBIGUOUS, NOT_FOUND):
        return found["statut"] in expected
    places = [gazetteer.place(code) for code in expected if code[:1].isdigit()]
    return any(
        place is not None
        and place.code_commune == found["code_commune"]
        # An arrondissement must be that one, and not the middle of its city.
        and (place.nature != "arrondissement" or place.latitude == found["latitude"])
        for place in places
    )


def test_there_are_enough_spellings_and_each_expects_what_exists(spellings: pd.DataFrame, gazetteer: Gazetteer) -> None:
    assert len(spellings) >= 200
    assert not spellings.duplicated(["commune", "departement", "region", "code_postal"]).any()
    for expected in spellings["attendu"]:
        for answer in expected.split("|"):
            assert answer in (AMBIGUOUS, NOT_FOUND) or gazetteer.place(answer) is not None, answer


def test_spellings_are_not_those_of_the_insee(spellings: pd.DataFrame, gazetteer: Gazetteer) -> None:
    official = set(gazetteer.communes["nom"])
    assert (~spellings["commune"].isin(official)).sum() >= 200


def test_nearly_all_spellings_are_read_right(spellings: pd.DataFrame, answers: pd.DataFrame) -> None:
    rate = answers["juste"].mean()
    kinds = Counter(answers["statut"])
    print(f"\n{len(spellings)} spellings, {rate:.1%} read right; " + ", ".join(f"{k} {n}" for k, n in kinds.items()))
    for row in spellings.index[~answers["juste"]]:
        print("missed:", spellings.loc[row].tolist(), answers.at[row, "motif"])
    assert rate >= LEAST


def test_no_wrong_answer_is_given_as_exact(spellings: pd.DataFrame, answers: pd.DataFrame) -> None:
    wrong = spellings[(answers["statut"] == EXACT) & ~answers["juste"]]
    assert wrong.empty, wrong.to_string()
