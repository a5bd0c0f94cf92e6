"""What is chosen on a page beside the filters: the pole in hand, the view of the map, its options."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from geo.errors import UnknownValueError
from geo.selection import Dropped

__all__ = ["COLUMNS", "DEFAULT_COLUMNS", "DISTANCE", "METROPOLE", "SORTS", "VIEWS", "View"]

METROPOLE = "metropole"

#: Views of the map: what the URL carries → what the reader sees. Overseas in the order of the INSEE codes.
VIEWS: Mapping[str, str] = {
    METROPOLE: "Métropole",
    "guadeloupe": "Guadeloupe",
    "martinique": "Martinique",
    "guyane": "Guyane",
    "la-reunion": "La Réunion",
    "mayotte": "Mayotte",
}

#: Columns that the table can show, in order: fields of the schema.
COLUMNS = (
    "nom", "commune", "departement", "region", "secteurs", "forme_juridique", "annee_laureat", "annee_creation",
    "adresse", "site", "precision", "nom_liste", "region_liste", "ligne",
)  # fmt: skip

DEFAULT_COLUMNS = ("nom", "commune", "departement", "region", "secteurs", "forme_juridique", "annee_laureat")

#: Column that the table has around a place only.
DISTANCE = "distance"

#: What may sort the table.
SORTS = (*COLUMNS, DISTANCE)

_SWITCHES = {"plan": "ign", "ombrage": "1"}


@dataclass(frozen=True, slots=True)
class View:
    """State of a page that is not a filter, and travels in the URL like one.

    Parameters
    ----------
    pole
        Id of the chosen pole, or None.
    vue
        Key of `VIEWS`.
    plan
        Whether the IGN map is shown under the poles.
    ombrage
        Whether the regions are shaded by their number of filtered poles.
    colonnes
        Columns of the table, in the order of `COLUMNS`.
    tri
        One of `SORTS`, by which the table is sorted, behind a hyphen when the sort is descending; nothing for the order
        that goes without saying: by distance around a place, else by name.
    """

    pole: str | None = None
    vue: str = METROPOLE
    plan: bool = False
    ombrage: bool = False
    colonnes: tuple[str, ...] = DEFAULT_COLUMNS
    tri: str = ""

    def with_view(self, vue: str) -> View:
        """Return the same state in another view of the map.

        Raises
        ------
        UnknownValueError
            If `vue` is not a key of `VIEWS`.
        """
        if vue not in VIEWS:
            raise UnknownValueError("vue", vue, tuple(VIEWS))
        return replace(self, vue=vue)

    def sort(self, *, around: bool) -> str:
        """Return what sorts the table in fact, `around` a place or not."""
        usual = DISTANCE if around else "nom"
        return usual if not around and self.tri.removeprefix("-") == DISTANCE else self.tri or usual

    def to_query(self) -> dict[str, list[str]]:
        """Write the state as the parameters of a URL; what is at its default is left out."""
        query: dict[str, list[str]] = {}
        if self.pole is not None:
            query["pole"] = [self.pole]
        if self.vue != METROPOLE:
            query["vue"] = [self.vue]
        for switch, value in _SWITCHES.items():
            if getattr(self, switch):
                query[switch] = [value]
        if self.colonnes != DEFAULT_COLUMNS:
            query["colonnes"] = [",".join(self.colonnes)]
        if self.tri:
            query["tri"] = [self.tri]
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]], poles: Collection[str]) -> tuple[View, tuple[Dropped, ...]]:
        """Read the state from the parameters of a URL.

        Parameters
        ----------
        query
            Parameter → values.
        poles
            Ids of the poles that exist.

        Returns
        -------
        view, dropped
            The state, and what was left out because it does not exist.
        """
        given = {param: values[0] for param, values in query.items() if values}
        dropped: list[Dropped] = []
        pole = given.get("pole")
        if pole is not None and pole not in poles:
            dropped.append(Dropped("pole", pole))
            pole = None
        vue = given.get("vue", METROPOLE)
        if vue not in VIEWS:
            dropped.append(Dropped("vue", vue))
            vue = METROPOLE
        switches = {}
        for switch, value in _SWITCHES.items():
            switches[switch] = given.get(switch) == value
            if switch in given and given[switch] != value:
                dropped.append(Dropped(switch, given[switch]))
        asked = given["colonnes"].split(",") if "colonnes" in given else list(DEFAULT_COLUMNS)
        dropped += [Dropped("colonnes", name) for name in asked if name not in COLUMNS]
        columns = tuple(name for name in COLUMNS if name in {"nom", *asked})
        sort = given.get("tri", "")
        if "tri" in given and sort.removeprefix("-") not in SORTS:
            dropped.append(Dropped("tri", sort))
            sort = ""
        return cls(pole=pole, vue=vue, colonnes=columns, tri=sort, **switches), tuple(dropped)
