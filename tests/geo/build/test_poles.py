"""From a row of the table to a feature: where the point is, what each value becomes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import shapely

from geo.build import poles
from geo.build.locate import Commune, Gazetteer, Place, load_gazetteer, locate
from geo.build.poles import build_poles
from geo.build.tables import SOURCED_FIELDS
from geo.errors import InvalidDataError
from geo.schema import DATA_DIR, SCHEMA_VERSION, load_schema
from tests.conftest import DataCopy

#: Two squares side by side, of which the first has a far island; an overseas region of a single département.
_WEST = shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(10, 10, 11, 11)])
SMALL = Gazetteer(
    communes={"01001": Commune("01001", "Ville", "01", "84", 0.5, 1.5, at_town_hall=True)},
    departements={
        "01": {"code": "01", "nom": "Ouest", "code_region": "84"},
        "03": {"code": "03", "nom": "Est", "code_region": "84"},
        "973": {"code": "973", "nom": "Guyane", "code_region": "03"},
    },
    regions={"84": {"code": "84", "nom": "Deux"}, "03": {"code": "03", "nom": "Guyane"}},
    polygons={
        "departements/01": _WEST,
        "departements/03": shapely.box(2, 0, 4, 2),
        # The same code as the département 03: the kind makes the difference.
        "regions/03": shapely.box(-54, 2, -52, 4),
        "departements/973": shapely.box(-54, 2, -52, 4),
        "regions/84": shapely.union(_WEST, shapely.box(2, 0, 4, 2)),
    },
)


def _row(region: str, departement: str = "", commune: str = "") -> dict[str, str]:
    return {"id": "p", "code_region": region, "code_departement": departement, "code_commune": commune}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(DATA_DIR)


@pytest.fixture(autouse=True)
def _read_once(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poles, "load_gazetteer", lambda _: gazetteer)


def _built(data: DataCopy) -> dict[str, dict[str, Any]]:
    return {f["id"]: f for text in build_poles(data.path).values() for f in json.loads(text)["features"]}


@pytest.mark.parametrize(
    ("row", "addresses", "place"),
    [
        (_row("84", "01", "01001"), {"p": (1.25, 1.75)}, Place(1.25, 1.75, "adresse")),
        (_row("84", "01", "01001"), {"autre": (9.0, 9.0)}, Place(0.5, 1.5, "commune")),
        (_row("84", "03"), {}, Place(3.0, 1.0, "departement")),
        (_row("03", "973"), {}, Place(-53.0, 3.0, "region")),
        (_row("03"), {}, Place(-53.0, 3.0, "region")),
    ],
    ids=["address", "town-hall", "departement", "overseas-departement-is-the-region", "region"],
)
def test_point_is_the_most_precise_known(row: dict[str, str], addresses: dict, place: Place) -> None:
    assert locate(row, SMALL, addresses) == place


@pytest.mark.parametrize(("row", "key"), [(_row("84"), "regions/84"), (_row("84", "01"), "departements/01")])
def test_middle_is_inside_the_largest_part(row: dict[str, str], key: str) -> None:
    place = locate(row, SMALL, {})
    assert SMALL.polygons[key].contains(shapely.Point(place.longitude, place.latitude))
    assert place.longitude < 5


def test_gazetteer_tells_regions_from_departements_of_the_same_code(gazetteer: Gazetteer) -> None:
    assert (gazetteer.regions["11"]["nom"], gazetteer.departements["11"]["nom"]) == ("Île-de-France", "Aude")
    paris = shapely.Point(2.35, 48.86)
    assert gazetteer.polygons["regions/11"].contains(paris)
    assert not gazetteer.polygons["departements/11"].contains(paris)
    assert len(gazetteer.polygons) == 18 + 101


def test_geocoded_address_moves_the_point_and_says_so(data_copy: DataCopy) -> None:
    address = ["ptce-036", "12 rue d'Aujou, Figeac", "2.0312345678", "44.608", "0.9", "essai", "2026-11-22"]
    data_copy.rewrite("addresses.csv", lambda rows: [*rows, address])
    files = ("ptce.geojson", "laureats.geojson")
    before = [f for name in files for f in json.loads((DATA_DIR / name).read_text(encoding="utf-8"))["features"]]
    after = _built(data_copy)
    assert after["ptce-036"]["geometry"]["coordinates"] == [2.03123, 44.608]
    assert after["ptce-036"]["properties"]["precision"] == "adresse"
    assert [feature["id"] for feature in before if after[feature["id"]] != feature] == ["ptce-036"]


def test_codes_become_labels_and_names(data_copy: DataCopy) -> None:
    properties = _built(data_copy)["ptce-044"]["properties"]
    assert properties["secteurs"] == ["Culture", "Tourisme et patrimoine", "Textile et artisanat"]
    assert properties["forme_juridique"] == "SCIC"
    names = ("region", "departement", "commune")
    assert [properties[name] for name in names] == ["Provence-Alpes-Côte d'Azur", "Vaucluse", "Roussillon"]


def test_empty_cells_become_null_or_an_empty_list(data_copy: DataCopy) -> None:
    for field in load_schema().fields:
        if field.name in ("alias", "secteurs", "faits", "annee_creation", "site", "commune", "forme_juridique"):
            data_copy.set_cell("ptce.csv", 32, field.name, "")
    properties = _built(data_copy)["ptce-031"]["properties"]
    assert [properties[name] for name in ("alias", "secteurs", "faits")] == [[], [], []]
    assert {properties[name] for name in ("annee_creation", "annee_laureat", "site", "commune", "adresse")} == {None}
    assert properties["sources"] == {}


@pytest.mark.parametrize(
    ("cell", "values"),
    [("a | b|c", ["a", "b", "c"]), (" | a | ", ["a"]), ("a", ["a"]), ("", [])],
)
def test_lists_are_split_on_the_bar(data_copy: DataCopy, cell: str, values: list[str]) -> None:
    data_copy.set_cell("ptce.csv", 4, "alias", cell)
    assert _built(data_copy)["ptce-003"]["properties"]["alias"] == values


def test_sources_come_in_their_order_whatever_that_of_the_table(data_copy: DataCopy) -> None:
    texts = build_poles(data_copy.path)
    data_copy.rewrite("sources.csv", lambda rows: [rows[0], *rows[:0:-1]])
    assert build_poles(data_copy.path) == texts
    for feature in [feature for text in texts.values() for feature in json.loads(text)["features"]]:
        given = list(feature["properties"]["sources"])
        assert given == [name for name in SOURCED_FIELDS if name in given]


def test_note_alone_is_published_and_an_empty_line_is_not(data_copy: DataCopy) -> None:
    lines = [["ptce-031", "commune", "", "", "Cherchée en vain."], ["ptce-031", "secteurs", "", "", ""]]
    data_copy.rewrite("sources.csv", lambda rows: [r for r in rows if r[0] != "ptce-031"] + lines)
    sources = _built(data_copy)["ptce-031"]["properties"]["sources"]
    assert sources == {"commune": {"source": None, "confiance": None, "note": "Cherchée en vain."}}


def test_description_of_the_data_is_in_the_file(data_copy: DataCopy) -> None:
    texts = build_poles(data_copy.path)
    assert list(texts) == ["ptce.geojson", "laureats.geojson"]
    dataset = json.loads(data_copy.source("dataset.json").read_text(encoding="utf-8"))
    for text, described in zip(texts.values(), (dataset, dataset["appels"]), strict=True):
        metadata = json.loads(text)["metadata"]
        assert list(metadata) == ["titre", "schema", "lignes", "version", "date", "licence", "attribution"]
        assert (metadata["schema"], metadata["lignes"]) == (SCHEMA_VERSION, len(json.loads(text)["features"]))
        assert metadata["version"] == dataset["version"]
        assert dataset["licence"]["url"] in metadata["licence"]
        assert (metadata["titre"], metadata["attribution"]) == (described["titre"], described["attribution"])


def test_town_hall_outside_the_simplified_region_is_reported(
    data_copy: DataCopy, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = Commune("46102", "Figeac", "46", "76", -1.67, 48.11, at_town_hall=True)
    changed = Gazetteer(
        {**gazetteer.communes, "46102": moved}, gazetteer.departements, gazetteer.regions, gazetteer.polygons
    )
    monkeypatch.setattr(poles, "load_gazetteer", lambda _: changed)
    with pytest.raises(InvalidDataError) as caught:
        build_poles(data_copy.path)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.value) == (37, "code_region", (-1.67, 48.11))


def test_double_of_a_double_is_refused(data_copy: DataCopy) -> None:
    data_copy.set_cell("ptce.csv", 46, "doublon_de", "ptce-051")
    with pytest.raises(InvalidDataError) as caught:
        build_poles(data_copy.path)
    assert [(p.row, p.column) for p in caught.value.problems] == [(46, "doublon_de"), (52, "doublon_de")]


def test_order_of_the_list_is_kept(data_copy: DataCopy) -> None:
    data_copy.rewrite("ptce.csv", lambda rows: [*rows[:5], rows[6], rows[5], *rows[7:]])
    with pytest.raises(InvalidDataError) as caught:
        build_poles(data_copy.path)
    assert [(p.row, p.column) for p in caught.value.problems] == [(6, "ligne"), (6, "id"), (7, "ligne"), (7, "id")]


def test_unknown_region_of_a_listed_name_is_reported_at_its_row(data_copy: DataCopy) -> None:
    data_copy.set_cell("region_names.csv", 2, "code_region", "99")
    with pytest.raises(InvalidDataError) as caught:
        build_poles(data_copy.path)
    places = [(problem.file, problem.row, problem.column, problem.value) for problem in caught.value.problems]
    assert ("data/source/region_names.csv", 2, "code_region", "99") in places


def test_a_commune_without_a_located_town_hall_is_noted(
    gazetteer: Gazetteer, data_copy: DataCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    limoux = replace(gazetteer.communes["11206"], at_town_hall=False)
    changed = replace(gazetteer, communes={**gazetteer.communes, "11206": limoux})
    monkeypatch.setattr(poles, "load_gazetteer", lambda _: changed)
    note = _built(data_copy)["ptce-001"]["properties"]["sources"]["commune"]["note"]
    assert note.endswith("non trouvée. Mairie non localisée dans la source : point au centre de la commune.")


def _problems(data: DataCopy) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InvalidDataError) as caught:
        build_poles(data.path)
    return [(problem.file.rpartition("/")[2], problem.row, problem.column) for problem in caught.value.problems]


def test_order_of_the_laureates_of_a_call_is_kept(data_copy: DataCopy) -> None:
    data_copy.rewrite("laureats.csv", lambda rows: [*rows[:3], rows[4], rows[3], *rows[5:]])
    assert _problems(data_copy) == [("laureats.csv", row, column) for row in (4, 5) for column in ("ligne", "id")]


def test_order_of_the_calls_is_kept(data_copy: DataCopy) -> None:
    # The only laureate known of 2024, before those of 2023.
    data_copy.rewrite("laureats.csv", lambda rows: [*rows[:18], rows[-1], *rows[18:-1]])
    assert set(_problems(data_copy)) == {("laureats.csv", row, "id") for row in range(20, 34)}


def test_a_laureate_may_double_a_line_without_knowing_its_commune(data_copy: DataCopy) -> None:
    features = _built(data_copy)
    later = features["appel-2022-02"]["properties"]
    assert (later["commune"], later["doublon_de"], later["precision"]) == (None, "ptce-034", "region")
    assert features["ptce-034"]["properties"]["commune"] == "Redon"
    data_copy.set_cell("laureats.csv", 18, "doublon_de", "ptce-045")
    assert _problems(data_copy) == [("laureats.csv", 18, "doublon_de")]


def test_a_line_of_the_list_may_not_double_a_laureate(data_copy: DataCopy) -> None:
    data_copy.set_cell("ptce.csv", 59, "doublon_de", "appel-2023-03")
    with pytest.raises(InvalidDataError) as caught:
        build_poles(data_copy.path)
    # The laureate that doubles this line then doubles a double.
    assert [(p.file.rpartition("/")[2], p.row, p.message) for p in caught.value.problems] == [
        (file, row, "doit désigner un autre pôle, qui n'est pas lui-même un doublon")
        for file, row in (("ptce.csv", 59), ("laureats.csv", 20))
    ]
