"""Support schemes: read whole, past ones told in the past, amounts said in French."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from geo.errors import InvalidDataError
from geo.load import load_vocabulary
from geo.model import Panel
from geo.reference.amounts import PRECISIONS
from geo.reference.schemes import KINDS, LEVELS, STATUSES, Amount, Scheme, describe_amount, load_schemes
from geo.schema import DATA_DIR
from tests.conftest import DataCopy
from tests.geo.reference.reading import faults

SCHEMES = load_schemes()
BY_ID = {scheme.id: scheme for scheme in SCHEMES}

#: Verbs in the past; a participle alone is none, since « projets retenus » may be of today.
_PAST = re.compile(
    r"\b\w+(?:ait|aient)\b|\bfut\b|\beut\b|\b(?:a|ont|avait|avaient|a été|ont été)(?: ensuite| enfin| puis)? \w+"
)

#: Verbs in the present that the past descriptions could have kept.
_PRESENT = re.compile(
    r"\b(?:est|sont|finance|financent|soutient|appuie|accompagne|accompagnent|mobilise|fédère|permet|organise|prévoit|"
    r"anime|possède|rénove|loue|réunit|peuvent|doivent|relaie|coordonne|participe|passe|gère|porte|prend|répond)\b"
)


def _amount(**values: object) -> Amount:
    fields: dict[str, object] = dict.fromkeys(("minimum", "maximum", "value", "cap", "percent", "months"))
    return Amount(**({"label": "Aide", "unit": "€", "precision": ""} | fields | values))  # type: ignore[arg-type]


def test_all_the_schemes_are_there() -> None:
    assert len(SCHEMES) == len(BY_ID) == 87
    assert Counter(scheme.status for scheme in SCHEMES) == {
        "passe": 65,
        "en-cours-selon-source": 15,
        "recommandation": 6,
        "proposition": 1,
    }
    assert sum(len(scheme.amounts) for scheme in SCHEMES) == 25


def test_every_code_has_a_label_and_every_label_a_use() -> None:
    assert {scheme.level for scheme in SCHEMES} == set(LEVELS)
    assert list(LEVELS) == ["region", "departement", "intercommunalite", "commune", "europe", "national"]
    assert {kind for scheme in SCHEMES for kind in (scheme.kind, *scheme.other_kinds)} == set(KINDS)
    assert {scheme.status for scheme in SCHEMES} == set(STATUSES)
    schema = json.loads((DATA_DIR / "source" / "schemas" / "schemes.schema.json").read_text(encoding="utf-8"))
    enums = {field["name"]: field.get("constraints", {}).get("enum") for field in schema["fields"]}
    assert set(enums["niveau"]) == set(LEVELS)
    assert set(enums["nature"]) == set(enums["autres_natures"]) == set(KINDS)
    assert set(enums["statut"]) == set(STATUSES)
    assert {amount.precision for scheme in SCHEMES for amount in scheme.amounts} <= set(PRECISIONS)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_scheme_reads_well_and_names_places_that_exist(scheme: Scheme, panel: Panel) -> None:
    said = (
        scheme.name, scheme.territory, scheme.former_region, scheme.period, scheme.eligible, scheme.description,
        scheme.as_of, scheme.caution, *scheme.poles_named, *(amount.label for amount in scheme.amounts),
    )  # fmt: skip
    assert [(text, faults(text)) for text in said if faults(text)] == []
    assert scheme.description[0].isupper()
    assert scheme.description.endswith(".")
    assert not scheme.caution or scheme.caution.endswith(".")
    assert set(scheme.pole_ids) <= set(panel.lines.index)
    assert scheme.kind not in scheme.other_kinds
    vocabulary = load_vocabulary()
    if scheme.departement_code:
        regions = {departement.code: departement.region_code for departement in vocabulary.departements}
        assert regions[scheme.departement_code] == scheme.region_code
    assert (scheme.level == "national") <= (not scheme.region_code)


@pytest.mark.parametrize("scheme", [s for s in SCHEMES if s.is_past], ids=lambda scheme: scheme.id)
def test_past_scheme_is_told_in_the_past(scheme: Scheme) -> None:
    assert _PAST.search(scheme.description), scheme.description
    assert not _PRESENT.search(scheme.description), scheme.description
    assert not _PRESENT.search(scheme.eligible), scheme.eligible


def test_present_tense_would_be_seen() -> None:
    assert _PRESENT.search("Finance la création de pôles.".lower())
    assert not _PAST.search("Finance des postes partagés, retenus chaque année.")


@pytest.mark.parametrize("scheme", [s for s in SCHEMES if not s.is_past], ids=lambda scheme: scheme.id)
def test_scheme_that_is_not_over_is_told_in_the_present(scheme: Scheme) -> None:
    assert not re.search(r"\b(?!satisfait)\w+(?:ait|aient)\b", scheme.description), scheme.description


def test_lines_45_and_51_are_both_kept() -> None:
    assert BY_ID["bray-partenaires"].pole_ids == ("ptce-045", "ptce-051")


def test_contradictions_are_said() -> None:
    assert "calculé" in BY_ID["aap-2013"].caution
    assert "2,75 M€" in BY_ID["aap-2015"].caution
    assert "Calvados" in BY_ID["c4f-ferme"].caution
    assert "ne pas les additionner" in BY_ID["nantes-plan-ess"].caution


def test_regions_without_a_scheme_are_those_that_the_documents_leave_out() -> None:
    named = {scheme.region_code for scheme in SCHEMES if scheme.region_code}
    # Normandie has no regional scheme, but an intercommunal one.
    assert {region.code for region in load_vocabulary().regions} - named == {"01", "02", "03", "04", "06", "24"}


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (_amount(minimum=15000, maximum=60000), "de 15\u00a0000 à 60\u00a0000\u00a0€"),
        (_amount(minimum=15000), "au moins 15\u00a0000\u00a0€"),
        (_amount(maximum=60000), "au plus 60\u00a0000\u00a0€"),
        (_amount(value=2800000, precision="plus-de"), "plus de 2\u00a0800\u00a0000\u00a0€"),
        (_amount(value=1200, unit="m²"), "1\u00a0200\u00a0m²"),
        (_amount(percent=15, unit="%"), "15\u00a0%"),
        (_amount(value=100000, months=24), "100\u00a0000\u00a0€ sur 24\u00a0mois"),
        (
            _amount(percent=80, cap=30000, months=18),
            "80\u00a0%, dans la limite de 30\u00a0000\u00a0€, sur 18\u00a0mois",
        ),
        (_amount(value=0), "0\u00a0€"),
    ],
)
def test_amount_is_said_in_french(amount: Amount, text: str) -> None:
    assert describe_amount(amount) == text


def test_every_amount_says_something() -> None:
    for scheme in SCHEMES:
        for amount in scheme.amounts:
            assert re.search(r"[0-9]", describe_amount(amount)), scheme.id


def test_amounts_follow_their_rank_and_not_the_order_of_the_file(data_copy: DataCopy) -> None:
    data_copy.rewrite("scheme_amounts.csv", lambda rows: [rows[0], *reversed(rows[1:])])
    assert load_schemes(data_copy.path) == SCHEMES


def test_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataError, match="fichier absent"):
        load_schemes(tmp_path)
