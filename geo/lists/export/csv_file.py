"""A list as CSV, written as the poles are: UTF-8 with a byte order mark, semicolons, CRLF, decimal comma.

What the file says of itself is in one more column at the end, on the first row only, for the reasons told in
`geo.export.csv_file`. The cells of the visitor stay as they were, but for those that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from geo.export.table import SEPARATOR
from geo.lists.export.about import describe
from geo.lists.export.table import ABOUT, ExportColumn, Positions, batches, export_columns, neutral

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]


def export(located: LocatedList, selection: Selection, panel: Panel, link: str) -> Iterator[bytes]:
    """Write what the selection keeps of the list as CSV.

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
    columns = export_columns(located, selection)
    items = describe(located, selection, panel, link).items()
    about = neutral(SEPARATOR.join(f"{label} : {value}" if label else value for label, value in items))
    return _pieces(columns, located.order(selection), about)


def _pieces(columns: Sequence[ExportColumn], order: Positions, about: str) -> Iterator[bytes]:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(neutral(column.name) for column in columns), ABOUT])
    if not len(order):
        writer.writerow([*("" for _ in columns), about])
    yield stream.getvalue().encode("utf-8-sig")
    for rows in batches(order):
        stream.seek(0)
        stream.truncate()
        for row in zip(*(_texts(column, rows) for column in columns), strict=True):
            writer.writerow([*row, about])
            about = ""
        yield stream.getvalue().encode()


def _texts(column: ExportColumn, rows: Positions) -> Iterator[str]:
    for cell in column.cells(rows):
        if cell is None:
            yield ""
        elif isinstance(cell, str):
            yield neutral(cell)
        else:
            yield f"{cell:.{column.decimals}f}".replace(".", ",")
