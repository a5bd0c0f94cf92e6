"""The published poles, one test id per pole, and the errors of the list that must stay corrected."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
import shapely

from geo.load import load_vocabulary
from geo.model import CONFIDENCES
from geo.schema import DATA_DIR, load_schema

IDS = [f"ptce-{number:03}" for number in range(1, 75)]
SCHEMA = load_schema()
VOCABULARY = load_vocabulary()
# Numbers as written: a float would hide their decimals.
FEATURES: list[dict[str, Any]] = json.loads((DATA_DIR / "ptce.geojson").read_text(encoding="utf-8"), parse_float=str)[
    "features"
]
POLES: dict[str, dict[str, Any]] = {feature["properties"]["id"]: feature["properties"] for feature in FEATURES}

SOURCED = ("commune", "adresse", "secteurs", "forme_juridique", "annee_laureat")
#: Degrees (about 1 km): borders are simplified.
NEAR = 0.01

#: People of 2016, whose names are not republished, and civilities before any other.
PERSONS = re.compile(
    r"schiesser|juanico|mougn?enot|meurice|bri?oussel|briussel|ar[ée]valo|\bhamon\b|\b(M\.|Mme|MM\.) [A-ZÉ]",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\bgraine|recollect|souvenir|\bparte? [ab]\b|panel_no|list_no|\.json\b|\btodo\b|\bà vérifier avant", re.IGNORECASE
)
TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)

per_pole = pytest.mark.parametrize("pole_id", IDS)


def _feature(pole_id: str) -> dict[str, Any]:
    return FEATURES[IDS.index(pole_id)]


def _point(pole_id: str) -> shapely.Point:
    return shapely.Point([float(number) for number in _feature(pole_id)["geometry"]["coordinates"]])


def _texts(value: object, *, without: tuple[str, ...] = ()) -> list[str]:
    if isinstance(value, dict):
        return [text for key, item in value.items() if key not in without for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def test_there_are_74_lines() -> None:
    assert len(FEATURES) == 74


@per_pole
def test_feature_has_its_id_its_rank_and_every_field_in_order(pole_id: str) -> None:
    feature = _feature(pole_id)
    properties = feature["properties"]
    assert (feature["id"], properties["id"], properties["ligne"]) == (pole_id, pole_id, IDS.index(pole_id) + 1)
    assert tuple(properties) == SCHEMA.names


@per_pole
def test_values_have_the_type_of_the_schema(pole_id: str) -> None:
    types = {"string": str, "integer": int, "array": list, "object": dict}
    for field in SCHEMA.fields:
        value = _feature(pole_id)["properties"][field.name]
        if value is None:
            # Unknown is null; an empty list says that there is none.
            assert not field.required
            assert field.type in ("string", "integer"), field.name
        else:
            # `type`, because a bool is an int.
            assert type(value) is types[field.type], field.name
            assert value != "", field.name
        if field.type == "array":
            assert all(type(item) is str and item.strip() == item != "" for item in value), field.name
            assert len(set(value)) == len(value), field.name


@per_pole
def test_coordinates_have_at_most_five_decimals(pole_id: str) -> None:
    coordinates = _feature(pole_id)["geometry"]["coordinates"]
    assert len(coordinates) == 2
    assert all(re.fullmatch(r"-?\d{1,3}\.\d{1,5}", number) for number in coordinates), coordinates


@per_pole
def test_point_is_in_its_region_and_near_its_departement(pole_id: str, polygons: dict[str, shapely.Geometry]) -> None:
    pole, point = POLES[pole_id], _point(pole_id)
    assert polygons[f"regions/{pole['code_region']}"].covers(point)
    if pole["code_departement"]:
        assert polygons[f"departements/{pole['code_departement']}"].distance(point) <= NEAR


@per_pole
def test_place_is_that_of_the_gazetteer_and_its_precision_is_true(
    pole_id: str, communes: dict[str, dict[str, str]]
) -> None:
    pole = POLES[pole_id]
    regions = {region.code: region.name for region in VOCABULARY.regions}
    departements = {departement.code: departement for departement in VOCABULARY.departements}
    assert pole["region"] == regions[pole["code_region"]]
    if pole["code_departement"]:
        departement = departements[pole["code_departement"]]
        assert (departement.name, departement.region_code) == (pole["departement"], pole["code_region"])
    if pole["code_commune"]:
        commune = communes[pole["code_commune"]]
        assert (commune["nom"], commune["code_departement"]) == (pole["commune"], pole["code_departement"])
    if pole["precision"] == "commune":
        found = [f"{float(commune[axis])}" for axis in ("longitude", "latitude")]
        assert _feature(pole_id)["geometry"]["coordinates"] == found
    assert (pole["precision"] in ("adresse", "commune")) == (pole["commune"] is not None)
    assert pole["precision"] != "departement" or pole["departement"]


@per_pole
def test_values_come_from_the_vocabularies(pole_id: str) -> None:
    pole = POLES[pole_id]
    assert set(pole["secteurs"]) <= {sector.label for sector in VOCABULARY.sectors}
    assert pole["forme_juridique"] in {None, *(form.label for form in VOCABULARY.legal_forms)}
    assert pole["annee_laureat"] in (None, 2013, 2015)
    assert pole["annee_creation"] is None or 1900 <= pole["annee_creation"] <= 2016


@per_pole
@pytest.mark.parametrize("field", SOURCED)
def test_value_has_a_source_and_a_confidence(pole_id: str, field: str) -> None:
    pole = POLES[pole_id]
    if pole[field] not in (None, []):
        source = pole["sources"][field]
        assert source["source"]
        assert source["confiance"] in CONFIDENCES


@per_pole
def test_site_is_a_web_address(pole_id: str) -> None:
    site = POLES[pole_id]["site"]
    assert site is None or re.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}(/[^\s<>\"]*)?", site)


@per_pole
def test_nobody_is_named(pole_id: str) -> None:
    # Of an address the reader sees the host; the rest of it is what it takes to find the page again.
    texts = [re.sub(r"(https?://[^/\s]+)\S*", r"\1", text) for text in _texts(POLES[pole_id])]
    assert [text for text in texts if PERSONS.search(text)] == []


@per_pole
def test_texts_are_written_for_the_reader(pole_id: str) -> None:
    pole = POLES[pole_id]
    assert [text for text in _texts(pole) if JARGON.search(text)] == []
    listed = set(TAG.findall(pole["nom_liste"]))
    for text in _texts(pole, without=("nom_liste",)):
        # A remark may quote the tag that the list has.
        assert set(TAG.findall(text)) <= (listed if text in pole["remarques"] else set())
        assert "  " not in text
        assert not re.search(r"&[a-z]+;|\*\*|\bNone\b|\bnan\b", text), text


@per_pole
def test_every_correction_is_explained(pole_id: str) -> None:
    pole = POLES[pole_id]
    if pole["nom"] != pole["nom_liste"]:
        assert [text for text in pole["remarques"] if pole["nom_liste"] in text and pole["nom"] in text]
    if pole["region"] != pole["region_liste"]:
        explained = f"Région listée « {pole['region_liste']} », corrigée en « {pole['region']} » : "
        assert [text for text in pole["remarques"] if text.startswith(explained) and len(text) > len(explained)]


@pytest.mark.parametrize(
    ("pole_id", "departement", "commune"),
    [("ptce-019", "63", "63113"), ("ptce-033", "63", "63113"), ("ptce-058", "43", "43234")],
)
def test_auvergne_pole_listed_under_aquitaine_is_in_auvergne(pole_id: str, departement: str, commune: str) -> None:
    pole = POLES[pole_id]
    assert (pole["code_region"], pole["code_departement"], pole["code_commune"]) == ("84", departement, commune)
    assert pole["region_liste"] == "Aquitaine-Limousin-Poitou-Charentes"


def test_organic_vallee_is_in_haute_garonne() -> None:
    pole = POLES["ptce-049"]
    assert (pole["code_region"], pole["code_departement"], pole["commune"]) == ("76", "31", "Bélesta-en-Lauragais")
    assert (pole["nom"], pole["nom_liste"]) == ("Organic'Vallée", "Organic Vallée")
    assert pole["region_liste"] == "Languedoc Roussillon"


@pytest.mark.parametrize(
    ("pole_id", "wrong", "right"),
    [
        ("ptce-016", "Cursive", "Coursive"),
        ("ptce-024", "Solitaires", "solidaires"),
        ("ptce-023", "E <sup>2</sup> =MC4", "E²=MC4"),
        ("ptce-030", "Ecosolies", "Écossolies"),
        ("ptce-058", "Sauges", "Saugues"),
        ("ptce-022", "Dombes'Innov", "Domb'Innov"),
        ("ptce-042", "Jeun 'ESS", "Jeun'ESS"),
        ("ptce-044", "Matière et", "Matières et"),
    ],
)
def test_name_is_corrected_and_the_list_left_as_it_is(pole_id: str, wrong: str, right: str) -> None:
    pole = POLES[pole_id]
    assert right in pole["nom"]
    assert wrong not in pole["nom"]
    assert wrong in pole["nom_liste"]


def test_lines_45_and_51_are_one_pole() -> None:
    assert {pole_id: pole["doublon_de"] for pole_id, pole in POLES.items() if pole["doublon_de"]} == {
        "ptce-051": "ptce-045"
    }
    assert POLES["ptce-045"]["commune"] == POLES["ptce-051"]["commune"] == "Lachapelle-aux-Pots"
    for pole_id in ("ptce-045", "ptce-051"):
        assert any("45" in text and "51" in text for text in POLES[pole_id]["remarques"]), pole_id


def test_line_57_says_that_it_joins_two_and_is_placed_at_its_region() -> None:
    pole = POLES["ptce-057"]
    assert any("accole deux pôles" in text for text in pole["remarques"])
    assert (pole["precision"], pole["code_region"]) == ("region", "93")
    assert (pole["code_departement"], pole["code_commune"]) == (None, None)


def test_lines_57_and_66_stay_two() -> None:
    assert POLES["ptce-066"]["doublon_de"] is None
    assert any("ligne 57" in text for text in POLES["ptce-066"]["remarques"])


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("11", 9), ("24", 1), ("27", 3), ("28", 3), ("32", 5), ("44", 6), ("52", 3), ("53", 4), ("75", 7), ("76", 10),
        ("84", 13), ("93", 7), ("94", 0), ("01", 0), ("02", 1), ("03", 1), ("04", 1), ("06", 0),
    ],
    ids={region.code: region.slug for region in VOCABULARY.regions}.get,
)  # fmt: skip
def test_lines_of_the_region(code: str, count: int) -> None:
    # 7 in Nouvelle-Aquitaine and 13 in Auvergne-Rhône-Alpes, listed as 10 and 10; none in Corse, Guadeloupe, Mayotte.
    assert Counter(pole["code_region"] for pole in POLES.values())[code] == count


def test_lines_listed_under_aquitaine_are_ten() -> None:
    listed = Counter(pole["region_liste"] for pole in POLES.values())
    assert listed["Aquitaine-Limousin-Poitou-Charentes"] == 10
    assert listed["Auvergne-Rhône-Alpes"] == 10


def test_bouquetot_is_in_calvados() -> None:
    pole = POLES["ptce-026"]
    assert (pole["code_departement"], pole["departement"], pole["code_region"]) == ("14", "Calvados", "28")
    assert [text for text in _texts(pole) if "Ille-et-Vilaine" in text and "par erreur" not in text] == []


def test_luberon_is_in_roussillon_of_vaucluse() -> None:
    assert (POLES["ptce-044"]["code_commune"], POLES["ptce-044"]["commune"]) == ("84102", "Roussillon")


def test_laverriere_in_yvelines_not_the_town_of_oise() -> None:
    assert (POLES["ptce-073"]["code_commune"], POLES["ptce-073"]["code_region"]) == ("78644", "11")


def test_cross_border_pole_says_so() -> None:
    assert POLES["ptce-025"]["code_region"] == "44"
    assert any("transfrontalier" in text.lower() for text in POLES["ptce-025"]["faits"])


@pytest.mark.parametrize("pole_id", ["ptce-023", "ptce-026", "ptce-038", "ptce-040"])
def test_a_point_that_is_not_the_town_hall_says_so(pole_id: str) -> None:
    note = POLES[pole_id]["sources"]["commune"]["note"]
    assert note.endswith("Mairie non localisée dans la source : point au centre de la commune.")
