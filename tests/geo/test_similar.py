"""Poles of the same sector, and what somebody may have meant."""

from __future__ import annotations

import pytest

from geo.model import Panel
from geo.similar import close_names, same_sector


def test_the_same_sector_is_that_of_the_first(panel: Panel) -> None:
    first = {str(pole_id): (sectors or [None])[0] for pole_id, sectors in panel.poles["secteurs"].items()}
    assert None in first.values()
    for pole_id, sector in first.items():
        expected = [other for other, its in first.items() if its == sector and sector and other != pole_id]
        assert list(panel.poles.index[same_sector(panel, pole_id)]) == expected


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("PTCE-029", "ptce-029"),
        ("ptce 29", "ptce-029"),
        ("29", "ptce-029"),
        ("ptce_0051", "ptce-045"),
        ("ptce-29", "ptce-029"),
        ("le damier", "ptce-019"),
        ("ecosolies", "ptce-030"),
        ("Pôle Laine du Pays des Sauges", "ptce-058"),
        ("audruicq", "ptce-029"),
        ("Imaginations fertiles", "ptce-047"),
        ("appel-2021-1", "appel-2021-01"),
        ("energies citoyennes", "ptce-034"),
    ],
)
def test_the_likeliest_pole_comes_first(panel: Panel, asked: str, first: str) -> None:
    assert close_names(panel, asked)[0] == first


@pytest.mark.parametrize(
    "asked", ["", "   ", "zzzz", "<img src=x onerror=alert(1)>", "\x00", "é" * 100, "999", "de la"]
)
def test_what_resembles_nothing_finds_nothing(panel: Panel, asked: str) -> None:
    assert close_names(panel, asked) == ()


def test_close_names_are_distinct_poles_and_few(panel: Panel) -> None:
    for asked in ("pole", "ptce-999", "pays de bray", "cooperation", "solidaire"):
        found = close_names(panel, asked)
        assert len(found) == len(set(found)) <= 5
        assert set(found) <= set(panel.poles.index)
    assert close_names(panel, "pays de bray", 1) == ("ptce-045",)


def test_every_name_finds_its_pole(panel: Panel) -> None:
    for line_id, row in panel.lines.iterrows():
        for name in (row["nom"], row["nom_liste"]):
            assert panel.canonical_id(str(line_id)) in close_names(panel, name), name
