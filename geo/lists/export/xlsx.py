"""A list as a workbook: « Liste » with the rows, « À propos » with what the file says of itself.

The cells of the visitor stay texts, but in columns where every one is a plain number and no code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from geo.lists.export.about import About, describe
from geo.lists.export.table import Cell, ExportColumn, as_numbers, export_columns
from geo.lists.export.workbook import HEADER, LABEL, TEXT, WRAPPED, Sheet, pack, row_xml

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]

_MIN_WIDTH, _MAX_WIDTH = 8, 60


def export(located: LocatedList, selection: Selection, panel: Panel, link: str) -> bytes:
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
    bytes
        The whole file, the same bytes for the same arguments.
    """
    about = describe(located, selection, panel, link)
    columns = export_columns(located, selection)
    return pack([_list(columns, located, about.count), _about(about)], about.title, about.date)


def _list(columns: Sequence[ExportColumn], located: LocatedList, count: int) -> Sheet:
    cells = [_cells(column, located) for column in columns]
    # + 4: the button of the filter
    widths = [
        max(
            _MIN_WIDTH,
            len(column.name) + 4,
            max((len(str(cell)) for cell in values if cell is not None), default=0) + 2,
        )
        for column, values in zip(columns, cells, strict=True)
    ]
    return Sheet("Liste", [min(width, _MAX_WIDTH) for width in widths], _rows(columns, cells), count + 1)


def _cells(column: ExportColumn, located: LocatedList) -> Sequence[Cell]:
    if column.added:
        return column.cells
    return as_numbers(column.name, column.cells, located.roles) or column.cells


def _rows(columns: Sequence[ExportColumn], cells: Sequence[Sequence[Cell]]) -> Iterator[str]:
    decimals = [column.decimals for column in columns]
    yield row_xml([column.name for column in columns], [HEADER] * len(columns), decimals)
    styles = [TEXT] * len(columns)
    for row in zip(*cells, strict=True):
        yield row_xml(row, styles, decimals)


def _about(about: About) -> Sheet:
    items = about.items()
    rows = (row_xml(item, [LABEL, WRAPPED], [None, None]) for item in items)
    return Sheet("À propos", [28, 110], rows, len(items), table=False)
