"""A list as a workbook: « Liste » with the rows, « À propos » with what the file says of itself.

The cells of the visitor stay texts, but in columns where every one is a plain number and no code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.lists.export.about import About, describe
from geo.lists.export.table import Cell, ExportColumn, Positions, as_numbers, batches, export_columns, hold_numbers
from geo.lists.export.workbook import HEADER, LABEL, TEXT, WRAPPED, Sheet, pack, row_xml

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]

_MIN_WIDTH, _MAX_WIDTH = 8, 60

#: Rows by which a column is made wide enough.
_MEASURED = 2_000


def export(located: LocatedList, selection: Selection, panel: Panel, link: str) -> Iterator[bytes]:
    """Write what the selection keeps of the list as a workbook.

    Parameters
    ----------
    located
        The list.
    selection
        What is filtered.
    panel
        What says the version of the atlas and the sources of its places.
    link
        Absolute URL of the view, or "" where there is none.

    Returns
    -------
    iterator of bytes
        The file in pieces, the same for the same arguments.
    """
    about = describe(located, selection, panel, link)
    columns = export_columns(located, selection)
    return pack([_list(columns, located, located.order(selection)), _about(about)], about.title, about.date)


def _list(columns: Sequence[ExportColumn], located: LocatedList, order: Positions) -> Sheet:
    typed = [column if column.added else _typed(column, located, order) for column in columns]
    widths = [_width(column.name, column.cells(order[:_MEASURED])) for column in typed]
    return Sheet("Liste", widths, _rows(typed, order), len(order) + 1)


def _typed(column: ExportColumn, located: LocatedList, order: Positions) -> ExportColumn:
    """Return the column with its texts as numbers where all of them are: known before the first one is written."""
    read = column.cells
    numbers = hold_numbers(column.name, read(order), located.roles)
    return replace(column, cells=lambda rows: as_numbers(read(rows))) if numbers else column


def _width(name: str, cells: Sequence[Cell]) -> int:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    # + 4: the button of the filter
    return min(max(_MIN_WIDTH, len(name) + 4, longest + 2), _MAX_WIDTH)


def _rows(columns: Sequence[ExportColumn], order: Positions) -> Iterator[str]:
    decimals = [column.decimals for column in columns]
    yield row_xml([column.name for column in columns], [HEADER] * len(columns), decimals)
    styles = [TEXT] * len(columns)
    for rows in batches(order):
        for row in zip(*(column.cells(rows) for column in columns), strict=True):
            yield row_xml(row, styles, decimals)


def _about(about: About) -> Sheet:
    items = about.items()
    rows = (row_xml(item, [LABEL, WRAPPED], [None, None]) for item in items)
    return Sheet("À propos", [28, 110], rows, len(items), table=False)
