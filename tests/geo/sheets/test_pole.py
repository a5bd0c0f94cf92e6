"""What a sheet says beside the values: lines as listed, figures, place among the others."""

from __future__ import annotations

import numpy as np
import pytest

from geo.model import Panel
from geo.reference.pole_facts import PoleFact, key_figures, load_pole_facts
from geo.reference.schemes import load_schemes
from geo.selection import Selection
from geo.sheets import pole as sheet


@pytest.fixture(scope="module")
def facts() -> tuple[PoleFact, ...]:
    return load_pole_facts()


# --- As listed, as corrected ---


def test_every_line_is_told_once_under_its_pole(panel: Panel) -> None:
    told = [line for pole_id in panel.poles.index for line in sheet.line_ids(panel, str(pole_id))]
    assert sorted(told) == sorted(panel.lines.index)
    for pole_id in panel.poles.index:
        lines = sheet.listed_lines(panel, str(pole_id))
        ids = sheet.line_ids(panel, str(pole_id))
        assert sorted(line.listed_name for line in lines) == sorted(panel.lines.loc[list(ids), "nom_liste"])


def test_a_corrected_region_has_its_reason(panel: Panel) -> None:
    corrected = 0
    for pole_id in panel.poles.index:
        for line in sheet.listed_lines(panel, str(pole_id)):
            changed = bool(line.listed_region) and line.listed_region != line.region
            assert bool(line.region_reason) == changed, line
            corrected += changed
    assert corrected > 20
    (damier,) = sheet.listed_lines(panel, "ptce-019")
    assert (damier.where, damier.name, damier.region) == (
        "Ligne 19 de la liste de 2016", "Le Damier", "Auvergne-Rhône-Alpes"
    )  # fmt: skip
    assert damier.listed_region == "Aquitaine-Limousin-Poitou-Charentes"
    assert damier.region_reason.startswith("Erreur de région dans la liste RTES")
    assert damier.name_reason == "Présentation harmonisée, la forme listée reste cherchable."


def test_a_double_and_an_announcement_say_where_they_are_from(panel: Panel) -> None:
    assert [line.where for line in sheet.listed_lines(panel, "ptce-045")] == [
        "Ligne 45 de la liste de 2016", "Ligne 51 de la liste de 2016"
    ]  # fmt: skip
    assert [line.where for line in sheet.listed_lines(panel, "ptce-034")] == [
        "Ligne 34 de la liste de 2016", "Annonce de l'appel de 2022"
    ]  # fmt: skip


def test_no_remark_is_lost_nor_told_twice(panel: Panel) -> None:
    for pole_id in panel.poles.index:
        remarks = sheet.other_remarks(panel, str(pole_id))
        reasons = {
            reason.casefold()
            for line in sheet.listed_lines(panel, str(pole_id))
            for reason in (line.name_reason, line.region_reason)
        }
        assert len(remarks) == len(set(remarks))
        for line in sheet.line_ids(panel, str(pole_id)):
            for remark in panel.lines.at[line, "remarques"]:
                beside = any(reason and remark.casefold().endswith(reason) for reason in reasons)
                bare = remark.startswith(("Nom listé «", "Nom annoncé «")) and remark.endswith("».")
                assert (remark in remarks) != (beside or bare), remark


def test_the_facts_of_every_line_are_told_once(panel: Panel) -> None:
    for pole_id in panel.poles.index:
        groups = sheet.told_facts(panel, str(pole_id))
        told = [fact for _, facts in groups for fact in facts]
        wanted = {fact for line in sheet.line_ids(panel, str(pole_id)) for fact in panel.lines.at[line, "faits"]}
        assert len(told) == len(set(told))
        assert set(told) == wanted
    assert [title for title, _ in sheet.told_facts(panel, "ptce-034")] == ["", "Annonce de l'appel de 2022"]


# --- Place among the others ---


def test_previous_and_next_are_a_walk_through_what_is_kept(panel: Panel) -> None:
    kept = panel.index.mask(Selection(region=("bretagne", "occitanie")))
    ids = [str(pole_id) for pole_id in panel.poles.index[kept]]
    for rank, pole_id in enumerate(ids, start=1):
        found = sheet.find_position(panel, kept, pole_id)
        assert (found.rank, found.total, found.is_kept) == (rank, len(ids), True)
        assert found.previous == (ids[rank - 2] if rank > 1 else None)
        assert found.following == (ids[rank] if rank < len(ids) else None)


def test_what_is_not_kept_has_its_place_among_all(panel: Panel) -> None:
    kept = panel.index.mask(Selection(region=("bretagne",)))
    found = sheet.find_position(panel, kept, "ptce-019")
    ids = list(panel.poles.index[panel.in_panel])
    assert (found.is_kept, found.total, found.rank) == (False, len(ids), ids.index("ptce-019") + 1)
    later = sheet.find_position(panel, panel.index.mask(Selection()), "appel-2021-01")
    assert (later.is_kept, later.total) == (False, len(panel.poles))
    nothing = np.zeros(len(panel.poles), dtype=bool)
    assert not sheet.find_position(panel, nothing, "ptce-019").is_kept


def test_ordinals() -> None:
    assert [sheet.ordinal(rank) for rank in (1, 2, 21)] == ["1er", "2e", "21e"]


# --- Figures and support ---


def test_the_figures_that_nobody_gives_are_named(panel: Panel, facts: tuple[PoleFact, ...]) -> None:
    assert sheet.figures_missing(()) == ("membres", "emplois", "surface", "chiffre d'affaires")
    assert sheet.figures_missing(key_figures(facts, ["ptce-071"])) == ()
    assert sheet.figures_missing(key_figures(facts, ["ptce-043"])) == ("emplois", "chiffre d'affaires")


def test_every_fact_is_a_key_figure_or_another_one(panel: Panel, facts: tuple[PoleFact, ...]) -> None:
    for pole_id in panel.poles.index:
        ids = sheet.line_ids(panel, str(pole_id))
        others = sheet.other_facts(facts, ids)
        content = lambda fact: (fact.indicator, fact.value, fact.text, fact.unit, fact.year)  # noqa: E731
        shown = [content(fact) for fact in (*key_figures(facts, ids), *others)]
        assert len(shown) == len(set(shown))
        assert set(shown) == {content(fact) for fact in facts if fact.pole_id in ids}


def test_the_schemes_of_a_pole_hold_those_of_its_doubles() -> None:
    schemes = load_schemes()
    own = sheet.own_schemes(schemes, ("ptce-045", "ptce-051"))
    assert [scheme.id for scheme in own] == [s.id for s in schemes if {"ptce-045", "ptce-051"} & set(s.pole_ids)]
    running_first = sheet.own_schemes(schemes, tuple({pole for s in schemes for pole in s.pole_ids}))
    assert [s.is_past for s in running_first] == sorted(s.is_past for s in running_first)
    region = [scheme for scheme in schemes if scheme.region_code == "75"]
    assert sheet.region_schemes(schemes, "75", ()) == len(region)
    mine = sum("ptce-056" in scheme.pole_ids for scheme in region)
    assert mine
    assert sheet.region_schemes(schemes, "75", ("ptce-056",)) == len(region) - mine


def test_the_citation_of_a_sheet(panel: Panel) -> None:
    text = sheet.cite(panel.dataset, "Le Damier", "https://exemple.fr/pole?id=ptce-019")
    assert text.startswith("«\u00a0Le Damier\u00a0», Atlas des PTCE, version ")
    assert panel.dataset.version in text
    assert panel.dataset.licence_title in text
    assert text.endswith(", https://exemple.fr/pole?id=ptce-019.")
    assert sheet.cite(panel.dataset, "Le Damier").endswith(f"{panel.dataset.licence_title}.")
