"""A visitor's list in which every difficulty of placing and exporting occurs once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from geo.gazetteer import Gazetteer, load_gazetteer
from geo.lists.located import LocatedList, locate
from geo.lists.table import ListTable
from geo.model import Panel

LINK = "https://atlas.example/?region=bretagne"

HOSTILE = '=HYPERLINK("http://x","y")'
MARKUP = '<script>alert(1)</script> & "oui" ${1+1} _x0041_ ]]>'

ROLES = {
    "nom": "Nom",
    "commune": "Commune",
    "code_insee": "INSEE",
    "code_postal": "CP",
    "departement": "Dép.",
    "adresse": "Adresse",
    "latitude": "Lat",
    "longitude": "Long",
    "secteur": "Secteur",
    "forme_juridique": "Statut",
    "annee": "Année",
}

#: Row 2 is the first under the header; rows 5 and 9 of the spreadsheet were empty.
NUMBERS = (2, 3, 4, 6, 7, 8, 10, 11)

_COLUMNS: Mapping[str, Sequence[str]] = {
    #            exact      ambiguous      not found   coordinates    refused      contradicted  overseas     hostile
    "Nom": ("La Halle", "Le Phare", "", "Au bord", "Le Port", "Loin", "Kaz", HOSTILE),
    "Commune": ("Rennes", "Saint-Denis", "Zzyzx-les-Bains", "", "Brest", "Rennes", "Saint-Denis", "Nantes"),
    "INSEE": ("35238", "", "", "", "29019", "35238", "97411", "44109"),
    "CP": ("35000", "", "", "", "29200", "", "97400", "44000"),
    "Dép.": ("35", "", "", "", "29", "35", "974", "44"),
    "Adresse": ("1 place de la Mairie", "", "", "2 quai", "3 rue", "", "", "- à voir"),
    "Lat": ("", "", "", "47,21725", "95", "48,8566", "", ""),
    "Long": ("", "", "", "-1,55336", "-4,48", "2,3522", "", ""),
    "Secteur": ("Énergie", "Culture | Habitat", "?", "énergies, insertion", "", "tourisme", "Culture", "Énergie"),
    "Statut": ("SCIC SA", "association loi 1901", "SARL", "", "à créer", "SCOP", "Association", "SAS"),
    "Année": ("2013", "2013 et 2015", "1999", "", "", "2014", "", ""),
    "Téléphone": ("0299000000", "0100000000", "", "", "", "", "0262000000", "+33240000000"),
    "Effectif": ("12", "3,5", "", "-4", "", "100", "7", "0"),
    "Note": ("", "", "#N/A", " espaces ", "deux\nlignes", "000123", "", MARKUP),
    "SIREN": ("123456789", "", "", "", "", "987654321", "", ""),
}


@cache
def shared_gazetteer() -> Gazetteer:
    """Return the gazetteer, read once for all the tests of lists."""
    return load_gazetteer()


def sample_table(**changed: Sequence[str]) -> ListTable:
    index = pd.Index(NUMBERS, name="ligne")
    rows = pd.DataFrame({**_COLUMNS, **changed}, index=index).astype("str")
    return ListTable("Mes lieux (2026).csv", "csv", rows)


def table_of(columns: Mapping[str, Sequence[str]], file_name: str = "liste.csv") -> ListTable:
    size = len(next(iter(columns.values())))
    index = pd.RangeIndex(2, size + 2, name="ligne")
    return ListTable(file_name, "csv", pd.DataFrame(dict(columns), index=index).astype("str"))


def place(
    table: ListTable, roles: Mapping[str, str], panel: Panel, gazetteer: Gazetteer, **options: object
) -> LocatedList:
    return locate(table, roles, gazetteer, panel.index, panel.vocabulary, **options)  # type: ignore[arg-type]
