"""One sheet, drawn in millimetres from its lower left corner and written as SVG or PNG.

matplotlib keeps settings and fonts for the whole process: one picture is drawn at a time. A figure belongs to its
sheet alone and goes with it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from threading import RLock
from typing import Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from shapely.geometry.base import BaseGeometry

from geo.picture.colours import indexed
from geo.picture.frame import Box
from geo.picture.letters import CAPITAL, FAMILY, MM_PER_POINT, printable
from geo.text import clean

__all__ = ["Sheet", "drawing"]

_LOCK = RLock()

#: What does not depend on the machine nor on the time: names of SVG elements, fonts, no formula in any text.
_SETTINGS: Any = {
    "svg.hashsalt": "atlas-des-ptce",
    "svg.fonttype": "none",
    "text.parse_math": False,
    "text.usetex": False,
    "text.hinting": "no_hinting",
    "path.simplify": False,
}

_INCH = 25.4

_Dash = tuple[float, tuple[float, ...]]


class Sheet:
    """What is drawn, later things above earlier ones. Lengths are millimetres; widths of lines and letters, points."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._figure = Figure(figsize=(width / _INCH, height / _INCH), facecolor="#ffffff")
        self._millimetres = Affine2D().scale(1 / _INCH) + self._figure.dpi_scale_trans
        self._count = 0

    def _add(self, artist: Artist, name: str | None) -> None:
        self._count += 1
        artist.set(zorder=self._count, transform=self._millimetres, clip_on=False)
        if name:
            artist.set_gid(name)
        self._figure.add_artist(artist)

    def area(
        self,
        geometry: BaseGeometry,
        fill: str | None,
        edge: str | None = None,
        line: float = 0.4,
        name: str | None = None,
    ) -> None:
        """Fill polygons, and outline them where `edge` is a colour; `name` becomes the id of the SVG element."""
        if path := _path(geometry):
            colours = {"facecolor": fill or "none", "edgecolor": edge or "none", "linewidth": line if edge else 0}
            self._add(PathPatch(path, joinstyle="round", **colours), name)

    def line(
        self, geometry: BaseGeometry, colour: str, width: float, dash: _Dash | None = None, name: str | None = None
    ) -> None:
        """Draw lines."""
        if path := _path(geometry):
            style: Any = dash or "solid"
            look: dict[str, Any] = {"linewidth": width, "linestyle": style, "joinstyle": "round", "capstyle": "butt"}
            self._add(PathPatch(path, fill=False, edgecolor=colour, **look), name)

    def box(
        self, box: Box, fill: str | None, edge: str | None = None, line: float = 0.4, name: str | None = None
    ) -> None:
        """Draw a rectangle."""
        look: dict[str, Any] = {
            "facecolor": fill or "none",
            "edgecolor": edge or "none",
            "linewidth": line if edge else 0,
        }
        self._add(Rectangle((box.left, box.bottom), box.width, box.height, **look), name)

    def disc(
        self, x: float, y: float, radius: float, fill: str | None, edge: str | None = None, line: float = 0.4,
        name: str | None = None,
    ) -> None:  # fmt: skip
        """Draw a circle."""
        look: dict[str, Any] = {
            "facecolor": fill or "none",
            "edgecolor": edge or "none",
            "linewidth": line if edge else 0,
        }
        self._add(Circle((x, y), radius, **look), name)

    def polygon(
        self, points: Sequence[tuple[float, float]], fill: str | None, edge: str | None = None, line: float = 0.4,
        dash: _Dash | None = None, name: str | None = None,
    ) -> None:  # fmt: skip
        """Draw a closed shape by its corners."""
        style: Any = dash or "solid"
        look: dict[str, Any] = {
            "facecolor": fill or "none",
            "edgecolor": edge or "none",
            "linewidth": line if edge else 0,
        }
        self._add(Polygon(np.array(points), closed=True, linestyle=style, **look), name)

    def text(
        self, x: float, y: float, text: str, size: float, colour: str = "#161616", *, bold: bool = False,
        align: str = "left", middle: bool = False, slanted: bool = False, name: str | None = None,
    ) -> None:  # fmt: skip
        """Write one line: `y` is its baseline, or the middle of its capitals where `middle` is true.

        Parameters
        ----------
        x
            Left end, middle or right end, as `align` says.
        """
        baseline = y - CAPITAL * size * MM_PER_POINT / 2 if middle else y
        look: dict[str, Any] = {"fontsize": size, "family": FAMILY, "color": colour, "ha": align, "va": "baseline"}
        look |= {"weight": "bold" if bold else "normal", "style": "oblique" if slanted else "normal"}
        self._add(Text(x, baseline, printable(text), parse_math=False, **look), name)

    def svg(self, title: str, description: str) -> bytes:
        """Return an SVG document: its texts are texts, it is one image with a name, and asks for nothing outside."""
        stream = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        canvas: Any = FigureCanvasSVG(self._figure)
        canvas.print_svg(stream, metadata=nothing)
        _, _, body = stream.getvalue().partition("<svg")
        _, _, body = body.partition(">")
        width, height = (f"{length:g}" for length in (self.width, self.height))
        view = f"0 0 {self.width / MM_PER_POINT:.2f} {self.height / MM_PER_POINT:.2f}"
        head = (
            '<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
            'xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
            f'width="{width}mm" height="{height}mm" viewBox="{view}" role="img" '
            f'lang="fr" xml:lang="fr" aria-labelledby="titre description">\n'
            f'<title id="titre">{_escaped(title)}</title>\n'
            f'<desc id="description">{_escaped(description)}</desc>'
        )
        # Verdana has the same widths, on machines without DejaVu.
        body = body.replace("font-family: 'DejaVu Sans'", "font-family: 'DejaVu Sans', Verdana, sans-serif")
        return (head + _PATH.sub(_rounded, body)).encode()

    def png(self, dpi: int) -> bytes:
        """Return a PNG of 256 colours at most that says its resolution."""
        self._figure.set_dpi(dpi)
        canvas: Any = FigureCanvasAgg(self._figure)
        canvas.draw()
        image = indexed(np.asarray(canvas.buffer_rgba()))
        stream = io.BytesIO()
        image.save(stream, "PNG", dpi=(dpi, dpi))
        return stream.getvalue()


@contextmanager
def drawing() -> Iterator[None]:
    """Draw and write sheets alone and with the settings that they need."""
    with _LOCK, mpl.rc_context(_SETTINGS):
        yield


def _path(geometry: BaseGeometry) -> Path | None:
    """Return the rings of polygons, or lines, as one path."""
    parts = shapely.get_parts(geometry)
    parts = shapely.get_parts(parts)
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    rings = (
        shapely.get_rings(polygons) if polygons else [p for p in parts if p.geom_type in ("LineString", "LinearRing")]
    )
    pieces = [shapely.get_coordinates(ring) for ring in rings]
    pieces = [piece for piece in pieces if len(piece) > 1]
    if not pieces:
        return None
    codes = [np.full(len(piece), Path.LINETO, dtype=Path.code_type) for piece in pieces]
    for code in codes:
        code[0] = Path.MOVETO
        if polygons:
            code[-1] = Path.CLOSEPOLY
    return Path(np.vstack(pieces), np.concatenate(codes))


_PATH = re.compile(r' d="([^"]*)"')
_NUMBER = re.compile(r"\d+\.\d{3,}")


def _rounded(found: re.Match[str]) -> str:
    # A hundredth of a point is a three hundredth of a millimetre.
    return f' d="{_NUMBER.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), found[1])}"'


def _escaped(text: str) -> str:
    return escape(clean(text), quote=False)
