"""What is known, on what it rests, and how many laureates of each call have a name here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.model import CONFIDENCES, Panel
from geo.provenance.completeness import (
    KINDS,
    ORIGINS,
    SOURCED,
    announced,
    call_coverage,
    coverage,
    document_uses,
    kind_of_source,
    total,
)
from geo.reference.calls import load_calls

CODES = ("rtes-2016", "labo-2016")


@pytest.fixture(scope="module", params=["panel", "appels"])
def group(request: pytest.FixtureRequest, panel: Panel):
    return panel.poles[panel.in_panel if request.param == "panel" else ~panel.in_panel]


def fields_of(poles, panel: Panel, names=None):
    return coverage(poles, panel.schema, panel.vocabulary.documents, names)


def test_every_field_of_the_schema_has_a_source_of_its_own_or_an_origin(panel: Panel) -> None:
    assert sorted([*SOURCED, *ORIGINS]) == sorted(panel.schema.names)


def test_every_pole_is_known_or_unknown(group, panel: Panel) -> None:
    fields = fields_of(group, panel)
    assert [field.name for field in fields] == list(panel.schema.names)
    for field in fields:
        assert field.known + field.unknown == len(group), field.name


def test_confidences_and_kinds_add_up_to_what_is_known(group, panel: Panel) -> None:
    for field in fields_of(group, panel, SOURCED):
        assert sum(field.confidences) == field.known, field.name
        assert sum(field.kinds) == field.known, field.name
        # The page shows one column for both.
        assert field.confidences[-1] == field.kinds[list(KINDS).index("none")], field.name


def test_numbers_of_the_panel_are_counted_on_its_poles(panel: Panel) -> None:
    rows = panel.poles[panel.in_panel].to_dict("records")
    assert len(rows) == 73
    commune, secteurs = fields_of(panel.poles[panel.in_panel], panel, ("secteurs", "commune"))
    assert (commune.name, secteurs.name) == ("commune", "secteurs")
    assert commune.known == sum(row["commune"] is not None for row in rows)
    assert secteurs.known == sum(row["secteurs"] != [] for row in rows)
    for position, level in enumerate(CONFIDENCES):
        told = [row["sources"]["commune"]["confiance"] for row in rows if row["commune"] is not None]
        assert commune.confidences[position] == told.count(level)
    assert 0 < commune.confidences[-2] < commune.known


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rtes-2016, p. 13", "document"),
        ("https://avise.org/x", "page"),
        ("avise.org : https://avise.org/x ; labo-2016", "both"),
        ("site du pôle", "other"),
        ("site du pôle ; labo-2016", "document"),
        # Named in passing: not the source.
        ("site du pôle, qui cite labo-2016", "other"),
        ("", "none"),
        (None, "none"),
    ],
)
def test_kind_of_a_source(text: str | None, kind: str) -> None:
    assert kind_of_source(text, CODES) == kind


def test_total_adds_every_column(panel: Panel) -> None:
    fields = fields_of(panel.poles, panel, SOURCED)
    everything = total(fields)
    assert everything.known + everything.unknown == len(SOURCED) * len(panel.poles)
    assert sum(everything.confidences) == sum(everything.kinds) == everything.known
    assert everything.confidences[0] == sum(field.confidences[0] for field in fields)


def test_share_is_a_percentage_and_nothing_is_none_of_nothing(panel: Panel) -> None:
    (field,) = fields_of(panel.poles, panel, ("commune",))
    assert field.share == pytest.approx(100 * field.known / 103)
    assert replace(field, known=0, unknown=0).share == 0


def test_uses_of_documents_are_the_values_that_name_them(panel: Panel) -> None:
    uses = document_uses(panel.poles[panel.in_panel], panel.vocabulary.documents)
    assert [use.document for use in uses] == list(panel.vocabulary.documents)
    values = {use.document.code: use.values for use in uses}
    fields = fields_of(panel.poles[panel.in_panel], panel, SOURCED)
    kinds = dict(zip(KINDS, total(fields).kinds, strict=True))
    assert values["rtes-2016"] > values["labo-2016"] > 0
    assert max(values.values()) <= kinds["document"] + kinds["both"] <= sum(values.values())


def test_calls_know_the_laureates_that_the_atlas_names(panel: Panel) -> None:
    rows = {row.call.year: row for row in call_coverage(panel, load_calls())}
    assert {year: row.known for year, row in rows.items()} == {
        2013: 21, 2015: 11, 2021: 15, 2022: 2, 2023: 14, 2024: 1, 2025: 0,
    }  # fmt: skip
    assert [year for year, row in rows.items() if row.complete] == [2021]
    assert [year for year, row in rows.items() if row.later] == [2021, 2022, 2023, 2024, 2025]
    assert announced(rows.values()) == 106


def test_a_sum_with_an_unknown_number_is_unknown(panel: Panel) -> None:
    rows = call_coverage(panel, load_calls())
    unknown = replace(rows[0], call=replace(rows[0].call, laureates=None))
    assert announced([unknown, *rows[1:]]) is None
    assert not unknown.complete
