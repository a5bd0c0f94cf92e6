"""What an address of the atlas shows, in words: its title, a sentence about it, and the address that says just that.

A card of a social network, a citation and the title of a shared frame all say the same of the same address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from geo.selection import Selection, clean_text
from geo.sheets.region import find_region
from geo.text import shorten
from geo.wording import count_poles, describe_place, describe_selection, in_region
from utils.titles import ATLAS, title_of

if TYPE_CHECKING:
    from geo.model import Panel

__all__ = ["PAGES", "PageView", "view_of"]

#: Every page: its `url_path` → its title and what is there.
PAGES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "": (
            "Carte",
            "Carte interactive des pôles territoriaux de coopération économique (PTCE) : "
            "où ils sont, ce qu'ils font, région par région.",
        ),
        "liste": ("Liste et exports", "Les PTCE en tableau à trier et à filtrer, avec leurs exports."),
        "importer": ("Importer", "Placer une liste de lieux sur la carte des PTCE."),
        "region": ("Régions", "Les PTCE des 18 régions, à comparer entre elles et avec la France."),
        "reperes": ("Repères", "Les chiffres des PTCE : secteurs, formes juridiques, emplois, financements."),
        "chronologie": ("Chronologie", "L'histoire des PTCE, date par date."),
        "glossaire": ("Glossaire", "Les mots des PTCE et de l'économie sociale et solidaire, expliqués."),
        "donnees": ("Données et sources", "D'où viennent les données de l'atlas, ce qu'elles valent, leur licence."),
        "nouveautes": ("Nouveautés", "Ce que chaque version des données de l'Atlas des PTCE a changé."),
        "donnees-api": ("API des données", "Les données de l'atlas pour les programmes : adresses, formats, exemples."),
        "accessibilite": ("Accessibilité", "La déclaration d'accessibilité de l'Atlas des PTCE."),
        "mentions-legales": ("Mentions légales", "Qui publie et qui héberge l'Atlas des PTCE."),
        "plan-du-site": ("Plan du site", "Toutes les pages de l'Atlas des PTCE."),
        "pole": ("Fiche d'un pôle", "Ce que l'on sait d'un PTCE, valeur par valeur, avec ses sources."),
    }
)

#: Characters of a title and of a sentence: some names are a whole page long.
_LONGEST_TITLE: Final = 120
_LONGEST_TEXT: Final = 300


@dataclass(frozen=True, slots=True)
class PageView:
    """What an address shows.

    Parameters
    ----------
    page
        `url_path` of the page.
    title
        Of what is shown: « 4 PTCE en Bretagne »; that of the page where it shows nothing in particular.
    tab
        What the browser calls the page, as `utils.titles` does.
    text
        A sentence or two about it.
    query
        The parameters that say what is shown, and no other.
    selection
        The poles that a picture of it has.
    """

    page: str
    title: str
    tab: str
    text: str
    query: Mapping[str, Sequence[str]]
    selection: Selection

    @property
    def address(self) -> str:
        """The address of just this, relative to the root of the application: `liste?region=bretagne`."""
        query = urlencode(self.query, doseq=True)
        return f"{self.page}?{query}" if query else self.page


def view_of(panel: Panel | None, page: str, query: Mapping[str, Sequence[str]]) -> PageView:
    """Say what an address shows.

    Parameters
    ----------
    panel
        The poles; None where they cannot be read: then only the page is known.
    page
        `url_path`, a key of `PAGES`.
    query
        Parameter → values. Those that do not exist are left out, as the page leaves them out.
    """
    found = None
    if panel is not None and page in ("", "liste"):
        found = _filtered(panel, page, query)
    elif panel is not None and query.get("id"):
        found = {"pole": _pole, "region": _region}.get(page, _nothing)(panel, clean_text(query["id"][0]))
    if found:
        return found
    title, text = PAGES[page]
    return PageView(page, title if page else ATLAS, title_of(title) if page else ATLAS, text, {}, Selection())


def _filtered(panel: Panel, page: str, query: Mapping[str, Sequence[str]]) -> PageView | None:
    selection, _ = Selection.from_query(query, panel.index)
    if selection == Selection():
        return None
    title = describe_selection(selection, panel.index, int(panel.index.mask(selection).sum()))
    name, what = ("Liste", "Tableau") if page else ("Carte", "Carte interactive et liste")
    source = panel.dataset.later.whole_attribution if selection.appels else panel.dataset.attribution
    text = f"{what} de ces pôles territoriaux de coopération économique (PTCE), à télécharger. Source : {source}."
    return _view(page, title, (title, name), text, selection.to_query(), selection)


def _pole(panel: Panel, asked: str) -> PageView | None:
    pole_id = panel.canonical_id(asked)
    if pole_id is None:
        return None
    row = panel.poles.loc[pole_id]
    region = next(region for region in panel.vocabulary.regions if region.code == row["code_region"])
    sectors = f" Secteurs : {', '.join(row['secteurs'])}." if row["secteurs"] else ""
    text = f"Pôle territorial de coopération économique (PTCE). {describe_place(row)}.{sectors}"
    return _view(
        "pole", row["nom"], (row["nom"],), text, {"id": [pole_id]}, Selection(region=(region.slug,), appels=True)
    )


def _region(panel: Panel, asked: str) -> PageView | None:
    region = find_region(panel.vocabulary, asked)
    if region is None:
        return None
    selection = Selection(region=(region.slug,))
    count = count_poles(int(panel.index.mask(selection).sum()))
    title = f"{count} {in_region(region.slug, region.name)}"
    text = (
        "La fiche de la région : ses pôles territoriaux de coopération économique (PTCE), ses lauréats, "
        "ses dispositifs de soutien, à comparer avec une autre région et avec la France."
    )
    return _view("region", title, (region.name,), text, {"id": [region.slug]}, selection)


def _nothing(_panel: Panel, _asked: str) -> None:
    return None


def _view(
    page: str, title: str, tab: Sequence[str], text: str, query: Mapping[str, Sequence[str]], selection: Selection
) -> PageView:
    return PageView(
        page, shorten(title, _LONGEST_TITLE), title_of(*tab), shorten(text, _LONGEST_TEXT), query, selection
    )
