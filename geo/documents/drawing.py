"""A sheet of `geo.picture` that draws on the page of a document: the same map, as paths of the same file.

So that maps share the fonts of the text and its structure; a page drawn apart by matplotlib and laid in afterwards
would cost more time and bytes than all the rest of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import shapely
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from shapely.geometry.base import BaseGeometry

from geo.documents.fonts import BOLD, ITALIC, SANS
from geo.picture.canvas import Sheet
from geo.picture.frame import Box
from geo.picture.letters import CAPITAL, MM_PER_POINT, printable

__all__ = ["PrintedSheet"]

_Dash = tuple[float, tuple[float, ...]]

_ROUND = 1


class PrintedSheet(Sheet):
    """What is drawn on a page of reportlab. Lengths are millimetres; widths of lines and letters, points.

    Parameters
    ----------
    canvas
        The page; its origin is the lower left corner of the sheet.
    width, height
        Of the sheet.
    """

    def __init__(self, canvas: Canvas, width: float, height: float) -> None:
        # Not that of matplotlib: there is no figure.
        self.width, self.height = width, height
        self._canvas = canvas
        canvas.setLineJoin(_ROUND)

    def area(
        self, geometry: BaseGeometry, fill: str | None, edge: str | None = None, line: float = 0.4,
        name: str | None = None,
    ) -> None:  # fmt: skip
        """Fill polygons, and outline them where `edge` is a colour."""
        polygons = [part for part in _parts(geometry) if part.geom_type == "Polygon"]
        self._draw(_coordinates(shapely.get_rings(polygons)), fill, edge, line, closed=True)

    def line(
        self, geometry: BaseGeometry, colour: str, width: float, dash: _Dash | None = None, name: str | None = None
    ) -> None:
        """Draw lines, or the outlines of polygons."""
        parts = _parts(geometry)
        polygons = [part for part in parts if part.geom_type == "Polygon"]
        if polygons:
            self._draw(_coordinates(shapely.get_rings(polygons)), None, colour, width, closed=True, dash=dash)
        else:
            lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing")]
            self._draw(_coordinates(lines), None, colour, width, dash=dash)

    def box(
        self, box: Box, fill: str | None, edge: str | None = None, line: float = 0.4, name: str | None = None
    ) -> None:
        """Draw a rectangle."""
        self._set(fill, edge, line, None)
        self._canvas.rect(
            box.left * mm, box.bottom * mm, box.width * mm, box.height * mm, stroke=bool(edge), fill=bool(fill)
        )

    def disc(
        self, x: float, y: float, radius: float, fill: str | None, edge: str | None = None, line: float = 0.4,
        name: str | None = None,
    ) -> None:  # fmt: skip
        """Draw a circle."""
        self._set(fill, edge, line, None)
        self._canvas.circle(x * mm, y * mm, radius * mm, stroke=bool(edge), fill=bool(fill))

    def polygon(
        self, points: Sequence[tuple[float, float]], fill: str | None, edge: str | None = None, line: float = 0.4,
        dash: _Dash | None = None, name: str | None = None,
    ) -> None:  # fmt: skip
        """Draw a closed shape by its corners."""
        self._draw([points], fill, edge, line, closed=True, dash=dash)

    def text(
        self, x: float, y: float, text: str, size: float, colour: str = "#161616", *, bold: bool = False,
        align: str = "left", middle: bool = False, slanted: bool = False, name: str | None = None,
    ) -> None:  # fmt: skip
        """Write one line: `y` is its baseline, or the middle of its capitals where `middle` is true."""
        baseline = y - CAPITAL * size * MM_PER_POINT / 2 if middle else y
        canvas = self._canvas
        canvas.setFont(BOLD if bold else ITALIC if slanted else SANS, size)
        canvas.setFillColor(colour)
        write = {"left": canvas.drawString, "center": canvas.drawCentredString, "right": canvas.drawRightString}[align]
        write(x * mm, baseline * mm, printable(text))

    def _draw(
        self, lines: Sequence[Sequence[Sequence[float]]], fill: str | None, edge: str | None, width: float, *,
        closed: bool = False, dash: _Dash | None = None,
    ) -> None:  # fmt: skip
        path = self._canvas.beginPath()
        # Not by its methods, which spend as much time on the numbers of a map as all the rest takes.
        path._code += [step for line in lines for step in _steps(line, closed=closed)]
        self._set(fill, edge, width, dash)
        self._canvas.drawPath(path, stroke=bool(edge), fill=bool(fill))

    def _set(self, fill: str | None, edge: str | None, width: float, dash: _Dash | None) -> None:
        if fill:
            self._canvas.setFillColor(fill)
        if edge:
            self._canvas.setStrokeColor(edge)
            self._canvas.setLineWidth(width)
            # As matplotlib has it: a dash is told in widths of the line.
            self._canvas.setDash([step * width for step in dash[1]] if dash else [], 0)


def _steps(line: Sequence[Sequence[float]], *, closed: bool) -> Iterator[str]:
    """Write a line as PDF operators, in points, to the hundredth: finer is not seen."""
    places = (f"{x * mm:.2f} {y * mm:.2f}" for x, y in line)
    for rank, (place, _) in enumerate(groupby(places)):
        yield f"{place} {'l' if rank else 'm'}"
    if closed:
        yield "h"


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    return list(shapely.get_parts(shapely.get_parts(geometry)))


def _coordinates(lines: Sequence[BaseGeometry]) -> list[list[list[float]]]:
    found = [shapely.get_coordinates(line).tolist() for line in lines]
    return [points for points in found if len(points) > 1]
