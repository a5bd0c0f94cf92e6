"""What the browser is sent of a list, read back as the browser reads it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from geo.lists.located import LocatedList
from geo.lists.records import records_json
from geo.model import Panel
from geo.selection import Selection
from tests.geo.lists.list_samples import (
    HOSTILE,
    MARKUP,
    NUMBERS,
    ROLES,
    place,
    sample_table,
    shared_gazetteer,
    table_of,
)


@pytest.fixture(scope="module")
def located(panel: Panel) -> LocatedList:
    return place(sample_table(), ROLES, panel, shared_gazetteer())


@pytest.fixture(scope="module")
def records(located: LocatedList) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(records_json(located))
    return found


def test_every_array_has_one_value_per_row(records: dict[str, Any]) -> None:
    assert records["nombre"] == len(NUMBERS)
    for name in ("lignes", "lat", "lon", "noms", "lieux", "statut", "motif"):
        assert len(records[name]) == len(NUMBERS), name
    assert len(records["cellules"]) == len(records["colonnes"]) == 15
    assert {len(column) for column in records["cellules"]} == {len(NUMBERS)}
    assert {len(facet["codes"]) for facet in records["facettes"].values()} == {len(NUMBERS)}


def test_points_are_numbers_or_null(records: dict[str, Any]) -> None:
    assert records["lat"][3] == 47.21725
    assert records["lon"][3] == -1.55336
    assert records["lat"][1] is records["lon"][1] is None


def test_texts(records: dict[str, Any]) -> None:
    assert records["fichier"] == "Mes lieux (2026).csv"
    assert records["lignes"] == list(NUMBERS)
    assert records["noms"][:4] == ["La Halle", "Le Phare", "Ligne 4", "Au bord"]
    assert records["lieux"][0] == "Rennes (35)"
    assert records["lieux"][1] == ""
    assert [records["statuts"][rank] for rank in records["statut"]] == [
        "exact", "ambigu", "introuvable", "exact", "corrigé", "corrigé", "exact", "exact",
    ]  # fmt: skip
    assert records["motifs"][records["motif"][3]] == "coordonnées du fichier"
    assert records["noms"][7] == HOSTILE
    assert records["cellules"][records["colonnes"].index("Note")][7] == MARKUP


def test_the_browser_filters_as_the_server_does(located: LocatedList, records: dict[str, Any]) -> None:
    assert list(records["facettes"]) == list(located.facets)
    for key, facet in records["facettes"].items():
        for rank, value in enumerate(facet["valeurs"]):
            kept = [rank in facet["ensembles"][code] for code in facet["codes"]]
            assert kept == located.mask(Selection().with_values(key, [value])).tolist(), (key, value)


def test_what_json_cannot_hold(panel: Panel) -> None:
    table = table_of({"Ville": ["Rennes", "Bre\x00st"], "x": ["\u2028</script>", "\ufffe"]}, "a\ud800.csv")
    content = records_json(place(table, {"commune": "Ville"}, panel, shared_gazetteer()))
    assert json.loads(content)["cellules"] == [["Rennes", "Brest"], ["\u2028</script>", ""]]
    assert b"NaN" not in content


@pytest.mark.parametrize(("rows", "most"), [(1_000, 130_000), (10_000, 1_300_000)])
def test_size(panel: Panel, rows: int, most: int) -> None:
    rng = np.random.default_rng(2)
    gazetteer = shared_gazetteer()
    communes = gazetteer.communes.iloc[rng.integers(0, len(gazetteer.communes), rows)]
    table = table_of({
        "Nom": [f"Tiers-lieu {number}" for number in range(rows)],
        "Code": communes.index.tolist(),
        "Commune": communes["nom"].tolist(),
        "Secteur": rng.choice(["Énergie", "Culture, habitat", ""], rows).tolist(),
    })  # fmt: skip
    roles = {"nom": "Nom", "code_insee": "Code", "commune": "Commune", "secteur": "Secteur"}
    content = records_json(place(table, roles, panel, gazetteer))
    print(f"{rows} rows of 4 columns: {len(content):,} bytes")
    assert len(content) < most
