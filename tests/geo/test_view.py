"""What is chosen beside the filters, written to a URL and read back."""

from __future__ import annotations

import pytest

from geo.errors import UnknownValueError
from geo.model import Panel
from geo.selection import Dropped
from geo.view import COLUMNS, DEFAULT_COLUMNS, VIEWS, View

POLES = ("ptce-001", "ptce-045")


@pytest.mark.parametrize(
    ("view", "query"),
    [
        (View(), {}),
        (View(pole="ptce-045"), {"pole": ["ptce-045"]}),
        *((View(vue=vue), {"vue": [vue]}) for vue in list(VIEWS)[1:]),
        (View(plan=True), {"plan": ["ign"]}),
        (View(ombrage=True), {"ombrage": ["1"]}),
        (View(colonnes=("nom", "site")), {"colonnes": ["nom,site"]}),
        (View(colonnes=COLUMNS), {"colonnes": [",".join(COLUMNS)]}),
        (View(tri="-annee_laureat"), {"tri": ["-annee_laureat"]}),
        (View(tri="-nom"), {"tri": ["-nom"]}),
        (
            View("ptce-001", "guyane", True, True, ("nom",), "ligne"),
            {"pole": ["ptce-001"], "vue": ["guyane"], "plan": ["ign"], "ombrage": ["1"], "colonnes": ["nom"],
             "tri": ["ligne"]},
        ),
    ],
    ids=lambda value: "+".join(value) or "default" if isinstance(value, dict) else "",
)  # fmt: skip
def test_view_survives_a_url(view: View, query: dict[str, list[str]]) -> None:
    assert view.to_query() == query
    assert View.from_query(query, POLES) == (view, ())


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_can_be_shown_and_sort_the_table(column: str) -> None:
    view, dropped = View.from_query({"colonnes": [column], "tri": [f"-{column}"]}, POLES)
    assert (view.colonnes, view.tri, dropped) == (tuple(dict.fromkeys(["nom", column])), f"-{column}", ())


def test_columns_are_fields_of_the_schema(panel: Panel) -> None:
    assert set(DEFAULT_COLUMNS) <= set(COLUMNS) <= set(panel.schema.names)


def test_columns_come_in_their_order_and_never_without_the_name() -> None:
    view, _ = View.from_query({"colonnes": ["site,region,region"]}, POLES)
    assert view.colonnes == ("nom", "region", "site")


@pytest.mark.parametrize(
    ("param", "value", "named"),
    [
        ("pole", "ptce-999", "ptce-999"),
        ("vue", "lune", "lune"),
        ("plan", "osm", "osm"),
        ("ombrage", "oui", "oui"),
        ("colonnes", "nom,telephone", "telephone"),
        ("tri", "telephone", "telephone"),
        ("tri", "--nom", "--nom"),
    ],
)
def test_unknown_values_are_dropped_and_named(param: str, value: str, named: str) -> None:
    view, dropped = View.from_query({param: [value]}, POLES)
    assert dropped == (Dropped(param, named),)
    assert view == (View(colonnes=("nom",)) if param == "colonnes" else View())


def test_parameters_of_others_are_left_alone() -> None:
    assert View.from_query({"region": ["x"], "pole": []}, POLES) == (View(), ())


def test_with_view_keeps_the_rest_and_refuses_what_does_not_exist() -> None:
    assert View(pole="ptce-001").with_view("mayotte") == View(pole="ptce-001", vue="mayotte")
    with pytest.raises(UnknownValueError, match=r"vue : valeur inconnue 'lune'.*metropole, guadeloupe"):
        View().with_view("lune")


def test_views_are_the_metropole_and_the_five_overseas_regions(panel: Panel) -> None:
    overseas = {region.slug: region.name for region in panel.vocabulary.regions if region.overseas}
    assert {"metropole": "Métropole", **overseas} == dict(VIEWS)


@pytest.mark.parametrize(
    ("tri", "around", "sort"),
    [
        ("", False, "nom"),
        ("", True, "distance"),
        ("nom", True, "nom"),
        ("-distance", True, "-distance"),
        ("-distance", False, "nom"),
        ("-ligne", True, "-ligne"),
        ("-ligne", False, "-ligne"),
    ],
)
def test_the_table_goes_by_distance_around_a_place_unless_asked_otherwise(tri: str, around: bool, sort: str) -> None:
    view, dropped = View.from_query({"tri": [tri]} if tri else {}, POLES)
    assert (view.sort(around=around), dropped) == (sort, ())
