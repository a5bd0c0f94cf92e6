"""Pixels of flat colours as a palette: a third of the size, and the colours that cover most are kept to the bit."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

__all__ = ["indexed"]

#: Colours as numbers: red in the lowest bits, then green, then blue.
_Colours: TypeAlias = npt.NDArray[np.integer]

_MOST = 256

#: One pixel in so many, along both sides, tells which colours there are.
_STEP = 3

_CELLS = 1 << 18


def indexed(pixels: npt.NDArray[np.uint8]) -> Image.Image:
    """Return an image of 256 colours at most.

    Colours that agree in the first six bits of each channel become the most frequent of them; beyond 256 of those, rare
    ones, which only soften edges, become the nearest kept.

    Parameters
    ----------
    pixels
        Shape (height, width, 4): red, green, blue and an opacity that is left out.
    """
    colours = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    seen, counts = np.unique(colours[::_STEP, ::_STEP], return_counts=True)
    seen = seen[np.argsort(-counts, kind="stable")]
    _, first = np.unique(_cell(seen), return_index=True)
    palette = seen[np.sort(first)][:_MOST]
    cells = _cell(colours)
    present = np.zeros(_CELLS, dtype=bool)
    present[cells] = True
    table = np.zeros(_CELLS, dtype=np.uint8)
    table[present] = _nearest(np.flatnonzero(present), palette)
    table[_cell(palette)] = np.arange(len(palette))
    image = Image.fromarray(table[cells])
    image.putpalette(_channels(palette, 8).astype(np.uint8).ravel().tolist())
    return image


def _cell(colours: _Colours) -> _Colours:
    """Return the first six bits of each channel as one number."""
    cells: _Colours = ((colours >> 2) & 0x3F) | ((colours >> 4) & 0xFC0) | ((colours >> 6) & 0x3F000)
    return cells


def _channels(packed: _Colours, bits: int) -> npt.NDArray[np.int64]:
    """Return red, green and blue, shape (n, 3), of numbers in which each has so many bits."""
    low = (1 << bits) - 1
    return np.column_stack([(packed >> shift) & low for shift in (0, bits, 2 * bits)]).astype(np.int64)


def _nearest(cells: npt.NDArray[np.intp], palette: _Colours) -> npt.NDArray[np.intp]:
    """Return, for each cell, the rank of the colour of the palette that is nearest to its middle."""
    middles, kept = _channels(cells, 6) * 4 + 2, _channels(palette, 8)
    # |a - b|² without |a|², which is the same for every b.
    apart: npt.NDArray[np.int64] = (kept**2).sum(axis=1) - 2 * middles @ kept.T
    nearest: npt.NDArray[np.intp] = np.argmin(apart, axis=1)
    return nearest
