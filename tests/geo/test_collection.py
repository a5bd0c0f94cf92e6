"""Collections that lost something on their way to a server are refused, all their problems at once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.errors import InvalidDataError
from geo.load import load_panel
from geo.model import Panel
from geo.schema import SCHEMA_VERSION, load_schema
from tests.conftest import DataCopy

Document = dict[str, Any]


def change(data_copy: DataCopy, name: str, update: Callable[[Document], object]) -> None:
    path = data_copy.path / name
    document = json.loads(path.read_text(encoding="utf-8"))
    update(document)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def first(document: Document) -> Document:
    return document["features"][0]


CHANGES: dict[str, tuple[Callable[[Document], object], str]] = {
    "value of another type": (lambda d: first(d)["properties"].update(ligne="1"), "ligne.*autre type.*'1'.*entier"),
    "list of numbers": (lambda d: first(d)["properties"].update(faits=[1]), "faits.*d'un autre type"),
    "text as sources": (lambda d: first(d)["properties"].update(sources="x"), "sources.*d'un autre type"),
    "no field": (lambda d: first(d)["properties"].pop("alias"), "« alias » : ligne 1 .*champ absent"),
    "no name": (lambda d: first(d)["properties"].update(nom=None), "« nom ».*obligatoire absente"),
    "id badly formed": (lambda d: first(d)["properties"].update(id="../x"), "« id ».*mal formée"),
    "unknown precision": (lambda d: first(d)["properties"].update(precision="rue"), "precision.*inconnue.*commune"),
    "year out of bounds": (lambda d: first(d)["properties"].update(annee_laureat=1789), "annee_laureat.*bornes"),
    "unknown sector": (lambda d: first(d)["properties"].update(secteurs=["Magie"]), "secteur inconnu.*Magie"),
    "unknown region": (lambda d: first(d)["properties"].update(code_region="99"), "code_region.*inconnue.*'99'"),
    "id twice": (lambda d: d["features"].append(first(d)), "identifiant en double"),
    "point in the sea": (lambda d: first(d)["geometry"].update(coordinates=[-20.0, 40.0]), "hors de sa région"),
    "point nowhere": (lambda d: first(d)["geometry"].update(coordinates=[400, 0]), "sans longitude et latitude"),
    "point without latitude": (lambda d: first(d)["geometry"].update(coordinates=[2.0]), "sans longitude et latitude"),
    "geometry that is no object": (lambda d: first(d).update(geometry=[1]), "sans longitude et latitude"),
    "area": (lambda d: first(d)["geometry"].update(type="Polygon"), "sans longitude et latitude"),
    "null as sectors": (lambda d: first(d)["properties"].update(secteurs=None), "« secteurs ».*obligatoire absente"),
    "null as sources": (lambda d: first(d)["properties"].update(sources=None), "« sources ».*obligatoire absente"),
    "sources of another form": (lambda d: first(d)["properties"].update(sources={"nom": {"y": 1}}), "sources.*type"),
    "field without description": (lambda d: first(d)["properties"].update(taille=3), "« taille » : .*ne décrit pas"),
    "no geometry": (lambda d: first(d).update(geometry=None), "sans longitude et latitude"),
    "one line less": (lambda d: d["features"].pop(), "nombre de lignes annoncé"),
    "another version": (lambda d: d["metadata"].update(version="1999.01"), "ne vont pas ensemble"),
    "newer schema": (lambda d: d["metadata"].update(schema=SCHEMA_VERSION + 1), "version de schéma"),
    "schema that is no number": (lambda d: d["metadata"].update(schema="deux"), "version de schéma"),
    "no properties": (lambda d: first(d).pop("properties"), "élément sans propriétés"),
    "features that are none": (lambda d: d.update(features={}), "pas une collection GeoJSON"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_collection_that_was_changed_is_refused(data_copy: DataCopy, what: str) -> None:
    update, message = CHANGES[what]
    change(data_copy, "ptce.geojson", update)
    with pytest.raises(InvalidDataError, match=f"(?s)data/ptce.geojson.*{message}.*à faire"):
        load_panel(data_copy.path)


def test_all_the_problems_of_both_collections_are_told_at_once(data_copy: DataCopy) -> None:
    for name in ("ptce.geojson", "laureats.geojson"):
        change(data_copy, name, lambda d: first(d)["properties"].update(ligne="1", nom=None))
    with pytest.raises(InvalidDataError) as error:
        load_panel(data_copy.path)
    assert [(problem.file, problem.column) for problem in error.value.problems] == [
        (f"data/{name}.geojson", column) for name in ("ptce", "laureats") for column in ("ligne", "nom")
    ]


def test_thousands_of_problems_are_not_told_one_by_one(data_copy: DataCopy) -> None:
    change(data_copy, "ptce.geojson", lambda d: [f.update(properties={"id": "x"}) for f in d["features"]])
    with pytest.raises(InvalidDataError) as error:
        load_panel(data_copy.path)
    assert len(error.value.problems) == 51
    assert "autres problèmes" in str(error.value.problems[-1])


def test_a_newer_schema_is_the_only_thing_said_of_the_file(data_copy: DataCopy) -> None:
    def newer(document: Document) -> None:
        document["metadata"]["schema"] = 2
        first(document)["properties"] = {"id": 12}

    change(data_copy, "ptce.geojson", newer)
    with pytest.raises(InvalidDataError) as error:
        load_panel(data_copy.path)
    assert len(error.value.problems) == 1


@pytest.mark.parametrize("value", [2, 0, "1", True, None])
def test_a_schema_of_an_unknown_version_is_refused(data_copy: DataCopy, value: object) -> None:
    assert load_schema(data_copy.path).version == SCHEMA_VERSION
    change(data_copy, "ptce.schema.json", lambda d: d.update(version=value))
    with pytest.raises(InvalidDataError, match=r"ptce\.schema\.json.*version de schéma"):
        load_schema(data_copy.path)


@pytest.mark.parametrize(
    "update",
    [
        lambda d: d.update(fields=[]),
        lambda d: d["fields"][0].update(title=3),
        lambda d: d["fields"][0].update(name=None),
        lambda d: d["fields"][0].update(constraints=[]),
        lambda d: d["fields"][0]["constraints"].update(pattern="("),
        lambda d: d["fields"][0]["constraints"].update(minimum="un"),
        lambda d: d["fields"][0]["constraints"].update(enum="oui"),
    ],
)
def test_a_schema_that_is_none_is_refused(data_copy: DataCopy, update: Callable[[Document], object]) -> None:
    change(data_copy, "ptce.schema.json", update)
    with pytest.raises(InvalidDataError, match=r"(?s)data/ptce\.schema\.json.*à faire"):
        load_panel(data_copy.path)


def test_a_schema_cut_short_does_not_pass_for_whole(data_copy: DataCopy) -> None:
    change(data_copy, "ptce.schema.json", lambda d: d.update(fields=d["fields"][:5]))
    with pytest.raises(InvalidDataError, match=r"« adresse » : champ que data/ptce\.schema\.json ne décrit pas"):
        load_panel(data_copy.path)


@pytest.mark.parametrize(
    ("update", "message"),
    [
        (lambda d: d.update(titre=5), "n'est pas un texte : title"),
        (lambda d: d["licence"].update(url=None), "n'est pas un texte : licence_url"),
        (lambda d: d["appels"].update(titre=[]), "n'est pas un texte : title"),
        (lambda d: d["lieux"][0].update(apport=1), "n'est pas un texte"),
        (lambda d: d.pop("attribution"), "champ absent : 'attribution'"),
        (lambda d: d.update(lieux=3), "champ mal écrit"),
        (lambda d: d.update(date="hier"), "champ mal écrit"),
        (lambda d: d.update(mots_cles="PTCE"), "champ mal écrit"),
        (lambda d: d.update(mots_cles=["PTCE", 1]), "champ mal écrit"),
        (lambda d: d.pop("themes"), "champ absent : 'themes'"),
        (lambda d: d["appels"].update(laureats_officiels="beaucoup"), "champ mal écrit"),
    ],
)
def test_a_description_of_the_data_with_other_types_is_refused(
    data_copy: DataCopy, update: Callable[[Document], object], message: str
) -> None:
    change(data_copy, "source/dataset.json", update)
    with pytest.raises(InvalidDataError, match=f"data/source/dataset.json.*{message}") as error:
        load_panel(data_copy.path)
    assert not any(word in str(error.value) for word in ("invalid", "Invalid", "must be"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("sectors.csv", "code;libelle;abrege;couleur\n", "sectors.csv.*aucune ligne"),
        ("legal_forms.csv", "code;libelle\nscic;SCIC\n", "legal_forms.csv.*colonne absente : nom_complet"),
        ("documents.csv", "id;titre;editeur;annee;note\na;b;c;hier;\n", "documents.csv.*année"),
    ],
)
def test_the_vocabulary_at_fault_is_named(data_copy: DataCopy, name: str, content: str, message: str) -> None:
    (data_copy.path / "source" / name).write_text(content, encoding="utf-8")
    with pytest.raises(InvalidDataError, match=message) as error:
        load_panel(data_copy.path)
    assert len(error.value.problems) == 1


def test_a_double_of_what_is_gone_is_refused(data_copy: DataCopy) -> None:
    """One collection replaced and not yet the other: their lines do not go together."""

    def without(document: Document) -> None:
        document["features"] = [f for f in document["features"] if f["id"] != "ptce-058"]
        del document["metadata"]["lignes"]

    change(data_copy, "ptce.geojson", without)
    with pytest.raises(InvalidDataError, match=r"laureats\.geojson.*doublon_de.*'ptce-058'"):
        load_panel(data_copy.path)


@pytest.mark.parametrize("name", ["ptce.geojson", "ptce.schema.json", "source/dataset.json", "communes.csv"])
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "absent"),
        (lambda path: path.write_bytes(b""), "vide"),
        (lambda path: (path.unlink(), path.mkdir()), "c'est un dossier"),
        (lambda path: path.write_bytes(os.urandom(5000)), ""),
        (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), ""),
        (lambda path: path.write_bytes(b"[" * 200_000), ""),
        (lambda path: path.write_bytes(b'{"features":[NaN]}'), ""),
    ],
    ids=["missing", "empty", "folder", "binary", "half", "deep", "nan"],
)
def test_spoilt_files_are_told_without_a_path_or_english(
    data_copy: DataCopy, name: str, spoil: Callable[[Path], object], reason: str
) -> None:
    spoil(data_copy.path / name)
    with pytest.raises(InvalidDataError) as error:
        load_panel(data_copy.path).index.gazetteer()
    text = str(error.value)
    assert f"data/{name}" in text
    assert reason in text
    assert "à faire" in text
    assert str(data_copy.path) not in text
    assert not any(word in text for word in ("Errno", "No such", "Expecting", "codec", "invalid"))


@pytest.mark.parametrize(
    "content", [None, b"", b"\x00\xff", b"{", b'{"features":[{}]}', b'{"features":[{"properties":{}}]}']
)
def test_without_boundaries_the_poles_and_their_regions_are_still_there(
    data_copy: DataCopy, panel: Panel, content: bytes | None
) -> None:
    for name in ("regions", "departements"):
        path = data_copy.path / "regions" / f"{name}.geojson"
        path.unlink() if content is None else path.write_bytes(content)
    first = load_panel(data_copy.path)
    assert {problem.file for problem in first.gaps} == {
        "data/regions/regions.geojson", "data/regions/departements.geojson"
    }  # fmt: skip
    assert list(first.poles.index) == list(panel.poles.index)
    held = set(panel.poles["code_region"])
    assert list(first.vocabulary.regions) == [r for r in panel.vocabulary.regions if r.code in held]
    # Those that were known before stand in, also those without a pole.
    later = load_panel(data_copy.path, previous=panel)
    assert later.vocabulary.regions == panel.vocabulary.regions
    assert later.vocabulary.departements == panel.vocabulary.departements
    assert later.gaps == first.gaps


@pytest.mark.parametrize(
    "update",
    [
        lambda f: f.update(geometry={"type": "Foo", "coordinates": []}),
        lambda f: f.update(geometry="partout"),
        lambda f: f.update(geometry=None),
        lambda f: f["geometry"].update(coordinates=[[[["a", "b"]]]]),
        lambda f: f["geometry"].update(coordinates=[]),
        lambda f: f["properties"].update(nom=3),
        lambda f: f["properties"].update(code=None),
        lambda f: f["properties"].update(outre_mer="non"),
    ],
)
def test_boundaries_that_make_no_sense_are_as_if_there_were_none(
    data_copy: DataCopy, panel: Panel, update: Callable[[Document], object]
) -> None:
    change(data_copy, "regions/regions.geojson", lambda d: update(d["features"][3]))
    found = load_panel(data_copy.path, previous=panel)
    assert [problem.file for problem in found.gaps] == ["data/regions/regions.geojson"]
    assert "élément 4" in str(found.gaps[0])
    assert found.vocabulary.regions == panel.vocabulary.regions


def test_without_the_regions_alone_their_departements_are_still_there(data_copy: DataCopy, panel: Panel) -> None:
    (data_copy.path / "regions" / "regions.geojson").unlink()
    found = load_panel(data_copy.path)
    held = {region.code for region in found.vocabulary.regions}
    assert "94" not in held
    assert list(found.vocabulary.departements) == [d for d in panel.vocabulary.departements if d.region_code in held]
