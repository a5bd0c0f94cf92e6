"""Colours: readable, and told apart by everybody."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from colorspacious import cspace_convert

from geo.load import load_panel
from geo.mapping.style import UNKNOWN_SECTOR, contrast, ink, luminance
from geo.model import Sector

SECTORS = load_panel().vocabulary.sectors
VISIONS = {
    "normal": {"name": "sRGB1"},
    "deuteranopia": {"name": "sRGB1+CVD", "cvd_type": "deuteranomaly", "severity": 100},
    "protanopia": {"name": "sRGB1+CVD", "cvd_type": "protanomaly", "severity": 100},
    "tritanopia": {"name": "sRGB1+CVD", "cvd_type": "tritanomaly", "severity": 100},
}


@pytest.mark.parametrize("vision", VISIONS)
def test_sector_colours_are_told_apart(vision: str) -> None:
    rgb = [[int(sector.colour[start : start + 2], 16) / 255 for start in (1, 3, 5)] for sector in SECTORS]
    seen = cspace_convert(np.array(rgb), VISIONS[vision], "CAM02-UCS")
    distances = {
        (SECTORS[i].code, SECTORS[j].code): float(np.linalg.norm(seen[i] - seen[j]))
        for i, j in itertools.combinations(range(len(SECTORS)), 2)
    }
    closest = min(distances, key=lambda pair: distances[pair])
    assert distances[closest] >= 10, closest


@pytest.mark.parametrize("sector", SECTORS, ids=lambda sector: sector.code)
def test_sector_is_not_drawn_like_the_unknown_one(sector: Sector) -> None:
    assert sector.colour != UNKNOWN_SECTOR.colour
    assert sector.short != UNKNOWN_SECTOR.short


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#000000", 21), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_luminance_goes_from_black_to_white() -> None:
    assert (luminance("#000000"), luminance("#ffffff")) == (0, pytest.approx(1))
    assert luminance("#00ff00") == pytest.approx(0.7152)


@pytest.mark.parametrize(("fill", "colour"), [("#ffffff", "#111111"), ("#000000", "#ffffff"), ("#e8e800", "#111111")])
def test_ink_is_the_one_read_best(fill: str, colour: str) -> None:
    assert ink(fill) == colour
