"""A list placed, corrected and filtered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from geopy.distance import geodesic

from geo.errors import InvalidDataError, UnknownValueError
from geo.filters import Mask
from geo.gazetteer import Gazetteer
from geo.geocode.address import AddressResult
from geo.geocode.offline import RESULT_COLUMNS
from geo.geocode.status import AMBIGUOUS, CORRECTED, EXACT, NOT_FOUND
from geo.lists.distances import geodesic_km, rough_km, within_km
from geo.lists.located import LocatedList
from geo.lists.wording import describe_counts, describe_filters, describe_rows
from geo.model import Panel
from geo.near import Near
from geo.selection import Selection
from tests.geo.lists.list_samples import NUMBERS, ROLES, place, sample_table, shared_gazetteer, table_of

POINTS = {"latitude": "lat", "longitude": "lon"}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return shared_gazetteer()


@pytest.fixture(scope="module")
def located(panel: Panel, gazetteer: Gazetteer) -> LocatedList:
    return place(sample_table(), ROLES, panel, gazetteer)


def _rows(located: LocatedList, kept: Mask) -> list[int]:
    return located.table.rows.index[kept].tolist()


def test_each_row_has_its_status(located: LocatedList) -> None:
    statuses = dict(zip(NUMBERS, located.placements["statut"], strict=True))
    assert statuses == {
        2: EXACT, 3: AMBIGUOUS, 4: NOT_FOUND, 6: EXACT, 7: CORRECTED, 8: CORRECTED, 10: EXACT, 11: EXACT,
    }  # fmt: skip
    assert located.counts == {EXACT: 4, CORRECTED: 2, AMBIGUOUS: 1, NOT_FOUND: 1}
    assert (located.ambiguous, located.unplaced) == ((3,), (3, 4))
    assert located.placed.tolist() == [True, False, False, True, True, True, True, True]
    assert describe_counts(located.counts) == "exact : 4 ; corrigé : 2 ; ambigu : 1 ; introuvable : 1"


def test_texts_are_python_texts_or_none(located: LocatedList) -> None:
    assert tuple(located.placements.columns) == RESULT_COLUMNS
    for name in RESULT_COLUMNS[:8]:
        assert {type(cell) for cell in located.placements[name]} <= {str, type(None)}
    assert located.placements.at[4, "commune"] is None


def test_coordinates_of_the_file_are_kept(located: LocatedList) -> None:
    row = located.placements.loc[6]
    assert (row["latitude"], row["longitude"]) == (47.21725, -1.55336)
    assert (row["precision"], row["motif"], row["confiance"]) == ("coordonnees", "coordonnées du fichier", "haute")
    assert (row["code_departement"], row["code_region"], row["code_commune"]) == ("44", "52", None)


def test_refused_coordinates_leave_the_commune_and_say_why(located: LocatedList) -> None:
    row = located.placements.loc[7]
    assert row["code_commune"] == "29019"
    assert row["motif"].startswith("coordonnées refusées (latitude au-delà de 90 degrés) ; ")
    assert [problem.row for problem in located.problems] == [7]


def test_a_point_far_from_its_commune_is_not_exact(located: LocatedList) -> None:
    row = located.placements.loc[8]
    assert (row["latitude"], row["code_departement"], row["confiance"]) == (48.8566, "75", "moyenne")
    assert "à 308 km de la commune nommée : Rennes (35)" in row["motif"]
    assert (row["commune"], row["code_commune"]) == (None, None)


def test_a_point_near_its_commune_keeps_its_code(panel: Panel, gazetteer: Gazetteer) -> None:
    table = table_of({"c": ["Rennes", "Saint-Denis", "Ailleurs"], "lat": ["48.1", "48.93", "48.1"],
                      "lon": ["-1.68", "2.36", "-1.68"]})  # fmt: skip
    located = place(table, POINTS | {"commune": "c"}, panel, gazetteer)
    # Of the four Saint-Denis, the point says which one; a name that is not known stays as it is written.
    assert located.placements["code_commune"].tolist() == ["35238", "93066", None]
    assert located.placements["commune"].tolist() == ["Rennes", "Saint-Denis", "Ailleurs"]
    assert set(located.placements["statut"]) == {EXACT}
    assert not any(located.placements["candidats"])


def test_exchanged_coordinates(panel: Panel, gazetteer: Gazetteer) -> None:
    table = table_of({"c": ["Rennes", "Brest", "Nantes"], "lat": ["-1.68", "48.39", ""], "lon": ["48.11", "-4.48", ""]})
    as_is = place(table, POINTS | {"commune": "c"}, panel, gazetteer)
    assert as_is.swapped == 1
    assert as_is.placements["precision"].tolist() == ["commune", "coordonnees", "commune"]
    swapped = place(table, POINTS | {"commune": "c"}, panel, gazetteer, swap=True)
    assert swapped.placements["precision"].tolist() == ["coordonnees", "coordonnees", "commune"]
    assert swapped.placements["latitude"].tolist()[:2] == [48.11, 48.39]
    assert swapped.placements["statut"].tolist() == [CORRECTED, EXACT, EXACT]
    assert swapped.placements["motif"].iat[0].endswith("latitude et longitude échangées")
    assert "échangées" not in swapped.placements["motif"].iat[1]


def test_a_list_that_says_nowhere_where_it_is(panel: Panel, gazetteer: Gazetteer) -> None:
    table = table_of({"a": ["x"], "d": ["35"]})
    with pytest.raises(InvalidDataError, match="aucune colonne ne dit où sont les lignes"):
        place(table, {"nom": "a", "departement": "d"}, panel, gazetteer)
    with pytest.raises(UnknownValueError):
        place(table, {"commune": "absente"}, panel, gazetteer)


def test_a_choice_places_the_row_and_can_be_taken_back(located: LocatedList, gazetteer: Gazetteer) -> None:
    assert [candidate.label for candidate in located.candidates(3)][:2] == ["Saint-Denis (974)", "Saint-Denis (93)"]
    chosen = located.with_choice(3, "93066")
    row = chosen.placements.loc[3]
    assert (row["statut"], row["motif"], row["confiance"]) == (CORRECTED, "choisie par vous parmi 4", "haute")
    assert (row["code_commune"], row["code_region"], row["precision"]) == ("93066", "11", "commune")
    assert (row["latitude"], row["longitude"]) == (
        gazetteer.place("93066").latitude,
        gazetteer.place("93066").longitude,
    )
    assert _rows(chosen, chosen.mask(Selection(departement=("93",)))) == [3]
    assert chosen.ambiguous == ()
    assert chosen.candidates(3) == located.candidates(3)
    # The list from which it was made is as it was, and so is the one made by taking the choice back.
    assert located.ambiguous == (3,)
    assert chosen.with_choice(3, None).digest == located.digest != chosen.digest


def test_choices_may_be_given_at_once(panel: Panel, gazetteer: Gazetteer, located: LocatedList) -> None:
    chosen = place(sample_table(), ROLES, panel, gazetteer, choices={3: "97411"})
    assert chosen.digest == located.with_choice(3, "97411").digest


@pytest.mark.parametrize(("row", "code"), [(3, "35238"), (2, "35238"), (3, "zz"), (99, "93066"), (5, None)])
def test_a_choice_that_is_not_offered_is_refused(located: LocatedList, row: int, code: str | None) -> None:
    with pytest.raises(UnknownValueError):
        located.with_choice(row, code)


def test_queries_are_the_rows_that_an_address_may_place_better(located: LocatedList) -> None:
    queries = {query.row: query for query in located.queries}
    # Row 6 has its own coordinates; the others have no address.
    assert sorted(queries) == [2, 7, 11]
    assert (queries[2].address, queries[2].postcode, queries[2].commune) == ("1 place de la Mairie", "35000", "Rennes")
    assert queries[2].code_commune == "35238"
    assert queries[2].near == pytest.approx((48.11, -1.68), abs=0.01)


def _answer(row: int, **given: object) -> AddressResult:
    told = {"status": EXACT, "reason": "adresse trouvée", "confidence": "haute", "precision": "adresse",
            "latitude": 48.1, "longitude": -1.7, "score": 0.95, "code_commune": "35238"}  # fmt: skip
    return AddressResult(row=row, **(told | given))  # type: ignore[arg-type]


def test_addresses_replace_points(located: LocatedList) -> None:
    found = located.with_addresses([
        _answer(2),
        _answer(3, status=CORRECTED, confidence="moyenne"),
        _answer(7, confidence="moyenne"),
        AddressResult(11, NOT_FOUND, "le service n'a trouvé que la commune"),
    ])  # fmt: skip
    rows = found.placements.loc[[2, 3, 7, 11]]
    assert rows["statut"].tolist() == [EXACT, CORRECTED, CORRECTED, EXACT]
    assert rows["precision"].tolist() == ["adresse", "adresse", "adresse", "commune"]
    assert rows["latitude"].tolist()[:3] == [48.1] * 3
    assert rows["confiance"].tolist() == ["haute", "moyenne", "moyenne", "haute"]
    assert rows.at[2, "motif"] == "code INSEE et nom ; adresse trouvée"
    assert rows.at[3, "motif"] == "adresse trouvée"
    assert rows.at[11, "motif"].endswith("adresse non placée : le service n'a trouvé que la commune")
    assert (found.online, located.online) == (True, False)
    assert _rows(found, found.mask(Selection(region=("bretagne",)))) == [2, 3, 7]
    # What an address found may be searched at once.
    assert 3 in _rows(found, found.mask(Selection(q="rennes")))


def test_an_answer_for_no_row(located: LocatedList) -> None:
    with pytest.raises(UnknownValueError):
        located.with_addresses([_answer(5)])


@pytest.mark.parametrize(
    ("selection", "rows"),
    [
        (Selection(), list(NUMBERS)),
        (Selection(region=("bretagne",)), [2, 7]),
        (Selection(region=("bretagne", "la-reunion")), [2, 7, 10]),
        (Selection(departement=("44",)), [6, 11]),
        (Selection(secteur=("energie",)), [2, 6, 11]),
        (Selection(secteur=("inconnu",)), [4, 7]),
        (Selection(secteur=("culture",), forme=("association",)), [3, 10]),
        (Selection(forme=("sas",)), [11]),
        (Selection(forme=("autre",)), [4]),
        (Selection(laureat=("2013",)), [2, 3]),
        (Selection(laureat=("2015",), appels=True), [3]),
        (Selection(laureat=("aucun",), secteur=("energie",)), [6, 11]),
        (Selection(q="PHARE culture"), [3]),
        (Selection(q="deux lignes"), [7]),
        (Selection(region=("corse",)), []),
    ],
)
def test_filters(located: LocatedList, selection: Selection, rows: list[int]) -> None:
    assert _rows(located, located.mask(selection)) == rows


def test_a_filter_may_be_left_out_of_account(located: LocatedList, gazetteer: Gazetteer) -> None:
    selection = Selection(region=("bretagne",), q="halle", autour=Near(gazetteer.place("29019"), 10))
    assert _rows(located, located.mask(selection)) == []
    assert _rows(located, located.mask(selection, ignoring="autour")) == [2]
    assert _rows(located, located.mask(selection, ignoring="q")) == [7]


def test_a_facet_without_a_column_narrows_nothing(panel: Panel, gazetteer: Gazetteer) -> None:
    located = place(table_of({"Ville": ["Rennes", "Brest"]}), {"commune": "Ville"}, panel, gazetteer)
    assert list(located.facets) == ["region", "departement"]
    selection = Selection(secteur=("energie",), laureat=("2013",), departement=("29",), appels=True)
    assert _rows(located, located.mask(selection)) == [3]
    assert located.applied(selection) == Selection(departement=("29",))
    text = describe_filters(located)
    assert text.startswith("La liste suit les filtres « Région » et « Département », la recherche et « Autour de ».")
    assert "« Lauréat de l'appel », « Secteur » et « Forme juridique » ne changent rien à la liste" in text


def test_facets_are_shared_and_closed(located: LocatedList, panel: Panel) -> None:
    for key, facet in located.facets.items():
        assert facet.values == panel.index.facets[key].values
        assert not facet.matrix.flags.writeable


def test_around_a_place(located: LocatedList, gazetteer: Gazetteer) -> None:
    nantes, reunion = gazetteer.place("44109"), gazetteer.place("97411")
    selection = Selection(autour=Near(nantes, 150))
    assert sorted(_rows(located, located.mask(selection))) == [2, 6, 11]
    order = located.table.rows.index[located.order(selection)].tolist()
    assert order == [11, 6, 2]
    assert _rows(located, located.mask(Selection(autour=Near(reunion, 500)))) == [10]
    km = located.distances(Near(nantes, 150))
    assert np.isnan(km[~located.placed]).all()
    assert km[0] == pytest.approx(geodesic((nantes.latitude, nantes.longitude), (48.11135, -1.68006)).km, abs=0.001)


def test_overseas_answers_for_its_own_region(panel: Panel, gazetteer: Gazetteer) -> None:
    # Some 190 km apart, in two regions.
    table = table_of({"i": ["97105", "97209"]})
    located = place(table, {"code_insee": "i"}, panel, gazetteer)
    assert located.placed.all()
    near = Near(gazetteer.place("97105"), 300)
    assert located.distances(near).max() < 300
    assert _rows(located, located.mask(Selection(autour=near))) == [2]


def test_distances_are_those_of_geopy() -> None:
    rng = np.random.default_rng(4)
    latitude, longitude = rng.uniform(-21, 51, 500), rng.uniform(-61, 56, 500)
    latitude[7] = np.nan
    place_ = (48.1, -1.68)
    exact = [
        geodesic(place_, pair).km if pair[0] == pair[0] else np.nan for pair in zip(latitude, longitude, strict=True)
    ]
    assert np.allclose(geodesic_km(latitude, longitude, place_), exact, atol=0.001, rtol=0, equal_nan=True)
    rough = rough_km(latitude, longitude, *place_)
    assert np.nanmax(np.abs(rough / np.array(exact) - 1)) < 0.006
    for radius in (100.0, 2500.0, 5000.0, 7777.0):
        assert within_km(latitude, longitude, place_, radius).tolist() == (np.array(exact) <= radius).tolist()


def test_the_circle_itself_is_within() -> None:
    latitude, longitude = np.array([48.0, 48.0]), np.array([2.0, 3.0])
    edge = float(geodesic_km(latitude, longitude, (48.0, 2.0))[1])
    assert within_km(latitude, longitude, (48.0, 2.0), edge).tolist() == [True, True]
    assert within_km(latitude, longitude, (48.0, 2.0), edge - 0.001).tolist() == [True, False]


@pytest.mark.parametrize(
    ("selection", "text"),
    [
        (Selection(), "8 lignes, toutes celles de la liste"),
        (Selection(appels=True), "8 lignes, toutes celles de la liste"),
        (Selection(region=("bretagne",), secteur=("energie",)), "1 ligne sur 8, en Bretagne, secteur énergie"),
        (Selection(secteur=("culture", "energie")), "5 lignes sur 8, secteurs culture ou énergie"),
        (Selection(region=("corse",)), "Aucune ligne sur 8, en Corse"),
        (Selection(q="le"), "5 lignes sur 8, texte « le »"),
    ],
)
def test_words(located: LocatedList, selection: Selection, text: str) -> None:
    assert describe_rows(located, selection) == text


def test_words_of_a_place(located: LocatedList, gazetteer: Gazetteer) -> None:
    near = Near(gazetteer.place("44109"), 150)
    assert describe_rows(located, Selection(autour=near)) == "3 lignes sur 8, à 150\u00a0km au plus de Nantes (44)"


def test_the_digest_tells_what_is_shown_apart(located: LocatedList, panel: Panel, gazetteer: Gazetteer) -> None:
    assert place(sample_table(), ROLES, panel, gazetteer).digest == located.digest
    assert len(located.digest) == 12
    others = [
        place(sample_table(Note=("x", *[""] * 7)), ROLES, panel, gazetteer),
        place(sample_table(), {role: name for role, name in ROLES.items() if role != "secteur"}, panel, gazetteer),
        replace(located, online=True),
        replace(located, table=replace(located.table, file_name="autre.csv")),
        replace(located, table=replace(located.table, rows=located.table.rows.set_axis(range(2, 10)))),
    ]
    assert len({located.digest, *(other.digest for other in others)}) == 6
