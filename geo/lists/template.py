"""A file to fill in: the titles that are recognised, three example rows to replace."""

from __future__ import annotations

import csv
import io
from functools import lru_cache

from geo.column_letters import column_letter
from geo.errors import UnknownValueError
from geo.lists.synonyms import ROLES

__all__ = ["EXTENSIONS", "template"]

EXTENSIONS = ("csv", "xlsx")

#: One row for each way of giving a place: an address, an INSEE code, coordinates. True places, no true structure.
_EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "nom": "Exemple 1, à remplacer : placé par son adresse ou sa commune",
        "adresse": "Place de l'Hôtel de Ville",
        "code_postal": "02000",
        "commune": "Laon",
        "departement": "Aisne",
        "region": "Hauts-de-France",
        "secteur": "Alimentation et agriculture",
        "forme_juridique": "SCIC",
        "annee": "2015",
    },
    {
        "nom": "Exemple 2, à remplacer : placé par son code INSEE",
        "commune": "Saint-Denis",
        "code_insee": "97411",
        "secteur": "Culture",
        "forme_juridique": "Association",
        "annee": "2014",
    },
    {
        "nom": "Exemple 3, à remplacer : placé par ses coordonnées",
        "commune": "Rennes",
        "latitude": "48,1113",
        "longitude": "-1,6800",
        "secteur": "Numérique et fablab",
        "forme_juridique": "SCOP",
    },
)
_WIDTH = 18
_NUMBERS = ("latitude", "longitude")


def template(extension: str) -> bytes:
    """Return a file that `geo.lists.read` reads and `geo.lists.columns` recognises whole.

    Parameters
    ----------
    extension
        `csv` (UTF-8 with byte order mark, semicolons: a French spreadsheet opens it by a double click) or `xlsx`
        (codes are texts, so that « 02000 » keeps its zero).

    Raises
    ------
    UnknownValueError
        For any other extension.
    """
    if extension == "csv":
        return _csv()
    if extension == "xlsx":
        return _xlsx()
    raise UnknownValueError("extension", extension, EXTENSIONS, "choisir un des deux formats")


def _csv() -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(ROLES.values())
    writer.writerows([row.get(role, "") for role in ROLES] for row in _EXAMPLES)
    return stream.getvalue().encode("utf-8-sig")


# openpyxl writes the time of day: kept, so that a session is handed the same bytes.
@lru_cache(maxsize=1)
def _xlsx() -> bytes:
    # Here: it takes longer to import than most pages to be made.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Liste"
    for column, (role, title) in enumerate(ROLES.items(), start=1):
        head = sheet.cell(1, column, title)
        head.font = Font(bold=True)
        sheet.column_dimensions[column_letter(column)].width = 60 if role == "nom" else _WIDTH
        for row, example in enumerate(_EXAMPLES, start=2):
            text = example.get(role)
            if role in _NUMBERS:
                sheet.cell(row, column, float(text.replace(",", ".")) if text else None)
            else:
                sheet.cell(row, column, text).number_format = "@"
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
