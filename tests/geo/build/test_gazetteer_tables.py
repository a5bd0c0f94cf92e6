"""The committed tables of former communes and postcodes, and the rules that make them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.build import gazetteer_tables, wheel
from geo.errors import InvalidDataError

ROOT = Path(__file__).parents[3]


def _rows(path: Path) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def former() -> list[dict[str, str]]:
    return _rows(gazetteer_tables.FORMER)


@pytest.fixture(scope="module")
def postcodes() -> list[dict[str, str]]:
    return _rows(gazetteer_tables.POSTCODES)


@pytest.fixture(scope="module")
def communes() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in _rows(Path("data/communes.csv"))}


def test_former_communes_are_counted(former: list[dict[str, str]]) -> None:
    natures = Counter(row["nature"] for row in former)
    assert natures == {"deleguee": 2008, "associee": 483, "arrondissement": 45}
    codes = [row["code"] for row in former]
    assert codes == sorted(set(codes))


def test_each_is_held_by_a_commune_in_force_of_another_name_or_code(
    former: list[dict[str, str]], communes: dict[str, dict[str, str]]
) -> None:
    for row in former:
        holder = communes[row["code_commune"]]
        assert row["code_departement"] == holder["code_departement"], row
        assert (row["code"], row["nom"]) != (holder["code"], holder["nom"]), row


@pytest.mark.parametrize(
    ("code", "nom", "nature", "commune"),
    [
        ("01025", "Bâgé-la-Ville", "deleguee", "01025"),
        ("59355", "Lomme", "associee", "59350"),
        ("75111", "Paris 11e Arrondissement", "arrondissement", "75056"),
        ("69381", "Lyon 1er Arrondissement", "arrondissement", "69123"),
        ("13216", "Marseille 16e Arrondissement", "arrondissement", "13055"),
        # By its code in the Aisne, today in the Nord.
        ("02285", "Escaufourt", "associee", "59545"),
    ],
)
def test_former_communes_known(former: list[dict[str, str]], code: str, nom: str, nature: str, commune: str) -> None:
    row = {row["code"]: row for row in former}[code]
    assert (row["nom"], row["nature"], row["code_commune"]) == (nom, nature, commune)


def test_postcodes_are_ordered_pairs_of_places_known(
    postcodes: list[dict[str, str]], former: list[dict[str, str]], communes: dict[str, dict[str, str]]
) -> None:
    pairs = [(row["code_postal"], row["code_commune"]) for row in postcodes]
    assert pairs == sorted(set(pairs))
    assert len(pairs) == 35_354
    assert all(len(code) == 5 and code.isdecimal() for code, _ in pairs)
    wards = {row["code"] for row in former if row["nature"] == "arrondissement"}
    assert {code for _, code in pairs} <= set(communes) | wards
    # Paris, Lyon and Marseille have theirs through their arrondissements.
    assert len(set(communes) - {code for _, code in pairs}) == 65 + 3


def test_table_leaves_out_what_says_nothing_new() -> None:
    source = _source(parts=[("01001", "Ici", "deleguee", "01001"), ("01002", "Là", "associee", "01001")])
    lines = gazetteer_tables.build(source)[gazetteer_tables.FORMER].splitlines()
    assert lines == [
        "code,nom,nature,code_commune,code_departement,population,longitude,latitude,point",
        "01002,Là,associee,01001,01,,0.50000,0.50000,interieur",
    ]


def test_unknown_communes_are_all_named() -> None:
    source = _source(parts=[("01002", "Là", "associee", "01009")], postcodes=[("01000", "01008")])
    with pytest.raises(InvalidDataError) as raised:
        gazetteer_tables.build(source)
    assert [problem.value for problem in raised.value.problems] == ["01009", "01008"]


def _source(parts: list[tuple[str, str, str, str]], postcodes: list[tuple[str, str]] | None = None) -> wheel.Source:
    communes = pd.DataFrame({"code": ["01001"], "nom": ["Ici"]})
    table = pd.DataFrame(parts, columns=["code", "nom", "nature", "code_commune"])
    table["code_departement"], table["code_region"] = "01", "84"
    table["population"] = pd.array([None] * len(parts), dtype="Int64")
    shapes = np.array([shapely.box(0, 0, 1, 1)] * len(parts))
    halls = np.array([None] * len(parts), dtype=object)
    empty = pd.DataFrame()
    pairs = pd.DataFrame(postcodes or [("01000", "01001")], columns=["code_postal", "code_commune"])
    own = wheel.Source(table, shapes, halls, empty, empty)
    return wheel.Source(communes, np.array([]), np.array([]), empty, empty, parts=own, postcodes=pairs)
