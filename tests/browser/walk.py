"""Every page of the atlas, and its states that put something else on the screen, for tests that look at all of it.

The pages are read from `pages/main.py`, so that a new one is visited without being named here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser.atlas import PATIENCE, PROJECT, Atlas

__all__ = ["MAP", "Stop", "pages", "share", "states", "stops", "urls"]

#: Address of the map page.
MAP = ""

POLE, LAUREATE, REGION = "ptce-029", "appel-2021-01", "bretagne"

#: What is there last on a page whose content comes after its heading.
_LAST = {
    MAP: 'iframe[title="Carte des PTCE"]',
    "liste": ".atlas-tableau tbody tr",
    "chronologie": "[data-entree=evenement]",
    "glossaire": "[data-entree=terme]",
    "reperes": '[data-testid="stVegaLiteChart"] svg',
}

OWN_LIST = """nom;commune;département;secteur
La Fabrique;Rennes;35;Culture
Le Lieu;Lille;59;Énergie
Encore un;SAINT DENIS;;
Nulle part;Xyzzy;;
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """A page in a certain state.

    Parameters
    ----------
    name
        What the stop is called in the message of a test.
    path, query
        Address of the page, without the slash, and its parameters.
    act
        What the visitor does there once it is loaded.
    narrow_only
        Whether there is such a state on a narrow screen only.
    """

    name: str
    path: str = MAP
    query: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    act: Callable[[Atlas], None] | None = None
    narrow_only: bool = False

    def arrive(self, atlas: Atlas) -> Atlas:
        """Load the page, wait until all of it is there, do what the stop asks for."""
        atlas.page.goto(atlas.address(f"/{self.path}", **self.query))
        settle(atlas, self.path)
        if self.act:
            self.act(atlas)
        return atlas

    def __str__(self) -> str:
        return f"{self.name} (/{self.path}{'?' if self.query else ''}{urlencode(self.query, doseq=True)})"


def settle(atlas: Atlas, path: str) -> None:
    """Wait until a page is drawn and its server idle."""
    expect(atlas.page.locator("footer.atlas-pied")).to_be_visible()
    if "embed=true" not in atlas.page.url:
        expect(atlas.page.locator(".atlas-entete nav a").first).to_be_attached()
    expect(atlas.page.locator("h1")).to_have_count(1)
    if path in _LAST:
        # Ten charts take their time on a busy machine.
        expect(atlas.page.locator(_LAST[path]).first).to_be_visible(timeout=3 * PATIENCE)
    fragment = atlas.page.locator("[class*=st-key-panel_fragment]")
    if fragment.count():
        expect(fragment.locator(".atlas-page > *").first).to_be_attached()
    if path == MAP:
        expect(atlas.map.locator("main.atlas[data-pret=oui]")).to_be_visible()
    expect(atlas.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def urls() -> list[str]:
    """Return the address of each page that `pages/main.py` declares, without the slash."""
    tree = ast.parse((PROJECT / "pages" / "main.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page"]
    options = [{word.arg: ast.literal_eval(word.value) for word in call.keywords} for call in calls]
    return [MAP if option.get("default") else option["url_path"] for option in options]


def pages() -> list[Stop]:
    """Return every page as it opens."""
    # A sheet without an id is a page that says so: it is visited too, see `states`.
    own = {"pole": {"id": POLE}}
    return [Stop(path or "carte", path, own.get(path, {})) for path in urls()]


def states() -> list[Stop]:
    """Return the pages again where something else is on the screen."""
    return [
        Stop("carte, fiche et bulle ouvertes", query={"pole": POLE}, act=_see_popup),
        Stop("carte, légende et exports dépliés", act=_unfold_map),
        Stop("carte, filtres et appels", query={"region": REGION, "secteur": "energie", "appels": "1", "ombrage": "1"}),
        Stop("carte, aucun résultat", query={"region": "corse", "laureat": "2015", "secteur": "energie"}),
        Stop("carte, autour de Rennes", query={"autour": "35238", "rayon": "100"}),
        Stop("carte, choix d'une commune ouvert", act=_open_towns),
        Stop("carte, barre latérale ouverte", act=_open_sidebar, narrow_only=True),
        Stop("carte, liste importée", "importer", act=_see_own_list),
        Stop("carte, partage ouvert", query={"region": REGION}, act=share),
        Stop("carte intégrée ailleurs", query={"embed": "true", "pole": POLE}, act=_see_embedded),
        Stop("liste intégrée ailleurs", "liste", {"embed": "true", "secteur": "energie"}),
        Stop("pôle intégré ailleurs", "pole", {"embed": "true", "id": POLE}, act=unfold),
        Stop("liste, colonnes dépliées", "liste", {"secteur": "energie"}, act=unfold),
        Stop("importer, une liste lue", "importer", act=_import),
        Stop("importer, un choix ouvert", "importer", act=_open_choice),
        Stop("importer, un fichier refusé", "importer", act=_be_refused),
        Stop("région, sa fiche", "region", {"id": REGION}, act=unfold),
        Stop("région, deux fiches comparées", "region", {"id": REGION, "avec": "occitanie"}),
        Stop("région inconnue", "region", {"id": "bretagnne"}),
        Stop("pôle, sources dépliées", "pole", {"id": POLE}, act=unfold),
        Stop("pôle d'un appel récent", "pole", {"id": LAUREATE}),
        Stop("pôle inconnu", "pole", {"id": "ptce-999"}),
        Stop("repères, tableaux dépliés", "reperes", act=unfold),
        *(
            Stop(f"données, {section}", "donnees", {"id": section}, act=unfold)
            for section in ("qualite", "appels", "corrections", "contradictions", "dictionnaire")
        ),
    ]


def stops() -> list[Stop]:
    """Return every page, then every state."""
    return [*pages(), *states()]


# --- What a visitor does ---


def unfold(atlas: Atlas) -> None:
    """Open all that is folded on the page."""
    atlas.page.evaluate("() => document.querySelectorAll('details').forEach((node) => { node.open = true; })")


def share(atlas: Atlas) -> None:
    """Open the « Partager » dialogue, and wait until all of it is there."""
    atlas.page.get_by_role("button", name="Partager").click()
    expect(atlas.page.get_by_label("Dans un texte")).not_to_have_value("")
    atlas.page.wait_for_function("() => document.querySelector('.atlas-partage img').naturalWidth > 0")


def _see_popup(atlas: Atlas) -> None:
    expect(atlas.card).to_be_visible()
    expect(atlas.popup).to_be_visible()
    atlas.still()
    atlas.frame.evaluate("() => document.querySelectorAll('details').forEach((node) => { node.open = true; })")


def _see_embedded(atlas: Atlas) -> None:
    atlas.map.get_by_role("button", name="Liste", exact=True).press("Enter")
    _see_popup(atlas)


def _unfold_map(atlas: Atlas) -> None:
    unfold(atlas)
    atlas.frame.evaluate("() => document.querySelectorAll('details').forEach((node) => { node.open = true; })")


def _open_sidebar(atlas: Atlas) -> None:
    atlas.page.get_by_test_id("stExpandSidebarButton").click()
    expect(atlas.search).to_be_visible()


def _open_towns(atlas: Atlas) -> None:
    if not atlas.search.is_visible():
        _open_sidebar(atlas)
    atlas.page.get_by_role("combobox", name="Autour d'une commune").fill("Ren")
    expect(atlas.page.get_by_role("option").first).to_be_visible()


def _send(atlas: Atlas, content: str) -> None:
    atlas.page.locator("input[type=file]").set_input_files(
        {"name": "mes lieux.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )


def _import(atlas: Atlas) -> None:
    _send(atlas, OWN_LIST)
    expect(atlas.page.get_by_role("link", name="Voir la carte")).to_be_visible()
    settle(atlas, "importer")
    for title in atlas.page.get_by_test_id("stExpander").locator("summary").all():
        title.click()


def _open_choice(atlas: Atlas) -> None:
    _import(atlas)
    choice = atlas.page.get_by_role("option").first
    # Streamlit closes a list of choices when the page moves under it.
    for _ in range(5):
        atlas.page.get_by_role("combobox").first.press("ArrowDown")
        try:
            expect(choice).to_be_visible(timeout=3000)
        except AssertionError:
            continue
        return
    raise AssertionError("The list of choices does not stay open.")


def _be_refused(atlas: Atlas) -> None:
    _send(atlas, "")
    expect(atlas.page.get_by_role("alert").first).to_be_visible()
    settle(atlas, "importer")


def _see_own_list(atlas: Atlas) -> None:
    _import(atlas)
    atlas.page.get_by_role("link", name="Voir la carte").click()
    settle(atlas, MAP)
    tab = atlas.map.get_by_role("group", name="Liste à montrer").get_by_role("button", name="Ma liste")
    # Not a click: on a narrow screen the sidebar may be above.
    tab.press("Enter")
    expect(atlas.map.locator(".ma-liste-lignes li").first).to_be_visible()
