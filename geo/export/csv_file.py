"""CSV for a French spreadsheet and for programs alike.

UTF-8 with a byte order mark, semicolons, CRLF and a decimal comma: what a French Excel opens by a double click, and
`pandas.read_csv(file, sep=";", decimal=",")` reads as well. A decimal point would stay text in a French Excel, or
become a date. Headers are the names of the schema's fields, which do not change when a title is reworded. Several
values in one cell are joined by " | ". An unknown value is an empty cell.

**Where the metadata is.** In one more column at the end, `a_propos`, filled on the first row only. Rows of comments
before the header break every reader that is not warned; after the data they become false poles; a header cell that
holds the text would change with each filter, and break whatever names its columns (Power Query, a Table Schema). A last
column keeps a rectangle: Excel shows it out of the way, sorting carries it along, a program drops it if unwanted. When
nothing is selected, one row holds that cell alone, so that the file still says which filter left nothing. The rule for
programs is then one and always right: **a pole is a row that has an `id`** (`table.dropna(subset="id")`).

Codes such as « 02 » lose their zero in a spreadsheet that opens a CSV by itself: the XLSX export keeps them.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.export.metadata import describe
from geo.export.table import SEPARATOR, columns, rows, runs_as_formula

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.selection import Selection

__all__ = ["ABOUT", "export"]

#: Name of the last column, which holds the metadata.
ABOUT = "a_propos"


def export(panel: Panel, selection: Selection, link: str) -> bytes:
    """Write the selected poles as CSV.

    Parameters
    ----------
    panel
        The poles.
    selection
        What is filtered.
    link
        Absolute URL of the view that gives the file.

    Returns
    -------
    bytes
        The whole file, the same bytes for the same arguments.
    """
    table = columns(panel.schema, selection.autour)
    names = [column.name for column in table]
    about = SEPARATOR.join(
        f"{label} : {value}" if label else str(value) for label, value in describe(panel, selection, link).items()
    )
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([*names, ABOUT])
    found: list[dict[str, str | int | float | None]] = rows(panel, selection) or [dict.fromkeys(names)]
    for position, row in enumerate(found):
        cells = [_text(row[column.name], column.decimals) for column in table]
        writer.writerow([*cells, _text(about) if position == 0 else ""])
    return stream.getvalue().encode("utf-8-sig")


def _text(value: str | int | float | None, decimals: int = 0) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.{decimals}f}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    # The apostrophe tells a spreadsheet "this is text". Our own numbers, such as a western longitude, never come here.
    return f"'{value}" if runs_as_formula(value) else value
