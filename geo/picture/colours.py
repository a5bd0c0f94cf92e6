"""Pixels of flat colours as a palette: a third of the size, and the colours that cover most are kept to the bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

__all__ = ["indexed"]

_MOST = 256

#: One pixel in so many, along both sides, tells which colours there are.
_STEP = 3


def indexed(pixels: npt.NDArray[np.uint8]) -> Image.Image:
    """Return an image of 256 colours at most.

    Colours that agree in the first six bits of each channel become the most frequent of them; beyond 256 of those, rare
    ones, which only soften edges, become the nearest kept.

    Parameters
    ----------
    pixels
        Shape (height, width, 3), red, green and blue.
    """
    seen, counts = np.unique(_packed(pixels[::_STEP, ::_STEP]), return_counts=True)
    seen = seen[np.argsort(-counts, kind="stable")]
    _, first = np.unique(_cell(seen), return_index=True)
    palette = seen[np.sort(first)][:_MOST]
    cells = _cell(_packed(pixels))
    present = np.flatnonzero(np.bincount(cells.ravel(), minlength=1 << 18))
    table = np.zeros(1 << 18, dtype=np.uint8)
    table[present] = _nearest(present, palette)
    table[_cell(palette)] = np.arange(len(palette))
    image = Image.fromarray(table[cells])
    image.putpalette(_channels(palette).astype(np.uint8).ravel().tolist())
    return image


def _packed(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    wide = pixels.astype(np.int32)
    return (wide[..., 0] << 16) | (wide[..., 1] << 8) | wide[..., 2]


def _cell(colours: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the first six bits of each channel as one number."""
    return ((colours >> 18) & 63) << 12 | ((colours >> 10) & 63) << 6 | ((colours >> 2) & 63)


def _channels(colours: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    return np.column_stack([colours >> 16, (colours >> 8) & 255, colours & 255])


def _nearest(cells: npt.NDArray[np.intp], palette: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """Return, for each cell, the rank of the colour of the palette that is nearest to its middle."""
    middles = np.column_stack([cells >> 12, (cells >> 6) & 63, cells & 63]) * 4 + 2
    kept = _channels(palette)
    found: list[npt.NDArray[np.intp]] = []
    # In slices, for the memory that all pairs at once would take.
    for start in range(0, len(middles), 2048):
        apart = middles[start : start + 2048, None, :] - kept[None, :, :]
        found.append(np.argmin((apart**2).sum(axis=2), axis=1))
    return np.concatenate(found)
