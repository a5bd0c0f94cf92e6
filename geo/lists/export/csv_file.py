"""A list as CSV, written as the poles are: UTF-8 with a byte order mark, semicolons, CRLF, decimal comma.

What the file says of itself is in one more column at the end, on the first row only, for the reasons told in
`geo.export.csv_file`. The cells of the visitor stay as they were, but for those that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.export.table import SEPARATOR
from geo.lists.export.about import describe
from geo.lists.export.table import ABOUT, ExportColumn, export_columns, neutral

if TYPE_CHECKING:
    from geo.lists.placed_list import LocatedList
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["export"]


def export(located: LocatedList, selection: Selection, panel: Panel, link: str) -> bytes:
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
    bytes
        The whole file, the same bytes for the same arguments.
    """
    columns = export_columns(located, selection)
    items = describe(located, selection, panel, link).items()
    about = neutral(SEPARATOR.join(f"{label} : {value}" if label else value for label, value in items))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(neutral(column.name) for column in columns), ABOUT])
    rows = zip(*(_texts(column) for column in columns), strict=True)
    first = next(rows, tuple("" for _ in columns))
    writer.writerow([*first, about])
    writer.writerows([*row, ""] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _texts(column: ExportColumn) -> Iterator[str]:
    for cell in column.cells:
        if cell is None:
            yield ""
        elif isinstance(cell, str):
            yield neutral(cell)
        else:
            yield f"{cell:.{column.decimals}f}".replace(".", ",")
