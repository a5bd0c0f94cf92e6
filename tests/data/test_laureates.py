"""The laureates known of the later calls, one test id per laureate: the second collection, of the same schema."""

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

#: Later call → number of its laureates that are known. The list of 2021 is complete, the others are not.
KNOWN = {2021: 15, 2022: 2, 2023: 14, 2024: 1}
IDS = [f"appel-{year}-{rank:02}" for year, last in KNOWN.items() for rank in range(1, last + 1)]
SCHEMA = load_schema()
VOCABULARY = load_vocabulary()


def _features(file: str) -> dict[str, dict[str, Any]]:
    # Numbers as written: a float would hide their decimals.
    document = json.loads((DATA_DIR / file).read_text(encoding="utf-8"), parse_float=str)
    return {feature["id"]: feature for feature in document["features"]}


FEATURES = _features("laureats.geojson")
POLES = {pole_id: feature["properties"] for pole_id, feature in FEATURES.items()}
PANEL = {pole_id: feature["properties"] for pole_id, feature in _features("ptce.geojson").items()}

SOURCED = ("commune", "adresse", "secteurs", "forme_juridique", "annee_creation", "annee_laureat")
#: Degrees (about 1 km): borders are simplified.
NEAR = 0.01

#: Ministers in office at the announcements, and civilities before any other name.
PERSONS = re.compile(r"schiappa|gr[ée]goire|\b(M\.|Mme|MM\.) [A-ZÉ]", re.IGNORECASE)
JARGON = re.compile(
    r"repli|cartographique|\bAMI\b|\bgraine|de mémoire|extrait tronqué|gabarit|\bseed\b|\bfact\b|\.json\b|non vérifié"
    r"|à signaler|chercheur|cowork",
    re.IGNORECASE,
)

per_laureate = pytest.mark.parametrize("pole_id", IDS)


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def test_there_are_32_laureates() -> None:
    assert list(FEATURES) == IDS
    assert len(IDS) == 32


@per_laureate
def test_feature_has_its_id_its_call_its_rank_and_every_field_in_order(pole_id: str) -> None:
    properties = POLES[pole_id]
    _, year, rank = pole_id.split("-")
    assert tuple(properties) == SCHEMA.names
    assert (properties["id"], properties["annee_laureat"], properties["ligne"]) == (pole_id, int(year), int(rank))
    # The list of 2016 has no line of it.
    assert properties["region_liste"] is None


@per_laureate
def test_values_have_the_type_of_the_schema(pole_id: str) -> None:
    types = {"string": str, "integer": int, "array": list, "object": dict}
    for field in SCHEMA.fields:
        value = POLES[pole_id][field.name]
        if value is None:
            assert not field.required
            assert field.type in ("string", "integer"), field.name
        else:
            assert type(value) is types[field.type], field.name
            assert value != "", field.name
        if field.type == "array":
            assert all(type(item) is str and item.strip() == item != "" for item in value), field.name
            assert len(set(value)) == len(value), field.name


@per_laureate
def test_point_is_in_its_region_and_near_its_departement(pole_id: str, polygons: dict[str, shapely.Geometry]) -> None:
    pole, coordinates = POLES[pole_id], FEATURES[pole_id]["geometry"]["coordinates"]
    assert all(re.fullmatch(r"-?\d{1,3}\.\d{1,5}", number) for number in coordinates), coordinates
    point = shapely.Point([float(number) for number in coordinates])
    assert polygons[f"regions/{pole['code_region']}"].covers(point)
    if pole["code_departement"]:
        assert polygons[f"departements/{pole['code_departement']}"].distance(point) <= NEAR


@per_laureate
def test_place_is_that_of_the_gazetteer_and_its_precision_is_true(
    pole_id: str, communes: dict[str, dict[str, str]]
) -> None:
    pole = POLES[pole_id]
    departements = {departement.code: departement for departement in VOCABULARY.departements}
    regions = {region.code: region for region in VOCABULARY.regions}
    assert pole["region"] == regions[pole["code_region"]].name
    if pole["code_commune"]:
        commune = communes[pole["code_commune"]]
        assert (commune["nom"], commune["code_departement"]) == (pole["commune"], pole["code_departement"])
        expected = "commune"
    elif pole["code_departement"] and not regions[pole["code_region"]].overseas:
        expected = "departement"
    else:
        expected = "region"
    assert pole["precision"] == expected
    if pole["code_departement"]:
        departement = departements[pole["code_departement"]]
        assert (departement.name, departement.region_code) == (pole["departement"], pole["code_region"])


@per_laureate
def test_unknown_commune_is_said(pole_id: str) -> None:
    pole = POLES[pole_id]
    if pole["commune"] is None and pole["doublon_de"] is None:
        words = re.compile(r"(commune|siège|lieu)\b.*non trouvé|commune non trouvée", re.IGNORECASE)
        assert [text for text in pole["remarques"] if words.search(text)]


@per_laureate
def test_values_come_from_the_vocabularies(pole_id: str) -> None:
    pole = POLES[pole_id]
    assert set(pole["secteurs"]) <= {sector.label for sector in VOCABULARY.sectors}
    assert pole["forme_juridique"] in {None, *(form.label for form in VOCABULARY.legal_forms)}
    assert pole["annee_creation"] is None or 1900 <= pole["annee_creation"] <= pole["annee_laureat"]


@per_laureate
def test_year_of_creation_is_that_of_a_fact(pole_id: str) -> None:
    year = POLES[pole_id]["annee_creation"]
    born = re.compile(rf"\b(née?|créée?)\b[^.]*\b{year}\b")
    assert year is None or [fact for fact in POLES[pole_id]["faits"] if born.search(fact)]


@per_laureate
@pytest.mark.parametrize("field", SOURCED)
def test_value_has_a_source_and_a_confidence(pole_id: str, field: str) -> None:
    pole = POLES[pole_id]
    if pole[field] not in (None, []):
        assert pole["sources"][field]["source"]
        assert pole["sources"][field]["confiance"] in CONFIDENCES


@per_laureate
def test_nobody_is_named(pole_id: str) -> None:
    # Of an address the reader sees the host; the rest of it is what it takes to find the page again.
    texts = [re.sub(r"(https?://[^/\s]+)\S*", r"\1", text) for text in _texts(POLES[pole_id])]
    assert [text for text in texts if PERSONS.search(text)] == []


@per_laureate
def test_texts_are_written_for_the_reader(pole_id: str) -> None:
    for text in _texts(POLES[pole_id]):
        words = re.sub(r"https?://\S+", "", text)
        assert not JARGON.search(words), text
        assert not re.search(r"  |’|<[a-z]|&[a-z]+;|\*\*|\bNone\b", text), text
        # French puts a space before these.
        assert not re.search(r"\S[;:!?]", words), text


@per_laureate
def test_facts_and_remarks_are_sentences(pole_id: str) -> None:
    pole = POLES[pole_id]
    assert pole["faits"]
    for text in (*pole["faits"], *pole["remarques"]):
        assert text.endswith(".")
        assert text[0].isupper() or text[0].isdigit()
    # Support is told once.
    assert sum(text.startswith("Soutien de l'État") for text in pole["faits"]) <= 1


@per_laureate
def test_every_correction_of_the_name_is_explained(pole_id: str) -> None:
    pole = POLES[pole_id]
    assert not pole["nom"].startswith("PTCE")
    if pole["nom"] != pole["nom_liste"]:
        explained = f"Nom annoncé « {pole['nom_liste']} », affiché « {pole['nom']} » : "
        assert [text for text in pole["remarques"] if text.startswith(explained)]


def test_two_laureates_are_poles_of_the_panel() -> None:
    doubles = {pole_id: pole["doublon_de"] for pole_id, pole in POLES.items() if pole["doublon_de"]}
    assert doubles == {"appel-2022-02": "ptce-034", "appel-2023-02": "ptce-058"}
    for later, listed in doubles.items():
        assert POLES[later]["code_region"] == PANEL[listed]["code_region"]
        # One says the other's number, where the reader sees it.
        assert any(f"ligne {PANEL[listed]['ligne']} " in text for text in POLES[later]["remarques"])
    # Unknown there, and not copied from the panel.
    assert POLES["appel-2022-02"]["commune"] is None


def test_laureates_that_only_a_deduction_places_are_to_be_confirmed() -> None:
    sources = POLES["appel-2023-10"]["sources"]
    assert (sources["commune"]["confiance"], sources["secteurs"]["confiance"]) == ("faible", "faible")


def test_consortium_has_another_form_as_in_the_panel() -> None:
    assert POLES["appel-2021-04"]["forme_juridique"] == PANEL["ptce-067"]["forme_juridique"] == "Autre"


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("11", 2), ("24", 1), ("27", 1), ("28", 1), ("32", 3), ("44", 1), ("52", 3), ("53", 1), ("75", 3), ("76", 3),
        ("84", 5), ("93", 1), ("94", 0), ("01", 1), ("02", 0), ("03", 1), ("04", 4), ("06", 1),
    ],
    ids={region.code: region.slug for region in VOCABULARY.regions}.get,
)  # fmt: skip
def test_laureates_of_the_region(code: str, count: int) -> None:
    assert Counter(pole["code_region"] for pole in POLES.values())[code] == count
