"""Reads an SVG picture back: its elements by id, where they are, its texts."""

from __future__ import annotations

import re

from lxml import etree

LINK = "https://atlas.example/?region=bretagne&laureat=2015"
SVG = "{http://www.w3.org/2000/svg}"

#: Points of the drawing per millimetre.
_POINTS = 72 / 25.4

_PLACES = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


class Drawing:
    """A picture, read with a parser that takes no entity and opens nothing."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))

    def ids(self, start: str) -> list[str]:
        """Return the ids that start so, in the order of the drawing."""
        return [one.get("id") for one in self.root.iter(f"{SVG}g") if one.get("id", "").startswith(start)]

    def extent(self, name: str) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of an element, in millimetres from the upper left corner."""
        (group,) = [one for one in self.root.iter(f"{SVG}g") if one.get("id") == name]
        places = [(float(x), float(y)) for path in group.iter(f"{SVG}path") for x, y in _PLACES.findall(path.get("d"))]
        across, down = [x / _POINTS for x, _ in places], [y / _POINTS for _, y in places]
        return min(across), min(down), max(across), max(down)

    def centre(self, name: str) -> tuple[float, float]:
        left, top, right, bottom = self.extent(name)
        return (left + right) / 2, (top + bottom) / 2

    def texts(self) -> list[str]:
        """Return every text line, in the order of the drawing."""
        return ["".join(one.itertext()) for one in self.root.iter(f"{SVG}text")]

    def sizes(self) -> list[float]:
        """Return the size of every text, in points."""
        styles = [one.get("style") for one in self.root.iter(f"{SVG}text")]
        return [float(re.search(r"font-size: ([\d.]+)px", style)[1]) for style in styles]  # type: ignore[index]
