"""Filters against the frame itself: what they keep, count, advise, write to a URL and read back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from geo.errors import UnknownValueError
from geo.filters import NO_CALL, UNKNOWN_VALUE, Relaxation
from geo.load import load_panel
from geo.model import Panel
from geo.selection import FACETS, MAX_TEXT, Dropped, Selection, clean_text
from geo.text import fold
from tests.geo.export.small_panel import build_panel

#: Read at collection, for a test id per value.
VALUES = [(facet, item.value) for facet in FACETS for item in load_panel().index.facets[facet].values]


@dataclass(frozen=True)
class Pole:
    """A pole as the filters should see it, from the rows of the frame alone."""

    values: Mapping[str, set[str]]
    text: str
    listed: bool

    def matches(self, selection: Selection, ignoring: str | None = None) -> bool:
        if not (self.listed or selection.appels):
            return False
        facets = [facet for facet in FACETS if selection.values(facet) and facet != ignoring]
        words = [] if ignoring == "q" else fold(selection.q).split()
        return all(self.values[facet] & set(selection.values(facet)) for facet in facets) and all(
            word in self.text for word in words
        )


@pytest.fixture(scope="module")
def poles(panel: Panel) -> dict[str, Pole]:
    sectors = {sector.label: sector.code for sector in panel.vocabulary.sectors}
    forms = {form.label: form.code for form in panel.vocabulary.legal_forms}
    slugs = {region.code: region.slug for region in panel.vocabulary.regions}
    found = {}
    lines = panel.lines
    for pole_id, row in panel.poles.iterrows():
        own = lines[(lines["id"] == pole_id) | (lines["doublon_de"] == pole_id)]
        values = {
            "laureat": {str(year) for year in own["annee_laureat"] if year is not None} or {NO_CALL},
            "secteur": {sectors[label] for label in row["secteurs"]} or {UNKNOWN_VALUE},
            "region": {slugs[row["code_region"]]},
            "departement": {row["code_departement"]} - {None},
            "forme": {forms[row["forme_juridique"]] if row["forme_juridique"] else UNKNOWN_VALUE},
        }
        names = [name for _, name in own.iterrows()]
        texts = [[n["nom"], n["nom_liste"], n["commune"] or "", *n["alias"], *n["faits"]] for n in names]
        text = fold(" ".join(text for parts in texts for text in parts))
        found[pole_id] = Pole(values, text, listed=row["region_liste"] is not None)
    return found


def _ids(panel: Panel, selection: Selection) -> list[str]:
    return list(panel.poles.index[panel.index.mask(selection)])


def _random_selections(panel: Panel, count: int) -> Iterator[Selection]:
    rng = random.Random(1967)
    for _ in range(count):
        words = rng.choice(["", "", "pole", "Pays de", "économie circulaire", "zzz"])
        selection = Selection(q=words, appels=rng.random() < 0.5)
        for facet in rng.sample(FACETS, rng.randint(0, 3)):
            values = [item.value for item in panel.index.facets[facet].values]
            selection = selection.with_values(facet, rng.sample(values, min(len(values), rng.randint(1, 6))))
        yield selection


def test_nothing_chosen_keeps_every_pole_of_the_panel(panel: Panel) -> None:
    assert (panel.index.mask(Selection()) == panel.in_panel).all()
    assert panel.in_panel.sum() == 73
    assert Selection().is_empty
    assert Selection().active == ()


def test_later_calls_add_their_laureates_and_filter_nothing(panel: Panel) -> None:
    selection = Selection(appels=True)
    assert panel.index.mask(selection).all()
    assert panel.index.size == 103
    assert selection.is_empty
    assert selection.active == ()
    assert Selection(region=("bretagne",), appels=True).active == ("region",)


def test_mask_handed_out_is_nobody_elses(panel: Panel) -> None:
    panel.index.mask(Selection())[:] = False
    assert panel.in_panel.sum() == 73


@pytest.mark.parametrize(
    ("year", "count"), [("2013", 21), ("2015", 11), ("2021", 15), ("2022", 2), ("2023", 14), ("2024", 1)]
)
def test_laureates_of_a_call(panel: Panel, year: str, count: int) -> None:
    selection = Selection().with_values("laureat", [year])
    assert len(_ids(panel, selection)) == count
    # What the page announces beside the year, whether or not the later calls are on.
    column = panel.index.facets["laureat"].column(year)
    for start in (Selection(), Selection(appels=True), selection):
        assert panel.index.counts(start, "laureat")[column] == count


def test_years_are_in_order_and_who_won_none_comes_last(panel: Panel) -> None:
    values = [item.value for item in panel.index.facets["laureat"].values]
    assert values == ["2013", "2015", "2021", "2022", "2023", "2024", "aucun"]


def test_pole_of_the_panel_won_later_is_found_by_its_year(panel: Panel) -> None:
    assert _ids(panel, Selection(laureat=("2022",))) == ["ptce-034"]
    assert _ids(panel, Selection(laureat=("2022",), appels=True)) == ["ptce-034", "appel-2022-01"]
    assert not {"ptce-034", "ptce-058"} & set(_ids(panel, Selection(laureat=(NO_CALL,))))


def test_later_year_turns_the_later_calls_on() -> None:
    assert Selection().with_values("laureat", ["2015", "2023"]).appels
    assert Selection().toggled("laureat", "2021").appels
    assert not Selection().with_values("laureat", ["2015", "aucun", "2", "9" * 5000]).appels
    assert not Selection().with_values("secteur", ["2023"]).appels


def test_later_calls_taken_away_take_their_years_with_them() -> None:
    both = Selection(laureat=("2013", "2023"), region=("bretagne",), appels=True)
    assert both.with_appels(False) == Selection(laureat=("2013",), region=("bretagne",))
    assert both.with_appels(True) == both
    assert Selection(q="x").with_appels(True) == Selection(q="x", appels=True)


@pytest.mark.parametrize(
    ("query", "selection", "dropped"),
    [
        ({"appels": ["1"]}, Selection(appels=True), ()),
        ({"appels": ["1", "1"]}, Selection(appels=True), ()),
        ({"appels": ["0"]}, Selection(), (Dropped("appels", "0"),)),
        ({"appels": ["", "oui", "1"]}, Selection(appels=True), (Dropped("appels", ""), Dropped("appels", "oui"))),
        ({"laureat": ["2023", "2015"]}, Selection(laureat=("2023", "2015"), appels=True), ()),
        ({"laureat": ["2025"]}, Selection(), (Dropped("laureat", "2025"),)),
    ],
    ids=["on", "twice", "off", "odd", "by-its-year", "year-without-laureate"],
)
def test_later_calls_are_read_from_a_url(
    panel: Panel, query: dict[str, list[str]], selection: Selection, dropped: tuple[Dropped, ...]
) -> None:
    assert Selection.from_query(query, panel.index) == (selection, dropped)
    assert Selection.from_query(selection.to_query(), panel.index) == (selection, ())


def test_later_calls_are_advised_where_they_alone_would_give_poles(panel: Panel) -> None:
    found = panel.index.relaxations(Selection(region=("mayotte",)))
    assert Relaxation("appels", 1) in found
    assert found[0] == Relaxation("region", 73)
    assert "appels" not in [item.facet for item in panel.index.relaxations(Selection(region=("corse",)))]
    # Poles there are, and none more with the later calls.
    assert "appels" not in [item.facet for item in panel.index.relaxations(Selection(laureat=("2015",)))]
    assert "appels" not in [item.facet for item in panel.index.relaxations(Selection(q="zzz", appels=True))]


def test_values_add_up_inside_a_facet(panel: Panel) -> None:
    one, other = _ids(panel, Selection(region=("bretagne",))), _ids(panel, Selection(region=("normandie",)))
    both = _ids(panel, Selection(region=("bretagne", "normandie")))
    assert (len(one), len(other)) == (4, 3)
    assert sorted(both) == sorted([*one, *other])


def test_facets_restrict_each_other(panel: Panel) -> None:
    selection = Selection(region=("bretagne", "normandie"), laureat=("2015",))
    assert sorted(_ids(panel, selection)) == ["ptce-026", "ptce-059", "ptce-065"]


def test_unknown_is_a_value_like_another(panel: Panel) -> None:
    poles = panel.poles[panel.in_panel]
    no_form = _ids(panel, Selection(forme=(UNKNOWN_VALUE,)))
    assert no_form == [i for i, form in poles["forme_juridique"].items() if form is None]
    assert no_form
    assert _ids(panel, Selection(secteur=(UNKNOWN_VALUE,))) == [i for i, s in poles["secteurs"].items() if not s]
    assert _ids(panel, Selection(laureat=(NO_CALL,))) == [i for i in poles.index if not panel.calls_of(i)]


def test_every_facet_but_the_departement_covers_every_pole(panel: Panel) -> None:
    for facet in FACETS:
        covered = panel.index.facets[facet].matrix.any(axis=1)
        assert covered.all() == (facet != "departement"), facet


def test_masks_and_counts_equal_brute_force_on_the_frame(panel: Panel, poles: dict[str, Pole]) -> None:
    sizes = set()
    for selection in _random_selections(panel, 300):
        kept = [pole_id for pole_id, pole in poles.items() if pole.matches(selection)]
        assert _ids(panel, selection) == kept, selection
        sizes.add(len(kept))
        for facet in FACETS:
            expected = tuple(_offered(poles, selection, facet, item.value) for item in panel.index.facets[facet].values)
            assert panel.index.counts(selection, facet) == expected, (selection, facet)
    # The draw reaches empty, small and large selections.
    assert len(sizes) > 8
    assert 0 in sizes


def _offered(poles: Mapping[str, Pole], selection: Selection, facet: str, value: str) -> int:
    """Count what choosing `value` alone in `facet` would give, as a click does."""
    clicked = selection.with_values(facet, [value])
    return sum(pole.matches(clicked) for pole in poles.values())


def test_counts_react_to_the_other_facets_and_not_to_their_own(panel: Panel) -> None:
    facet = panel.index.facets["region"]
    alone = panel.index.counts(Selection(region=("bretagne",)), "region")
    assert alone == panel.index.counts(Selection(), "region")
    assert sum(alone) == 73
    narrowed = panel.index.counts(Selection(region=("bretagne",), secteur=("energie",)), "region")
    assert narrowed[facet.column("bretagne")] == 1
    assert sum(narrowed) == len(_ids(panel, Selection(secteur=("energie",))))


def test_mask_can_leave_the_text_out_of_account(panel: Panel) -> None:
    selection = Selection(region=("bretagne",), q="zzz")
    assert panel.index.mask(selection).sum() == 0
    assert panel.index.mask(selection, ignoring="q").sum() == 4


def test_relaxations_give_what_lifting_each_facet_would_leave(panel: Panel, poles: dict[str, Pole]) -> None:
    selection = Selection(region=("bretagne",), secteur=("textile-artisanat",), laureat=("2015",))
    assert _ids(panel, selection) == []
    found = panel.index.relaxations(selection)
    expected = {facet: sum(p.matches(selection, facet) for p in poles.values()) for facet in selection.active}
    assert {item.facet: item.count for item in found} == {facet: n for facet, n in expected.items() if n}
    assert [item.count for item in found] == sorted((item.count for item in found), reverse=True)
    assert len(found) == 2


def test_relaxations_offer_to_lift_the_text(panel: Panel) -> None:
    selection = Selection(region=("bretagne",), q="zzz")
    assert panel.index.relaxations(selection) == (Relaxation("q", 4),)


@pytest.mark.parametrize(("facet", "value"), VALUES, ids=[f"{facet}-{value}" for facet, value in VALUES])
def test_every_value_survives_a_url(panel: Panel, facet: str, value: str) -> None:
    selection = Selection().with_values(facet, [value])
    later = {"appels": ["1"]} if facet == "laureat" and value > "2020" and value != NO_CALL else {}
    assert selection.to_query() == {facet: [value], **later}
    assert Selection.from_query({facet: [value]}, panel.index) == (selection, ())
    assert panel.index.facets[facet].label(value)


def test_random_selections_survive_a_url(panel: Panel) -> None:
    for selection in _random_selections(panel, 200):
        assert Selection.from_query(selection.to_query(), panel.index) == (selection, ())


def test_empty_selection_writes_nothing() -> None:
    assert Selection().to_query() == {}


def test_unknown_values_are_dropped_and_named(panel: Panel) -> None:
    query = {"region": ["bretagne", "Bretagne", "atlantide", "bretagne"], "laureat": ["2014"], "vue": ["guyane"]}
    selection, dropped = Selection.from_query(query, panel.index)
    assert selection == Selection(region=("bretagne",))
    assert dropped == (Dropped("laureat", "2014"), Dropped("region", "Bretagne"), Dropped("region", "atlantide"))


@pytest.mark.parametrize("facet", FACETS)
def test_unknown_value_in_a_selection_is_refused(panel: Panel, facet: str) -> None:
    with pytest.raises(UnknownValueError, match=f"^{facet} : valeur inconnue 'x'"):
        panel.index.mask(Selection().with_values(facet, ["x"]))


@pytest.mark.parametrize(
    "act",
    [
        lambda selection: selection.values("q"),
        lambda selection: selection.with_values("age", ()),
        lambda selection: selection.toggled("age", "x"),
    ],
    ids=["values", "with_values", "toggled"],
)
def test_unknown_facet_is_refused(act: Callable[[Selection], object]) -> None:
    with pytest.raises(UnknownValueError, match=r"^facette : valeur inconnue"):
        act(Selection())


def test_toggled_adds_then_removes() -> None:
    once = Selection(region=("corse",)).toggled("region", "bretagne")
    assert once == Selection(region=("corse", "bretagne"))
    assert once.toggled("region", "corse") == Selection(region=("bretagne",))


def test_with_values_leaves_out_repeats() -> None:
    assert Selection().with_values("forme", ["scic", "scop", "scic"]).forme == ("scic", "scop")


@pytest.mark.parametrize(
    ("text", "pole"),
    [
        ("ecossolies", "ptce-030"),
        ("ÉCOSSOLIES", "ptce-030"),
        ("Ecosolies", "ptce-030"),
        ("clus ter jura", "ptce-013"),
        ("Clus’Ter Jura", "ptce-013"),
        ("juratri", "ptce-013"),
        ("cursive boutaric", "ptce-016"),
        ("initiatives solitaires", "ptce-024"),
        ("saint etienne", "ptce-018"),
        ("SAINT-ÉTIENNE", "ptce-018"),
        ("bol lyon", "ptce-008"),
        ("Schneider Electric", "ptce-055"),
        ("e2=mc4", "ptce-023"),
        ("Pays de Bray (PTCE – Maison d'Economie Solidaire)", "ptce-045"),
        ("PTCE du Pays de Bray – Maison d’économie solidaire", "ptce-045"),
        ("jeun'ess en action", "ptce-042"),
        ("okhra", "ptce-044"),
        # What only the line of the later call says.
        ("rencontre des PTCE bretons", "ptce-034"),
    ],
)  # fmt: skip
def test_text_finds_a_pole_by_any_of_its_names(panel: Panel, text: str, pole: str) -> None:
    assert _ids(panel, Selection(q=text)) == [pole]


def test_text_finds_a_pole_by_what_only_its_double_says(tmp_path: Path) -> None:
    small = build_panel(tmp_path / "data")
    assert "Economie" not in small.lines["nom_liste"].loc["ptce-045"]
    assert _ids(small, Selection(q="maison d'économie")) == ["ptce-045"]


def test_every_word_must_be_found(panel: Panel) -> None:
    assert "ptce-030" in _ids(panel, Selection(q="solilab"))
    assert _ids(panel, Selection(q="solilab dijon")) == []


@pytest.mark.parametrize("text", ["", "  ", "« – »", "'"])
def test_text_without_a_letter_filters_nothing(panel: Panel, text: str) -> None:
    assert panel.index.mask(Selection(q=text, appels=True)).all()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  deux   mots ", "deux mots"),
        ("saut\nde\tligne\r\u2028ici", "saut de ligne ici"),
        ("a\x00b\u200bc\ud800d", "a b c d"),
        ("<b>'\"`${x}", "<b>'\"`${x}"),
        ("é" * 300, "é" * MAX_TEXT),
        ("a" * (MAX_TEXT - 1) + " bcd", "a" * (MAX_TEXT - 1)),
        ("   ", ""),
    ],
    ids=["spaces", "lines", "not-printable", "markup", "long", "cut-at-a-space", "empty"],
)
def test_text_is_cleaned_and_cut(panel: Panel, given: str, kept: str) -> None:
    assert clean_text(given) == kept
    assert clean_text(kept) == kept
    assert Selection.from_query({"q": [given, "autre"]}, panel.index) == (Selection(q=kept), ())


@pytest.mark.parametrize("facet", FACETS)
def test_nobody_may_write_into_the_facets(panel: Panel, facet: str) -> None:
    matrix = panel.index.facets[facet].matrix
    assert matrix.dtype == np.bool_
    with pytest.raises(ValueError, match="read-only"):
        matrix[0, 0] = True


def test_departements_know_their_region(panel: Panel) -> None:
    facet = panel.index.facets["departement"]
    assert facet.values[facet.column("2A")].parent == "corse"
    assert facet.label("974") == "La Réunion (974)"
    assert {item.parent for item in facet.values} == {region.slug for region in panel.vocabulary.regions}
