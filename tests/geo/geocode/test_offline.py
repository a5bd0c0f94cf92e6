"""What the offline geocoder says of a row: status, reason, confidence, place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer, load_gazetteer
from geo.geocode.offline import PLACE_COLUMNS, RESULT_COLUMNS, geocode
from geo.geocode.status import AMBIGUOUS, CORRECTED, EXACT, NOT_FOUND, STATUS_LABELS

SHARED = load_gazetteer()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return SHARED


def _one(gazetteer: Gazetteer, **cells: str) -> dict[str, object]:
    return geocode(pd.DataFrame([cells]), gazetteer).to_dict("records")[0]


@pytest.mark.parametrize(
    ("cells", "status", "code", "confidence", "reason"),
    [
        ({"commune": "Rennes", "departement": "35"}, EXACT, "35238", "haute", "nom et département"),
        ({"commune": "RENNES", "code_postal": "35000"}, EXACT, "35238", "haute", "nom et code postal"),
        ({"commune": "Rennes", "code_insee": "35238"}, EXACT, "35238", "haute", "code INSEE et nom"),
        ({"code_insee": "35238"}, EXACT, "35238", "haute", "code INSEE"),
        ({"code_insee": "2a004"}, EXACT, "2A004", "haute", "code INSEE"),
        ({"commune": "Rennes"}, EXACT, "35238", "moyenne", "nom"),
        ({"commune": "Roussillon", "region": "PACA"}, EXACT, "84102", "haute", "nom et région"),
        ({"commune": "St Denis", "departement": "93"}, CORRECTED, "93066", "haute", "« St » lu « Saint »"),
        ({"commune": "Havre", "departement": "76"}, CORRECTED, "76351", "haute", "lu « Le Havre »"),
        ({"commune": "RENNES CEDEX 7", "code_postal": "35042"}, CORRECTED, "35238", "haute", "« CEDEX » retiré"),
        ({"commune": "Lomme", "departement": "59"}, CORRECTED, "59350", "haute", "ancienne commune de Lille"),
        ({"commune": "Renes", "departement": "35"}, CORRECTED, "35238", "moyenne", "« Renes » lu « Rennes »"),
        ({"commune": "Aix", "code_postal": "13100"}, CORRECTED, "13001", "moyenne", "lu « Aix-en-Provence »"),
        ({"commune": "Cherbourg", "departement": "50"}, CORRECTED, "50129", "faible", "Cherbourg-en-Cotentin"),
        ({"code_insee": "1001"}, CORRECTED, "01001", "haute", "zéro initial rétabli"),
        ({"code_insee": "35238.0"}, CORRECTED, "35238", "haute", "« 35238.0 » lu 35238"),
        ({"code_insee": "20004"}, CORRECTED, "2A004", "haute", "ancien code de la Corse"),
        ({"code_postal": "35000"}, CORRECTED, "35238", "moyenne", "seule commune qui l'ait : Rennes"),
        ({"code_postal": "35238"}, CORRECTED, "35238", "haute", "est un code INSEE, pas un code postal"),
        ({"code_insee": "35200", "commune": "Rennes"}, CORRECTED, "35238", "haute", "est un code postal"),
        ({"code_insee": "35238", "commune": "Siège social"}, CORRECTED, "35238", "faible", "n'est pas celui de Rennes"),
        ({"commune": "Lille", "departement": "59", "code_postal": "44000"}, CORRECTED, "59350", "moyenne", "de Nantes"),
        ({"commune": "Rennes", "code_insee": "35238", "departement": "44"}, CORRECTED, "35238", "moyenne", "hors du"),
        ({"commune": "Paris 11e"}, CORRECTED, "75056", "moyenne", "Paris 11e Arrondissement"),
        ({"commune": "Lieu-dit inconnu", "code_postal": "35000"}, CORRECTED, "35238", "faible", "code postal seul"),
    ],
)
def test_rows_placed(
    gazetteer: Gazetteer, cells: dict[str, str], status: str, code: str, confidence: str, reason: str
) -> None:
    found = _one(gazetteer, **cells)
    assert (found["statut"], found["code_commune"], found["confiance"]) == (status, code, confidence)
    assert reason in str(found["motif"])
    assert found["candidats"] == ()
    assert np.isfinite(found["latitude"])


@pytest.mark.parametrize(
    ("cells", "candidates", "reason"),
    [
        ({"commune": "Saint-Denis"}, ("97411", "93066", "11339", "30247"), "4 communes de ce nom : Saint-Denis (974)"),
        ({"commune": "Roussillon"}, ("38344", "84102"), "2 communes de ce nom"),
        ({"commune": "Nantes", "departement": "35"}, ("44109",), "pas de commune de ce nom dans le département « 35 »"),
        ({"commune": "Nantes", "code_postal": "35000"}, ("44109", "35238"), "au code postal 35000"),
        ({"commune": "Rennes", "code_insee": "44109"}, ("44109", "35238"), "désignent des communes différentes"),
        ({"commune": "Paris 11", "code_postal": "75012"}, ("75111", "75112"), "se contredisent"),
        ({"code_insee": "35238", "departement": "44"}, ("35238",), "se contredisent"),
        ({"commune": "Bors", "departement": "16"}, ("16052", "16053"), "2 communes"),
    ],
)
def test_rows_that_offer_a_choice(
    gazetteer: Gazetteer, cells: dict[str, str], candidates: tuple[str, ...], reason: str
) -> None:
    found = _one(gazetteer, **cells)
    assert (found["statut"], found["confiance"], found["code_commune"]) == (AMBIGUOUS, None, None)
    assert found["candidats"] == candidates
    assert reason in str(found["motif"])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"commune": "Atlantide"}, "aucune commune de ce nom"),
        ({"commune": "Nouméa", "code_postal": "98800"}, "hors des 18 régions de l'atlas"),
        ({"departement": "35"}, "il manque le nom"),
        ({"commune": "", "code_postal": " "}, "la ligne ne dit pas de lieu"),
        ({"code_postal": "99999"}, "code postal 99999 inconnu"),
        ({"code_insee": "XYZ"}, "« XYZ » n'est pas un code INSEE"),
        ({"commune": "Zzz", "departement": "Bordeluche"}, "département « Bordeluche » non reconnu"),
    ],
)
def test_rows_not_found_say_why(gazetteer: Gazetteer, cells: dict[str, str], reason: str) -> None:
    found = _one(gazetteer, **cells)
    assert (found["statut"], found["code_commune"], found["precision"]) == (NOT_FOUND, None, None)
    assert np.isnan(found["longitude"])
    assert reason in str(found["motif"])


def test_an_arrondissement_is_a_point_of_its_own_in_the_commune_in_force(gazetteer: Gazetteer) -> None:
    found, ward = _one(gazetteer, commune="Paris", code_postal="75011"), gazetteer.place("75111")
    assert ward is not None
    assert (found["precision"], found["code_commune"], found["commune"]) == ("arrondissement", "75056", "Paris")
    assert (found["latitude"], found["longitude"]) == (ward.latitude, ward.longitude)


def test_a_former_commune_is_where_it_was(gazetteer: Gazetteer) -> None:
    found, lomme = _one(gazetteer, commune="Lomme", code_postal="59160"), gazetteer.place("59355")
    assert lomme is not None
    assert (found["latitude"], found["longitude"]) == (lomme.latitude, lomme.longitude)
    assert found["commune"] == "Lille"


def test_a_name_that_a_former_commune_also_had_is_no_exact_answer(gazetteer: Gazetteer) -> None:
    # Chavagnac is a commune of the Dordogne, and was one of the Cantal.
    names = gazetteer.places.groupby("nom")["nature"].agg(set)
    doubles = [name for name, natures in names.items() if {"commune", "deleguee"} <= natures]
    assert len(doubles) > 100
    found = geocode(pd.DataFrame({"commune": doubles}), gazetteer)
    owners = gazetteer.places.groupby("nom")["code_commune"].nunique()
    for name, status in zip(doubles, found["statut"], strict=True):
        assert status == (EXACT if owners[name] == 1 else AMBIGUOUS), name


def test_every_commune_is_found_by_its_code(gazetteer: Gazetteer) -> None:
    found = geocode(pd.DataFrame({"code_insee": gazetteer.communes.index}), gazetteer)
    assert found["code_commune"].tolist() == gazetteer.communes.index.tolist()
    assert set(found["statut"]) == {EXACT}


@pytest.mark.parametrize("column", ["code", "nom"])
def test_every_commune_is_found_by_its_name_and_departement(gazetteer: Gazetteer, column: str) -> None:
    communes = gazetteer.communes
    names = {"code": communes["code_departement"], "nom": communes["code_departement"].map(gazetteer.departements)}
    found = geocode(pd.DataFrame({"commune": communes["nom"], "departement": names[column]}), gazetteer)
    assert found["code_commune"].tolist() == communes.index.tolist()
    assert set(found["statut"]) == {EXACT}
    assert found["latitude"].tolist() == communes["latitude"].tolist()


def test_every_name_alone_is_right_or_ambiguous(gazetteer: Gazetteer) -> None:
    communes = gazetteer.communes
    found = geocode(pd.DataFrame({"commune": communes["nom"].str.upper()}), gazetteer)
    placed = found["code_commune"].notna()
    assert (found["code_commune"] == communes.index)[placed].all()
    assert set(found.loc[~placed, "statut"]) == {AMBIGUOUS}
    for code, candidates in found.loc[~placed, "candidats"].items():
        assert code in candidates or len(candidates) == 20, code


def test_every_postcode_and_name_finds_its_commune(gazetteer: Gazetteer) -> None:
    ranks = [(postcode, rank) for postcode, ranks in gazetteer.by_postcode.items() for rank in ranks]
    places = gazetteer.places.iloc[[rank for _, rank in ranks]]
    rows = pd.DataFrame({"commune": places["nom"].to_numpy(), "code_postal": [postcode for postcode, _ in ranks]})
    found = geocode(rows, gazetteer)
    assert found["code_commune"].tolist() == places["code_commune"].tolist()
    assert set(found["statut"]) == {EXACT}


def test_every_former_commune_is_found_in_the_commune_that_holds_it(gazetteer: Gazetteer) -> None:
    former = gazetteer.places[gazetteer.places["nature"].isin(["deleguee", "associee"])]
    found = geocode(former[["nom", "code_departement"]].set_axis(["commune", "departement"], axis=1), gazetteer)
    right = found["code_commune"] == former["code_commune"]
    # A commune in force of that name in the same département is meant first, and some names were borne twice there.
    assert right.mean() > 0.95
    assert not ((found["statut"] == EXACT) & ~right & ~_named_so(gazetteer, former)).any()


def _named_so(gazetteer: Gazetteer, former: pd.DataFrame) -> pd.Series[bool]:
    standing = set(zip(gazetteer.communes["nom"], gazetteer.communes["code_departement"], strict=True))
    pairs = zip(former["nom"], former["code_departement"], strict=True)
    return pd.Series([pair in standing for pair in pairs], index=former.index)


CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["Rennes", "St Denis", "PARIS 11", "35", "35000", "1000", "2a004", "Saint-Denis (93)", "Réunion"]),
    st.from_regex(r"[0-9A-B.,]{0,7}", fullmatch=True),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(PLACE_COLUMNS, CELLS)), min_size=1, max_size=5))
def test_any_text_gets_an_answer_that_holds_together(rows: list[dict[str, str]]) -> None:
    found = geocode(pd.DataFrame(rows), SHARED)
    assert tuple(found.columns) == RESULT_COLUMNS
    for row in found.to_dict("records"):
        assert row["statut"] in STATUS_LABELS
        assert row["motif"]
        placed = row["statut"] in (EXACT, CORRECTED)
        assert placed == (row["code_commune"] is not None) == bool(np.isfinite(row["latitude"]))
        assert placed == (row["confiance"] is not None)
        assert (row["statut"] == AMBIGUOUS) == bool(row["candidats"])
        assert all(SHARED.place(code) is not None for code in row["candidats"])


@settings(deadline=None, max_examples=50)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(PLACE_COLUMNS, CELLS)), min_size=2, max_size=30), st.randoms())
def test_a_shuffled_table_gives_the_same(rows: list[dict[str, str]], chance) -> None:
    table = pd.DataFrame(rows)
    order = list(range(len(rows)))
    chance.shuffle(order)
    shuffled = geocode(table.iloc[order], SHARED)
    pd.testing.assert_frame_equal(shuffled.loc[table.index], geocode(table, SHARED))


def test_index_and_missing_columns_are_kept(gazetteer: Gazetteer) -> None:
    rows = pd.DataFrame({"commune": ["Rennes", None, np.nan], "autre": 1}, index=pd.Index([7, 3, 9], name="ligne"))
    found = geocode(rows, gazetteer)
    assert found.index.tolist() == [7, 3, 9]
    assert found.index.name == "ligne"
    assert found["statut"].tolist() == [EXACT, NOT_FOUND, NOT_FOUND]
    empty = geocode(rows.iloc[:0], gazetteer)
    assert tuple(empty.columns) == RESULT_COLUMNS
    assert len(empty) == 0
