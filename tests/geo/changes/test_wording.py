"""What changed is said in French, and says all of it."""

from __future__ import annotations

import pytest

from geo.changes.model import ADDED, CHANGED, Changes, Column, Difference, Edit, Line, Move, Sourcing, SourcingEdit
from geo.changes.wording import Item, Section, describe_changes, summarise
from tests.geo.changes.releases import versions
from tests.geo.changes.test_compare import changes_of


def said(changes: Changes) -> dict[str, dict[str, tuple[str, ...]]]:
    return {s.title: {str(item.id): item.details for item in s.items} for s in describe_changes(changes)}


def test_every_kind_of_change_is_said() -> None:
    assert said(changes_of(*versions())) == {
        "Nouveaux": {"ptce-004": ("Limoux, Aude, Occitanie, lauréat 2021, autre nom de ptce-001",)},
        "Retirés": {"ptce-003": ("Limoux, Aude, Occitanie",)},
        "Déplacés": {
            "ptce-002": ("déplacé de 37\u00a0m",),
            "ptce-005": ("déplacé de 73\u00a0km",),
            "ptce-006": ("a maintenant un point sur la carte",),
            "ptce-007": ("n'a plus de point sur la carte",),
        },
        "Renommés": {"ptce-008": ("s'appelait « Avant »",)},
        "Lauréats": {
            "ptce-009": ("lauréat 2015",),
            "ptce-010": ("n'est plus donné lauréat (2015)",),
            "ptce-011": ("lauréat 2015, et non 2013",),
        },
        "Autres valeurs": {
            "ptce-012": (
                "Secteurs : ajout de « Tourisme » ; retrait de « Énergie »",
                "annee_creation : non renseigné → 2014",
                "Site web : non renseigné → https://x.fr",
                "population : 1\u00a0200 → 12\u00a0000",
            )
        },
        "Sources et confiance": {
            "ptce-013": ("Commune : confiance moyenne → haute, note ajoutée",),
            "ptce-014": ("Commune : source retirée, confiance moyenne → non renseignée",),
        },
    }


def test_a_summary_counts_each_kind() -> None:
    assert summarise(changes_of(*versions())) == (
        "1 nouveau, 1 retiré, 4 déplacés, 1 renommé, 3 années de lauréat changées, 1 autrement modifié, "
        "2 dont les sources changent"
    )
    columns = Changes(added=(Column("a", "A"),), removed=(Column("b", "B"), Column("c", "C")))
    assert summarise(columns) == "1 champ ajouté, 2 champs retirés"
    assert describe_changes(columns) == (
        Section(
            "Champs du fichier",
            (
                Item(None, "A", ("champ ajouté (a)",)),
                Item(None, "B", ("champ retiré (b)",)),
                Item(None, "C", ("champ retiré (c)",)),
            ),
        ),
    )
    assert (summarise(Changes()), describe_changes(Changes())) == ("aucun changement dans les pôles", ())


@pytest.mark.parametrize(
    ("metres", "text"),
    [(0, "moins de 1 m"), (1, "1 m"), (999, "999 m"), (1000, "1,0 km"), (9949, "9,9 km"), (10_000, "10 km"),
     (1_234_567, "1 235 km")],
)  # fmt: skip
def test_distances_are_said_in_metres_then_in_kilometres(metres: int, text: str) -> None:
    changes = Changes(moved=(Move("ptce-001", "X", (0.0, 0.0), (1.0, 1.0), metres),))
    (details,) = said(changes)["Déplacés"].values()
    assert details[0].replace("\u00a0", " ") == f"déplacé de {text}"


@pytest.mark.parametrize(
    ("field", "before", "after", "text"),
    [
        ("precision", "departement", "region", "département → région"),
        ("vu_le", "2026-11-01", None, "1er novembre 2026 → non renseigné"),
        ("vu_le", "2026-13-01", "abc", "2026-13-01 → abc"),
        ("actif", True, False, "oui → non"),
        ("annee_creation", 2014, 2015, "2014 → 2015"),
        ("part", 0.5, 1234.25, "0,5 → 1 234,25"),
        ("texte", "a" * 10_000, "ligne\nsuivante", f"{'a' * 299}… → ligne suivante"),
    ],
)
def test_values_are_written_as_french_does(field: str, before: object, after: object, text: str) -> None:
    difference = Difference(field, "Titre", before, after)  # type: ignore[arg-type]
    (details,) = said(Changes(edited=(Edit("ptce-001", "X", (difference,)),)))["Autres valeurs"].values()
    assert details[0].replace("\u00a0", " ") == f"Titre : {text}"


def test_a_source_that_comes_has_a_confidence_and_none_before() -> None:
    differences = (
        Sourcing("site", "Site", None, "haute", ADDED, None),
        Sourcing("nom", "Nom", "haute", "haute", CHANGED, None),
    )
    (details,) = said(Changes(sourced=(SourcingEdit("ptce-001", "X", differences),)))["Sources et confiance"].values()
    assert details == ("Site : source ajoutée, confiance haute", "Nom : source modifiée")


def test_a_line_without_a_name_is_said_to_have_none() -> None:
    (section,) = describe_changes(Changes(new=(Line("ptce-001", "", "", None, None),)))
    assert section.items == (Item("ptce-001", "sans nom", ()),)
    assert section.heading == "Nouveaux (1)"
