"""Columns are recognised by their title and confirmed by what they hold."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import InvalidDataError, UnknownValueError
from geo.lists.columns import ROLES, check_roles, recognise
from geo.lists.table import ListTable

#: Role → cells that such a column may hold.
CONTENT = {
    "nom": ["L'Épicerie", "Le 109"],
    "adresse": ["3 rue de l'Église", "Le Bourg"],
    "code_postal": ["02000", "97411"],
    "commune": ["Laon", "Saint-Denis"],
    "code_insee": ["02408", "2A004"],
    "departement": ["Aisne", "974"],
    "region": ["Hauts-de-France", "04"],
    "latitude": ["49,56", "-20.88"],
    "longitude": ["3,62° E", "55.45"],
    "secteur": ["Culture", "Énergie"],
    "forme_juridique": ["SCIC", "Association"],
    "annee": ["2015", "01/03/2014"],
}


def table(**columns: list[str]) -> ListTable:
    rows = pd.DataFrame(columns, dtype="str")
    rows.index = pd.RangeIndex(2, 2 + len(rows), name="ligne")
    return ListTable("liste.csv", "csv", rows)


def role_of(title: str, values: list[str]) -> str | None:
    found = recognise(table(**{title: values}))
    return next(iter(found), None)


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("nom", "Nom|NOM|name|Raison sociale|Dénomination|Nom de la structure|Intitulé|Nom du tiers-lieu|nomStructure"),
        ("nom", "Nom du PTCE|Libellé|Structure|Nom de l'association|Dénomination sociale|Nom usuel|Structure porteuse"),
        ("adresse", "Adresse|Adresse postale|ADR1|Adresse complète|Voie|Adresse du siège|N° et voie|adresse_siege"),
        ("code_postal", "CP|Code postal|code_postal|CodePostal|Code Postal (siège)|zipcode|C.P."),
        (
            "commune",
            "Commune|Ville|Commune (siège)|Libellé commune|libgeo|Nom de la commune|nom_commune|LIBCOM|COMMUNES",
        ),
        (
            "commune",
            "Commune d'implantation|Ville du siège social|Localité|nom_com|Commune du tiers-lieu|CommuneDuSiege",
        ),
        (
            "code_insee",
            "Code INSEE|insee_com|COG|depcom|codgeo|INSEE|code_insee_commune|Code commune|Code commune INSEE",
        ),
        ("code_insee", "codeInsee|INSEE_COM|code_commune|Code INSEE de la commune|Code officiel géographique"),
        ("departement", "Département|dep|DEPT|n° dép|Numéro de département|code_departement|Département du siège|DPT"),
        ("region", "Région|reg|Nom de région|code_region|Région administrative|REGION (siège)"),
        (
            "secteur",
            "Secteur|Secteur d'activité|Activité|Domaine|Domaines d'activités|Thématique|Filière|Activité principale",
        ),
        (
            "forme_juridique",
            "Forme juridique|Statut juridique|Statut|forme_juridique|Catégorie juridique|Nature juridique",
        ),
        ("annee", "Année|annee_laureat|Année de lauréat|Millésime|Année de labellisation|Année d'appel à projets"),
    ],
)
def test_titles_of_each_role(role: str, titles: str) -> None:
    wrong = {title: found for title in titles.split("|") if (found := role_of(title, CONTENT[role])) != role}
    assert wrong == {}


@pytest.mark.parametrize(
    "pair", ["lat lon", "Latitude Longitude", "Y X", "latitude lng", "gps_lat gps_long", "coord_y coord_x"]
)
def test_titles_of_coordinates(pair: str) -> None:
    latitude, longitude = pair.split()
    found = recognise(table(**{longitude: CONTENT["longitude"], latitude: CONTENT["latitude"]}))
    assert found == {"latitude": latitude, "longitude": longitude}


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Année de création", CONTENT["annee"]),
        ("Date de naissance", CONTENT["annee"]),
        ("Nom du contact", CONTENT["nom"]),
        ("Prénom", CONTENT["nom"]),
        ("Nom du président", CONTENT["nom"]),
        ("Adresse mail", ["a@exemple.fr", "b@exemple.fr"]),
        ("Site web", CONTENT["nom"]),
        ("Nombre de communes", ["12", "30"]),
        ("Code NAF", ["9499Z", "8899B"]),
        ("Téléphone", ["0102030405", "0102030405"]),
        ("SIRET", ["12345678900012", "12345678900012"]),
        ("Population", ["1200", "300"]),
        ("Remarques", CONTENT["nom"]),
    ],
)
def test_titles_of_something_else(title: str, values: list[str]) -> None:
    assert role_of(title, values) is None


@pytest.mark.parametrize(
    ("title", "values", "role"),
    [
        ("Commune", ["02408", "35238", "2A004"], "code_insee"),
        ("Code", ["02408", "35238", "2A004"], "code_insee"),
        ("Code", ["02000", "35000", "59650"], "code_postal"),
        ("Code", ["A12", "B7"], None),
        ("Code INSEE", ["2408", "35238"], "code_insee"),
        ("Code INSEE", ["X", "Y"], None),
        ("Code postal", ["35 000", "F-02000", "35000 CEDEX"], "code_postal"),
        ("dep", ["02408", "35238"], None),
        ("Année", ["non", "oui"], None),
        ("Nom", ["12", "13"], None),
        ("Commune", ["", ""], "commune"),
        ("Nom", ["", "3.EVA"], "nom"),
    ],
)
def test_content_confirms_or_denies_the_title(title: str, values: list[str], role: str | None) -> None:
    assert role_of(title, values) == role


@pytest.mark.parametrize(
    ("x", "y"),
    [(["652469,02"], ["6862035,26"]), (["-181"], ["48"]), (["est"], ["nord"]), (["2°21'7\""], ["48°51'24\""])],
    ids=["lambert-93", "too-far", "words", "minutes"],
)
def test_what_is_no_degrees_is_no_coordinate(x: list[str], y: list[str]) -> None:
    assert recognise(table(Nom=["A"], X=x, Y=y)) == {"nom": "Nom"}


def test_coordinates_come_by_pairs() -> None:
    assert recognise(table(Nom=["A"], Latitude=["48"])) == {"nom": "Nom"}
    assert recognise(table(Nom=["A"], Latitude=["48"], Longitude=["est"])) == {"nom": "Nom"}


def test_exchanged_coordinates_are_still_coordinates() -> None:
    assert recognise(table(lat=["165.9"], lon=["-22.2"])) == {"latitude": "lat", "longitude": "lon"}


def test_best_title_wins_then_the_first_and_each_column_has_one_role() -> None:
    found = recognise(
        table(
            **{
                "Commune d'implantation": ["Laon"],
                "Structure": ["A"],
                "Commune": ["Rennes"],
                "Nom": ["B"],
                "Code commune": ["35238"],
                "Nom de la région": ["Bretagne"],
            }
        )
    )
    assert found == {
        "nom": "Structure",
        "commune": "Commune",
        "code_insee": "Code commune",
        "region": "Nom de la région",
    }
    assert list(found) == [role for role in ROLES if role in found]


def test_whose_commune_it_is_weighs_more_than_a_word_in_passing() -> None:
    found = recognise(table(**{"Commune voisine": ["Laon"], "Commune (siège)": ["Rennes"], "Nom": ["A"]}))
    assert found["commune"] == "Commune (siège)"


def test_valid_choice_passes() -> None:
    check_roles({"nom": "B", "latitude": "x", "longitude": "y"}, table(B=["1"], x=["1"], y=["2"]))
    check_roles({}, table(B=["1"]))


def test_unknown_role_or_column_is_told_with_those_that_exist() -> None:
    with pytest.raises(UnknownValueError, match="roles : valeur inconnue 'pays' ; valeurs admises : nom, adresse"):
        check_roles({"pays": "B"}, table(B=["1"]))
    with pytest.raises(UnknownValueError, match="colonne « Commune » : valeur inconnue 'C' ; valeurs admises : A, B"):
        check_roles({"commune": "C"}, table(A=["1"], B=["1"]))


def test_clashing_choice_is_told_whole() -> None:
    with pytest.raises(InvalidDataError) as caught:
        check_roles({"nom": "B", "commune": "B", "latitude": "A"}, table(A=["1"], B=["1"]))
    double, alone = caught.value.problems
    assert (double.column, double.message) == ("B", "colonne choisie pour plusieurs rôles : « Nom », « Commune »")
    assert (alone.column, alone.message) == ("A", "latitude choisie sans longitude")
