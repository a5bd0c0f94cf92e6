"""French sentences: the same on the page, in the popup and in the exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.model import Panel
from geo.near import Near
from geo.selection import FACETS, Dropped, Selection
from geo.wording import (
    count_poles,
    describe_dropped,
    describe_list,
    describe_near,
    describe_none_there,
    describe_place,
    describe_precision,
    describe_selection,
    facet_title,
    file_stem,
    in_region,
    is_doubtful,
    join_words,
    mark_doubt,
)
from tests.geo.export.small_panel import LATER, build_panel
from tests.geo.places import CAYENNE, LE_MANS, LES_ABYMES, RENNES

IN_REGION = {
    "auvergne-rhone-alpes": "en Auvergne-Rhône-Alpes",
    "bourgogne-franche-comte": "en Bourgogne-Franche-Comté",
    "bretagne": "en Bretagne",
    "centre-val-de-loire": "en Centre-Val de Loire",
    "corse": "en Corse",
    "grand-est": "dans le Grand Est",
    "guadeloupe": "en Guadeloupe",
    "guyane": "en Guyane",
    "hauts-de-france": "dans les Hauts-de-France",
    "ile-de-france": "en Île-de-France",
    "la-reunion": "à La Réunion",
    "martinique": "en Martinique",
    "mayotte": "à Mayotte",
    "normandie": "en Normandie",
    "nouvelle-aquitaine": "en Nouvelle-Aquitaine",
    "occitanie": "en Occitanie",
    "pays-de-la-loire": "dans les Pays de la Loire",
    "provence-alpes-cote-d-azur": "en Provence-Alpes-Côte d'Azur",
}


def _row(**given: Any) -> dict[str, Any]:
    row = {"commune": None, "departement": None, "region": "Occitanie", "adresse": None, "precision": "region"}
    return {**row, "sources": {}, **given}


@pytest.mark.parametrize(("slug", "words"), IN_REGION.items(), ids=IN_REGION)
def test_region_takes_its_preposition(panel: Panel, slug: str, words: str) -> None:
    names = {region.slug: region.name for region in panel.vocabulary.regions}
    assert set(names) == set(IN_REGION)
    assert in_region(slug, names[slug]) == words
    assert describe_selection(Selection(region=(slug,)), panel.index, 2) == f"2 PTCE {words}"


@pytest.mark.parametrize(
    ("selection", "count", "sentence"),
    [
        (Selection(), 73, "73 PTCE en France"),
        (Selection(), 1, "1 PTCE en France"),
        (Selection(), 0, "Aucun PTCE en France"),
        (
            Selection(region=("bretagne",), secteur=("energie",), laureat=("2015",)),
            8,
            "8 PTCE en Bretagne, secteur énergie, lauréats 2015",
        ),
        (
            Selection(region=("bretagne", "grand-est", "la-reunion")),
            11,
            "11 PTCE en Bretagne, dans le Grand Est ou à La Réunion",
        ),
        (
            Selection(secteur=("energie", "eco-construction-batiment")),
            9,
            "9 PTCE en France, secteurs énergie ou écoconstruction et bâtiment",
        ),
        (Selection(secteur=("inconnu",)), 2, "2 PTCE en France, secteur non renseigné"),
        (
            Selection(departement=("35",), region=("bretagne",)),
            2,
            "2 PTCE en Bretagne, département Ille-et-Vilaine (35)",
        ),
        (
            Selection(departement=("35", "2A")),
            2,
            "2 PTCE en France, départements Ille-et-Vilaine (35) ou Corse-du-Sud (2A)",
        ),
        (
            Selection(forme=("scic", "inconnu")),
            30,
            "30 PTCE en France, forme juridique SCIC ou non renseignée",
        ),
        (Selection(laureat=("2013", "2015")), 33, "33 PTCE en France, lauréats 2013 ou 2015"),
        (Selection(laureat=("aucun",)), 40, "40 PTCE en France, non lauréats connus"),
        (
            Selection(laureat=("aucun", "2013")),
            60,
            "60 PTCE en France, lauréats 2013 ou non lauréats connus",
        ),
        (Selection(appels=True), 103, "103 PTCE en France, lauréats de 2021 à 2024 compris"),
        (
            Selection(region=("bretagne",), secteur=("energie",), q="parc", appels=True),
            1,
            "1 PTCE en Bretagne, secteur énergie, lauréats de 2021 à 2024 compris, texte « parc »",
        ),
        # Years that are chosen say it better, whichever they are.
        (Selection(laureat=("2021",), appels=True), 15, "15 PTCE en France, lauréats 2021"),
        (Selection(laureat=("2015",), appels=True), 14, "14 PTCE en France, lauréats 2015"),
        (Selection(q="pays d'Auge"), 1, "1 PTCE en France, texte « pays d'Auge »"),
    ],
)
def test_selection_is_described(panel: Panel, selection: Selection, count: int, sentence: str) -> None:
    assert describe_selection(selection, panel.index, count) == sentence


def test_join_words_can_say_and() -> None:
    assert join_words(["a", "b", "c"], "et") == "a, b et c"
    assert join_words(["a"]) == "a"


@pytest.mark.parametrize(("count", "words"), [(0, "Aucun PTCE"), (1, "1 PTCE"), (73, "73 PTCE")])
def test_count_poles(count: int, words: str) -> None:
    assert count_poles(count) == words


def test_list_is_described_with_its_lines_and_poles(panel: Panel) -> None:
    assert describe_list(panel) == "panel RTES 2016 : 74 lignes, 73 pôles"
    assert describe_list(panel, Selection(laureat=("2013",))) == describe_list(panel)


def test_list_tells_the_later_laureates_that_are_taken_in(panel: Panel) -> None:
    said = describe_list(panel, Selection(appels=True))
    assert said == "panel RTES 2016 : 73 pôles ; lauréats de 2021 à 2024 : 30 autres, liste incomplète"


def test_one_later_call_is_one_year_and_one_laureate(tmp_path: Path) -> None:
    small = build_panel(tmp_path / "data", later=LATER[:1])
    assert describe_selection(Selection(appels=True), small.index, 5) == "5 PTCE en France, lauréats de 2021 compris"
    said = describe_list(small, Selection(appels=True))
    assert said == "panel RTES 2016 : 4 pôles ; lauréats de 2021 : 1 autre, liste incomplète"


@pytest.mark.parametrize(
    ("selection", "stem"),
    [
        (Selection(), "ptce"),
        (Selection(region=("bretagne",), laureat=("2015",)), "ptce-bretagne-2015"),
        (
            Selection(laureat=("aucun",), forme=("inconnu",), secteur=("inconnu", "energie"), departement=("2A",)),
            "ptce-2a-secteur-inconnu-energie-forme-inconnue-non-laureats",
        ),
        (Selection(q="Pays d'Auge / ../été"), "ptce-pays-d-auge-ete"),
        (Selection(q="« »"), "ptce"),
        (Selection(appels=True), "ptce-avec-appels"),
        (Selection(region=("bretagne",), laureat=("2015",), appels=True), "ptce-bretagne-2015-avec-appels"),
        (Selection(laureat=("2015", "2021"), appels=True), "ptce-2015-2021"),
    ],
)
def test_file_stem_names_the_filters(selection: Selection, stem: str) -> None:
    assert file_stem(selection) == stem


def test_file_stem_is_short_and_plain_whatever_is_chosen(panel: Panel) -> None:
    selection = Selection(q='é/\\:*?"<>|' * 10)
    for facet in FACETS:
        selection = selection.with_values(facet, [item.value for item in panel.index.facets[facet].values])
    stem = file_stem(selection)
    assert len(stem) <= 80
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not stem.endswith("-")


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (("Limoux", "Aude", "Occitanie"), "Limoux, Aude, Occitanie"),
        (("Paris", "Paris", "Île-de-France"), "Paris, Île-de-France"),
        (("Saint-Paul", "La Réunion", "La Réunion"), "Saint-Paul, La Réunion"),
        ((None, "Isère", "Auvergne-Rhône-Alpes"), "Isère, Auvergne-Rhône-Alpes"),
        ((None, None, "Normandie"), "Normandie"),
    ],
)
def test_place_goes_from_the_smallest_known(places: tuple[str | None, ...], words: str) -> None:
    assert describe_place(dict(zip(("commune", "departement", "region"), places, strict=True))) == words


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"precision": "adresse"}, "Point placé à l'adresse."),
        ({"precision": "commune"}, "Lieu connu à la commune : point placé à la mairie ou, à défaut, au centre."),
        (
            {"precision": "commune", "adresse": "1 rue X"},
            "Adresse connue, non géocodée : point placé à la mairie ou, à défaut, au centre.",
        ),
        (
            {"precision": "departement", "departement": "Isère"},
            "Commune inconnue : point placé au milieu du département (Isère).",
        ),
        ({}, "Commune et département inconnus : point placé au milieu de la région (Occitanie)."),
        (
            {"departement": "Guyane", "region": "Guyane"},
            "Commune inconnue : point placé au milieu de la région (Guyane).",
        ),
    ],
)
def test_precision_says_what_the_point_stands_for(given: dict[str, str], sentence: str) -> None:
    assert describe_precision(_row(**given)) == sentence


@pytest.mark.parametrize(
    ("value", "confidence", "shown"),
    [
        ("Limoux", "haute", "Limoux"),
        ("Limoux", "moyenne", "Limoux"),
        ("Limoux", "faible", "Limoux (à confirmer)"),
        (["Culture", "Énergie"], "faible", "Culture, Énergie (à confirmer)"),
        (["Culture", "Énergie"], None, "Culture, Énergie"),
        (2013, "faible", "2013 (à confirmer)"),
        (None, "faible", "non renseigné"),
        ([], "faible", "non renseigné"),
        (None, None, "non renseigné"),
    ],
)
def test_weak_source_shows_beside_the_value(value: object, confidence: str | None, shown: str) -> None:
    row = _row(x=value, sources={"x": {"source": "s", "confiance": confidence, "note": None}})
    assert mark_doubt(row, "x") == shown
    assert is_doubtful(row, "x") == shown.endswith("(à confirmer)")


def test_value_without_source_is_not_marked_and_a_given_text_replaces_it() -> None:
    assert mark_doubt(_row(x="a"), "x") == "a"
    doubtful = _row(x="a", sources={"x": {"source": "s", "confiance": "faible", "note": None}})
    assert mark_doubt(doubtful, "x", "a, Aude") == "a, Aude (à confirmer)"


@pytest.mark.parametrize(
    ("dropped", "sentence"),
    [
        ([Dropped("region", "atlantide")], "Élément inconnu dans le lien, ignoré : région « atlantide »."),
        (
            [Dropped("laureat", "1"), Dropped("tri", "x")],
            "Éléments inconnus dans le lien, ignorés : année de lauréat « 1 », tri « x ».",
        ),
        ([Dropped("appels", "2")], "Élément inconnu dans le lien, ignoré : lauréats des appels récents « 2 »."),
        ([Dropped("vue", "é" * 200)], f"Élément inconnu dans le lien, ignoré : vue « {'é' * 60} »."),
    ],
    ids=["one", "two", "appels", "long"],
)
def test_dropped_parts_of_a_link_are_named(dropped: list[Dropped], sentence: str) -> None:
    assert describe_dropped(dropped) == sentence


@pytest.mark.parametrize("facet", [*FACETS, "q", "appels"])
def test_every_facet_has_a_name_for_a_sentence(facet: str) -> None:
    assert facet_title(facet) == facet_title(facet).lower()


# --- Around a place ---


@pytest.mark.parametrize(
    ("selection", "count", "sentence"),
    [
        (Selection(autour=Near(RENNES)), 3, "3 PTCE à 30\u00a0km au plus de Rennes (35)"),
        (Selection(autour=Near(LE_MANS, 7)), 0, "Aucun PTCE à 7\u00a0km au plus du Mans (72)"),
        (
            Selection(region=("bretagne",), secteur=("energie",), autour=Near(RENNES, 100)),
            1,
            "1 PTCE en Bretagne, à 100\u00a0km au plus de Rennes (35), secteur énergie",
        ),
        (
            Selection(autour=Near(RENNES), appels=True),
            1,
            "1 PTCE à 30\u00a0km au plus de Rennes (35), lauréats de 2021 à 2024 compris",
        ),
    ],
)
def test_a_circle_is_described(panel: Panel, selection: Selection, count: int, sentence: str) -> None:
    assert describe_selection(selection, panel.index, count) == sentence


def test_a_circle_for_short() -> None:
    assert describe_near(Near(RENNES), most=False) == "à 30\u00a0km de Rennes (35)"


@pytest.mark.parametrize(
    ("selection", "stem"),
    [
        (Selection(autour=Near(RENNES)), "ptce-autour-rennes-30km"),
        (Selection(autour=Near(LE_MANS, 5), secteur=("energie",)), "ptce-autour-le-mans-5km-energie"),
    ],
)
def test_a_file_is_named_after_its_place(selection: Selection, stem: str) -> None:
    assert file_stem(selection) == stem


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (Selection(autour=Near(LES_ABYMES)), "Aucun PTCE connu en Guadeloupe."),
        (Selection(autour=Near(CAYENNE), q="x"), "Aucun PTCE en Guyane ne répond aux autres filtres."),
        (
            Selection(autour=Near(RENNES), region=("martinique",)),
            "Aucun PTCE en métropole ne répond aux autres filtres.",
        ),
        (Selection(), ""),
    ],
)
def test_a_territory_without_poles_is_told(panel: Panel, selection: Selection, sentence: str) -> None:
    assert describe_none_there(panel, selection) == sentence


def test_a_place_of_a_link_that_does_not_exist_is_named() -> None:
    dropped = [Dropped("autour", "99999"), Dropped("rayon", "x")]
    assert describe_dropped(dropped) == "Éléments inconnus dans le lien, ignorés : autour de « 99999 », rayon « x »."
    assert facet_title("autour") == "autour de"
