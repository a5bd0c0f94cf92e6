"""What the browser knows of every pole: texts to show, links that can be followed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.load import load_panel
from geo.mapping.records import pole_records, poles_json, safe_link
from geo.mapping.style import UNKNOWN_SECTOR
from geo.model import Panel
from geo.wording import describe_precision
from tests.geo.export.small_panel import HOSTILE_NAME, build_panel

IDS = list(load_panel().poles.index)
#: Keys that may be null: what they hold is not shown as a text, or is replaced by one.
NULLABLE = {"site", "annee", "lien", "confiance", "note"}


@pytest.fixture(scope="module")
def records(panel: Panel) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for record in json.loads(poles_json(panel))}


def _leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, key)
    else:
        yield key, value


def test_records_are_the_poles_in_their_order(panel: Panel, records: dict[str, dict[str, Any]]) -> None:
    assert list(records) == list(panel.poles.index) == IDS
    assert "ptce-051" not in records


@pytest.mark.parametrize("pole_id", IDS)
def test_record_has_a_text_wherever_one_is_shown(
    records: dict[str, dict[str, Any]], panel: Panel, pole_id: str
) -> None:
    record = records[pole_id]
    for key, value in _leaves(record):
        assert value is not None or key in NULLABLE, key
        assert value != "", key
    row = panel.poles.loc[pole_id]
    assert (record["lon"], record["lat"]) == (row.geometry.x, row.geometry.y)
    assert (record["nom"], record["region"]) == (row["nom"], row["code_region"])
    assert record["annees"] == list(panel.calls_of(pole_id))
    assert record["annee"] == (min(record["annees"]) if record["annees"] else None)
    assert (row["annee_laureat"] in record["annees"]) == (row["annee_laureat"] is not None)
    assert record["flou"] == (row["commune"] is None)
    assert record["precision"] == describe_precision(row)
    assert len(record["secteurs"]) == len(row["secteurs"])
    if pole_id.startswith("ptce-"):
        assert record["collection"] == "panel"
        assert record["listes"][0].startswith(f"{row['nom_liste']} ({row['region_liste']})")
    else:
        assert (record["collection"], record["listes"]) == ("appels", [])
        assert record["annonces"] == [f"{row['nom_liste']}, appel de {row['annee_laureat']}"]


@pytest.mark.parametrize("pole_id", IDS)
def test_links_can_be_followed(records: dict[str, dict[str, Any]], pole_id: str) -> None:
    links = [value for key, value in _leaves(records[pole_id]) if key in ("lien", "site") and value is not None]
    # What the source adds to an address is text, not a part of the link.
    assert [link for link in links if not re.fullmatch(r"https?://[^\s/<>\"]+\.[a-z]{2,}\.?(/[^\s<>\"]*)?", link)] == []


@pytest.mark.parametrize("pole_id", IDS)
def test_sources_are_said_in_words(records: dict[str, dict[str, Any]], pole_id: str) -> None:
    for value in records[pole_id]["valeurs"]:
        assert (value["confiance"] is None) == (not value["sources"])
        for source in value["sources"]:
            assert not re.match(r"(rtes|labo|article)-", source["texte"]), "a document goes by its title"


def test_card_has_its_fields_in_order(records: dict[str, dict[str, Any]]) -> None:
    titles = [value["titre"] for value in records["ptce-001"]["valeurs"]]
    assert titles == ["Lieu", "Adresse", "Secteurs", "Forme juridique", "Année de lauréat", "Année de création"]


def test_unknown_values_say_so(records: dict[str, dict[str, Any]]) -> None:
    record = records["ptce-031"]
    assert (record["secteur"], record["forme"], record["laureat"]) == (
        "non renseigné", "non renseigné", "non lauréat connu",
    )  # fmt: skip
    assert record["lieu"] == "Normandie"
    assert [value["texte"] for value in record["valeurs"]].count("non renseigné") == 4


def test_pole_of_two_lines_keeps_both_listed_names_and_remarks(
    records: dict[str, dict[str, Any]], panel: Panel
) -> None:
    record = records["ptce-045"]
    assert record["listes"] == [
        "Maison des Solidarités du Pays de Bray (Hauts de France), ligne 45",
        "Pays de Bray (PTCE – Maison d'Economie Solidaire) (Hauts de France), ligne 51",
    ]
    assert set(record["remarques"]) == {
        *panel.lines["remarques"].loc["ptce-045"], *panel.lines["remarques"].loc["ptce-051"],
    }  # fmt: skip
    assert len(set(record["remarques"])) == len(record["remarques"])


def test_pole_of_a_later_call_names_it_apart_from_the_list(records: dict[str, dict[str, Any]], panel: Panel) -> None:
    record = records["ptce-058"]
    assert len(record["listes"]) == 1
    assert record["annonces"] == ["Pôle Laine du Pays de Saugues, appel de 2023"]
    assert (record["laureat"], record["annee"], record["annees"]) == ("appel de 2023", 2023, [2023])
    assert "appel-2023-02" not in records
    assert any("ligne 58" in remark for remark in record["remarques"])
    (value,) = [value for value in record["valeurs"] if value["titre"] == "Année de lauréat"]
    assert (value["texte"], value["confiance"]) == ("appel de 2023", "haute")
    assert [source["texte"] for source in value["sources"]] == ["erreur-systeme.fr"]
    # What the list's own line says of it stays.
    assert value["note"].startswith("Ni 2013 ni 2015")


def test_laureate_of_two_calls_names_both(tmp_path: Path) -> None:
    record = {item["id"]: item for item in pole_records(build_panel(tmp_path / "data"))}["ptce-045"]
    assert (record["laureat"], record["annee"], record["annees"]) == ("appels de 2013 et 2023", 2013, [2013, 2023])
    assert record["facettes"]["laureat"] == ["2013", "2023"]
    (value,) = [value for value in record["valeurs"] if value["titre"] == "Année de lauréat"]
    assert value["confiance"] == "moyenne"
    assert len(value["sources"]) == 2
    assert len(record["listes"]) == 2
    assert record["annonces"] == ["Pays de Bray solidaire, appel de 2023"]
    assert "Aussi la ligne 45 du panel." in record["remarques"]


def test_collections_of_the_records(records: dict[str, dict[str, Any]], panel: Panel) -> None:
    found = [record["collection"] == "panel" for record in records.values()]
    assert found == panel.in_panel.tolist()
    assert (sum(found), len(found)) == (73, 103)


def test_documents_go_by_their_title_and_pages_stay(records: dict[str, dict[str, Any]]) -> None:
    (commune, *_) = records["ptce-018"]["valeurs"]
    assert commune["sources"] == [
        {
            "texte": "Les rôles des collectivités locales dans les dynamiques de PTCE (Repères) (RTES), p. 11",
            "lien": None,
        }
    ]


def test_web_sources_go_by_their_host(records: dict[str, dict[str, Any]]) -> None:
    source = records["ptce-001"]["valeurs"][2]["sources"][0]
    assert source["texte"] == "touleco-green.fr"
    assert source["lien"].startswith("http://www.touleco-green.fr/3-EVA-")


def test_hostile_values_stay_texts_and_never_links(tmp_path: Path) -> None:
    panel = build_panel(tmp_path / "data")
    record = {item["id"]: item for item in pole_records(panel)}["ptce-070"]
    assert (record["nom"], record["site"]) == (HOSTILE_NAME, None)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://x.fr", "https://x.fr"),
        ("http://x.fr/a", "http://x.fr/a"),
        ("HTTPS://x.fr", "HTTPS://x.fr"),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("//x.fr", None),
        ("x.fr", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, link: str | None) -> None:
    assert safe_link(url) == link


def test_sectors_are_known_to_the_settings(panel: Panel, records: dict[str, dict[str, Any]]) -> None:
    codes = {sector.code for sector in panel.vocabulary.sectors}
    assert UNKNOWN_SECTOR.code not in codes
    used = [record["secteurs"] for record in records.values()]
    assert {code for sectors in used for code in sectors} == codes
