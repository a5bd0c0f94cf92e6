"""The parts of a workbook beside its sheets: their names, the shared texts, the formats of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from geo.lists.package import Attributes

__all__ = ["SharedTexts", "Sheet", "Styles", "Workbook", "unescape"]

#: Excel writes in this way the characters that XML cannot hold.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

#: Format « 00000 » of postcodes: the zeros in front are shown, and not in the number.
_ZEROS = re.compile(r"0{2,9}")

#: Excel cuts them there.
_LONGEST_FORMAT = 255


def unescape(text: str) -> str:
    """Return a text of a workbook as a spreadsheet shows it."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, whether it is shown, the identifier of its file."""

    name: str
    visible: bool
    relation: str


class Workbook:
    """Reads `workbook.xml`."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Keep a sheet, or the origin of dates."""
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append(Sheet(attributes.get("name", ""), visible, relation))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")

    def end(self, name: str) -> None:
        """Nothing to do."""

    def text(self, text: str) -> None:
        """Nothing to do."""


class SharedTexts:
    """Reads `sharedStrings.xml`: texts in order, formatting and phonetic guides left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._reads = False
        self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Enter a text."""
        if name == "t":
            self._reads = not self._phonetic
        elif name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """Leave a text."""
        if name == "t":
            self._reads = False
        elif name == "si":
            self.texts.append(unescape("".join(self._pieces)))
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        """Read a piece of text."""
        if self._reads:
            self._pieces.append(text)


@dataclass(slots=True)
class Styles:
    """Reads `styles.xml`: what the formats of cells make of a number.

    Parameters
    ----------
    dates, durations
        Styles of cells that show a date, or a duration.
    widths
        Style of cells → digits shown, for those that complete with zeros.
    """

    dates: set[str] = field(default_factory=set)
    durations: set[str] = field(default_factory=set)
    widths: dict[str, int] = field(default_factory=dict)
    _formats: dict[str, str] = field(default_factory=lambda: {str(key): text for key, text in BUILTIN_FORMATS.items()})
    _in_cells: bool = False
    _count: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Keep a format, or the style of cells that uses one."""
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:_LONGEST_FORMAT]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._add(str(self._count), self._formats.get(attributes.get("numFmtId", "0"), ""))
            self._count += 1

    def _add(self, style: str, shown: str) -> None:
        if is_timedelta_format(shown):
            self.durations.add(style)
        elif is_date_format(shown):
            self.dates.add(style)
        elif _ZEROS.fullmatch(shown):
            self.widths[style] = len(shown)

    def end(self, name: str) -> None:
        """Leave the styles of cells."""
        if name == "cellXfs":
            self._in_cells = False

    def text(self, text: str) -> None:
        """Nothing to do."""
