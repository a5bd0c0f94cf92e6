"""The corrections to the list of 2016: each one found, told once, and with its reason."""

from __future__ import annotations

import pytest

from geo.load import load_panel
from geo.model import Panel
from geo.provenance.corrections import Correction, corrections

FOUND = {item.line: item for item in corrections(load_panel())}


def test_lines_are_those_of_the_list_in_its_order(panel: Panel) -> None:
    assert list(FOUND) == sorted(FOUND)
    assert set(FOUND) <= set(range(1, 75))
    for line_id, row in panel.panel_lines.iterrows():
        item = FOUND.get(row["ligne"])
        assert bool(item and item.naming) == (row["nom_liste"] != row["nom"]), line_id
        assert bool(item and item.region) == (row["region_liste"] != row["region"]), line_id


@pytest.mark.parametrize("item", FOUND.values(), ids=FOUND)
def test_correction_says_why(item: Correction) -> None:
    assert item.naming is None or item.why
    assert item.region is None or item.region.reason
    for text in (item.why, *([item.region.reason] if item.region else [])):
        # What the columns show is not said again.
        assert "affiché «" not in text
        assert "Région listée" not in text
        assert text == "" or text[0] == text[0].upper()


def test_auvergne_is_not_in_aquitaine() -> None:
    damier = FOUND[19]
    assert damier.region is not None
    assert damier.region.listed == "Aquitaine-Limousin-Poitou-Charentes"
    assert damier.region.corrected == "Auvergne-Rhône-Alpes"
    assert damier.region.reason.startswith("Erreur de région dans la liste RTES : le pôle est à Clermont-Ferrand")


def test_a_name_goes_from_the_list_to_the_atlas() -> None:
    coursive = FOUND[16]
    assert coursive.naming is not None
    assert (coursive.naming.listed, coursive.naming.corrected) == ("Cursive Boutaric (La)", "La Coursive Boutaric")
    assert coursive.why == "Faute de frappe dans la liste : « Cursive » pour « Coursive »."
    assert coursive.region is None


def test_a_double_leads_to_the_pole_of_the_other_line() -> None:
    assert FOUND[51].pole_id == FOUND[45].pole_id == "ptce-045"
    assert "un même pôle" in FOUND[51].why


def test_lines_as_listed_are_left_out(panel: Panel) -> None:
    untouched = panel.panel_lines.loc["ptce-014"]
    assert untouched["remarques"] == []
    assert 14 not in FOUND
