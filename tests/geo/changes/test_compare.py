"""What changed between two versions: every kind, each once, whichever way they are compared."""

from __future__ import annotations

from typing import Any

import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.changes.compare import compare
from geo.changes.model import ADDED, REMOVED, Award, Changes, Column, Difference, Edit, Line, Rename, Sourcing
from geo.changes.release import Release, Row, read_release
from geo.schema import DATA_DIR
from tests.geo.changes.releases import TITLES, edited, line, versions


def release(features: list[dict[str, Any]]) -> Release:
    rows = {}
    for feature in features:
        geometry = feature["geometry"]
        rows[feature["properties"]["id"]] = Row(
            feature["properties"], tuple(geometry["coordinates"]) if geometry else None
        )
    return Release(rows, TITLES)


def changes_of(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Changes:
    return compare(release(old), release(new))


@pytest.fixture(scope="module")
def changes() -> Changes:
    return changes_of(*versions())


def test_new_and_gone_lines_are_told_with_what_they_are(changes: Changes) -> None:
    assert changes.new == (Line("ptce-004", "Né", "Limoux, Aude, Occitanie", 2021, "ptce-001"),)
    assert changes.gone == (Line("ptce-003", "Gone", "Limoux, Aude, Occitanie", None, None),)


def test_moves_are_measured_on_the_ellipsoid(changes: Changes) -> None:
    moved = {move.id: move.metres for move in changes.moved}
    metres = {
        "ptce-002": round(geodesic((48.85, 2.35), (48.85, 2.3505)).meters),
        "ptce-005": round(geodesic((48.85, 2.35), (48.85, 3.35)).meters),
    }
    assert metres["ptce-002"] == 37
    assert moved == {**metres, "ptce-006": None, "ptce-007": None}
    points = {move.id: (move.before, move.after) for move in changes.moved}
    assert points["ptce-006"] == (None, (2.35, 48.85))
    assert points["ptce-007"] == ((2.35, 48.85), None)


def test_names_and_years_are_told_by_themselves(changes: Changes) -> None:
    assert changes.renamed == (Rename("ptce-008", "Avant", "Après"),)
    assert [(award.id, award.before, award.after) for award in changes.laureates] == [
        ("ptce-009", None, 2015), ("ptce-010", 2015, None), ("ptce-011", 2013, 2015),
    ]  # fmt: skip


def test_other_values_are_told_field_by_field_and_lists_as_sets(changes: Changes) -> None:
    (edit,) = changes.edited
    assert edit == Edit(
        "ptce-012",
        "Pôle ptce-012",
        (
            Difference("secteurs", "Secteurs", ("Énergie",), ("Tourisme",)),
            Difference("annee_creation", "annee_creation", None, 2014),
            Difference("site", "Site web", None, "https://x.fr"),
            Difference("population", "population", 1200, 12000),
        ),
    )


def test_sources_are_told_apart(changes: Changes) -> None:
    assert [(one.id, one.differences) for one in changes.sourced] == [
        ("ptce-013", (Sourcing("commune", "Commune", "moyenne", "haute", None, ADDED),)),
        ("ptce-014", (Sourcing("commune", "Commune", "moyenne", None, REMOVED, None),)),
    ]


def test_a_field_of_one_version_only_is_told_once() -> None:
    old = [edited(line(one), tuteur="X") for one in ("ptce-001", "ptce-002")]
    new = [edited(line(one), chaise=1) for one in ("ptce-001", "ptce-002")]
    changes = changes_of(old, new)
    assert (changes.added, changes.removed) == ((Column("chaise", "chaise"),), (Column("tuteur", "Tuteur"),))
    assert changes.edited == ()
    assert changes


def test_a_line_that_lacks_a_field_of_the_others_has_no_value_there() -> None:
    old, new = line("ptce-001", site="https://x.fr"), line("ptce-001")
    del new["properties"]["site"]
    changes = changes_of([old], [new, line("ptce-002")])
    assert changes.edited[0].differences == (Difference("site", "Site web", "https://x.fr", None),)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", None, None),
        (1, True, (1, True)),
        (1, 1.0, None),
        (None, [], None),
        ("Culture", ["Culture"], None),
        (["a"], None, (("a",), ())),
        (["a", "a"], ["a"], None),
        ([1, {"b": 2}], [1], (('{"b": 2}',), ())),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, None),
        ({"a": 1}, 3, ('{"a": 1}', 3)),
        (float("inf"), None, ("Infinity", None)),
    ],
)
def test_values_of_any_shape_are_compared(before: object, after: object, told: object) -> None:
    edits = changes_of([line("ptce-001", x=before)], [line("ptce-001", x=after)]).edited
    assert ((edits[0].differences[0].before, edits[0].differences[0].after) if edits else None) == told


def test_everything_is_in_the_order_of_the_ids() -> None:
    ids = [f"ptce-{number:03}" for number in range(1, 9)]
    old = [line(one) for one in ids]
    new = [line(one, lon=3.0, nom="X", annee_laureat=2015, site="y", sources={}) for one in reversed(ids)]
    changes = changes_of(old, new)
    for some in (changes.moved, changes.renamed, changes.laureates, changes.edited, changes.sourced):
        assert [one.id for one in some] == ids  # type: ignore[attr-defined]
    assert [one.id for one in changes_of([], list(reversed(new))).new] == ids


def test_the_published_poles_are_compared_with_themselves() -> None:
    published = read_release(DATA_DIR)
    assert len(published.rows) == 106
    assert not compare(published, published)


_TEXTS = st.sampled_from(["", "a", "b", "<b>", "\u202ex"])
_VALUES = st.one_of(st.none(), _TEXTS, st.integers(0, 3), st.lists(_TEXTS, max_size=3), st.booleans())
_FEATURES = st.lists(
    st.builds(
        lambda number, lon, values: line(f"ptce-{number:03}", lon=lon, **values),
        st.integers(1, 6),
        st.sampled_from([2.0, 2.5, -61.0]),
        st.fixed_dictionaries(
            {},
            optional={"nom": _TEXTS, "annee_laureat": _VALUES, "site": _VALUES, "secteurs": _VALUES, "tuteur": _VALUES},
        ),
    ),
    max_size=5,
    unique_by=lambda feature: feature["id"],
)


@settings(max_examples=150, deadline=None)
@given(old=_FEATURES, new=_FEATURES)
def test_swapped_what_is_new_is_what_is_gone(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    assert not changes_of(old, old)
    forth, back = changes_of(old, new), changes_of(new, old)
    assert (forth.new, forth.gone, forth.added, forth.removed) == (back.gone, back.new, back.removed, back.added)
    assert [(one.id, one.before, one.after, one.metres) for one in forth.moved] == [
        (one.id, one.after, one.before, one.metres) for one in back.moved
    ]
    assert forth.renamed == tuple(Rename(one.id, one.after, one.before) for one in back.renamed)
    assert [(one.id, one.before, one.after) for one in forth.laureates] == [
        (one.id, one.after, one.before) for one in back.laureates
    ]
    assert [(e.id, {(d.field, d.before, d.after) for d in e.differences}) for e in forth.edited] == [
        (e.id, {(d.field, d.after, d.before) for d in e.differences}) for e in back.edited
    ]
    kept = {one["id"] for one in old} & {one["id"] for one in new}
    assert {one.id for one in forth.new} == {one["id"] for one in new} - kept


def test_an_award_has_the_name_of_now() -> None:
    old, new = line("ptce-001", nom="Avant"), line("ptce-001", nom="Après", annee_laureat=2015)
    assert changes_of([old], [new]).laureates == (Award("ptce-001", "Après", None, 2015),)
